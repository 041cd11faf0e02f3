"""Registers without a database: read a schema, read a file against it, say what is wrong, compare, write out."""
