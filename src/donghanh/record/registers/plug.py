"""What the registers contribute: menu, public link, search, who sees their history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from donghanh.ground.files import api as files
from donghanh.kit import dates, policy
from donghanh.record.journal import api as journal_door
from donghanh.record.registers.models import Register
from donghanh.ui import shell


def _works(user: Any, on: date) -> bool:
    return bool(policy.may("registers.work", user, on=on))


def _visible(user: Any, keys: set[str]) -> set[str]:
    found = Register.objects.visible_to(user, on=dates.today()).filter(key__in=keys)
    return set(found.values_list("key", flat=True))


def _find(user: Any, words: str, limit: int) -> Iterable[shell.Hit]:
    found = Register.objects.visible_to(user, on=dates.today()).published().with_context().matching(words)[:limit]
    for one in found:
        owner = one.owner.name if one.owner else ""
        yield shell.Hit("Danh mục", one.title, one.get_absolute_url(), owner)


def _reads_upload(stored: Any, user: Any, on: date) -> bool:  # noqa: ARG001 - the uploader alone reads what was sent
    return False


def _url(key: str) -> str:
    slug = Register.objects.filter(key=key).values_list("slug", flat=True).first()
    return reverse("registers:register", args=[slug]) if slug else ""


shell.add(
    shell.MenuItem("Danh mục", "registers:work", "database", 30, group="Công khai, dữ liệu", shown=_works),
    shell.PublicLink("Danh mục", "registers:list", 30),
    shell.SearchSource("registers", "Danh mục", _find, 40),
)
journal_door.about("registers.register", visible=_visible, label="Danh mục", url=_url)
files.allow("register", _reads_upload)
