"""Pure parts of reporting: periods, return sheets, the shape of an official paper; no Django."""
