"""The room's name in the house."""

from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "donghanh.ground.orgs"
    label = "orgs"
    verbose_name = "Cơ quan"
    default_auto_field = "django.db.models.BigAutoField"
