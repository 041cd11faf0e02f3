"""The room's name in the house, and the joining of the journal's port to its table."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "donghanh.record.journal"
    label = "journal"
    verbose_name = "Nhật ký"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand behind ``kit.journal.record``."""
        from donghanh.kit import journal  # noqa: PLC0415 - models exist only once the apps are ready
        from donghanh.record.journal import services  # noqa: PLC0415

        journal.install(services.record)
