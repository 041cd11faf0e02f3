"""Agencies in time: who exists on a date, who succeeded whom, who can be ordered and who only asked."""
