"""What people enter in the petitions room."""
