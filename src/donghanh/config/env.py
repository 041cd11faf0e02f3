"""What the surroundings decide: read once, checked, explained when wrong. docs/operate/ lists every name."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Surroundings:
    """The settings an operator may choose."""

    production: bool
    var: Path
    database: dict[str, object]
    secret_key: str
    default_secret: bool
    hosts: list[str]
    origins: list[str]
    mail_url: str
    mail_from: str
    mail_in: str
    mail_box: str
    seal_keys: list[str]
    hook_secrets: dict[str, tuple[str, str]]
    https: bool
    proxies: int
    oidc: list[dict[str, object]]


def read() -> Surroundings:
    """Read the environment variables ``DONGHANH_*``."""
    production = os.environ.get("DONGHANH_ENV", "trial") == "production"
    var = Path(os.environ.get("DONGHANH_VAR", ROOT / "var"))
    var.mkdir(parents=True, exist_ok=True)
    secret, default = _secret(var)
    hosts = os.environ.get("DONGHANH_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    return Surroundings(
        production=production,
        var=var,
        database=_database(os.environ.get("DONGHANH_DATABASE", ""), var),
        secret_key=secret,
        default_secret=default,
        hosts=[h.strip() for h in hosts if h.strip()],
        origins=[o for o in os.environ.get("DONGHANH_ORIGINS", "").split(",") if o],
        mail_url=os.environ.get("DONGHANH_MAIL", ""),
        mail_from=os.environ.get("DONGHANH_MAIL_FROM", "khong-tra-loi@donghanh.localhost"),
        mail_in=os.environ.get("DONGHANH_MAIL_IN", ""),
        mail_box=os.environ.get("DONGHANH_MAIL_BOX", "kien-nghi@donghanh.localhost"),
        seal_keys=[k.strip() for k in os.environ.get("DONGHANH_SEAL_KEYS", "").split(",") if k.strip()],
        hook_secrets=_hook_secrets(),
        https=production or os.environ.get("DONGHANH_HTTPS") == "1",
        proxies=_number("DONGHANH_PROXIES", 1 if production else 0),
        oidc=_oidc(),
    )


def _hook_secrets() -> dict[str, tuple[str, str]]:
    """Secret and application id of each system that pushes messages: ``DONGHANH_HOOK_ZALO_SECRET``, ``…_APP``."""
    found = {}
    for name, value in os.environ.items():
        if name.startswith("DONGHANH_HOOK_") and name.endswith("_SECRET") and value:
            code = name.removeprefix("DONGHANH_HOOK_").removesuffix("_SECRET")
            found[code.lower()] = (value, os.environ.get(f"DONGHANH_HOOK_{code}_APP", ""))
    return found


def _number(name: str, default: int) -> int:
    given = os.environ.get(name, "")
    if given and not given.isdigit():
        raise SystemExit(f"{name} phải là một số nguyên, đang là “{given}”.")
    return int(given) if given else default


def _secret(var: Path) -> tuple[str, bool]:
    """A production key is given; a trial instance makes its own once and keeps it beside its database."""
    given = os.environ.get("DONGHANH_SECRET_KEY", "")
    if given:
        return given, len(given) < 50
    kept = var / "secret-key"
    if not kept.exists():
        kept.write_text(secrets.token_urlsafe(50))
        kept.chmod(0o600)
    return kept.read_text(), True


def _database(url: str, var: Path) -> dict[str, object]:
    """SQLite beside the files unless ``DONGHANH_DATABASE=postgresql://user:password@host:port/name`` says otherwise."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": var / "donghanh.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit("DONGHANH_DATABASE phải có dạng postgresql://người-dùng:mật-khẩu@máy-chủ:cổng/tên.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,  # a new connection per request costs a factor of six (docs/budgets.md)
        "CONN_HEALTH_CHECKS": True,
    }


def _oidc() -> list[dict[str, object]]:
    """One provincial or national single sign-on by four variables; none by default."""
    server = os.environ.get("DONGHANH_OIDC_SERVER", "")
    if not server:
        return []
    return [
        {
            "provider_id": "sso",
            "name": os.environ.get("DONGHANH_OIDC_NAME", "Đăng nhập một lần của tỉnh"),
            "client_id": os.environ.get("DONGHANH_OIDC_CLIENT", ""),
            "secret": os.environ.get("DONGHANH_OIDC_SECRET", ""),
            "settings": {"server_url": server},
        }
    ]
