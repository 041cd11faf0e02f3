"""The room's name in the house."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "donghanh.ground.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the catalogue of verbs, join the shell, listen to sign-ins."""
        from donghanh.ground.accounts import handlers, plug, policies  # noqa: F401, PLC0415 - models must exist first
