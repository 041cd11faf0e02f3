"""Findings: answered by the agency beside them, decided by the focal agency, mended only when an audit says so."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from donghanh.ground.accounts.models import User
from donghanh.kit import journal
from donghanh.kit.dates import local_date
from donghanh.kit.errors import Invalid
from donghanh.work.disclosure import events
from donghanh.work.disclosure.domain.findings import FINDINGS, REPLIES
from donghanh.work.disclosure.models import Finding
from donghanh.work.disclosure.policies import may
from donghanh.work.disclosure.services.checks import save_checked, words


@transaction.atomic
def reply(
    finding: Finding, *, kind: str, text: str, by: User, at: datetime, promised_on: date | None = None
) -> Finding:
    """Answer a finding in the agency's own words; the public reads it beside the finding."""
    finding = Finding.objects.locked(finding.pk)
    on = local_date(at)
    may("disclosure.reply", by, finding, on=on).or_refuse()
    if kind not in REPLIES:
        raise Invalid("disclosure.reply-kind", "Hãy chọn ý kiến của cơ quan.", fields={"kind": "Hãy chọn một mục."})
    if kind == "will_fix" and (promised_on is None or promised_on < on):
        said = "Hãy ghi ngày sẽ sửa xong, từ hôm nay trở đi."
        raise Invalid("disclosure.promise", said, fields={"promised_on": said})
    finding.state = FINDINGS.step(finding.state, "reply")
    finding.reply = words(text, field="text", message="Hãy ghi cơ quan trả lời thế nào.", most=2000)
    finding.reply_kind, finding.promised_on = kind, promised_on if kind == "will_fix" else None
    finding.replied_at, finding.replied_by = at, by
    save_checked(finding)
    agency = finding.site.agency
    journal.record(events.FindingAnswered(finding.code, agency.name), about=finding, by=by, at=at, agency=agency)
    return finding


@transaction.atomic
def dismiss(finding: Finding, *, reason: str, by: User, at: datetime) -> Finding:
    """Decide that a finding is none, with a reason that everybody reads."""
    return _decide(finding, "dismiss", reason, by, at)


@transaction.atomic
def reopen(finding: Finding, *, reason: str, by: User, at: datetime) -> Finding:
    """Let a dismissed finding count again, with a reason."""
    return _decide(finding, "reopen", reason, by, at)


def _decide(finding: Finding, verb: str, reason: str, by: User, at: datetime) -> Finding:
    finding = Finding.objects.locked(finding.pk)
    may("disclosure.decide", by, finding, on=local_date(at)).or_refuse()
    finding.state = FINDINGS.step(finding.state, verb)
    finding.decision = words(reason, field="reason", message="Hãy ghi lý do kết luận.", most=2000)
    finding.decided_at, finding.decided_by = at, by
    save_checked(finding)
    agency = finding.site.agency
    kind = events.FindingDismissed if verb == "dismiss" else events.FindingReopened
    journal.record(kind(finding.code, agency.name), about=finding, by=by, at=at, agency=agency)
    return finding
