"""What a file really is, and what in it is refused: pure decisions on bytes, no table, no web."""
