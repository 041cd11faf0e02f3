"""The screens of the room, by flow."""
