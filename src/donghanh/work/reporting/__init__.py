"""Periodic reporting: from every agency's return to the province's signed report."""
