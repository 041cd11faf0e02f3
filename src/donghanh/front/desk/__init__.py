"""Officers' work."""
