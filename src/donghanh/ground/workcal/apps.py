"""The room's name in the house."""

from django.apps import AppConfig
from django.core.signals import request_finished, request_started

from donghanh.kit import memo


class WorkcalConfig(AppConfig):
    name = "donghanh.ground.workcal"
    label = "workcal"
    verbose_name = "Lịch làm việc"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the calendar ask for its stamp once per request."""
        request_started.connect(memo.request_started, dispatch_uid="memo.started")
        request_finished.connect(memo.request_finished, dispatch_uid="memo.finished")
