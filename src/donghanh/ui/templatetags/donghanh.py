"""Filters every template has: dates, numbers and moments as offices write them."""

from __future__ import annotations

from django import template

from donghanh.kit import dates, numbers

register = template.Library()
register.filter("ngay", dates.show_date)
register.filter("luc", dates.show_moment)
register.filter("so", numbers.show_number)
register.filter("thu", dates.weekday_name)
