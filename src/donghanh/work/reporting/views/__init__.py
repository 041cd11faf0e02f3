"""The screens of the reporting room."""
