"""Writing, sealing, delivering, leasing."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from donghanh.ground.accounts.tests.factories import make_user
from donghanh.kit import journal
from donghanh.kit.errors import NotAllowed, NotNow
from donghanh.record.journal import api, domain, jobs, queries, services
from donghanh.record.journal.engine import merkle
from donghanh.record.journal.models import DailyRoot, Delivery, Entry, JobRun, Leaf, Node, WrittenOnce
from donghanh.record.journal.tests.factories import NOON, StoneLaid, WordKept, make_agency, stone, word
from donghanh.ui import shell

pytestmark = pytest.mark.django_db


def test_an_entry_keeps_who_did_what_for_whom_and_when() -> None:
    an, agency = make_user("Nguyễn Thị An"), make_agency()
    entry = stone("7", by=an, agency=agency)
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_label, entry.agency) == (an, "Nguyễn Thị An", agency)
    assert (entry.kind, entry.about_type, entry.about_key) == ("trial.stone_laid", "trial.stone", "a")
    assert entry.sentence == "Đặt viên gạch số 7, hạn 10/12/2026"
    assert entry.event == StoneLaid(number="7", due_on=entry.event.due_on)
    assert entry.recorded_at is not None


def test_the_public_text_names_the_agency_and_never_the_person() -> None:
    entry = stone(by=make_user("Nguyễn Thị An"), agency=make_agency())
    assert "so-thu-nghiem" in entry.leaf_text
    assert "Nguyễn" not in entry.leaf_text
    assert merkle.leaf_hash(entry.leaf_text.encode()).hex() == entry.leaf_hash


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_the_transaction_of_its_write_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        journal.record(WordKept(note="x"), about=("trial.stone", "a"), by=None, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_write_that_fails_leaves_no_entry_and_no_delivery() -> None:
    def breaks() -> None:
        with transaction.atomic():
            stone()
            raise LookupError

    with pytest.raises(LookupError):
        breaks()
    assert not Entry.objects.exists()
    assert not Delivery.objects.exists()


def test_the_model_refuses_to_change_or_delete_what_is_remembered() -> None:
    entry = word()
    for deed in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(kind="x"),
        lambda: Entry.objects.bulk_update([entry], ["kind"]),
    ):
        with pytest.raises(WrittenOnce):
            deed()


@pytest.mark.parametrize("deed", ["UPDATE journal_entry SET kind = 'x'", "DELETE FROM journal_entry"])
def test_the_database_refuses_whoever_goes_round_the_model(deed: str) -> None:
    word()
    if deed.startswith("DELETE"):  # the suite takes this guard away to empty its tables (conftest.py)
        guards = import_module("donghanh.record.journal.migrations.0002_written_once")
        with connection.cursor() as cursor:
            for statement in guards.guards(connection.vendor, "journal_entry", ("delete",)):
                cursor.execute(statement)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)
    assert Entry.objects.filter(kind="trial.word_kept").count() == 1


# --- sealing -------------------------------------------------------------------------------------------------------


def test_sealing_takes_in_public_entries_alone_and_again_changes_nothing() -> None:
    first = stone("1")
    word()
    second = stone("2")
    root = services.seal(at=NOON)
    assert (root.number, root.size) == (1, 2)
    assert [leaf.entry for leaf in Leaf.objects.select_related("entry")] == [first, second]
    assert services.seal(at=NOON + timedelta(hours=1)) == root
    assert DailyRoot.objects.count() == 1


def test_a_day_without_news_still_gets_its_root() -> None:
    stone()
    first = services.seal(at=NOON)
    second = services.seal(at=NOON + timedelta(days=1))
    assert (second.number, second.size, second.root_hash, second.previous) == (2, 1, first.root_hash, first)


def test_the_stored_tree_is_the_tree_of_its_leaves_however_it_grew() -> None:
    for i in range(11):
        stone(str(i))
        if i in (0, 3, 4, 9):
            services.seal(at=NOON + timedelta(days=i))
    root = services.seal(at=NOON + timedelta(days=20))
    kept = {}
    hashes = [bytes.fromhex(e.leaf_hash) for e in Entry.objects.public()]
    for level, position, value in merkle.grow(0, hashes, lambda level, position: kept[level, position]):
        kept[level, position] = value
    assert {(n.level, n.position): n.hash for n in Node.objects.all()} == {k: v.hex() for k, v in kept.items()}
    assert root.root_hash == merkle.root(11, lambda level, position: kept[level, position]).hex()
    assert queries.problems() == []


def test_every_entry_can_be_proved_against_every_root_that_holds_it() -> None:
    entries = []
    for day in range(6):
        entries += [stone(f"{day}-{i}") for i in range(day)]
        services.seal(at=NOON + timedelta(days=day))
    for root in DailyRoot.objects.all():
        for index, entry in enumerate(entries):
            if index >= root.size:
                with pytest.raises(NotNow):
                    api.proof_for(entry.key, root=root.number)
                continue
            proof = api.proof_for(entry.key, root=root.number)
            path = [bytes.fromhex(h) for h in proof["path"]]
            leaf = merkle.leaf_hash(proof["leaf"].encode())
            assert merkle.proves_inclusion(leaf, proof["index"], root.size, path, bytes.fromhex(root.root_hash))
    for a in range(1, 7):
        for b in range(a, 7):
            proof = api.consistency(b, a)
            first, second = proof["first"], proof["second"]
            assert merkle.proves_consistency(
                first["size"],
                second["size"],
                bytes.fromhex(first["root"]),
                bytes.fromhex(second["root"]),
                [bytes.fromhex(h) for h in proof["path"]],
            )


def test_a_proof_costs_a_constant_number_of_questions(django_assert_num_queries: object) -> None:
    entry = stone("first")
    for i in range(70):
        stone(str(i))
    services.seal(at=NOON)
    with django_assert_num_queries(3):  # type: ignore[operator]
        api.proof_for(entry.key)


def test_an_entry_not_yet_sealed_or_not_public_has_no_proof() -> None:
    with pytest.raises(NotNow):
        api.proof_for(stone().key)
    with pytest.raises(NotAllowed) as refusal:
        api.proof_for(word().key)
    assert refusal.value.status == 404


def test_a_row_changed_behind_the_houses_back_is_found() -> None:
    entry = stone()
    stone("2")
    services.seal(at=NOON)
    guards = import_module("donghanh.record.journal.migrations.0002_written_once")
    with connection.cursor() as cursor:
        of = " ON journal_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER journal_entry_no_update{of}")
        cursor.execute("UPDATE journal_entry SET about_key = 'b' WHERE key = %s", [entry.key])
        for statement in guards.guards(connection.vendor, "journal_entry", ("update",)):
            cursor.execute(statement)
    assert queries.problems() == [f"Dòng {entry.key} không còn đúng với lúc niêm phong."]


def test_the_nightly_job_seals() -> None:
    stone()
    jobs.seal_daily(NOON)
    assert api.roots()[0]["size"] == 1


# --- the outbox ----------------------------------------------------------------------------------------------------

heard: list[str] = []
moods: dict[str, bool] = {}


@pytest.fixture
def listeners() -> object:
    """Put two handlers on the trial event, one of which may be told to fail."""
    heard.clear()
    moods.clear()

    def good(entry: Entry) -> None:
        heard.append(f"good {entry.key}")

    def moody(entry: Entry) -> None:
        make_agency(f"m-{entry.pk}", f"Cơ quan {entry.pk}")
        if moods.get("bad"):
            raise ValueError("máy chủ bận")
        heard.append(f"moody {entry.key}")

    before = {k: list(v) for k, v in journal._handlers.items()}
    journal.on(StoneLaid, "trial.good")(good)
    journal.on(StoneLaid, "trial.moody")(moody)
    yield
    journal._handlers.clear()
    journal._handlers.update(before)


@pytest.mark.usefixtures("listeners")
def test_each_handler_hears_of_each_entry_once() -> None:
    keys = [stone(str(i)).key for i in range(3)]
    word()
    assert services.deliver_due(NOON) == 6
    assert services.deliver_due(NOON + timedelta(days=1)) == 0
    assert sorted(heard) == sorted(f"{who} {key}" for key in keys for who in ("good", "moody"))


@pytest.mark.usefixtures("listeners")
def test_a_handler_that_fails_leaves_nothing_behind_and_is_tried_again_later() -> None:
    moods["bad"] = True
    entry = stone()
    assert services.deliver_due(NOON) == 1
    delivery = Delivery.objects.get(handler="trial.moody")
    assert (delivery.state, delivery.attempts) == (domain.WAITING, 1)
    assert "máy chủ bận" in delivery.last_error
    assert not journal_agencies()
    assert services.deliver_due(NOON + timedelta(seconds=5)) == 0
    moods["bad"] = False
    assert services.deliver_due(NOON + timedelta(seconds=11)) == 1
    assert heard == [f"good {entry.key}", f"moody {entry.key}"]


def journal_agencies() -> int:
    from donghanh.ground.orgs.models import Agency

    return Agency.objects.filter(code__startswith="m-").count()


@pytest.mark.usefixtures("listeners")
def test_after_a_dozen_tries_somebody_must_look_and_may_try_again() -> None:
    moods["bad"] = True
    stone()
    for day in range(domain.MAX_ATTEMPTS + 3):
        services.deliver_due(NOON + timedelta(days=day))
    assert api.health(NOON)["stuck"] == 1
    moods["bad"] = False
    later = NOON + timedelta(days=99)
    assert services.try_again(at=later) == 1
    assert services.deliver_due(later) == 1


@pytest.mark.usefixtures("listeners")
def test_two_workers_that_read_the_same_delivery_do_it_once() -> None:
    entry = stone()
    one = Delivery.objects.get(entry=entry, handler="trial.good")
    two = Delivery.objects.get(entry=entry, handler="trial.good")
    assert services.deliver(one, at=NOON)
    assert not services.deliver(two, at=NOON)
    assert heard == [f"good {entry.key}"]


def test_a_handler_that_left_the_program_is_shown_not_forgotten() -> None:
    entry = stone()
    Delivery.objects.create(entry=entry, handler="trial.gone", next_at=NOON)
    services.deliver_due(NOON)
    assert Delivery.objects.get(handler="trial.gone").state == domain.STUCK


# --- leases and scheduled jobs -------------------------------------------------------------------------------------


def test_one_holder_at_a_time_and_a_silent_one_loses_the_lease() -> None:
    assert services.take_lease("x", holder="a", at=NOON)
    assert not services.take_lease("x", holder="b", at=NOON + timedelta(seconds=30))
    assert services.take_lease("x", holder="a", at=NOON + timedelta(seconds=60))
    assert not services.take_lease("x", holder="b", at=NOON + timedelta(seconds=120))
    assert services.take_lease("x", holder="b", at=NOON + timedelta(seconds=200))


@pytest.fixture
def only_job(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Leave one scheduled job in the house: it runs daily from six."""
    ran: list[str] = []

    def job(at: object) -> None:
        ran.append(str(at))
        services.progress(1, 2, "nửa đường")
        if moods.get("job"):
            raise OSError("đĩa đầy")

    monkeypatch.setattr(shell, "_schedule", {"trial.job": shell.Scheduled("trial.job", job, every="day", at=6)})
    moods.clear()
    return ran


def test_a_daily_job_runs_once_a_day_whoever_asks(only_job: list[str]) -> None:
    morning = NOON.replace(hour=5)
    for hour in range(12):
        jobs.run_due(morning + timedelta(hours=hour), holder="a")
        jobs.run_due(morning + timedelta(hours=hour), holder="b")
    assert len(only_job) == 1
    run = JobRun.objects.get()
    assert (run.ok, run.slot, run.done, run.total, run.note) == (True, "2026-11-23", 1, 2, "nửa đường")


def test_a_job_that_fails_is_tried_again_in_its_turn_and_the_next_day(only_job: list[str]) -> None:
    moods["job"] = True
    start = NOON.replace(hour=6)
    for minute in range(0, 240, 5):
        jobs.run_due(start + timedelta(minutes=minute), holder="a")
    assert len(only_job) == jobs.TRIES_PER_TURN
    assert "đĩa đầy" in JobRun.objects.first().note
    moods["job"] = False
    jobs.run_due(start + timedelta(days=1), holder="a")
    assert JobRun.objects.first().ok


def test_a_run_whose_worker_died_is_closed_and_its_turn_run_again(only_job: list[str]) -> None:
    JobRun.objects.create(
        name="trial.job", slot="2026-11-23", holder="dead", started_at=NOON - timedelta(minutes=3), beat_at=NOON
    )
    jobs.beat("alive", NOON)
    (run,) = jobs.run_due(NOON, holder="alive")
    assert run.ok
    assert JobRun.objects.filter(ok=False, holder="dead").count() == 1


def test_tidying_drops_old_runs_and_never_an_entry(only_job: list[str]) -> None:
    entry = stone()
    Delivery.objects.create(entry=entry, handler="x", state=domain.DONE, done_at=NOON, next_at=NOON)
    jobs.run_due(NOON, holder="a")
    jobs.tidy(NOON + timedelta(days=500))
    assert not JobRun.objects.exists()
    assert not Delivery.objects.exists()
    assert Entry.objects.count() == 1
