"""Clusters found anew, and proposals from them: made, decided, ordered, carried out. Each verb writes its journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.ground.orgs import api as orgs
from donghanh.ground.orgs.models import Agency
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid, NotNow
from donghanh.work.dialogues import domain, events
from donghanh.work.dialogues.models import Cluster, ClusterCase, Reform, ReformCase
from donghanh.work.dialogues.policies import may
from donghanh.work.dialogues.services.checks import line, record, save_checked, take_reform, words
from donghanh.work.dialogues.services.finding import put_reform
from donghanh.work.petitions import api as petitions
from donghanh.work.plan import api as plans


def gather(*, on: date) -> tuple[int, int]:
    """Find clusters anew; one that shares half its petitions with an earlier one is that one. Returns found, ended.

    Running it twice changes nothing. A cluster that is found no more ends; if no proposal hangs on it, it goes.
    """
    groups = petitions.similar_groups(on=on, reach=domain.REACH, most=domain.MOST_OF_A_GROUP, smallest=domain.SMALLEST)
    with transaction.atomic():
        return _keep(groups, on)


def _keep(groups: list[petitions.Group], on: date) -> tuple[int, int]:
    known = {c.pk: c for c in Cluster.objects.select_for_update()}
    members: dict[int, set[str]] = {pk: set() for pk in known}
    for pk, key in ClusterCase.objects.values_list("cluster_id", "petition_key"):
        members[pk].add(key)
    free = set(known)
    for group in groups:
        keys = {key for key, _ in group.cases}
        best = _same(keys, members, free)
        row = known[best] if best is not None else Cluster(first_on=on, last_on=on, found_on=on)
        free.discard(best or 0)
        _fill(row, group, on)
        kept = members.get(row.pk, set())
        row.cases.filter(petition_key__in=kept - keys).delete()
        ClusterCase.objects.bulk_create(
            [ClusterCase(cluster=row, petition_key=k, received_on=d) for k, d in group.cases if k not in kept],
            batch_size=500,
        )
    ended = Cluster.objects.filter(pk__in=free)
    gone = ended.filter(ended_on__isnull=True).count()
    ended.filter(reforms__isnull=True).delete()
    Cluster.objects.filter(pk__in=free, ended_on__isnull=True).update(ended_on=on)
    return len(groups), gone


def _same(keys: set[str], members: dict[int, set[str]], free: set[int]) -> int | None:
    shares = {
        pk: len(keys & members[pk]) / min(len(keys), len(members[pk]))
        for pk in free
        if members[pk] and keys & members[pk]
    }
    best = max(shares, key=lambda pk: (shares[pk], -pk), default=None)
    return best if best is not None and shares[best] >= domain.SAME_CLUSTER else None


def _fill(row: Cluster, group: petitions.Group, on: date) -> None:
    days = [d for _, d in group.cases]
    row.subindex, row.agency_id, row.label = group.subindex, group.agency_id, line(group.label) or "Chưa có tiêu đề"
    row.size, row.first_on, row.last_on, row.ended_on = len(days), min(days), max(days), None
    row.recent = sum(d > on - domain.RECENT for d in days)
    row.before = sum(on - 2 * domain.RECENT < d <= on - domain.RECENT for d in days)
    row.found_on = on
    row.full_clean()
    row.save()


@dataclass(frozen=True)
class Idea:
    """What is proposed: how, what it is called, what is to change, whose it is and until when."""

    kind: str
    title: str
    text: str
    agency: Agency
    due_on: date | None = None


@transaction.atomic
def propose(cluster: Cluster, idea: Idea, *, by: User, at: datetime) -> Reform:
    """Propose that what petitions repeat becomes a duty, a cut of a procedure, or one way of doing it."""
    on = local_date(at)
    cluster = Cluster.objects.select_for_update(of=("self",)).get(pk=cluster.pk)
    behalf = may("dialogues.propose", by, cluster, on=on).or_refuse().behalf
    if idea.due_on is not None and idea.due_on < on:
        message = "Hạn phải từ hôm nay trở đi."
        raise Invalid("dialogues.reform-due", message, fields={"due_on": message})
    if not orgs.exists_on(idea.agency.pk, on):
        message = "Cơ quan thực hiện không còn hoạt động."
        raise Invalid("dialogues.reform-agency", message, fields={"agency": message})
    row = Reform(
        cluster=cluster,
        kind=idea.kind,
        title=line(idea.title),
        text=words(idea.text, field="text", message="Hãy viết cần thay đổi gì.", most=4000),
        subindex=cluster.subindex,
        agency=idea.agency,
        due_on=idea.due_on,
        proposed_at=at,
        proposed_by=by,
    )
    save_checked(row)
    keys = list(cluster.cases.values_list("petition_key", flat=True))
    ReformCase.objects.bulk_create([ReformCase(reform=row, petition_key=key) for key in keys], batch_size=500)
    journal.record(
        events.ReformProposed(row.title, cases=len(keys)), about=row, by=by, behalf=behalf, at=at, agency=row.agency
    )
    return row


@transaction.atomic
def decide(row: Reform, *, agreed: bool, reason: str, by: User, at: datetime) -> Reform:
    """Agree to a proposal or decline it, with a reason; what was agreed is public from then on."""
    row = take_reform(row, "decide", by, at)
    row.state = domain.REFORM.step(row.state, "agree" if agreed else "decline")
    row.decision = words(reason, field="decision", message="Hãy viết lý do quyết định.", most=500)
    row.decided_at, row.decided_by = at, by
    save_checked(row)
    due = row.due_on.isoformat() if row.due_on else ""
    event = events.ReformAgreed(row.title, row.agency.name, due) if agreed else events.ReformDeclined(row.title)
    put_reform(row)
    record(row, event, by=by, at=at, agency=row.agency)
    return row


@transaction.atomic
def order_reform(
    row: Reform, *, number: str, signed_on: date, signer: str, issuer: str, by: User, at: datetime
) -> plans.OrderedWork:
    """Make an agreed proposal the work of its agency, by the document that decided it; twice makes it once."""
    row = take_reform(row, "order_reform", by, at)
    domain.REFORM.step(row.state, "order")
    work = plans.order_work(
        plans.WorkOrder(
            source_kind=domain.SOURCE_REFORM,
            source_key=row.key,
            text=row.text,
            title=row.title,
            lead_id=row.agency_id,
            due_on=row.due_on,
        ),
        plans.DecidingDocument(
            number=number,
            signed_on=signed_on,
            signer=signer,
            issuer=issuer,
            kind="văn bản giao việc",
            title=f"Giao việc từ kiến nghị của doanh nghiệp: {row.title}",
        ),
        by=by,
        at=at,
    )
    if row.ordered_on is None:
        row.ordered_on = local_date(at)
        save_checked(row)
        record(row, events.ReformOrdered(row.title, work.number), by=by, at=at, agency=row.agency)
    return work


@transaction.atomic
def finish(row: Reform, *, result: str, document: str, done_on: date, by: User, at: datetime) -> Reform:
    """Say that a proposal was carried out: by which document; where it became work, that must be confirmed first."""
    row = take_reform(row, "finish", by, at)
    row.state = domain.REFORM.step(row.state, "finish")
    on = local_date(at)
    work = plans.ordered(domain.SOURCE_REFORM, [row.key], by, on=on).get(row.key)
    if work is not None and not work.is_done:
        raise NotNow(
            "dialogues.reform-open", f"Việc {work.number} chưa được xác nhận hoàn thành nên chưa ghi kết quả được."
        )
    if row.decided_at is not None and not local_date(row.decided_at) <= done_on <= on:
        message = "Ngày thực hiện phải từ ngày quyết định đến hôm nay."
        raise Invalid("dialogues.reform-day", message, fields={"done_on": message})
    row.result = words(result, field="result", message="Hãy viết đã thay đổi điều gì.", most=4000)
    row.result_document = line(document, most=60)
    if not row.result_document:
        message = "Hãy ghi số văn bản đã làm thay đổi."
        raise Invalid("dialogues.reform-document", message, fields={"document": message})
    row.done_on = done_on
    save_checked(row)
    put_reform(row)
    record(row, events.ReformDone(row.title, row.result_document, done_on.isoformat()), by=by, at=at, agency=row.agency)
    return row
