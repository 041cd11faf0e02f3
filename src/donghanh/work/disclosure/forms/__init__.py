"""What people enter in the room, by flow."""
