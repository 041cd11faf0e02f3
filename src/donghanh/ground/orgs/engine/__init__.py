"""How a written name is recognised as an agency or a group on a date; no table, no Django."""
