"""The room's name in the house."""

from django.apps import AppConfig


class AdminConfig(AppConfig):
    name = "donghanh.front.admin"
    label = "operate"
    verbose_name = "Vận hành"
    default_auto_field = "django.db.models.BigAutoField"
