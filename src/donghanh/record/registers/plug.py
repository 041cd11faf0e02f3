"""What the registers contribute: menu, public link, search, who sees their history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from donghanh.ground.files import api as files
from donghanh.kit import dates, policy
from donghanh.record.journal import api as journal_door
from donghanh.record.registers import domain, jobs
from donghanh.record.registers.models import Register
from donghanh.ui import shell


def _works(user: Any, on: date) -> bool:
    return bool(policy.may("registers.work", user, on=on))


def _visible(user: Any, keys: set[str]) -> set[str]:
    found = Register.objects.visible_to(user, on=dates.today()).filter(key__in=keys)
    return set(found.values_list("key", flat=True))


def _registers(on: date) -> Iterator[shell.Document]:  # noqa: ARG001 - what is published is so on every day
    """Yield every published register under its words."""
    for one in Register.objects.published().with_context():
        yield shell.Document(
            kind="register",
            key=one.key,
            title=one.title,
            url=one.get_absolute_url(),
            body=" ".join([one.schema.description, *one.schema.keywords, one.slug]),
            note=one.owner.name if one.owner else "",
            agency=one.owner.code if one.owner else "",
            subject=domain.CATEGORIES.get(one.category, ""),
            weight=8,
        )


def _reads_upload(stored: Any, user: Any, on: date) -> bool:  # noqa: ARG001 - the uploader alone reads what was sent
    return False


def _url(key: str) -> str:
    return reverse("registers:by_key", args=[key])


def _titles(keys: set[str]) -> dict[str, str]:
    return dict(Register.objects.filter(key__in=keys).values_list("key", "title"))


shell.add(
    shell.MenuItem("Danh mục", "registers:work", "database", 30, group="Công khai, dữ liệu", shown=_works),
    shell.PublicLink("Danh mục", "registers:list", 30),
    shell.Scheduled("registers.tidy", jobs.tidy, every="day", at=3),
    shell.Searchable("register", "Danh mục", _registers, order=30),
)
journal_door.about("registers.register", visible=_visible, label="Danh mục", url=_url, titles=_titles)
files.allow("register", _reads_upload)
