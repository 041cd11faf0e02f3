"""Catalogue, read API and bulk files of what the province publishes."""
