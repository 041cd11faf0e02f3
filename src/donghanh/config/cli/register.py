"""``donghanh register``: check a sheet against a schema (no database), compare two, load and list registers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from donghanh.record.registers.engine.schema import Schema
    from donghanh.record.registers.engine.stored import Difference


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def register() -> None:
    """Danh mục: kiểm tra tệp, so sánh, nạp, liệt kê."""


def _schema(name: str) -> Schema:
    """Read a schema file, or one that comes with the house by its name."""
    from donghanh.kit.data import data_dir  # noqa: PLC0415 - the command starts without the engine
    from donghanh.record.registers.engine import schema  # noqa: PLC0415

    path = Path(name)
    shipped = data_dir() / "registers" / f"{name}.yaml"
    return schema.load(shipped if not path.exists() and shipped.exists() else path)


def _put(where: str, told: Any) -> None:
    text = json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n"
    if where == "-":
        click.echo(text, nl=False)
    else:
        Path(where).write_text(text, encoding="utf-8")


@register.command("validate", help="Kiểm tra một tệp CSV, XLSX, ODS theo lược đồ. Mã 0: sạch; 1: có lỗi; 2: từ chối.")
@click.argument("schema", metavar="LƯỢC_ĐỒ")
@click.argument("file", metavar="TỆP")
@click.option("--json", "as_json", metavar="TỆP|-", help="Ghi kết quả dạng JSON; “-” là đầu ra chuẩn.")
@click.option("--limit", default=1000, show_default=True, help="Số lỗi tối đa được ghi; 0 là tất cả.")
@click.option("--plain", is_flag=True, help="Đọc từng dòng, không dùng cách nhanh (để đối chiếu).")
def validate(schema: str, file: str, as_json: str | None, limit: int, plain: bool) -> None:
    """Check one file: each error with its row, column, code and one sentence."""
    from donghanh.record.registers.engine import staging  # noqa: PLC0415

    report = staging.validate(_schema(schema), Path(file), limit=limit, fast=not plain)
    if as_json:
        _put(as_json, {"file": Path(file).name, **report.as_dict()})
    if as_json != "-":
        for found in report.findings:
            click.echo(f"{found.row}\t{found.column or '-'}\t{found.code}\t{found.message}")
    told = "không có lỗi" if report.clean else f"{report.errors} lỗi{', đã dừng đọc' if report.cut else ''}"
    click.echo(f"{Path(file).name}: {report.rows} dòng, {told}, {sum(report.noted.values())} điều để biết.", err=True)
    sys.exit(0 if report.clean else 1)


@register.command("diff", help="So sánh hai tệp theo khóa, hoặc hai bản đã công bố (số bản) của một danh mục.")
@click.argument("schema", metavar="LƯỢC_ĐỒ|DANH_MỤC")
@click.argument("old", metavar="CŨ")
@click.argument("new", metavar="MỚI")
@click.option("--json", "as_json", metavar="TỆP|-", help="Ghi kết quả dạng JSON; “-” là đầu ra chuẩn.")
@click.option("--limit", default=200, show_default=True, help="Số dòng khác nhau được ghi.")
def diff(schema: str, old: str, new: str, as_json: str | None, limit: int) -> None:
    """Say which rows were added, changed and removed; exit 1 where anything differs."""
    found = _versions(schema, old, new, limit) if old.isdigit() and new.isdigit() else _files(schema, old, new, limit)
    if as_json:
        changes = [
            {"kind": c.kind, "key": c.key, "cells": c.cells, "before": c.before, "after": c.after}
            for c in found.changes
        ]
        _put(as_json, {"added": found.added, "changed": found.changed, "removed": found.removed, "changes": changes})
    if as_json != "-":
        for c in found.changes:
            click.echo(f"{c.kind}\t{c.key}\t{', '.join(c.cells) or '-'}")
    click.echo(f"Thêm {found.added}, sửa {found.changed}, bỏ {found.removed} dòng.", err=True)
    sys.exit(0 if found.same else 1)


def _files(name: str, old: str, new: str, limit: int) -> Difference:
    from donghanh.kit.errors import Invalid  # noqa: PLC0415
    from donghanh.record.registers.engine import staging, stored  # noqa: PLC0415

    schema = _schema(name)
    with staging.workbench() as (con, folder):
        parts = []
        for n, file in enumerate((old, new)):
            with staging.staged(schema, Path(file)) as found:
                if not found.report.clean:
                    raise Invalid(
                        "registers.wrong-rows",
                        f"{Path(file).name} còn {found.report.errors} lỗi nên chưa so sánh được.",
                    )
                parts.append(folder / f"{n}.parquet")
                found.write_parquet(parts[-1])
        return stored.difference(con, parts[0], parts[1], schema, limit=limit)


def _versions(slug: str, old: str, new: str, limit: int) -> Difference:
    from donghanh.config.cli import django_ready  # noqa: PLC0415
    from donghanh.kit.errors import NotNow  # noqa: PLC0415

    django_ready()
    from donghanh.record.registers import queries  # noqa: PLC0415
    from donghanh.record.registers.models import Version  # noqa: PLC0415

    both = []
    for number in (old, new):
        found = Version.objects.select_related("register", "schema_edition").filter(register__slug=slug, number=number)
        if not found:
            raise NotNow("registers.no-version", f"Danh mục “{slug}” không có bản {number}.")
        both.append(found[0])
    return queries.difference(both[1], both[0], limit=limit)


@register.command("load", help="Kiểm tra một tệp và công bố thành bản mới của danh mục; có lỗi thì không công bố gì.")
@click.argument("slug", metavar="DANH_MỤC")
@click.argument("file", metavar="TỆP")
@click.option("--note", default="", help="Ghi chú công khai của bản mới.")
@click.option("--schema", "schema", metavar="TỆP", help="Mở danh mục từ lược đồ này nếu chưa có.")
@click.option("--json", "as_json", metavar="TỆP|-", help="Ghi kết quả dạng JSON; “-” là đầu ra chuẩn.")
def load(slug: str, file: str, note: str, schema: str | None, as_json: str | None) -> None:
    """Publish a file as the next version."""
    from donghanh.config.cli import django_ready  # noqa: PLC0415

    django_ready()
    from donghanh.kit import dates  # noqa: PLC0415
    from donghanh.kit.errors import NotNow  # noqa: PLC0415
    from donghanh.record.registers import services  # noqa: PLC0415
    from donghanh.record.registers.models import Register  # noqa: PLC0415

    at = dates.now()
    if schema:
        services.open_register(_schema(schema), by=None, at=at)
    one = Register.objects.with_context().filter(slug=slug).first()
    if one is None:
        raise NotNow("registers.not-found", f"Không có danh mục “{slug}”; xem `donghanh register list`.")
    version = services.publish_file(one, Path(file), by=None, at=at, note=note)
    if as_json:
        kept = ("number", "rows", "added", "changed", "removed", "sha256", "published_at")
        _put(as_json, {"slug": slug, **{name: getattr(version, name) for name in kept}})
    click.echo(
        f"Đã công bố {one.title}, bản {version.number}: {version.rows} dòng (thêm {version.added}, sửa "
        f"{version.changed}, bỏ {version.removed}); sha256 {version.sha256}.",
        err=as_json == "-",
    )


@register.command("list", help="Liệt kê danh mục: cơ quan giữ, bản hiện nay, số dòng, kỳ cập nhật.")
@click.option("--json", "as_json", metavar="TỆP|-", help="Ghi dạng JSON; “-” là đầu ra chuẩn.")
def list_command(as_json: str | None) -> None:
    """List the registers."""
    from dataclasses import asdict  # noqa: PLC0415

    from donghanh.config.cli import django_ready  # noqa: PLC0415

    django_ready()
    from donghanh.record.registers import api  # noqa: PLC0415

    found = api.registers(published=False)
    if as_json:
        _put(as_json, [asdict(one) for one in found])
    if as_json != "-":
        for one in found:
            version = f"bản {one.version.number}, {one.version.rows} dòng" if one.version else "chưa công bố"
            click.echo(f"{one.slug}\t{one.owner_name}\t{version}\t{one.cadence_label}")
