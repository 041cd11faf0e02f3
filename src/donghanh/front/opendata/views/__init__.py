"""Pages, files, feeds and interfaces of open data."""
