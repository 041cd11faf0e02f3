"""The room's name in the house."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "donghanh.record.registers"
    label = "registers"
    verbose_name = "Danh mục"
    default_auto_field = "django.db.models.BigAutoField"
