"""Recording the next reorganisation: who may, what is written, what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from donghanh.ground.orgs import api, services
from donghanh.ground.orgs.models import Agency, Succession
from donghanh.ground.orgs.tests.factories import AT, TODAY, make_agency
from donghanh.kit.errors import Invalid, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 1)
BASIS = "Nghị quyết 99/NQ-HĐND ngày 10/12/2026"


def entries(kind: str):
    from donghanh.record.journal.models import Entry

    return list(Entry.objects.filter(kind=kind))


def test_two_agencies_merge_into_a_new_one_and_the_journal_says_on_what_ground(cast):
    a, b = make_agency("Sở Lúa"), make_agency("Sở Ngô")
    merged = services.merge_agencies([a, b], name="Sở Lúa và Ngô", on=DAY, basis=BASIS, by=cast.chi, at=AT)
    assert api.living(a.pk, on=DAY).owner.code == merged.code == "so-lua-va-ngo"
    assert api.living(b.pk, on=DAY).owner.id == merged.pk
    assert api.living(a.pk, on=date(2026, 12, 31)).owner.id == a.pk
    (entry,) = entries("orgs.agencies_merged")
    assert entry.payload["basis"] == BASIS
    assert sorted(entry.payload["before"]) == ["Sở Lúa", "Sở Ngô"]
    assert api.resolve("Sở Lúa và Ngô", on=DAY).agencies == (merged.ref,)


def test_a_merger_that_keeps_an_old_name_makes_a_new_agency_with_the_year_in_its_code(cast):
    a = make_agency("Sở Lúa", code="so-lua")
    b = make_agency("Sở Ngô", code="so-ngo")
    merged = services.merge_agencies([a, b], name="Sở Lúa", on=DAY, basis=BASIS, by=cast.khoa, at=AT)
    assert merged.code == "so-lua-2027"
    assert [r.code for r in api.resolve("Sở Lúa", on=date(2026, 12, 31)).agencies] == ["so-lua"]
    assert [r.code for r in api.resolve("Sở Lúa", on=DAY).agencies] == ["so-lua-2027"]


def test_a_renamed_agency_goes_on_and_its_old_name_stays_with_its_time(cast):
    old = make_agency("Thuế tỉnh Mẫu", kind="branch", command="central")
    new = services.rename_agency(old, name="Chi cục Thuế Mẫu", on=DAY, basis=BASIS, by=cast.chi, at=AT)
    assert (new.kind, new.command) == ("branch", "central")
    assert api.living(old.pk, on=DAY).owner == new.ref
    assert Agency.objects.get(pk=old.pk).name == "Thuế tỉnh Mẫu"
    assert entries("orgs.agency_renamed")[0].payload["after"] == "Chi cục Thuế Mẫu"


def test_an_agency_with_one_heir_is_absorbed_and_with_several_needs_a_hand_over(cast):
    a, b, c = make_agency("Sở Lúa"), make_agency("Sở Ngô"), make_agency("Sở Khoai")
    services.abolish_agency(a, on=DAY, basis=BASIS, by=cast.chi, at=AT, heirs=[b])
    assert api.living(a.pk, on=DAY).owner == b.ref
    services.abolish_agency(b, on=date(2028, 1, 1), basis=BASIS, by=cast.chi, at=AT, heirs=[c, cast.agency("a")])
    living = api.living(a.pk, on=date(2028, 1, 1))
    assert living.owner is None
    assert living.needs_handover
    assert {r.name for r in living.candidates} == {"Sở Khoai", "Sở Thử nghiệm A"}


def test_a_new_agency_is_known_from_its_first_day(cast):
    made = services.establish_agency(
        "Sở Khoai", kind="department", command="ordered", on=DAY, basis=BASIS, by=cast.chi, at=AT
    )
    assert not made.exists_on(date(2026, 12, 31))
    assert made.ref in api.alive(DAY)
    assert entries("orgs.agency_established")


def test_nobody_else_may_reorganise_the_province(cast):
    agency = make_agency("Sở Lúa")
    for person in (cast.an, cast.ha, cast.minh, cast.giang, cast.cuc, cast.lan):
        with pytest.raises(NotAllowed):
            services.abolish_agency(agency, on=DAY, basis=BASIS, by=person, at=AT)
    agency.refresh_from_db()
    assert agency.valid_to is None


def test_a_reorganisation_without_a_document_is_refused(cast):
    with pytest.raises(Invalid) as refusal:
        services.rename_agency(make_agency(), name="Sở Khác", on=DAY, basis="  ", by=cast.chi, at=AT)
    assert refusal.value.fields == {"basis": "Ghi số, ngày của văn bản."}


def test_what_has_ended_cannot_end_again(cast):
    agency = make_agency("Sở Lúa")
    services.abolish_agency(agency, on=DAY, basis=BASIS, by=cast.chi, at=AT)
    with pytest.raises(NotNow):
        services.abolish_agency(agency, on=date(2027, 2, 1), basis=BASIS, by=cast.chi, at=AT)


def test_an_agency_cannot_end_before_it_began(cast):
    agency = make_agency("Sở Lúa", valid_from=date(2026, 6, 1))
    with pytest.raises(Invalid) as refusal:
        services.abolish_agency(agency, on=date(2026, 6, 1), basis=BASIS, by=cast.chi, at=AT)
    assert "Phải sau ngày" in refusal.value.fields["on"]


def test_an_heir_must_exist_and_be_somebody_else(cast):
    agency, gone = make_agency("Sở Lúa"), make_agency("Sở Ngô", valid_to=date(2025, 3, 1))
    with pytest.raises(Invalid, match="không hoạt động"):
        services.abolish_agency(agency, on=DAY, basis=BASIS, by=cast.chi, at=AT, heirs=[gone])
    with pytest.raises(Invalid, match="chính nó"):
        services.abolish_agency(agency, on=DAY, basis=BASIS, by=cast.chi, at=AT, heirs=[agency])
    agency.refresh_from_db()
    assert agency.valid_to is None


def test_one_agency_alone_cannot_merge(cast):
    agency = make_agency()
    with pytest.raises(Invalid, match="hai cơ quan"):
        services.merge_agencies([agency, agency], name="Sở Khác", on=DAY, basis=BASIS, by=cast.chi, at=AT)


def test_two_open_agencies_cannot_bear_one_name(cast):
    make_agency("Sở Lúa")
    with pytest.raises(Invalid) as refusal:
        services.establish_agency(
            "Sở Lúa", kind="department", command="ordered", on=DAY, basis=BASIS, by=cast.chi, at=AT
        )
    assert refusal.value.message


def test_nobody_succeeds_itself_and_nobody_succeeds_in_a_circle(cast):
    a, b = make_agency("Sở Lúa"), make_agency("Sở Ngô")
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(before=a, after=a, effective_on=DAY, how="renamed", basis=BASIS)
    Succession.objects.create(before=b, after=a, effective_on=DAY, how="moved", topic="ngô", basis=BASIS)
    with pytest.raises(Invalid, match="đi vòng"):
        services.abolish_agency(a, on=DAY, basis=BASIS, by=cast.chi, at=AT, heirs=[b])


def test_an_unconfirmed_record_is_confirmed_once_with_a_document(cast):
    agency = make_agency("Sở Lúa", verified=False)
    services.confirm_record(agency, basis=BASIS, by=cast.chi, at=AT)
    agency.refresh_from_db()
    assert (agency.verified, agency.source) == (True, BASIS)
    with pytest.raises(NotNow):
        services.confirm_record(agency, basis=BASIS, by=cast.chi, at=AT)


def test_another_way_of_writing_is_understood_at_once(cast):
    agency = make_agency("Sở Lúa")
    assert api.resolve("Sở Thóc", on=TODAY).unknown == ("Sở Thóc",)
    services.add_alias(agency, text="Sở Thóc", by=cast.chi, at=AT)
    assert api.resolve("so thoc", on=TODAY).agencies == (agency.ref,)


def test_a_second_load_leaves_alone_what_was_recorded_here(cast):
    services.import_reference(at=AT)
    vcci = Agency.objects.get(code="hoi-doanh-nghiep-nho-va-vua")
    services.confirm_record(vcci, basis=BASIS, by=cast.chi, at=AT)
    from donghanh.ground.orgs.models import Revision

    Revision.objects.exclude(data_hash="").update(data_hash="an older set of files")
    assert services.import_reference(at=AT) >= 0
    vcci.refresh_from_db()
    assert vcci.verified
    assert Agency.objects.filter(code="so-tai-chinh").count() == 1


def test_the_database_refuses_an_end_before_the_beginning():
    agency = make_agency()
    with pytest.raises(IntegrityError), transaction.atomic():
        Agency.objects.filter(pk=agency.pk).update(valid_from=DAY, valid_to=DAY)
