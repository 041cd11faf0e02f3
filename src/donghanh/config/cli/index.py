"""``donghanh index``: what PCI and PGI really say; the general engine on anybody's tables. No database, no Django."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from donghanh.kit.errors import Invalid
from donghanh.kit.numbers import read_number, show_number

if TYPE_CHECKING:
    from donghanh.work.indices import engine as engine_type

HOME = "Lạng Sơn"
json_option = click.option(
    "--json", "as_json", type=click.File("w", encoding="utf-8"), metavar="TỆP|-", help="Ghi JSON; “-” là đầu ra chuẩn."
)


@click.group()
def index() -> None:
    """Chỉ số PCI, PGI: tính lại, tách thay đổi, xác suất, kịch bản; dựng chỉ số tổng hợp bất kỳ."""


def _engine() -> Any:
    from donghanh.work.indices import engine  # noqa: PLC0415 - numpy is loaded only by the verbs that need it

    return engine


def _put(stream: Any, told: Mapping[str, Any]) -> None:
    stream.write(json.dumps(_plain(told), ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def _plain(thing: Any) -> Any:
    """Return what JSON can hold: no NaN, no numpy, no binary dust beyond twelve digits."""
    if isinstance(thing, Mapping):
        return {str(k): _plain(v) for k, v in thing.items()}
    if isinstance(thing, str) or thing is None or isinstance(thing, bool):
        return thing
    if isinstance(thing, Iterable):
        return [_plain(v) for v in thing]
    if hasattr(thing, "item"):
        thing = thing.item()
    if isinstance(thing, float):
        return round(thing, 12) + 0.0 if math.isfinite(thing) else None
    return thing


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table: figures to the right, words to the left."""
    shown = [[_cell(v) for v in row] for row in rows]
    wide = (
        [max(len(h), *(len(r[i]) for r in shown), 0) for i, h in enumerate(heads)] if shown else list(map(len, heads))
    )
    click.echo("  ".join(h.ljust(w) for h, w in zip(heads, wide, strict=True)).rstrip())
    for row in shown:
        words = [c.rjust(w) if _is_figure(c) else c.ljust(w) for c, w in zip(row, wide, strict=True)]
        click.echo("  ".join(words).rstrip())


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    return show_number(round(float(value), 4) + 0.0) if isinstance(value, float) else str(value)


def _is_figure(cell: str) -> bool:
    return cell == "-" or cell.strip("+-−").replace(",", "").replace(".", "").isdigit()


def _edition(code: str, family: str = "PCI") -> engine_type.Edition:
    """Return an edition by its code (``pci-2022``) or by its year alone."""
    found: engine_type.Edition = _engine().edition(f"{family.lower()}-{code}" if code.isdigit() else code)
    return found


# --- reproduce --------------------------------------------------------------------------------------------------------


@index.command()
@click.option("--edition", "codes", multiple=True, metavar="MÃ", help="Ví dụ pci-2022; bỏ trống là mọi ấn bản.")
@click.option("--strict", is_flag=True, help="Trả về 1 khi có ấn bản không tính lại được.")
@json_option
def reproduce(codes: tuple[str, ...], strict: bool, as_json: Any) -> None:
    """Tính lại mọi điểm tổng hợp đã công bố từ điểm thành phần: từng hàng tính được, công bố, chênh, kết luận."""
    from donghanh.work.indices.domain import SAID  # noqa: PLC0415 - as the engine

    engine = _engine()
    asked = [_edition(c) for c in codes] or [e for e in engine.editions().values() if e.family != "DDCI"]
    told, rows = [], []
    for edition in sorted(asked, key=lambda e: (e.family, e.year)):
        one, own = _reproduced(edition, named=bool(codes))
        if one is not None:
            told.append(one)
            rows += own
    if as_json:
        _put(as_json, {"editions": told, "rows": rows})
    elif codes:
        keys = ("province", "computed", "published", "difference", "verdict", "rank_computed", "rank_published")
        _table(
            ("Tỉnh", "Tính lại", "Công bố", "Chênh", "Kết luận", "Hạng tính", "Hạng công bố"),
            [[SAID.get(str(r[k]), r[k]) for k in keys] for r in rows],
        )
    else:
        heads = ("edition", "n", "differing", "largest", "standing")
        said = [[SAID.get(str(e[k]), e[k]) for k in heads] for e in told]
        _table(("Ấn bản", "Số hàng", "Lệch", "Lệch nhất", "Kết luận"), said)
    for one in told:
        click.echo("\n".join(s for s in (one["text"], one.get("rank_text", "") if codes else "") if s), err=True)
    if strict and any(one["standing"] not in {"reproduced", "no_weights"} for one in told):
        raise click.exceptions.Exit(1)


def _reproduced(edition: engine_type.Edition, *, named: bool) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    engine = _engine()
    if not edition.has_weights:
        edition_without = f"{edition.name}: chưa biết trọng số nên không tính được điểm tổng hợp."
        if named:
            edition.weights()  # refuses, with the sentence of the engine
        return {
            "edition": edition.code,
            "standing": "no_weights",
            "text": edition_without,
            "n": 0,
            "differing": 0,
            "largest": None,
        }, []
    book = engine.scores(edition.family)
    if edition.year not in book.years:
        book.units(edition.year)  # refuses: no figure of that year
    found = engine.reproduce(book, edition)
    ranks = engine.rank_check(book, edition) if found.rows else None
    one = {
        "edition": edition.code,
        "standing": found.standing,
        "text": found.text,
        "n": len(found.rows),
        "differing": found.differing,
        "largest": found.largest,
        "mean": found.mean,
        "tolerance": found.tolerance,
        "missing": found.missing,
        "ranks_identical": ranks.identical if ranks else None,
        "ranks_moved": [{"province": u, "by_computed": a, "by_published": b} for u, a, b in ranks.moved]
        if ranks
        else [],
        "ties": ranks.ties if ranks else [],
        "rank_text": ranks.text if ranks else "",
        "identified": _identified(book, edition)
        if named and edition.aggregation == "weighted" and found.rows
        else None,
    }
    rows = [
        {
            "edition": edition.code,
            "province": r.unit,
            "computed": r.computed,
            "published": r.published,
            "difference": r.difference,
            "verdict": r.verdict,
            "rank_computed": r.rank_computed,
            "rank_published": r.rank_published,
        }
        for r in found.rows
    ]
    return one, rows


def _identified(book: engine_type.ScoreBook, edition: engine_type.Edition) -> dict[str, Any]:
    found = _engine().identify(book, edition)
    return {
        "rows": found.rows,
        "fixed": found.rank,
        "free": found.free,
        "vectors_on_grid": len(found.grid),
        "text": found.text,
    }


# --- rescore, split ---------------------------------------------------------------------------------------------------


@index.command()
@click.option("--year", type=int, required=True, metavar="NĂM", help="Năm có điểm thành phần cần tính lại.")
@click.option("--edition", "code", required=True, metavar="MÃ", help="Ấn bản cho trọng số, ví dụ pci-2022.")
@click.option("--province", metavar="TỈNH", help="Chỉ một tỉnh, viết theo bất kỳ cách nào.")
@json_option
def rescore(year: int, code: str, province: str | None, as_json: Any) -> None:
    """Tính lại điểm và hạng của một năm bằng trọng số của một ấn bản khác."""
    engine = _engine()
    under = _edition(code)
    book, own = engine.scores(under.family), _edition(str(year), under.family)
    found = engine.rescore(book, year=year, under=under, own=own)
    published = book.table(year, (engine.COMPOSITE,), units=found.units).column(engine.COMPOSITE)
    before = engine.ranks(published)
    asked = engine.province(province).name if province else None
    if asked:
        found.of(asked)  # refuses where a part is missing
    rows = [
        {
            "province": unit,
            "composite": found.composite[i],
            "rank": found.rank[i],
            "published": published[i],
            "rank_published": before[i] or None,
            "places_won": before[i] - found.rank[i] if before[i] else None,
        }
        for i, unit in enumerate(found.units)
        if found.rank[i] and asked in {None, unit}
    ]
    rows.sort(key=lambda r: (r["rank"], r["province"]))
    told = {
        "year": year,
        "edition": under.code,
        "n": found.n,
        "median": found.median if found.n else None,
        "missing": [u for i, u in enumerate(found.units) if not found.rank[i]],
        "cautions": [{"code": c.code, "text": c.text} for c in found.cautions],
        "rows": rows,
    }
    if as_json:
        _put(as_json, told)
        return
    keys = ("rank", "province", "composite", "published", "rank_published")
    _table(("Hạng", "Tỉnh", "Điểm tính lại", "Công bố", "Hạng công bố"), [[r[k] for k in keys] for r in rows])
    for caution in found.cautions:
        click.echo(caution.text, err=True)


@index.command()
@click.option("--province", default=HOME, metavar="TỈNH", help="Tên tỉnh, viết theo bất kỳ cách nào.")
@click.option("--from", "first", required=True, metavar="NĂM|MÃ", help="Ấn bản đầu.")
@click.option("--to", "last", required=True, metavar="NĂM|MÃ", help="Ấn bản cuối.")
@click.option("--family", default="PCI", metavar="BỘ", help="PCI (mặc định) hoặc PGI.")
@json_option
def split(province: str, first: str, last: str, family: str, as_json: Any) -> None:
    """Tách một thay đổi thành phần thật và phần do cách tính: hai thứ tự, trung bình Shapley, từng chỉ số."""
    engine = _engine()
    before, after = _edition(first, family), _edition(last, family)
    found = engine.split(engine.scores(before.family), engine.province(province).name, before=before, after=after)
    told = {
        "province": found.unit,
        "from": before.code,
        "to": after.code,
        "published_before": found.published_before,
        "published_after": found.published_after,
        "published_change": found.published_total,
        "computed_before": _composite(found.before, {p.key: p.before for p in found.parts}),
        "computed_after": _composite(found.after, {p.key: p.after for p in found.parts}),
        "change": found.total,
        "before_under_new_weights": found.before_at_new,
        "after_under_old_weights": found.after_at_old,
        "real_at_old_weights": found.published_real_at_old,
        "real_at_new_weights": found.published_real_at_new,
        "real_at_old_weights_unrounded": found.real_at_old,
        "real_at_new_weights_unrounded": found.real_at_new,
        "real_shapley": found.real,
        "method_shapley": found.method,
        "parts": [
            {
                "part": p.key,
                "name": p.name,
                "before": p.before,
                "after": p.after,
                "real": p.real,
                "method": p.method,
                "total": p.total,
            }
            for p in found.parts
        ],
        "cautions": [{"code": c.code, "text": c.text} for c in found.cautions],
    }
    if as_json:
        _put(as_json, told)
        return
    click.echo(f"{found.unit}, {before.name} đến {after.name}: {_signed(found.published_total)} điểm đã công bố.")
    click.echo(f"  thật, theo trọng số {before.year}: {_signed(found.published_real_at_old)}")
    click.echo(f"  thật, theo trọng số {after.year}: {_signed(found.published_real_at_new)}")
    click.echo(f"  trung bình hai thứ tự (Shapley): thật {_signed(found.real)}, cách tính {_signed(found.method)}")
    _table(
        ("Chỉ số thành phần", "Trước", "Sau", "Thật", "Cách tính", "Cộng"),
        [(p.name, p.before, p.after, p.real, p.method, p.total) for p in found.parts],
    )
    for caution in found.cautions:
        click.echo(caution.text, err=True)


def _composite(edition: engine_type.Edition, scores: Mapping[str, float]) -> float:
    return float(sum(w * scores[k] for k, w in zip(edition.keys, edition.points(), strict=True)))


def _signed(value: float) -> str:
    rounded = round(value, 2) + 0.0
    return f"+{show_number(rounded, 2)}" if rounded > 0 else show_number(rounded, 2)


# --- odds, outlook ----------------------------------------------------------------------------------------------------


@index.command()
@click.option("--plan", "name", default="124-2023", metavar="MÃ|TỆP", help="Danh mục kế hoạch (mặc định 124-2023).")
@click.option("--province", default=HOME, metavar="TỈNH", help="Tỉnh của kế hoạch.")
@click.option("--draws", type=click.IntRange(1, 1_000_000), default=10_000, metavar="SỐ", help="Số lần mô phỏng.")
@click.option("--seed", type=int, default=1, metavar="SỐ", help="Hạt giống; cùng số cho cùng kết quả.")
@json_option
def odds(name: str, province: str, draws: int, seed: int, as_json: Any) -> None:
    """Các mục tiêu của một kế hoạch kéo theo điều gì, và lịch sử từng thấy mức tăng như vậy bao nhiêu lần."""
    from donghanh.config.cli.index_odds import promises  # noqa: PLC0415 - the plan's engine is loaded on demand

    told = promises(name, province, draws=draws, seed=seed)
    if as_json:
        _put(as_json, told)
        return
    for family in told["families"]:
        click.echo(f"{family['edition']}: {family['text']}")
        _table(
            ("Chỉ số thành phần", "Gốc", "Mục tiêu", "Tăng", "Điểm", "Từng đạt %", "Từ mức cao %"),
            [
                (
                    t["name"],
                    t["baseline"],
                    t["target"],
                    t["gain"],
                    t["points"],
                    t["percent"],
                    t["percent_from_high_start"],
                )
                for t in family["targets"]
            ],
        )


class _Score(click.ParamType[tuple[str, float]]):
    name = "chỉ số=điểm"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:  # noqa: ARG002
        if isinstance(value, tuple):
            return value
        key, sign, typed = str(value).partition("=")
        read = read_number(typed) if sign else None
        if read is None:
            raise Invalid("indices.set", f"“{value}” không đọc được; hãy viết như --set land=7,2.")
        return key.strip(), float(read.value)


@index.command()
@click.option("--province", default=HOME, metavar="TỈNH", help="Tên tỉnh, viết theo bất kỳ cách nào.")
@click.option("--year", "code", required=True, metavar="NĂM|MÃ", help="Ấn bản xuất phát, ví dụ 2022.")
@click.option("--set", "scores", multiple=True, type=_Score(), metavar="MÃ=ĐIỂM", help="Đặt một điểm, ví dụ land=7.2.")
@click.option("--draws", type=click.IntRange(1, 1_000_000), default=10_000, metavar="SỐ", help="Số lần mô phỏng.")
@click.option("--seed", type=int, default=1, metavar="SỐ", help="Hạt giống; cùng số cho cùng kết quả.")
@click.option("--level", type=click.FloatRange(0.01, 0.999), default=0.8, metavar="MỨC", help="Khoảng tin cậy.")
@json_option
def outlook(
    province: str, code: str, scores: tuple[tuple[str, float], ...], draws: int, seed: int, level: float, as_json: Any
) -> None:
    """Nếu đạt những điểm này thì điểm tổng hợp và thứ hạng ra sao, với khoảng từ biến động lịch sử."""
    from donghanh.config.cli.index_odds import tried  # noqa: PLC0415 - as above

    twice = [key for key, _ in scores if [k for k, _ in scores].count(key) > 1]
    if twice:
        raise Invalid("indices.set_twice", f"“{twice[0]}” được đặt hai lần; hãy giữ một điểm.")
    told = tried(_edition(code), province, dict(scores), draws=draws, seed=seed, level=level)
    if as_json:
        _put(as_json, told)
        return
    low, middle, high = told["composite_range"]
    best, rank, worst = told["rank_range"]
    click.echo(f"{told['province']}, {told['edition']}: {show_number(told['base'], 3)} điểm.")
    click.echo(f"  đạt đủ, mọi thứ khác đứng yên: {show_number(told['implied'], 3)} điểm, hạng {told['implied_rank']}")
    span = f"{show_number(low, 2)}–{show_number(high, 2)} điểm (giữa {show_number(middle, 2)})"
    click.echo(f"  khoảng {level:.0%}: {span}, hạng {best}–{worst} (giữa {rank})")
    click.echo(told["field"], err=True)


# --- compute ----------------------------------------------------------------------------------------------------------


@index.command()
@click.option("--meta", type=click.Path(path_type=Path), required=True, metavar="META.csv", help="Cấu trúc chỉ số.")
@click.option("--data", type=click.Path(path_type=Path), required=True, metavar="DATA.csv", help="Số liệu từng đơn vị.")
@click.option(
    "--normalise",
    default="minmax:0:100",
    metavar="CÁCH",
    help="minmax:0:100 | zscore:10:2 | rank | borda | target | none.",
)
@click.option(
    "--aggregate",
    default="arithmetic",
    metavar="CÁCH",
    help="arithmetic | geometric | harmonic; hoặc mỗi cấp một cách, cách bằng dấu phẩy.",
)
@click.option("--missing", type=click.Choice(["leave", "mean", "median", "refuse"]), default="leave", help="Ô thiếu.")
@click.option("--least-present", type=click.FloatRange(0, 1), default=0.0, metavar="TỶ LỆ", help="Tỷ lệ phần phải có.")
@click.option(
    "--winsorise", type=click.IntRange(0, 100), default=0, metavar="SỐ", help="Số ngoại lệ được kéo vào nhiều nhất."
)
@click.option("--no-denominators", is_flag=True, help="Không chia cho cột mẫu số mà META nêu.")
@click.option(
    "--draws",
    type=click.IntRange(0, 1_000_000),
    default=0,
    metavar="SỐ",
    help="Thêm khoảng hạng khi trọng số dao động.",
)
@click.option("--noise", type=click.FloatRange(0, 1), default=0.25, metavar="MỨC", help="Mức dao động trọng số.")
@click.option("--seed", type=int, default=1, metavar="SỐ", help="Hạt giống của --draws.")
@click.option(
    "--replay", type=click.Path(path_type=Path), metavar="TỆP", help="Dựng lại theo nhật ký (mục recipe của JSON)."
)
@json_option
def compute(**asked: Any) -> None:
    """Dựng một chỉ số tổng hợp từ hai tệp META và DATA, cho mọi điểm tổng hợp ở mọi cấp của từng đơn vị."""
    from donghanh.config.cli.index_compute import computed  # noqa: PLC0415 - as above

    stream = asked.pop("as_json")
    told = computed(**asked)
    if stream:
        _put(stream, told)
    else:
        codes = [a["code"] for a in reversed(told["aggregates"])]
        rows = [(u["rank"], u["code"], u["name"], *(u["aggregates"][c] for c in codes)) for u in told["units"]]
        _table(("Hạng", "Mã", "Đơn vị", *codes), sorted(rows, key=lambda r: (r[0] is None, r[0] or 0, r[1])))
    for note in told["notes"]:
        click.echo(note, err=True)


def read_bytes(path: Path, what: str) -> bytes:
    """Read a file, or say that it is not there."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid("indices.file", f"Không đọc được tệp {what} “{path}”; hãy kiểm tra đường dẫn.") from error
