"""The room's name in the house."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "donghanh.ground.limits"
    label = "limits"
    verbose_name = "Mức gửi"
    default_auto_field = "django.db.models.BigAutoField"
