"""The room's name in the house."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "donghanh.work.disclosure"
    label = "disclosure"
    verbose_name = "Công khai"
    default_auto_field = "django.db.models.BigAutoField"
