"""Reads of the room, by flow."""
