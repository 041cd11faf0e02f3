"""The room's name in the house."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "donghanh.work.reporting"
    label = "reporting"
    verbose_name = "Báo cáo"
    default_auto_field = "django.db.models.BigAutoField"
