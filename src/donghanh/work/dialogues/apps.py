"""The room's name in the house."""

from django.apps import AppConfig


class DialoguesConfig(AppConfig):
    name = "donghanh.work.dialogues"
    label = "dialogues"
    verbose_name = "Đối thoại, cải cách"
    default_auto_field = "django.db.models.BigAutoField"
