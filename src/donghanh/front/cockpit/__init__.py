"""The leaders' page."""
