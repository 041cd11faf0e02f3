"""The room's name in the house."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "donghanh.work.plan"
    label = "plan"
    verbose_name = "Kế hoạch"
    default_auto_field = "django.db.models.BigAutoField"
