"""The pages of the petitions room."""
