"""Evidence and uploads: content-addressed, sniffed, cleaned, never served as a page."""
