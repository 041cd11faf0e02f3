"""Two people do the same thing in the same instant, in two processes: one does it, the other is told, nothing doubles."""

from __future__ import annotations

from pathlib import Path

from tests.faults.instance import Instance, until

# Two coordinators, one submitted result; each process waits for the start shot with its row already read.
SET_UP = """
from donghanh.work.plan import services
from donghanh.work.plan.models import Obligation
from donghanh.work.plan.tests.factories import Cast, at, person, simple_plan
with transaction.atomic():
    cast = Cast()
    person("Chu Thị Hai", ("coordinator", cast.focal))
    simple_plan()
    row = Obligation.objects.get(assigned=cast.a, role="lead")
    services.accept(row, by=cast.an, at=at(2023, 6, 6))
    services.submit(row, by=cast.head_a, at=at(2023, 6, 7), text="Xong", document_number="12/STNMT")
    print(row.key, *sorted(u.email for u in (cast.chi, type(cast.chi).objects.get(full_name="Chu Thị Hai"))))
"""
RACE = """
import pathlib
from donghanh.kit.errors import Refusal
from donghanh.ground.accounts.models import User
from donghanh.work.plan import services
from donghanh.work.plan.models import Obligation, Plan
from donghanh.work.plan.tests.factories import at, compiled, duty_row
go = pathlib.Path(os.environ["GO"])
me = User.objects.filter(email=os.environ.get("ME", "")).first()
row = Obligation.objects.filter(key=os.environ.get("ROW", "")).first()
pathlib.Path(os.environ["READY"]).touch()
while not go.exists():
    time.sleep(0.001)
try:
    DEED
    said = "done"
except Refusal as refusal:
    said = refusal.code
pathlib.Path(os.environ["SAID"]).write_text(said)
"""
CONFIRMED = "SELECT count(*), min(kind) FROM journal_entry WHERE kind = 'plan.result_confirmed'"
PLANS = "SELECT count(*), min(number) FROM plan_plan"
LOADED = "SELECT count(*), min(kind) FROM journal_entry WHERE kind = 'plan.plan_loaded'"


def together(instance: Instance, folder: Path, deed: str, *each: dict[str, str]) -> list[str]:
    """Let as many processes as there are environments do one thing at the same moment; return what each was told."""
    go = folder / "go"
    ready = [folder / f"ready-{n}" for n in range(len(each))]
    said = [folder / f"said-{n}" for n in range(len(each))]
    code = RACE.replace("DEED", deed)
    running = [
        instance.start(code, GO=str(go), READY=str(ready[n]), SAID=str(said[n]), **env) for n, env in enumerate(each)
    ]
    until(lambda: all(path.exists() for path in ready))
    go.touch()
    assert [process.wait(timeout=60) for process in running] == [0] * len(running), "nobody met a bare error"
    return sorted(path.read_text() for path in said)


def test_of_two_who_confirm_one_result_at_once_one_does_and_the_other_is_told(
    instance: Instance, tmp_path: Path
) -> None:
    row, chi, hai = instance.python(SET_UP).split()
    told = together(
        instance,
        tmp_path,
        "services.confirm(row, by=me, at=at(2023, 6, 8))",
        {"ME": chi, "ROW": row},
        {"ME": hai, "ROW": row},
    )
    assert told.count("done") == 1
    assert told != ["done", "done"]
    assert int(instance.ask(CONFIRMED)[0]) == 1, "one confirmation in the journal"


def test_one_plan_loaded_by_two_at_once_stands_once(instance: Instance, tmp_path: Path) -> None:
    instance.python(SET_UP)
    told = together(
        instance,
        tmp_path,
        'services.load_register(compiled(duty_row("p1", "Việc", lead=["Sở Công Thương"]), number="09/KH"), '
        "at=at(2023, 6, 8))",
        {},
        {},
    )
    assert "done" in told
    assert set(told) <= {"done", "plan.somebody-first"}
    assert int(instance.ask(PLANS)[0]) == 2
    assert int(instance.ask(LOADED)[0]) == 2
