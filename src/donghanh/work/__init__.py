"""What the plan asks for, a room for each kind of work."""
