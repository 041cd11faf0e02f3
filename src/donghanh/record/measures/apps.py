"""The room's name in the house."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "donghanh.record.measures"
    label = "measures"
    verbose_name = "Số đo"
    default_auto_field = "django.db.models.BigAutoField"
