"""The room's name in the house."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "donghanh.record.search"
    label = "search"
    verbose_name = "Tìm kiếm"
    default_auto_field = "django.db.models.BigAutoField"
