"""The rules of the house that a linter cannot see."""
