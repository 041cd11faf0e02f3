"""Steps every verb ends with: a row checked whole, a new stamp for the book."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models

from donghanh.kit.errors import Invalid
from donghanh.work.indices import queries
from donghanh.work.indices.models import Revision


def saved(row: models.Model) -> None:
    """Check a row whole, then save it; what is wrong becomes one refusal with its fields."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise _refusal(error) from error
    row.save()


def checked(row: models.Model, *, apart_from: tuple[str, ...]) -> None:
    """Check the own fields of one of many rows that are written at once; the tables see to the rest."""
    try:
        row.clean_fields(exclude=apart_from)
    except ValidationError as error:
        raise _refusal(error) from error


def _refusal(error: ValidationError) -> Invalid:
    fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
    return Invalid("indices.invalid", next(iter(fields.values())), fields=fields)


def changed(*, at: datetime, what: str, data_hash: str = "") -> Revision:
    """Write the new stamp that tells every process to read anew."""
    row = Revision.objects.create(at=at, what=what[:200], data_hash=data_hash)
    queries.forget()
    return row
