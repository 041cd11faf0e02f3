"""Holidays, swap days, legal terms and the one deadline function that explains itself."""
