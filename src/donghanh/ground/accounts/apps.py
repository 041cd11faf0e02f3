"""The room's name in the house."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "donghanh.ground.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"
    default_auto_field = "django.db.models.BigAutoField"
