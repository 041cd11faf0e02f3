"""The room's name in the house."""

from django.apps import AppConfig


class OpendataConfig(AppConfig):
    name = "donghanh.front.opendata"
    label = "opendata"
    verbose_name = "Dữ liệu mở"
    default_auto_field = "django.db.models.BigAutoField"
