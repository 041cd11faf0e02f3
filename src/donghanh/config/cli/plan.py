"""``donghanh plan``: load a plan, compare two, look for faults in one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import yaml

from donghanh.config.cli import django_ready
from donghanh.kit import dates
from donghanh.kit.errors import Invalid

_REGISTERS = {".yaml", ".yml"}
_FATES = {"kept": "giữ nguyên", "changed": "thay đổi", "ended": "không còn", "new": "mới"}
_PROPOSALS = {"carry": "chuyển tiếp", "supersede": "thay thế", "close": "đóng", "open": "giao mới"}


class PlanVerbs(click.Group):
    """The verbs of this file, and ``lint``, which needs the engine alone and is loaded when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the verbs in the order of use."""
        return ["lint", "load", "diff"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the verb that was typed."""
        if cmd_name == "lint":
            from donghanh.config.cli.compile import lint_command  # noqa: PLC0415 - the engine is loaded on demand

            return lint_command
        return super().get_command(ctx, cmd_name)


@click.group(cls=PlanVerbs)
def plan() -> None:
    """Nạp, so sánh, soát lỗi kế hoạch."""


@plan.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--activate", is_flag=True, help="Giao việc ngay cho các cơ quan.")
@click.option("--by", metavar="THƯ", help="Tài khoản đầu mối thực hiện (mặc định: đầu mối duy nhất đang giữ chức).")
@click.option("--from", "since", metavar="NGÀY", help="Theo dõi việc định kỳ từ ngày này (mặc định: ngày ký).")
def load(file: Path, activate: bool, by: str | None, since: str | None) -> None:
    """Nạp một văn bản kế hoạch; nạp lại cùng một tệp không thay đổi gì."""
    _need_file(file)
    tracked_from = dates.read_date(since) if since else None
    if since and tracked_from is None:
        raise Invalid("plan.since", f"“{since}” không phải một ngày; hãy viết như 01/6/2023.")
    django_ready()
    from donghanh.work.plan import services  # noqa: PLC0415 - needs Django

    at, person = dates.now(), _person(by)
    if file.suffix.lower() in _REGISTERS:
        loaded = services.load_register(_register(file), by=person, at=at)
    else:
        loaded = services.load_plan(str(file), by=person, at=at)
    words = "đã có toàn văn" if loaded.has_words else "chưa có toàn văn"
    click.echo(f"{loaded.number} ({loaded.issuer}): {loaded.duties.count()} nhiệm vụ, {words}.", err=True)
    if activate:
        count = services.activate(loaded, by=person, at=at, tracked_from=tracked_from)
        click.echo(f"Đã giao: {count} đầu việc trên bàn các cơ quan.", err=True)
    click.echo(loaded.slug)


@plan.command()
@click.argument("old", metavar="CŨ")
@click.argument("new", metavar="MỚI")
@click.option("--json", "as_json", type=click.File("w"), metavar="TỆP", help="Ghi kết quả dạng JSON (“-” là màn hình).")
def diff(old: str, new: str, as_json: Any) -> None:
    """So hai kế hoạch (tệp, hoặc mã của kế hoạch đã nạp) và đề xuất cách chuyển tiếp từng nhiệm vụ."""
    from donghanh.work.plan.engine.compare import compare  # noqa: PLC0415 - the engine is loaded on demand

    before, after = _compiled(old), _compiled(new)
    pairs = compare(before, after)
    if as_json:
        rows = [
            {
                "fate": p.fate,
                "proposal": p.proposal,
                "old": p.old,
                "new": p.new,
                "likeness": p.likeness,
                "changes": list(p.changes),
            }
            for p in pairs
        ]
        as_json.write(json.dumps({"old": old, "new": new, "pairs": rows}, ensure_ascii=False, indent=2) + "\n")
        return
    texts = {
        side: {d["eid"]: d.get("title") or d["text"] for d in c["duties"]} for side, c in (("o", before), ("n", after))
    }
    for p in pairs:
        said = texts["n"].get(p.new or "") or texts["o"].get(p.old or "") or ""
        click.echo(f"{_FATES[p.fate]:<11} {_PROPOSALS[p.proposal]:<12} {p.old or '-'} → {p.new or '-'}  {said[:70]}")
        for change in p.changes:
            click.echo(f"{'':<25}{change}")
    counted = ", ".join(f"{sum(p.fate == fate for p in pairs)} {label}" for fate, label in _FATES.items())
    click.echo(f"{len(pairs)} cặp: {counted}.", err=True)


def _need_file(file: Path) -> None:
    if not file.is_file():
        raise Invalid("file.missing", f"Không thấy tệp {file}; hãy kiểm tra lại đường dẫn.")


def _register(file: Path) -> Mapping[str, Any]:
    """Read a reviewed register."""
    from donghanh.work.plan.engine.register import load_register  # noqa: PLC0415 - the engine is loaded on demand

    try:
        read: Mapping[str, Any] = load_register(file.resolve()).as_dict()
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Invalid(
            "register.unreadable",
            f"{file.name} không phải danh mục kế hoạch đọc được ({type(error).__name__}: {error}); "
            "hãy so với data/plans/124-2023.yaml.".replace("\n", " "),
        ) from error
    return read


def _compiled(name: str) -> Mapping[str, Any]:
    """Compile a file, or fetch a plan that was loaded by its address."""
    file = Path(name)
    if file.is_file():
        if file.suffix.lower() in _REGISTERS:
            return _register(file)
        from donghanh.work.plan.engine import compile_file  # noqa: PLC0415 - the engine is loaded on demand

        compiled: Mapping[str, Any] = compile_file(file).as_dict()
        return compiled
    django_ready()
    from donghanh.work.plan.models import Plan  # noqa: PLC0415 - needs Django

    found = Plan.objects.filter(slug=name).select_related("structure").first()
    if found is None:
        known = ", ".join(Plan.objects.values_list("slug", flat=True)) or "chưa có kế hoạch nào"
        raise Invalid("plan.unknown", f"“{name}” không phải tệp, cũng không phải mã kế hoạch đã nạp ({known}).")
    stored: Mapping[str, Any] = found.structure.compiled
    return stored


def _person(email: str | None) -> Any:
    """Return who acts: the named account, or the one coordinator there is."""
    from donghanh.ground.accounts.models import User  # noqa: PLC0415 - needs Django

    if email:
        named = User.objects.open().filter(email=email.strip().lower()).first()
        if named is None:
            raise Invalid("user.unknown", f"Không có tài khoản đang mở với địa chỉ {email}.")
        return named
    holders = list(User.objects.open().holding("coordinator", on=dates.today())[:2])
    if len(holders) != 1:
        raise Invalid("user.unclear", "Hãy nêu người thực hiện: --by địa-chỉ-thư của đầu mối điều phối.")
    return holders[0]
