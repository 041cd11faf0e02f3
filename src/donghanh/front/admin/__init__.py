"""Operators' pages and health."""
