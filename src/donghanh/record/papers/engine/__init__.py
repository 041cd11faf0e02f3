"""Official papers as values, and their writers: Word, PDF, spreadsheet. No table, no Django."""
