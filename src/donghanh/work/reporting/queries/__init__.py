"""Reads of the reporting room that a queryset method cannot express."""
