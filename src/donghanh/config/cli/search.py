"""``donghanh search``: what somebody would find, as the page finds it."""

from __future__ import annotations

import json

import click

from donghanh.config.cli import django_ready
from donghanh.kit.errors import Invalid, NotNow


@click.command()
@click.argument("words")
@click.option("--as", "reader", default="public", show_default=True, help="Ai tìm: public, hoặc một thư điện tử.")
@click.option("--kind", "kinds", multiple=True, help="Chỉ loại này; có thể nêu nhiều lần.")
@click.option("--page", default=1, show_default=True, help="Trang thứ mấy.")
@click.option("--gather", is_flag=True, help="Dựng lại chỉ mục trước khi tìm.")
@click.option("--json", "as_json", type=click.File("w"), metavar="TỆP", help="Ghi kết quả dạng JSON (“-” là màn hình).")
@click.pass_context
def search(
    ctx: click.Context, words: str, reader: str, kinds: tuple[str, ...], page: int, gather: bool, as_json: object
) -> None:
    """Tìm WORDS, có dấu hay không dấu; mã thoát 1 khi không thấy gì."""
    django_ready()
    from django.db import connection  # noqa: PLC0415 - needs Django

    from donghanh.ground.accounts.models import User  # noqa: PLC0415
    from donghanh.kit import dates  # noqa: PLC0415
    from donghanh.record.search import api  # noqa: PLC0415

    if "search_item" not in connection.introspection.table_names():
        raise NotNow(
            "search.unprepared", "Bản cài đặt này chưa được chuẩn bị; hãy chạy `donghanh up` một lần rồi tìm lại."
        )
    user = None if reader == "public" else User.objects.filter(email__iexact=reader).first()
    if user is None and reader != "public":
        raise Invalid("search.reader", f"Không có tài khoản “{reader}”; hãy dùng public hoặc thư điện tử.")
    if gather:
        api.gather_all(on=dates.today())
    found = api.find(words, user, kinds, page=page)
    if as_json:
        as_json.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=1) + "\n")  # type: ignore[attr-defined]
    else:
        click.echo(f"{'hơn ' if found.capped else ''}{found.total} kết quả")
        for hit in found.hits:
            click.echo(f"[{hit.kind_label}] {hit.title}  {hit.url}")
        for offer in found.did_you_mean:
            click.echo(f"Ý bạn là: {offer}")
    ctx.exit(0 if found.total else 1)
