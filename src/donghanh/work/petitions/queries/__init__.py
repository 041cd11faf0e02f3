"""Reads that a queryset method cannot express."""
