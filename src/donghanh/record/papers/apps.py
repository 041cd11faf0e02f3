"""The room's name in the house."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "donghanh.record.papers"
    label = "papers"
    verbose_name = "Văn bản, phụ lục"
    default_auto_field = "django.db.models.BigAutoField"
