"""Giving files back: only as attachments, only to who may, with the hash beside."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from donghanh.ground.files import api
from donghanh.ground.files.models import StoredFile
from donghanh.kit import policy
from donghanh.kit.errors import NotNow
from donghanh.ui.web.guard import public


def _readable(request: Any, key: str) -> StoredFile:
    stored = get_object_or_404(StoredFile.objects.select_related("uploaded_by"), key=key)
    policy.may("files.read", request.user, stored, on=request.now.date()).or_refuse()
    return stored


@public
def download(request: Any, key: str) -> HttpResponseBase:
    """Give the content to keep, never to open as a page of ours."""
    stored = _readable(request, key)
    try:
        content = api.open_file(stored)
    except FileNotFoundError:
        raise NotNow(
            "files.missing", f"Nội dung của tệp “{stored.name}” không còn trong kho; hãy báo quản trị vận hành."
        ) from None
    # Text is told apart from pages by its type, so that no browser takes it for one.
    media = "text/plain; charset=utf-8" if stored.kind in ("html", "txt", "csv") else stored.media_type
    answer = FileResponse(content, as_attachment=True, filename=stored.name, content_type=media)
    answer["Content-Length"] = str(stored.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["X-SHA256"] = stored.sha256
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@public
def about(request: Any, key: str) -> HttpResponse:
    """Show a file's name, size, hash and whether its content still matches it."""
    stored = _readable(request, key)
    return render(request, "files/about.html", {"stored": stored, "whole": api.check(stored)})
