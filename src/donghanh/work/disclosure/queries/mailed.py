"""The address by which somebody who asked to be answered by mail takes a file: signed, for some days, for one file."""

from __future__ import annotations

from datetime import date

from django.core import signing
from django.urls import reverse

from donghanh.kit.errors import NotAllowed, NotNow
from donghanh.work.disclosure.models import RequestFile

_SALT = "disclosure.mailed-file"


def address(key: str, until: date) -> str:
    """Return the address of a given file, good to the end of a day."""
    return reverse("disclosure:mailed_file", args=[signing.dumps([key, until.isoformat()], salt=_SALT)])


def file_at(token: str, *, on: date) -> RequestFile:
    """Return the file of such an address; one that nobody signed leads nowhere, an old one says so."""
    try:
        key, until = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise NotAllowed("disclosure.not-found", "Không tìm thấy tệp này.", hidden=True) from None
    if on > date.fromisoformat(until):
        raise NotNow("disclosure.file-expired", "Đường dẫn này đã hết hạn; hãy mở yêu cầu bằng số và mã tra cứu.")
    found = RequestFile.objects.select_related("file").filter(key=key).first()
    if found is None:
        raise NotAllowed("disclosure.not-found", "Không tìm thấy tệp này.", hidden=True)
    return found
