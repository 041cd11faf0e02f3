"""Counting days; no table, no Django."""
