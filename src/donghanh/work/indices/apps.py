"""The room's name in the house."""

from django.apps import AppConfig


class IndicesConfig(AppConfig):
    name = "donghanh.work.indices"
    label = "indices"
    verbose_name = "Chỉ số"
    default_auto_field = "django.db.models.BigAutoField"
