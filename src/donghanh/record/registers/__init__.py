"""Typed public lists: a schema, versions of rows, publication."""
