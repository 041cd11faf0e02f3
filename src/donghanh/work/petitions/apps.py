"""The room's name in the house."""

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "donghanh.work.petitions"
    label = "petitions"
    verbose_name = "Kiến nghị"
    default_auto_field = "django.db.models.BigAutoField"
