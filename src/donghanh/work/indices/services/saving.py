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
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid("indices.invalid", next(iter(fields.values())), fields=fields) from error
    row.save()


def changed(*, at: datetime, what: str, data_hash: str = "") -> Revision:
    """Write the new stamp that tells every process to read anew."""
    row = Revision.objects.create(at=at, what=what[:200], data_hash=data_hash)
    queries.forget()
    return row
