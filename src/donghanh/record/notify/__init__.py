"""Notices in the app and one digest a day."""
