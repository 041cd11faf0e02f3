"""Build what the house runs on: .venv, locked libraries, browser assets, the ``donghanh`` command.

Standard library only, so that a machine with nothing but Python and Node can start here. Every step is stamped with
a hash of what it depends on: a second run does nothing and takes a fraction of a second.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMPS = VENV / ".stamps"
VENDOR = ROOT / "src" / "donghanh" / "ui" / "static" / "vendor"
MODULES = ROOT / "node_modules"
PYTHON_AT_LEAST = (3, 11)
NODE_AT_LEAST = 20


class Refused(Exception):
    """The build cannot go on; the message is one Vietnamese sentence that says what to do."""


def say(text: str) -> None:
    """Tell the person at the terminal what is happening."""
    print(text, file=sys.stderr, flush=True)


def newest_python() -> None:
    """Go on with a newer Python when ``python3`` is too old and a newer one stands beside it; else refuse."""
    if sys.version_info[:2] >= PYTHON_AT_LEAST:
        return
    for minor in range(15, PYTHON_AT_LEAST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, __file__, *sys.argv[1:]])
    found = f"{sys.version_info[0]}.{sys.version_info[1]}"
    raise Refused(f"Cần Python 3.11 trở lên, máy này có {found}: hãy cài python3.11 (kèm gói venv) rồi chạy lại.")


def run(*command: object, quiet: bool = True, env: dict[str, str] | None = None) -> None:
    """Run one program in the project's folder; when it fails, show the end of what it said and refuse."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        if done.stdout:
            say("\n".join(done.stdout.splitlines()[-25:]))
        raise Refused(f"Lệnh “{' '.join(words[:4])}” không chạy được (mã {done.returncode}).")


def digest(*parts: object) -> str:
    """Hash files (by content) and plain words together."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(part.read_bytes() if isinstance(part, Path) else str(part).encode())
        whole.update(b"\0")
    return whole.hexdigest()


def read_stamp(step: str) -> str:
    """Return what a step was last done for, or nothing."""
    try:
        return (STAMPS / step).read_text()
    except OSError:
        return ""


@contextlib.contextmanager
def stamped(step: str, wanted: str, text: str) -> Iterator[None]:
    """Announce a step, time it, and stamp it only when it came to its end."""
    started = time.monotonic()
    say(f"• {text} …")
    with contextlib.suppress(FileNotFoundError):
        (STAMPS / step).unlink()
    yield
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(wanted)
    say(f"  xong ({time.monotonic() - started:.1f} giây)")


# --- the steps -----------------------------------------------------------------------------------------------


def make_venv() -> None:
    """Make .venv, or keep one that runs and is new enough."""
    if BIN.joinpath("python").exists():
        asked = subprocess.run(
            [str(BIN / "python"), "-c", "import sys; print(sys.version_info[:2] >= (3, 11) and sys.prefix)"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0 and asked.stdout.strip() == str(VENV):
            return
    say("• Tạo môi trường Python riêng (.venv) …")
    try:
        run(sys.executable, "-m", "venv", "--clear", VENV)
    except Refused as failure:
        raise Refused("Không tạo được .venv: trên Debian/Ubuntu hãy cài gói python3-venv rồi chạy lại.") from failure


def installer() -> list[str]:
    """Return the fastest installer to be had: locked uv inside .venv, otherwise pip."""
    wanted = digest(ROOT / "requirements" / "tools.txt", sys.version_info[:2])
    uv = BIN / "uv"
    if read_stamp("uv") != wanted or not uv.exists():
        if subprocess.run([str(BIN / "python"), "-m", "pip", "--version"], capture_output=True, check=False).returncode:
            run(BIN / "python", "-m", "ensurepip", "--upgrade")
        try:
            with stamped("uv", wanted, "Cài trình cài đặt nhanh (uv)"):
                run(*pip(), "-r", ROOT / "requirements" / "tools.txt")
        except Refused:
            say("  không cài được uv; dùng pip, chậm hơn chừng một phút.")
            return pip()
    return [str(uv), "pip", "install", "--quiet", "--python", str(BIN / "python")]


def pip() -> list[str]:
    """Return the way of installing that every Python has."""
    return [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def install_python(level: str) -> None:
    """Install the hash-locked libraries; what developers need includes what running needs."""
    want = {name: digest(ROOT / "requirements" / (name + ".txt"), sys.version_info[:2]) for name in ("base", "dev")}
    have = read_stamp("python").split()
    if want["dev"] in have or (level == "base" and want["base"] in have):
        return
    mark = " ".join((want["base"], want["dev"]) if level == "dev" else (want["base"],))
    locked = ["--require-hashes", "-r", str(ROOT / "requirements" / (level + ".txt"))]
    way = installer()
    with stamped("python", mark, "Cài thư viện Python đã khóa phiên bản"):
        try:
            run(*way, *locked)
        except Refused:
            if way == pip():
                raise
            say("  uv không cài được; thử lại bằng pip.")
            run(*pip(), *locked)
    say("• Biên dịch sẵn để lần chạy đầu nhanh …")
    with contextlib.suppress(Refused):  # some libraries ship examples for other Pythons; none is needed
        run(BIN / "python", "-m", "compileall", "-q", "-j", "0", VENV / "lib", ROOT / "src")


def install_project() -> None:
    """Put the ``donghanh`` command into .venv, running from the source."""
    wanted = digest(ROOT / "pyproject.toml", ROOT / "src" / "donghanh" / "__init__.py", str(ROOT))
    if read_stamp("project") == wanted and (BIN / "donghanh").exists():
        return
    with stamped("project", wanted, "Cài lệnh donghanh"):
        run(*installer(), "--no-build-isolation", "--no-deps", "-e", ROOT)


def need_node() -> None:
    """Refuse with a sentence when Node is absent or too old."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise Refused(
            "Không thấy Node.js và npm: hãy cài Node 20 trở lên rồi chạy lại (chỉ cần khi dựng, không cần khi chạy)."
        )
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    major = re.match(r"v(\d+)\.", said)
    if major is None or int(major[1]) < NODE_AT_LEAST:
        raise Refused(f"Cần Node {NODE_AT_LEAST} trở lên, máy này có {said or 'bản không rõ'}.")


def install_browser(level: str) -> None:
    """Fetch the locked browser libraries and fonts; nothing of theirs is committed."""
    lock = digest(ROOT / "package-lock.json")
    have = read_stamp("browser").split()
    if MODULES.is_dir() and have[:1] == [lock] and (level == "base" or "dev" in have):
        return
    need_node()
    with stamped("browser", lock + (" dev" if level == "dev" else ""), "Cài thư viện giao diện (npm ci)"):
        omit = [] if level == "dev" else ["--omit=dev"]
        run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", *omit)


def build_assets(*, again: bool = False) -> None:
    """Copy what pages need from node_modules into the ignored static folder."""
    ui = ROOT / "src" / "donghanh" / "ui"
    sources = [ui / "assets.py", ui / "icons.txt", *sorted((ui / "static" / "ui").rglob("*.css"))]
    wanted = digest(ROOT / "package-lock.json", *sources)
    if not again and read_stamp("assets") == wanted and VENDOR.is_dir():
        return
    with stamped("assets", wanted, "Dựng tài nguyên giao diện"):
        code = "import sys; from pathlib import Path; from donghanh.ui.assets import build; build(Path(sys.argv[1]))"
        run(BIN / "python", "-c", code, ROOT)


def lock() -> None:
    """Resolve afresh and write the hash-locked lists; ``uv.lock`` itself names an index and stays out of git."""
    uv = installer()[0]
    run(uv, "lock", "--quiet")
    export = [uv, "export", "--quiet", "--frozen", "--no-emit-project", "--no-header"]
    run(*export, "--no-dev", "--group", "build", "-o", "requirements/base.txt")
    run(*export, "--all-groups", "-o", "requirements/dev.txt")
    run("npm", "install", "--package-lock-only", "--no-audit", "--no-fund")
    for name in ("requirements/base.txt", "requirements/dev.txt"):
        if "://" in (ROOT / name).read_text():
            raise Refused(f"{name} có địa chỉ kho gói: không được đưa vào kho mã.")
    locked = ROOT / "package-lock.json"
    data = json.loads(locked.read_text())
    for package in data.get("packages", {}).values():
        package.pop("resolved", None)
    locked.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one build at a time work in this folder."""
    import fcntl  # noqa: PLC0415 - not on Windows, where nobody waits for anybody

    with (ROOT / ".setup.lock").open("w") as gate:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Một lần dựng khác đang chạy trong thư mục này; chờ nó xong …")
            fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Build what was asked for; a refusal is one sentence and exit code 2."""
    parser = argparse.ArgumentParser(description="Dựng môi trường chạy Đồng Hành.")
    parser.add_argument("--dev", action="store_true", help="thêm công cụ kiểm thử")
    parser.add_argument("--again", choices=["assets"], help="làm lại một bước")
    parser.add_argument("--lock", action="store_true", help="khóa lại phiên bản thư viện")
    asked = parser.parse_args()
    level = "dev" if asked.dev else "base"
    started = time.monotonic()
    try:
        newest_python()
        with alone():
            make_venv()
            if asked.lock:
                lock()
                return 0
            install_python(level)
            install_browser(level)
            install_project()
            build_assets(again=asked.again == "assets")
    except Refused as refusal:
        say(str(refusal))
        return 2
    except KeyboardInterrupt:
        say("Đã dừng theo yêu cầu; chạy lại sẽ làm tiếp.")
        return 2
    spent = time.monotonic() - started
    if spent > 1:
        say(f"Dựng xong trong {spent:.0f} giây.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
