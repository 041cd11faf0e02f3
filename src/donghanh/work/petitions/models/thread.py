"""What happened and what was said: the log that clocks replay, the thread, the files."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.petitions import domain
from donghanh.work.petitions.models.cases import Petition, person
from donghanh.work.petitions.models.sharing import Assignment


class Move(models.Model):
    """One step of a petition's life; ``clock`` is what it means to its clocks, so that any day can be replayed."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="moves")
    assignment = models.ForeignKey(Assignment, null=True, blank=True, on_delete=models.CASCADE, related_name="moves")
    verb = models.CharField(max_length=16)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = person()
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    clock = models.CharField(max_length=10, blank=True)
    amount = models.PositiveIntegerField(default=0)
    role = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "bước của kiến nghị"
        ordering = ["petition", "pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.on}"


class Message(models.Model):
    """One message of the thread, in order; ``direction`` says who wrote and who may read."""

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="messages")
    seq = models.PositiveIntegerField()
    direction = models.CharField(max_length=6, choices=[(d.value, d.value) for d in domain.Direction])
    channel = models.CharField(max_length=12, blank=True)
    external_id = models.CharField(max_length=250, blank=True)
    text = models.TextField()
    at = models.DateTimeField()
    by = person()
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "tin nhắn"
        ordering = ["petition", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "seq"], name="message_order"),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="message_once_per_external_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.seq}"


class Attachment(models.Model):
    """A file that came with a petition or a message."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = person()

    class Meta:
        verbose_name = "tệp kèm kiến nghị"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["petition", "file"], name="attachment_once")]

    def __str__(self) -> str:
        return str(self.file)
