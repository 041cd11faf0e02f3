"""Composite indices of any make: structure, treatment, normalisation, aggregation, uncertainty, sensitivity."""
