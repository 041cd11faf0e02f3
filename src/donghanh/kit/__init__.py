"""Plain helpers that every floor may use: no tables, no words of any one room."""
