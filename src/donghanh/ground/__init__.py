"""Who, where, when: agencies, people, calendar, units, files."""
