"""Reads of the room that a queryset method cannot express."""
