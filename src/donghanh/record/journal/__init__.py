"""Append-only events: audit trail, feed, outbox and Merkle log in one row."""
