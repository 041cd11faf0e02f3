"""The room's name in the house."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "donghanh.record.notify"
    label = "notify"
    verbose_name = "Thông báo"
    default_auto_field = "django.db.models.BigAutoField"
