"""Many rows of one table written in one statement."""
