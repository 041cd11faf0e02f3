"""The design system's name in the house."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "donghanh.ui"
    label = "ui"
    verbose_name = "Giao diện"

    def ready(self) -> None:
        """Load every room's ``plug.py`` so that the shell knows its menu, cards and searches."""
        from django.utils.module_loading import autodiscover_modules  # noqa: PLC0415 - apps are ready only now

        from donghanh.ui import forms  # noqa: PLC0415 - Django's forms want settings

        forms.speak_plainly()
        autodiscover_modules("policies", "events", "handlers", "plug", "jobs")
