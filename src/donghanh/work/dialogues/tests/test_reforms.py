"""From petitions that repeat to a decided change: found, proposed, decided by the right person, traced, counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from donghanh.kit.errors import Invalid, NotAllowed, NotNow
from donghanh.record.journal.models import Entry
from donghanh.work.dialogues import domain, jobs, services
from donghanh.work.dialogues.models import Cluster, Reform
from donghanh.work.dialogues.queries.tracing import effect
from donghanh.work.dialogues.tests.factories import AFTER
from donghanh.work.petitions import services as petition_services
from donghanh.work.petitions.tests.factories import at_agency, make_petition
from donghanh.work.plan import services as plan_services
from donghanh.work.plan.models import Obligation

pytestmark = pytest.mark.django_db
SAID = "Thủ tục xác nhận ưu đãi tiền thuê đất kéo dài, hồ sơ phải bổ sung nhiều lần, doanh nghiệp chờ {} tháng."
ORDER = {"number": "22/QĐ-UBND", "signed_on": AFTER.date(), "signer": "Đinh Quang Minh", "issuer": "UBND tỉnh"}


def alike(cast, n: int = 4, *, at=AFTER, start: int = 0) -> list:
    """Petitions to An's agency that say much the same."""
    return [at_agency(cast, at, title="Chậm ưu đãi tiền thuê đất", text=SAID.format(3 + start + k)) for k in range(n)]


def topic(cast) -> Cluster:
    alike(cast)
    services.gather(on=AFTER.date())
    return Cluster.objects.get()


def idea(cast, **more) -> services.Idea:
    return services.Idea(
        kind="cut",
        title="Bỏ một lần bổ sung hồ sơ ưu đãi",
        text="Cắt bước xác nhận lại; dùng kết quả đã có.",
        agency=cast.agency("a"),
        due_on=date(2026, 6, 30),
        **more,
    )


def agreed(cast) -> Reform:
    row = services.propose(topic(cast), idea(cast), by=cast.chi, at=AFTER)
    return services.decide(row, agreed=True, reason="Nhiều doanh nghiệp cùng vướng.", by=cast.minh, at=AFTER)


def test_petitions_that_say_the_same_to_one_agency_make_one_topic(cast):
    alike(cast)
    at_agency(cast, AFTER, title="Điện yếu", text="Điện ba pha ở cụm công nghiệp yếu, máy cắt không chạy được.")
    assert services.gather(on=AFTER.date()) == (1, 0)
    row = Cluster.objects.get()
    assert (row.size, row.recent, row.agency, row.label) == (4, 4, cast.agency("a"), "Chậm ưu đãi tiền thuê đất")


def test_two_agencies_with_the_same_trouble_are_two_topics(cast):
    alike(cast, 3)
    for k in range(3):
        row = make_petition(AFTER, title="Chậm ưu đãi tiền thuê đất", text=SAID.format(20 + k))
        petition_services.route(row, to=cast.agency("b"), by=cast.lan, at=AFTER)
    assert services.gather(on=AFTER.date()) == (2, 0)


def test_a_topic_keeps_its_key_as_it_grows_and_finding_twice_changes_nothing(cast):
    first = topic(cast).key
    alike(cast, 3, start=10)
    services.gather(on=AFTER.date() + timedelta(days=1))
    services.gather(on=AFTER.date() + timedelta(days=1))
    row = Cluster.objects.get()
    assert (row.key, row.size, row.cases.count()) == (first, 7, 7)


def test_a_topic_that_is_found_no_more_goes_unless_a_proposal_hangs_on_it(cast):
    row = topic(cast)
    services.propose(row, idea(cast), by=cast.chi, at=AFTER)
    far = AFTER.date() + domain.REACH + timedelta(days=5)
    assert services.gather(on=far) == (0, 1)
    row.refresh_from_db()
    assert row.ended_on == far
    Reform.objects.all().delete()
    services.gather(on=far)
    assert not Cluster.objects.exists()


def test_the_name_of_a_topic_holds_nobodys_name_or_number(cast):
    for k in range(3):
        at_agency(cast, AFTER, title="Ông Nguyễn Văn Quyết 0912 345 678 chờ ưu đãi", text=SAID.format(k))
    services.gather(on=AFTER.date())
    assert "0912" not in Cluster.objects.get().label
    assert "Nguyễn Văn Quyết" not in Cluster.objects.get().label


def test_a_proposal_is_decided_by_a_leader_with_a_reason_and_public_from_then_on(client, cast):
    row = services.propose(topic(cast), idea(cast), by=cast.chi, at=AFTER)
    assert row.cases.count() == 4
    address = reverse("dialogues:reform", args=[row.key])
    assert client.get(address).status_code == 404
    for who in (cast.chi, cast.lan, cast.ha):
        with pytest.raises(NotAllowed):
            services.decide(row, agreed=True, reason="Được.", by=who, at=AFTER)
    with pytest.raises(Invalid):
        services.decide(row, agreed=True, reason=" ", by=cast.minh, at=AFTER)
    services.decide(row, agreed=True, reason="Nhiều doanh nghiệp cùng vướng.", by=cast.minh, at=AFTER)
    told = client.get(address).content.decode()
    assert "Nhiều doanh nghiệp cùng vướng." in told
    assert "4 kiến nghị" in told


def test_a_declined_proposal_stays_inside_with_its_reason(client, cast):
    row = services.propose(topic(cast), idea(cast), by=cast.chi, at=AFTER)
    row = services.decide(row, agreed=False, reason="Luật chưa cho phép.", by=cast.minh, at=AFTER)
    assert row.state == domain.Change.DECLINED
    assert client.get(reverse("dialogues:reform", args=[row.key])).status_code == 404
    with pytest.raises(NotNow):
        services.decide(row, agreed=True, reason="Nghĩ lại.", by=cast.minh, at=AFTER)


def test_an_agreed_proposal_becomes_work_and_is_done_when_the_work_was_confirmed(cast):
    row = agreed(cast)
    work = services.order_reform(row, **ORDER, by=cast.chi, at=AFTER)
    assert Obligation.objects.get(key=work.key).holder == cast.agency("a")
    assert services.order_reform(row, **ORDER, by=cast.chi, at=AFTER).key == work.key
    done = {"result": "Bỏ bước xác nhận lại.", "document": "30/QĐ-UBND", "done_on": AFTER.date()}
    with pytest.raises(NotNow) as refused:
        services.finish(row, **done, by=cast.chi, at=AFTER)
    assert refused.value.code == "dialogues.reform-open"
    obligation = plan_services.accept(Obligation.objects.get(key=work.key), by=cast.ha, at=AFTER)
    plan_services.submit(obligation, text="Xong.", document_number="30/QĐ-UBND", by=cast.ha, at=AFTER)
    plan_services.confirm(obligation, by=cast.chi, at=AFTER)
    row = services.finish(row, **done, by=cast.chi, at=AFTER)
    assert row.state == domain.Change.DONE
    assert Entry.objects.filter(about_key=row.key).count() == 4, "proposed, agreed, ordered, done"


def test_its_effect_is_counted_on_like_petitions_once_a_month_has_passed(cast):
    row = agreed(cast)
    row = services.finish(row, result="Bỏ.", document="30/QĐ-UBND", done_on=AFTER.date(), by=cast.chi, at=AFTER)
    assert effect(row, on=AFTER.date() + timedelta(days=29)) is None
    later = AFTER + timedelta(days=20)
    alike(cast, 1, at=later, start=30)
    services.gather(on=later.date())
    found = effect(Reform.objects.select_related("cluster").get(), on=AFTER.date() + timedelta(days=40))
    assert found is not None
    assert (found.days, found.before, found.after) == (40, 4, 1)


def test_behind_a_topic_each_reader_sees_only_the_petitions_they_may(client, cast):
    row = topic(cast)
    public = alike(cast, 1, start=40)[0]
    services.gather(on=AFTER.date())
    row.refresh_from_db()
    address = reverse("dialogues:cluster", args=[row.key])
    client.force_login(cast.minh)
    told = client.get(address)
    assert public.number in told.content.decode()
    assert told.context["hidden"] == 0
    for who, status in ((cast.ha, 200), (cast.an, 403), (cast.binh, 403), (cast.dung, 403)):
        client.force_login(who)
        assert client.get(address).status_code == status, who


def test_the_public_reads_of_the_petitions_behind_a_change_only_what_was_answered_publicly(client, cast):
    row = agreed(cast)
    page = client.get(reverse("dialogues:reform", args=[row.key]))
    assert page.context["hidden"] == 4
    assert "Chậm ưu đãi tiền thuê đất" not in page.content.decode()


def test_the_nightly_job_says_what_it_found(cast):
    alike(cast, 3)
    assert jobs.gather_clusters(AFTER) == "Tìm thấy 1 cụm kiến nghị, 0 cụm không còn."
