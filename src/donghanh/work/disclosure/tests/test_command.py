"""The command line: an audit without a database; 0 nothing to mend, 1 something, 2 it could not be looked at."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from donghanh.work.disclosure.engine import shot
from donghanh.work.disclosure.tests.site.server import Answer, serve

ROOT = Path(__file__).resolve().parents[5]
CLEAN = (
    "<!doctype html><html lang=vi><meta charset=utf-8><title>Sở Thử</title><h1>Sở Thử</h1><p>Ngày 1/11/2026</p>"
    '<p><a href="/a">Tin</a></p>'
)


def run(*words: str, **more: str) -> Any:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DONGHANH_", "DJANGO_"))}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "donghanh.config.cli", "disclosure", "audit", *words],
        capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
        env=kept | {"DONGHANH_VAR": "/nonexistent", "DONGHANH_DATABASE": "postgresql://nobody@127.0.0.1:1/none", **more},
    )  # fmt: skip


def test_the_exit_code_says_whether_something_must_be_mended(tmp_path: Path) -> None:
    book = {"/": Answer(CLEAN.encode()), "/a": Answer(CLEAN.encode())}
    quick = ("--allow-loopback", "--delay", "0", "--no-categories", "--agency", "Sở Thử")
    with serve(book) as site:
        found = run(site.url, "--json", "-", *quick)
        told = json.loads(found.stdout)
        assert [f["code"] for f in told["findings"]] == ["no-https"], "a site on loopback has no certificate"
        assert found.returncode == 1
        assert told["findings"][0]["evidence"]["at"]
        assert told["pages"] == 2
        first = tmp_path / "lan-1.json"
        first.write_text(found.stdout, encoding="utf-8")
        assert run(site.url, "--before", str(first), "--json", str(tmp_path / "lan-2.json"), *quick).returncode == 1
        refused = run(site.url, "--delay", "0")
        assert refused.returncode == 2, "loopback is opened by an explicit word only"
        assert "nội bộ" in refused.stdout
    gone = run(site.url, *quick)
    assert gone.returncode == 2
    assert run(site.url, "--category", "khong-co").returncode == 2
    broken = run(site.url, "--before", str(ROOT / "README.md"))
    assert broken.returncode == 2
    assert len(broken.stderr.strip().splitlines()) == 1


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for loopback that nobody but this test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "so-thu.example.vn")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, both = folder / "ca.pem", folder / "both.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(private + public.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return public, context


def test_a_site_with_nothing_to_mend_ends_with_zero(tmp_path: Path) -> None:
    trusted, context = certificate(tmp_path)
    quick = ("--allow-loopback", "--delay", "0", "--no-categories", "--agency", "Sở Thử", "--json", "-")
    with serve({"/": Answer(CLEAN.encode()), "/a": Answer(CLEAN.encode())}, context=context) as site:
        clean = run(site.url, *quick, SSL_CERT_FILE=str(trusted))
        told = json.loads(clean.stdout)
        assert (clean.returncode, told["findings"], told["pages"]) == (0, [], 2)
        assert "0 điều phải sửa" in clean.stderr
        unknown = run(site.url, *quick)
        assert unknown.returncode == 2, "a certificate that nobody vouches for is no way in"
        assert [f["code"] for f in json.loads(unknown.stdout)["findings"]] == ["unreachable"]


def test_a_page_is_drawn_without_what_it_would_load_or_run() -> None:
    page = (
        "<html><head><script>alert(1)</script><link rel=stylesheet href=http://x/><meta http-equiv=refresh content=0></head>"
        '<body onload="x()"><h1>Đất</h1><iframe src="file:///etc/passwd"></iframe><img src="http://x/a.png" onerror="y()">'
        '<div style="background:url(file:///etc/passwd)">Chữ</div></body></html>'
    )
    made = shot.harmless(page).decode()
    for gone in ("script>", "iframe", "file://", "http://x", "onload", "onerror", "refresh", "url("):
        assert gone not in made, gone
    assert "Đất" in made
    assert "default-src 'none'" in made
    assert shot.harmless("").startswith(b"<!doctype html>")


def test_a_picture_is_taken_where_there_is_a_browser(chromium: str) -> None:
    image = shot.take("<h1>Xin chào</h1><p>Đất đai</p>", program=chromium)
    assert image is not None
    assert image.startswith(b"\x89PNG")
    assert shot.take("<h1>x</h1>", program="/bin/false") is None
