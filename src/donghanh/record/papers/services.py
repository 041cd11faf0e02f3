"""Templates: brought and looked into, put to use, given up for our own again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.files import api as files
from donghanh.kit import journal, policy
from donghanh.kit.dates import local_date
from donghanh.kit.errors import NotAllowed, NotNow
from donghanh.record.papers import domain, events
from donghanh.record.papers.engine.word import template as engine
from donghanh.record.papers.models import Template


def _kind(code: str) -> domain.Kind:
    found = domain.kinds().get(code)
    if found is None:
        raise NotAllowed("papers.not-found", "Không có loại văn bản này.", hidden=True)
    return found


def _next(kind: str) -> int:
    last = Template.objects.select_for_update().filter(kind=kind).order_by("-version").first()
    return last.version + 1 if last else 1


@transaction.atomic
def bring_template(kind: str, *, content: bytes, name: str, by: User, at: datetime) -> Template:
    """Take in a new version of a kind's template; a broken file or an unknown field is refused with one sentence."""
    policy.may("papers.replace", by, on=local_date(at)).or_refuse()
    paper = _kind(kind)
    version = _next(kind)
    stored = files.store(content, name=name, by=by, at=at, purpose="template")
    told = engine.look(content)
    row = Template(kind=kind, version=version, file=stored, told=told, brought_at=at, brought_by=by)
    row.full_clean()
    row.save()
    journal.record(events.TemplateBrought(paper.label, version, stored.sha256), about=row, by=by, at=at)
    return row


@transaction.atomic
def use_template(row: Template, *, by: User, at: datetime) -> Template:
    """Put a version to use: papers of its kind are written with it from now on."""
    row = Template.objects.select_for_update(of=("self",)).get(pk=row.pk)
    policy.may("papers.replace", by, row, on=local_date(at)).or_refuse()
    if in_use(row.kind) == row:
        raise NotNow("papers.in-use", "Mẫu này đang được dùng rồi.")
    row.used_at, row.used_by = at, by
    row.full_clean()
    row.save()
    journal.record(events.TemplateUsed(_kind(row.kind).label, row.version), about=row, by=by, at=at)
    return row


@transaction.atomic
def use_ours(kind: str, *, by: User, at: datetime) -> Template:
    """Go back to our own template; what was brought stays and can be put to use again."""
    policy.may("papers.replace", by, on=local_date(at)).or_refuse()
    paper = _kind(kind)
    version = _next(kind)
    now = in_use(kind)
    if now is None or now.file_id is None:
        raise NotNow("papers.ours-in-use", "Mẫu có sẵn đang được dùng rồi.")
    row = Template(kind=kind, version=version, brought_at=at, brought_by=by, used_at=at, used_by=by)
    row.full_clean()
    row.save()
    journal.record(events.TemplateUsed(paper.label, 0), about=row, by=by, at=at)
    return row


def in_use(kind: str) -> Template | None:
    """Return the version in use; ``None`` where nobody ever replaced ours."""
    found = Template.objects.filter(kind=kind, used_at__isnull=False).select_related("file", "used_by")
    return found.order_by("-used_at", "-version").first()


def content_of(row: Template | None) -> bytes:
    """Return a version's Word file; ours where it has none."""
    if row is None or row.file is None:
        return engine.ours()
    with files.open_file(row.file) as file:
        return file.read()
