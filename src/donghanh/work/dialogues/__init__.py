"""Dialogues with business, and reforms that repeated petitions lead to."""
