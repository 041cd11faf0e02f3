"""The screens of the room: what everybody reads, and where an agency works."""
