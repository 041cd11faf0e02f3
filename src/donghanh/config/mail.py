"""Mail by SMTP as ``DONGHANH_MAIL=smtp://user:password@host:port`` says; without it, letters are kept as files."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend


def Backend(**kwargs: Any) -> BaseEmailBackend:  # noqa: N802 - Django calls it as a class
    """Return the way out for letters; ``smtps`` and ``smtp+tls`` choose encryption."""
    url = urlsplit(settings.MAIL_URL)
    if not url.hostname:
        return FileBackend(file_path=str(settings.VAR / "mail"), **kwargs)
    return SmtpBackend(
        host=url.hostname,
        port=url.port or 25,
        username=unquote(url.username or "") or None,
        password=unquote(url.password or "") or None,
        use_ssl=url.scheme == "smtps",
        use_tls=url.scheme == "smtp+tls",
        timeout=15,
        **kwargs,
    )
