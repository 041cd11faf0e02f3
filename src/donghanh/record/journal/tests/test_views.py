"""The pages and proofs that people open, and the stand-alone verifier."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client

from donghanh.ground.accounts import events as accounts_events
from donghanh.ground.accounts.tests.factories import make_post, make_user
from donghanh.ground.orgs import events as orgs_events
from donghanh.kit import journal as kit_journal
from donghanh.record.journal import api, queries, services
from donghanh.record.journal.models import Entry
from donghanh.record.journal.tests.factories import NOON, make_agency, stone, word

pytestmark = pytest.mark.django_db
VERIFIER = Path(__file__).resolve().parents[5] / "tools" / "verify_log.py"


@pytest.fixture
def stones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let An see the stone called a, and nobody the stone called b."""
    things: dict[str, queries.Thing] = {}
    monkeypatch.setattr(queries, "_things", things)
    api.about(
        "trial.stone",
        lambda user, keys: {k for k in keys if k == "a" and getattr(user, "full_name", "") == "An"},
        label="Viên gạch",
        url=lambda key: f"/gach/{key}/",
    )


def person(name: str, role: str = "", agency: object = None) -> object:
    user = make_user(name)
    if role:
        needs_one = role in ("leader", "coordinator") and agency is None
        make_post(user, role, make_agency("ubnd-thu", "Ủy ban thử nghiệm") if needs_one else agency)
    return user


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    return client


@pytest.mark.usefixtures("stones")
@pytest.mark.parametrize(
    ("who", "role", "sees"),
    [
        ("An", "", {"public a", "private a", "public b"}),
        ("Bình", "", {"public a", "public b"}),
        ("", "", {"public a", "public b"}),
        ("Giang", "auditor", {"public a", "private a", "public b", "private b"}),
        ("Hải", "operator", {"public a", "private a", "public b", "private b"}),
        ("Lan", "leader", {"public a", "public b"}),
    ],
)
def test_who_reads_which_entry(who: str, role: str, sees: set[str]) -> None:
    for about in "ab":
        stone(about=about)
        word(about=about)
    user = person(who, role) if who else AnonymousUser()
    read = {
        f"{'public' if line.public else 'private'} {about}"
        for about in "ab"
        for line in api.history(("trial.stone", about), user, on=NOON.date())
    }
    assert read == sees


def test_an_unknown_type_of_thing_is_nobodys_but_the_auditors() -> None:
    word(about="x")
    assert api.history(("trial.stone", "x"), person("An"), on=NOON.date()) == []
    assert len(api.history(("trial.stone", "x"), person("Giang", "auditor"), on=NOON.date())) == 1


@pytest.mark.usefixtures("stones")
def test_outsiders_read_the_agency_and_insiders_the_person() -> None:
    agency = make_agency()
    stone(by=person("Nguyễn Thị Hoa"), agency=agency)
    (line,) = api.history(("trial.stone", "a"), AnonymousUser(), on=NOON.date())
    assert (line.actor, line.agency) == ("", "S. Thử nghiệm")
    (line,) = api.history(("trial.stone", "a"), person("Giang", "auditor"), on=NOON.date())
    assert line.actor == "Nguyễn Thị Hoa"


def test_the_past_is_read_as_of_an_instant() -> None:
    stone("1")
    stone("2", at=NOON + timedelta(days=3))
    lines = api.as_of(("trial.stone", "a"), NOON + timedelta(days=1), AnonymousUser(), on=NOON.date())
    assert [line.payload["number"] for line in lines] == ["1"]


def test_a_page_skips_what_is_not_the_readers_and_the_next_page_goes_on() -> None:
    for i in range(12):
        (stone if i % 3 == 0 else word)(str(i))
    leader = person("Lan", "leader")
    first, older = queries.page(queries.Wanted(), leader, NOON.date(), size=3)
    second, end = queries.page(queries.Wanted(), leader, NOON.date(), before=older, size=3)
    assert [line.payload["number"] for line in first + second] == ["9", "6", "3", "0"]
    assert end == ""


@pytest.mark.parametrize("role", ["auditor", "operator", "coordinator", "leader"])
def test_those_who_audit_or_steer_open_the_journal(role: str) -> None:
    assert client_of(person("Ai đó", role)).get("/nhat-ky/").status_code == 200


def test_an_officer_is_told_no_and_a_stranger_is_asked_to_sign_in() -> None:
    assert client_of(person("An", "officer", make_agency())).get("/nhat-ky/").status_code == 403
    assert Client().get("/nhat-ky/").status_code == 302


def test_the_journal_costs_the_same_with_one_row_and_with_fifty(django_assert_max_num_queries: object) -> None:
    client = client_of(person("Giang", "auditor"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    agency = make_agency()
    for rows in (1, 49):
        for i in range(rows):
            stone(str(i), by=None, agency=agency)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/nhat-ky/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] < 15


def test_the_journal_filters_by_person_agency_kind_and_day_and_exports_the_same() -> None:
    agency = make_agency()
    stone("1", by=person("Nguyễn Thị Hoa"), agency=agency)
    stone("2", by=person("Trần Văn Đức"))
    word("=HYPERLINK(1)", at=NOON + timedelta(days=9))
    client = client_of(person("Giang", "auditor"))
    for query, found in {
        "nguoi=hoa": {"1"},
        "nguoi=duc": {"2"},
        f"co_quan={agency.code}": {"1"},
        "loai=trial.stone_laid": {"1", "2"},
        "den_ngay=23/11/2026": {"1", "2"},
        "tu_ngay=24/11/2026": set(),
        "cong_khai=on": {"1", "2"},
    }.items():
        page = client.get(f"/nhat-ky/?{query}").content.decode()
        assert {n for n in "12" if f"Đặt viên gạch số {n}," in page} == found, query
        rows = client.get(f"/nhat-ky/xuat.csv?{query}").getvalue().decode()
        assert {n for n in "12" if f"Đặt viên gạch số {n}," in rows} == found, query
    assert "Nguyễn Thị Hoa" in client.get("/nhat-ky/xuat.csv").getvalue().decode()


def test_the_public_pages_open_before_and_after_the_first_sealing() -> None:
    entry = stone()
    for _ in range(2):
        for path in ("", "goc.json", f"{entry.key}/"):
            assert Client().get(f"/nhat-ky/minh-bach/{path}").status_code == 200
        services.seal(at=NOON)
    page = Client().get(f"/nhat-ky/minh-bach/{entry.key}/").content.decode()
    assert entry.leaf_hash in page
    assert "verify_log.py" in page


def test_what_is_not_public_does_not_exist_on_public_pages() -> None:
    entry = word()
    assert Client().get(f"/nhat-ky/minh-bach/{entry.key}/").status_code == 404
    assert Client().get(f"/nhat-ky/minh-bach/{entry.key}/bang-chung.json").status_code == 404


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "٣"])
def test_a_bad_root_number_gets_one_sentence(number: str) -> None:
    services.seal(at=NOON)
    answer = Client().get("/nhat-ky/minh-bach/nhat-quan.json", {"tu": number})
    assert answer.status_code == 422


def run_verifier(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(VERIFIER), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def test_a_stranger_checks_downloaded_proofs_with_the_downloaded_program(tmp_path: Path) -> None:
    entries = []
    for day in range(5):
        entries += [stone(f"{day}-{i}") for i in range(3)]
        services.seal(at=NOON + timedelta(days=day))
    client = Client()
    script = b"".join(client.get("/nhat-ky/minh-bach/verify_log.py").streaming_content)  # type: ignore[arg-type]
    assert script == VERIFIER.read_bytes()
    files = []
    for entry in entries:
        file = tmp_path / f"{entry.key}.json"
        file.write_bytes(client.get(f"/nhat-ky/minh-bach/{entry.key}/bang-chung.json").content)
        files.append(file)
    growth = tmp_path / "nhat-quan.json"
    growth.write_bytes(client.get("/nhat-ky/minh-bach/nhat-quan.json?tu=2&den=5").content)
    root = api.roots()[0]["root"]
    good = run_verifier(*files, growth, "--root", root)
    assert (good.returncode, good.stdout.count("ĐÚNG")) == (0, 16)
    assert run_verifier(files[0], "--root", "00" * 32).returncode == 1

    forged = json.loads(files[3].read_text())
    forged["leaf"] = forged["leaf"].replace("gạch", "đá").replace("2026-12-10", "2027-12-10")
    files[3].write_text(json.dumps(forged))
    assert run_verifier(files[3]).returncode == 1
    files[3].write_text('{"format": "khac"}')
    unreadable = run_verifier(files[3])
    assert (unreadable.returncode, "KHÔNG ĐỌC ĐƯỢC" in unreadable.stderr) == (2, True)


def test_old_roots_still_prove_old_entries_after_the_log_grew() -> None:
    entry = stone()
    first = services.seal(at=NOON)
    stone("2")
    services.seal(at=NOON + timedelta(days=1))
    proof = Client().get(f"/nhat-ky/minh-bach/{entry.key}/bang-chung.json?goc={first.number}").json()
    assert proof["checkpoint"]["root"] == first.root_hash
    assert Entry.objects.count() == 2


def test_one_thing_has_its_history_and_an_earlier_day_shows_it_as_it_was(client: Client) -> None:
    agency = make_agency("so-cu", "Sở Cũ")
    with transaction.atomic():
        for nth, text in enumerate(("Tên thứ nhất", "Tên thứ hai")):
            event = orgs_events.AliasAdded(agency.name, text)
            kit_journal.record(event, about=agency, by=None, at=NOON + timedelta(days=nth))
    address = f"/nhat-ky/ve/orgs.agency/{agency.key}/"
    whole = client.get(address).content.decode()
    assert "Tên thứ nhất" in whole
    assert "Tên thứ hai" in whole
    earlier = client.get(address, {"ngay": f"{NOON:%d/%m/%Y}"}).content.decode()
    assert "Tên thứ nhất" in earlier
    assert "Tên thứ hai" not in earlier
    assert client.get("/nhat-ky/ve/orgs.agency/khong-co/").status_code == 404
    assert client.get(address, {"ngay": "mai"}).status_code == 422


def test_the_history_of_an_account_is_its_owners_and_the_auditors(client: Client) -> None:
    an = make_user("An")
    with transaction.atomic():
        kit_journal.record(accounts_events.PasswordSet(), about=an, by=an, at=NOON)
    address = f"/nhat-ky/ve/accounts.user/{an.key}/"
    assert client.get(address).status_code == 404
    assert client_of(person("Bình")).get(address).status_code == 404
    assert client_of(an).get(address).status_code == 200
    assert client_of(person("Giang", "auditor")).get(address).status_code == 200
