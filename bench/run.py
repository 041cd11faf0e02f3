"""Measure the promises as ratios and counts: ``run.py all|compile|lists|public|papers|disclosure|…|render``.

Everything runs on the loopback, in a temporary instance, in bounded loops, and stops by itself. Figures are kept in
``bench/figures.json`` and shown in ``docs/budgets.md``; nothing there is typed by hand.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "bench" / "figures.json"
PAGE = ROOT / "docs" / "budgets.md"
BIN = Path(sys.executable).parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
from bench import disclosure, papers, registers, reporting  # noqa: E402 - found only now
from bench.loads import PUBLIC, first_view, rate  # noqa: E402
from bench.promises import BUDGETS  # noqa: E402 - the path above makes the package findable


def keep(**figures: Any) -> None:
    """Add figures with the day and the machine they were measured on."""
    kept = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    day = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date().isoformat()
    machine = f"{os.cpu_count()} nhân, Python {platform.python_version()}"
    for name, value in figures.items():
        kept[name.replace("__", ".")] = {"value": value, "on": day, "machine": machine}
    FIGURES.write_text(json.dumps(dict(sorted(kept.items())), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    render()


def render() -> None:
    """Write the table of ``docs/budgets.md`` from the figures."""
    kept = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    lines = ["| promise | measured | kept | day, machine |", "|---|---|---|---|"]
    for name, (promise, holds) in BUDGETS.items():
        row = kept.get(name)
        if row is None:
            lines.append(f"| {promise} | not measured yet | – | – |")
            continue
        shown = f"{row['value']:g}".replace(".", ",")
        lines.append(
            f"| {promise} | {shown} | {'yes' if holds(row['value']) else '**no**'} | {row['on']}, {row['machine']} |"
        )
    details = kept.get("public.pages", {}).get("value", {})
    if details:
        lines += ["", "| public page | requests/s, share of the bare page |", "|---|---|"]
        lines += [f"| `{address}` | {share:g} |".replace(".", ",") for address, share in details.items()]
    table = "\n".join(lines)
    text = PAGE.read_text(encoding="utf-8")
    text = re.sub(r"(<!-- figures -->\n).*?(\n<!-- /figures -->)", lambda m: m[1] + table + m[2], text, flags=re.DOTALL)
    PAGE.write_text(text, encoding="utf-8")
    print(table)


# --- the compiler --------------------------------------------------------------------------------------------


def invented_plan(lines: int) -> str:
    """Write a plan of an invented province with about so many lines, each assignment different."""
    head = [
        "ỦY BAN NHÂN DÂN",
        "TỈNH SÔNG MƠ",
        "Số: 77/KH-UBND",
        "Sông Mơ, ngày 12 tháng 4 năm 2024",
        "KẾ HOẠCH",
        "Nâng hạng môi trường kinh doanh tỉnh Sông Mơ năm 2024",
        "B. NHIỆM VỤ",
    ]
    body: list[str] = []
    section = 0
    while len(head) + len(body) < lines - 4:
        section += 1
        body.append(f"{section}. Nhóm việc thứ {section}")
        for letter, sector in zip(
            "abcdđe", ("Y tế", "Công Thương", "Tài chính", "Nội vụ", "Xây dựng", "Tư pháp"), strict=True
        ):
            body.append(f"{letter}) Sở {sector} chủ trì, phối hợp với UBND các huyện, thành phố:")
            body.append(
                f"- Rà soát {section + 2} thủ tục thuộc nhóm {section}, rút ngắn từ {section % 20 + 5}% thời gian, xong"
            )
            body.append(f"trước ngày {section % 27 + 1}/{section % 12 + 1}/2024.")
            body.append("- Định kỳ hằng quý gửi kết quả về Sở Tài chính để tổng hợp.")
    return "\n".join([*head, *body[: lines - len(head) - 2], "TM. ỦY BAN NHÂN DÂN", "Lê Văn Thử"])


def compile_cpu() -> None:
    """Measure the compiler's CPU time, best of three, and whether it grows with the lines only."""
    from tests import surroundings

    from donghanh.work.plan.engine import compile_file, compile_text

    def best(work: Any, times: int = 3) -> float:
        spent = []
        for _ in range(times):
            begun = time.process_time()
            work()
            spent.append(time.process_time() - begun)
        return min(spent)

    compile_text(invented_plan(100))  # loads what is loaded once
    figures: dict[str, Any] = {}
    official = surroundings.official_plan()
    if official is not None:
        figures["compile__plan_124"] = round(best(lambda: compile_file(official)), 3)
    else:
        print("Không có toàn văn Kế hoạch 124: bỏ lại phép đo compile.plan_124.", file=sys.stderr)
    short, long = invented_plan(825), invented_plan(3300)
    each = [best(lambda: compile_text(short)) / 825, best(lambda: compile_text(long)) / 3300]
    keep(**figures, compile__long=round(each[1] * 3300, 2), compile__linear=round(each[1] / each[0], 2))


# --- a temporary instance ------------------------------------------------------------------------------------


@contextlib.contextmanager
def instance() -> Iterator[Path]:
    """Prepare an instance of its own and give its folder."""
    folder = Path(tempfile.mkdtemp(prefix="donghanh-bench-"))
    for name in [n for n in os.environ if n.startswith("DONGHANH_")]:
        del os.environ[name]
    os.environ["DONGHANH_VAR"] = str(folder)
    try:
        subprocess.run([BIN / "donghanh", "up", "--prepare-only", "--no-demo"], check=True, stdin=subprocess.DEVNULL)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a free port of the loopback."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextlib.contextmanager
def running(port: int, *command: object, env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends, and make sure that it does."""
    child = subprocess.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        until_answered(port, child)
        yield child
    finally:
        child.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def until_answered(port: int, child: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait for the first answer, as long as the server lives."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if child.poll() is not None:
            raise SystemExit(f"Máy chủ dừng khi chưa trả lời (mã {child.returncode}); xem lỗi ở trên.")
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/")
            link.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
        finally:
            link.close()
    raise SystemExit(f"Cổng {port} không trả lời sau {seconds:.0f} giây.")


# --- lists ---------------------------------------------------------------------------------------------------


def lists() -> None:
    """Count the queries of every plain address, as each role, with the plan's own obligations and with 10,000."""
    with instance():
        os.environ["DJANGO_SETTINGS_MODULE"] = "donghanh.config.settings"
        import django

        django.setup()
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext
        from django.urls import get_resolver
        from tests.guards.test_addresses import views

        from donghanh.ground.accounts.models import Post

        settings.ALLOWED_HOSTS = ["testserver"]
        addresses = [
            a
            for a, view in views(get_resolver())
            if "<" not in a and "(" not in a and not view.__module__.startswith("allauth") and not a.startswith("/ui/")
        ]
        people: dict[str, Any] = {"khách": None}
        for post in Post.objects.filter(user__is_trial=True, valid_to=None).select_related("user"):
            people.setdefault(post.role, get_user_model().objects.get(pk=post.user_id))

        def count() -> dict[str, int]:
            found = {}
            for role, person in people.items():
                client = Client()
                if person is not None:
                    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
                for address in addresses:
                    client.get(address)  # warms what is remembered per process
                    with CaptureQueriesContext(
                        connection,
                    ) as captured:
                        answer = client.get(address)
                    if answer.status_code == 200:
                        found[f"{role} {address}"] = len(captured)
            return found

        counts = {}
        for rows in (0, 10000):
            have = fill(rows)
            counts[have] = count()
            print(f"{have} việc: nhiều nhất {max(counts[have].values())} truy vấn", file=sys.stderr)
    few, many = counts[min(counts)], counts[max(counts)]
    shared = few.keys() & many.keys()
    growth = {place: many[place] - few[place] for place in shared}
    for place in sorted(many, key=lambda p: -many[p])[:8]:
        print(f"  {many[place]:>3} truy vấn  (+{growth.get(place, 0)})  {place}", file=sys.stderr)
    keep(lists__most=max(many.values()), lists__growth=max(growth.values()))


def fill(rows: int) -> int:
    """Raise the number of obligations to ``rows`` with copies of the plan's own, each a period of its own."""
    from donghanh.kit.ids import new_key
    from donghanh.work.plan.models import Obligation

    first = list(Obligation.objects.order_by("pk"))
    if not first:
        raise SystemExit("Chưa có kế hoạch nào được giao việc: cần data/plans/*.yaml.")
    copies = []
    for at in range(max(rows - len(first), 0)):
        copy = Obligation.objects.none().model(
            **{f.attname: getattr(first[at % len(first)], f.attname) for f in Obligation._meta.concrete_fields}
        )
        copy.pk, copy.key = None, new_key()
        copy.number, copy.period = f"đo-{len(first)}-{at}", f"đo{len(first)}-{at}"
        copies.append(copy)
    Obligation.objects.bulk_create(copies, batch_size=500)
    return Obligation.objects.count()


# --- public pages --------------------------------------------------------------------------------------------


def public() -> None:
    """Compare public pages with the bare page on the same server, database and machine, in one run."""
    with instance() as folder:
        port = free_port()
        bare_port = free_port()
        os.environ["BENCH_DATABASE"] = str(folder / "donghanh.sqlite3")
        granian = [
            BIN / "granian",
            "--interface",
            "wsgi",
            "--workers",
            2,
            "--blocking-threads",
            1,
            "--log-level",
            "error",
        ]
        with running(bare_port, *granian, "--port", bare_port, "bench.bare:application"):
            before, _p95 = rate(bare_port, "/")
        found = {}
        with running(port, BIN / "donghanh", "serve", "--port", port):
            weight = first_view(port)
            for address in PUBLIC:
                found[address] = rate(port, address)
        with running(bare_port, *granian, "--port", bare_port, "bench.bare:application"):
            after, _p95 = rate(bare_port, "/")
    bare = (before + after) / 2
    print(f"trang trần {bare:.0f}/s (trước {before:.0f}, sau {after:.0f})", file=sys.stderr)
    shares = {address: round(value / bare, 2) for address, (value, _p95) in found.items() if value}
    keep(
        public__pages=shares,
        public__ratio=min(shares.values()),
        public__rate=round(min(value for value, _p95 in found.values() if value)),
        public__p95=round(max(p95 for value, p95 in found.values() if value), 1),
    )
    if weight:
        keep(public__first_view=weight)


# --- starts --------------------------------------------------------------------------------------------------


def start() -> None:
    """Time ``make run`` from a fresh clone to its first answer, then a second start of the same."""
    folder = Path(tempfile.mkdtemp(prefix="donghanh-start-"))
    try:
        subprocess.run(["git", "clone", "--quiet", ROOT, folder / "clone"], check=True)
        times = []
        for _ in range(2):
            port = free_port()
            begun = time.monotonic()
            env = {n: v for n, v in os.environ.items() if not n.startswith("DONGHANH_")}
            child = subprocess.Popen(
                ["make", "run", f"PORT={port}"],
                cwd=folder / "clone",
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                until_answered(port, child, 600)
                times.append(round(time.monotonic() - begun, 1))
            finally:
                os.killpg(child.pid, signal.SIGINT)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(20)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
        print(f"lần đầu {times[0]} s, lần hai {times[1]} s", file=sys.stderr)
        keep(start__nothing=times[0], start__second=times[1])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Run what was asked for."""
    works = {"compile": compile_cpu, "lists": lists, "public": public, "start": start, "render": render}
    works["papers"] = lambda: keep(**papers.figures())
    works["registers"] = lambda: keep(**registers.figures())
    works["disclosure"] = lambda: keep(**disclosure.figures())
    works["reporting"] = lambda: keep(**reporting.figures())
    asked = sys.argv[1:] or ["all"]
    if asked == ["all"]:
        for name in ("compile", "lists", "public", "papers", "registers", "reporting", "disclosure", "start"):
            subprocess.run([sys.executable, __file__, name], check=True)  # a process each: none warms the next
        return
    unknown = [name for name in asked if name not in works]
    if unknown:
        raise SystemExit(f"Không có phép đo {unknown[0]}; có: all, {', '.join(works)}.")
    for name in asked:
        works[name]()


if __name__ == "__main__":
    main()
