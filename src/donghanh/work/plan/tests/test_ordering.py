"""A conclusion becomes work: by the coordinator, with the deciding document, once, and then like any other work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry
from donghanh.work.plan import api, domain, engine, queries
from donghanh.work.plan.api import DecidingDocument, Wanted, WorkOrder
from donghanh.work.plan.models import Obligation, Plan, PlanStructure
from donghanh.work.plan.tests.factories import Cast, at, client_of, simple_plan, succeed

pytestmark = pytest.mark.django_db
NOTICE = DecidingDocument("15/TB-UBND", date(2026, 3, 10), "Đỗ Thị Lan", issuer="Ủy ban nhân dân tỉnh Bình Sơn")
NOW = at(2026, 3, 12)


@pytest.fixture(autouse=True)
def _source() -> Iterator[None]:
    held = dict(domain._SOURCES)
    api.declare_source(api.Source("thu", "Kết luận đối thoại", lambda key: f"/doi-thoai/{key}/"))
    yield
    domain._SOURCES.clear()
    domain._SOURCES.update(held)


def order(cast: Cast, key: str = "khoa-1", **facts: Any) -> WorkOrder:
    facts.setdefault("text", "Công khai quỹ đất sạch của từng xã trước quý III.")
    facts.setdefault("due_on", date(2026, 6, 20))  # a Saturday
    return WorkOrder("thu", key, lead_id=facts.pop("lead", cast.a).pk, **facts)


def test_a_conclusion_becomes_an_obligation_with_its_document_signer_lead_and_day(cast: Cast) -> None:
    made = api.order_work(order(cast, supporting_ids=(cast.b.pk,)), NOTICE, by=cast.chi, at=NOW)
    row = Obligation.objects.with_context().get(key=made.key)
    assert (row.number, row.holder, row.assigned_on) == ("TB15-2026-0001", cast.a, date(2026, 3, 10))
    assert row.due_on == row.original_due_on == date(2026, 6, 22), "a Saturday moves to Monday"
    assert row.due_written == "chậm nhất ngày 20/6/2026"
    assert (made.document_number, made.signer) == ("15/TB-UBND", "Đỗ Thị Lan")
    assert row.duty.plan.origin == Plan.Origin.ORDER
    helper = Obligation.objects.get(duty=row.duty, role="supporting")
    assert (helper.holder, helper.number) == (cast.b, "TB15-2026-0002")


def test_it_stands_on_the_desk_the_board_and_the_late_list_like_every_other(cast: Cast) -> None:
    simple_plan()
    made = api.order_work(order(cast), NOTICE, by=cast.chi, at=NOW)
    day = date(2026, 7, 1)
    wanted = Wanted(agency_ids=frozenset({cast.a.pk}), open_only=True)
    assert made.key in {t.key for t in api.tasks(cast.an, wanted, on=day)}
    late = api.tasks(cast.leader, Wanted(standings=(domain.Standing.OVERDUE,)), on=day)
    assert made.key in {t.key for t in late}
    plan = Plan.objects.get(number="15/TB-UBND")
    matrix = queries.board(Obligation.objects.visible_to(cast.chi, on=day), plan, day)
    assert (matrix.total.total, matrix.total.overdue) == (1, 1)
    assert matrix.columns == ((None, "Việc được giao"),)


def test_the_same_source_gives_the_same_work_however_often_it_is_asked(cast: Cast) -> None:
    first = api.order_work(order(cast), NOTICE, by=cast.chi, at=NOW)
    entries = Entry.objects.count()
    again = api.order_work(order(cast, text="Chữ khác hẳn"), NOTICE, by=cast.chi, at=at(2026, 3, 13))
    assert again.key == first.key
    assert Entry.objects.count() == entries, "nothing was written"


def test_two_conclusions_of_one_document_stand_under_one_document(cast: Cast) -> None:
    api.order_work(order(cast), NOTICE, by=cast.chi, at=NOW)
    api.order_work(order(cast, "khoa-2", text="Việc thứ hai", due_on=None), NOTICE, by=cast.chi, at=NOW)
    plan = Plan.objects.get(number="15/TB-UBND")
    assert [d.place for d in plan.duties.all()] == ["Kết luận 1", "Kết luận 2"]
    compiled = engine.Compiled.of_dict(PlanStructure.objects.get(plan=plan).compiled)
    assert [p.text for p in compiled.provisions] == [d.text for d in plan.duties.all()]
    assert b"conclusion_2" in engine.to_akn(compiled)


def test_conclusions_of_two_bodies_with_one_number_do_not_share_a_number_of_work(cast: Cast) -> None:
    api.order_work(order(cast), NOTICE, by=cast.chi, at=NOW)
    other = DecidingDocument("15/TB-VP", date(2026, 3, 11), "Vũ Văn Phòng", issuer="Văn phòng Ủy ban nhân dân tỉnh")
    made = api.order_work(order(cast, "khoa-2"), other, by=cast.chi, at=NOW)
    assert made.number == "TB15-2026-0002"


def test_each_write_is_in_the_journal_and_in_the_public_log(cast: Cast) -> None:
    made = api.order_work(order(cast), NOTICE, by=cast.chi, at=NOW)
    entered = Entry.objects.get(kind="plan.order_document_entered")
    given = Entry.objects.get(kind="plan.work_ordered")
    assert given.about_key == made.key
    assert entered.payload["plan_number"] == "15/TB-UBND"
    assert "signer" not in entered.payload  # the log is for ever; the signature stands with the document
    assert given.payload["document_number"] == "15/TB-UBND"
    assert given.actor_id == cast.chi.pk


@pytest.mark.parametrize("who", ["an", "head_a", "office", "leader", "giang", "dung"])
def test_nobody_but_the_coordinator_makes_work(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        api.order_work(order(cast), NOTICE, by=getattr(cast, who), at=NOW)
    assert not Obligation.objects.exists()


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (DecidingDocument("  ", date(2026, 3, 10), "A"), "plan.order-number"),
        (DecidingDocument("15/TB-UBND", date(2026, 3, 10), " "), "plan.order-signer"),
        (DecidingDocument("15/TB-UBND", date(2026, 4, 1), "A"), "plan.order-signed"),
    ],
)
def test_without_a_document_that_can_be_named_there_is_no_order(
    cast: Cast, document: DecidingDocument, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        api.order_work(order(cast), document, by=cast.chi, at=NOW)
    assert refused.value.code == code


def test_an_agency_that_had_ended_when_the_document_was_signed_is_given_nothing(cast: Cast) -> None:
    succeed(cast.b, cast.a, on=date(2025, 3, 1))
    with pytest.raises(Invalid) as refused:
        api.order_work(order(cast, lead=cast.b), NOTICE, by=cast.chi, at=NOW)
    assert refused.value.code == "plan.order-lead"


def test_a_court_is_asked_and_never_overdue(cast: Cast) -> None:
    made = api.order_work(order(cast, lead=cast.court), NOTICE, by=cast.chi, at=NOW)
    told = api.ordered("thu", ["khoa-1"], cast.chi, on=date(2027, 1, 1))["khoa-1"]
    assert (told.key, told.standing) == (made.key, domain.Standing.ASKED)


def test_a_day_before_the_signature_is_no_deadline(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        api.order_work(order(cast, due_on=date(2026, 3, 9)), NOTICE, by=cast.chi, at=NOW)
    assert "due_on" in refused.value.fields


def test_a_plan_that_was_read_as_a_whole_takes_no_single_orders(cast: Cast) -> None:
    plan = simple_plan()
    named = DecidingDocument(plan.number, plan.signed_on, "Nguyễn Văn Ký", issuer=plan.issuer)
    with pytest.raises(NotNow) as refused:
        api.order_work(order(cast), named, by=cast.chi, at=NOW)
    assert refused.value.code == "plan.order-in-plan"


def test_a_conclusion_is_no_plan_being_carried_out_and_its_page_reads(cast: Cast) -> None:
    simple_plan()
    made = api.order_work(order(cast), NOTICE, by=cast.chi, at=NOW)
    assert [p.number for p in api.active_plans(None, on=date(2026, 4, 1))] == ["07/KH-UBND"]
    chi = client_of(cast.chi)
    page = chi.get(made.url).content.decode()
    assert "/doi-thoai/khoa-1/" in page
    assert "Đỗ Thị Lan ký" in page
    read = chi.get("/ke-hoach/15-tb-ubnd-2026/").content.decode()
    assert "Công khai quỹ đất sạch" in read
    assert "Lỗi của kế hoạch" not in read
    board = chi.get("/ke-hoach/bang-tien-do/").context
    assert board["plan"].number == "07/KH-UBND", "the board opens on a plan"
    assert board["form"].fields["ke_hoach"].choices[0][1] == "07/KH-UBND", "and says that it does"
