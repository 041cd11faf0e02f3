"""One index of what may be found, by one visibility rule, without accents."""
