"""The room's name in the house."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "donghanh.ground.files"
    label = "files"
    verbose_name = "Tệp"
    default_auto_field = "django.db.models.BigAutoField"
