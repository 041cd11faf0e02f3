"""From many petitions to one change: a proposal with the cases behind it, decided, carried out, its effect counted."""

from __future__ import annotations

from django.db import models

from donghanh.ground.orgs.models import Agency
from donghanh.kit import ids
from donghanh.work.petitions.models.cases import Petition, person


class Reform(models.Model):
    """One proposal that petitions of one kind led to."""

    class Kind(models.TextChoices):
        DUTY = "duty", "Giao thành nhiệm vụ"
        CUT = "cut", "Cắt, giảm thủ tục"
        GUIDE = "guide", "Hướng dẫn thống nhất"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Đã đề xuất"
        AGREED = "agreed", "Đã đồng ý"
        DECLINED = "declined", "Không đồng ý"
        DONE = "done", "Đã thực hiện"

    key = models.CharField(max_length=12, unique=True, default=ids.new_key, editable=False)
    kind = models.CharField("Hình thức", max_length=5, choices=Kind.choices)
    title = models.CharField("Đề xuất", max_length=200)
    text = models.TextField("Nội dung", max_length=4000)
    subindex = models.CharField(max_length=20, blank=True)
    subject = models.CharField(max_length=20, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    petitions = models.ManyToManyField(Petition, related_name="reforms")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PROPOSED)
    due_on = models.DateField("Hạn", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = person()
    decision = models.CharField("Ý kiến", max_length=500, blank=True)
    obligation_key = models.CharField(max_length=12, blank=True)
    result = models.TextField("Kết quả", blank=True)
    result_document = models.CharField("Số văn bản", max_length=60, blank=True)
    done_on = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = person()

    class Meta:
        verbose_name = "đề xuất cải cách"
        ordering = ["-proposed_at"]

    def __str__(self) -> str:
        return self.title
