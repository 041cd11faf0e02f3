"""What needs no house: a meeting as other calendars read it."""
