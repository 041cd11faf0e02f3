"""The room's name in the house."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "donghanh.record.journal"
    label = "journal"
    verbose_name = "Nhật ký"
    default_auto_field = "django.db.models.BigAutoField"
