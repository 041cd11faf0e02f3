"""What every verb of the room does first and last."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from donghanh.kit.errors import Invalid
from donghanh.kit.text import nfc, squeeze


def save_checked(row: Any) -> None:
    """Run the model's checks, turn what they find into one refusal by field, then write."""
    try:
        row.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise Invalid("disclosure.invalid", next(iter(fields.values())), fields=fields) from error
    row.save()


def words(value: str, *, field: str, message: str, most: int = 5000) -> str:
    """Return cleaned words, or refuse when there are none or too many."""
    value = nfc(value).replace("\r\n", "\n").strip()
    if not squeeze(value):
        raise Invalid("disclosure.words-missing", message, fields={field: message})
    if len(value) > most:
        long = f"Nội dung dài {len(value)} chữ, quá mức {most}; hãy viết gọn hoặc đính kèm tệp."
        raise Invalid("disclosure.words-many", long, fields={field: long})
    return value
