"""What a production start refuses, each with one sentence; ``donghanh serve`` and ``donghanh check`` ask here."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's own name
from django.db import DatabaseError, connection

from donghanh.config import env

_SHORT = 50


def faults() -> list[tuple[str, str]]:
    """List what is unsafe about a production start, as ``(code, sentence)``; empty when it may start."""
    found = _settings_faults()
    try:
        found += _data_faults()
    except DatabaseError:
        found.append(
            ("database", "Chưa đọc được cơ sở dữ liệu; hãy chạy “donghanh up” hoặc kiểm tra DONGHANH_DATABASE.")
        )
    return found


def _settings_faults() -> list[tuple[str, str]]:
    found = []
    if settings.DEBUG:
        found.append(("debug", "Chế độ gỡ lỗi (DEBUG) đang bật; hãy tắt trước khi vận hành chính thức."))
    if env.read().default_secret or len(settings.SECRET_KEY) < _SHORT:
        found.append(
            (
                "secret-key",
                f"Khóa bí mật là khóa mặc định hoặc ngắn hơn {_SHORT} ký tự; hãy đặt DONGHANH_SECRET_KEY riêng.",
            )
        )
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        found.append(
            (
                "cookies",
                "Cookie đang gửi được qua HTTP thường; hãy chạy sau HTTPS và bỏ mọi thiết lập tắt cookie an toàn.",
            )
        )
    if os.environ.get("DONGHANH_NOW"):
        found.append(("clock", "Đồng hồ đang bị đặt cố định bằng DONGHANH_NOW; hãy bỏ biến này."))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(("hosts", "Tên miền chưa được giới hạn; hãy liệt kê tên miền trong DONGHANH_HOSTS."))
    if not settings.SECOND_FACTOR_DEMANDED:
        found.append(("second-factor", "Xác thực hai lớp đang không bắt buộc; hãy bỏ thiết lập tắt xác thực hai lớp."))
    return found


def _data_faults() -> list[tuple[str, str]]:
    from donghanh.ground.accounts.models import User  # noqa: PLC0415 - models exist only once the apps are ready

    found = []
    usable = User.objects.filter(is_trial=True, is_active=True).count()
    if usable:
        found.append(
            (
                "trial-accounts",
                f"Còn {usable} tài khoản dùng thử đang mở; hãy dùng cơ sở dữ liệu mới, không dùng lại bản dùng thử.",
            )
        )
    # Trial figures are entered under trial accounts, which nothing deletes: where one exists, so may the figures.
    elif User.objects.filter(is_trial=True).exists():
        found.append(
            (
                "trial-data",
                "Cơ sở dữ liệu này từng là bản dùng thử và còn số liệu dùng thử; hãy dùng cơ sở dữ liệu mới.",
            )
        )
    return found


def refuse_unsafe_production() -> None:
    """Stop a production start that is unsafe: one sentence per fault on standard error, exit code 2."""
    if not settings.PRODUCTION:
        return
    found = faults()
    for _, sentence in found:
        print(sentence, file=sys.stderr)  # noqa: T201 - the command line's own voice
    if found:
        raise SystemExit(2)


@register(Tags.security, deploy=True)
def production_is_safe(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Tell ``manage.py check --deploy`` the same."""
    found: list[CheckMessage] = [Error(sentence, id=f"donghanh.{code}") for code, sentence in faults()]
    if connection.vendor == "sqlite":
        sentence = "Đang dùng SQLite; vận hành chính thức cho cả tỉnh nên dùng PostgreSQL (DONGHANH_DATABASE)."
        found.append(Warning(sentence, id="donghanh.sqlite"))
    return found
