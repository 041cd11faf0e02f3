"""Indices: what PCI and PGI really say, what targets would take, and which duties bear on them."""
