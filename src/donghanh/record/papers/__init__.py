"""Official papers in the layout of Nghị định 30/2020: Word, PDF and spreadsheets from one plain description."""
