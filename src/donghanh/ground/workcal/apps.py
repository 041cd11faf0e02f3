"""The room's name in the house."""

from django.apps import AppConfig


class WorkcalConfig(AppConfig):
    name = "donghanh.ground.workcal"
    label = "workcal"
    verbose_name = "Lịch làm việc"
    default_auto_field = "django.db.models.BigAutoField"
