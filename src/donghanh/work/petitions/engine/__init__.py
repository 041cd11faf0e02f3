"""Pure computation of the petitions room: nothing here knows a table, a page or the hour."""
