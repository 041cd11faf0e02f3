"""The room's name in the house."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "donghanh.front.portal"
    label = "portal"
    verbose_name = "Cổng công khai"
    default_auto_field = "django.db.models.BigAutoField"
