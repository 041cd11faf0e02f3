"""Stories across rooms, told in a real Chromium against the real server; nothing stands in for anything."""
