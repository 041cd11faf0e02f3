"""The room's name in the house."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "donghanh.front.cockpit"
    label = "cockpit"
    verbose_name = "Lãnh đạo"
    default_auto_field = "django.db.models.BigAutoField"
