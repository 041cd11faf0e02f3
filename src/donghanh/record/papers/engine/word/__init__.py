"""Word: the letterhead from a template that officers may replace, the body and annexes written in its styles."""
