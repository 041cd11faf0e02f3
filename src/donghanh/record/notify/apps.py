"""The room's name in the house."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "donghanh.record.notify"
    label = "notify"
    verbose_name = "Thông báo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the shell know the room."""
        from donghanh.record.notify import plug  # noqa: PLC0415 - models exist only once the apps are ready

        plug.enter()
