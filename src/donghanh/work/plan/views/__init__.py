"""The screens of the plan room, one file per flow."""
