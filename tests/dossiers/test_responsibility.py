"""The record of responsibility: opened by the system, explained by the one concerned, decided by another."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed
from motcua.core.models import OutboxMessage
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import (
    Dossier,
    DossierEvent,
    LatenessCause,
    ResponsibilityAccount,
    ResponsibilityRecord,
)
from motcua.dossiers.selectors.responsibility import (
    RecordFilters,
    causes,
    history,
    record_of,
    records,
    to_explain,
)
from motcua.dossiers.services import responsibility
from motcua.dossiers.services.answering import decide_account, erase_words, explain, why_not_decide
from motcua.dossiers.services.causes import add_cause, end_cause
from motcua.dossiers.services.responsibility import ended_late, keep_record, open_late, refresh_running
from motcua.dossiers.services.telling import remind

from .world import NOW, World

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
LATE = NOW + 14 * DAY


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


def held(world: World) -> Dossier:
    """A dossier that the settling officer has from the first hour on."""
    dossier = world.accepted()
    world.act(dossier, Action.ASSIGN, "division_head", NOW + HOUR, post=str(world.posts["settling"].uid))
    dossier.refresh_from_db()
    return dossier


def finished_late(world: World) -> ResponsibilityRecord:
    dossier = held(world)
    for action, who in (
        (Action.COMPLETE_STEP, "settling"),
        (Action.COMPLETE_STEP, "head"),
        (Action.ISSUE_RESULT, "head"),
    ):
        world.act(dossier, action, who, LATE)
    ended_late(dossier.uid, now=LATE)
    return ResponsibilityRecord.objects.get(dossier=dossier)


def account_of(record: ResponsibilityRecord, who: str, world: World) -> ResponsibilityAccount:
    return record.accounts.get(person=world.users[who])


def test_late_dossier_when_the_job_looks_then_its_record_is_opened_once(world: World) -> None:
    dossier = held(world)
    world.accepted(LATE - HOUR)

    opened = [open_late(now=LATE), open_late(now=LATE + HOUR)]

    record = ResponsibilityRecord.objects.get()
    assert opened == [1, 0]
    assert (record.dossier_id, record.ended_at, record.late_minutes > 0) == (dossier.pk, None, True)
    assert sum(share.minutes for share in record.shares.all()) == record.minutes
    account = account_of(record, "settling", world)
    assert (account.suggested, account.post_id) == ("step_over_limit", world.posts["settling"].pk)
    assert (
        OutboxMessage.objects.filter(topic="responsibility", kind="explanation_asked").count()
        == record.accounts.count()
    )


def test_dossier_in_time_or_waiting_when_the_job_looks_then_nothing_is_opened(world: World) -> None:
    world.accepted()
    paused = held(world)
    world.act(paused, Action.PAUSE_FOR_PAYMENT, "settling", NOW + 2 * HOUR, amount=1000)

    assert open_late(now=NOW + 2 * HOUR) == 0
    assert keep_record(paused.pk, now=LATE) is None


def test_running_record_when_counted_again_then_grows_and_keeps_what_was_written(world: World) -> None:
    held(world)
    open_late(now=LATE)
    account = account_of(ResponsibilityRecord.objects.get(), "settling", world)
    explain(account.uid, cause="overload", text="Nhiều hồ sơ cùng lúc", actor=world.actors["settling"], now=LATE)
    before = account.minutes

    assert refresh_running(now=LATE + DAY) == 1

    account.refresh_from_db()
    assert (account.minutes - before, account.explanation) == (480, "Nhiều hồ sơ cùng lúc")


def test_dossier_when_it_ends_late_then_counted_for_good(world: World) -> None:
    record = finished_late(world)
    shares = list(record.shares.values_list("kind", "minutes"))

    ended_late(record.dossier.uid, now=LATE + 9 * DAY)

    record.refresh_from_db()
    assert record.ended_at is not None
    assert (record.computed_at, list(record.shares.values_list("kind", "minutes"))) == (LATE, shares)


def test_dossier_when_it_ends_in_time_then_has_no_record(world: World) -> None:
    dossier = world.ready()

    ended_late(dossier.uid, now=NOW)

    assert not ResponsibilityRecord.objects.exists()


def test_explanation_when_it_is_not_ones_own_then_refused(world: World) -> None:
    record = finished_late(world)
    account = account_of(record, "settling", world)

    for who in ("division_head", "head", "stranger", "auditor"):
        with pytest.raises(NotAllowed):
            explain(account.uid, cause="overload", text="x", actor=world.actors[who], now=LATE)
    assert list(to_explain(world.actors["settling"])) == [account]
    assert account not in to_explain(world.actors["head"])


@pytest.mark.parametrize(("cause", "text"), [("no-such", "x"), ("", "x"), ("overload", "  "), ("overload", "x" * 5001)])
def test_explanation_when_it_is_malformed_then_says_where(world: World, cause: str, text: str) -> None:
    account = account_of(finished_late(world), "settling", world)

    with pytest.raises(Invalid):
        explain(account.uid, cause=cause, text=text, actor=world.actors["settling"], now=LATE)


def test_decision_when_explained_then_is_an_event_with_its_ground_private(world: World) -> None:
    record = finished_late(world)
    account = account_of(record, "settling", world)
    explain(account.uid, cause="overload", text="Quá nhiều hồ sơ", actor=world.actors["settling"], now=LATE + HOUR)

    decide_account(
        account.uid,
        decision="shared",
        cause="overload",
        ground="Phòng chưa chia lại việc",
        actor=world.actors["division_head"],
        now=LATE + 2 * HOUR,
    )

    account.refresh_from_db()
    event = DossierEvent.objects.filter(dossier=record.dossier).latest("seq")
    assert (account.decision, account.decided_by_id) == ("shared", world.users["division_head"].pk)
    assert event.kind == "responsibility_decided"
    assert b"chia" not in bytes(event.payload)
    assert b'"decision":"shared"' in bytes(event.payload)
    record.dossier.refresh_from_db()
    assert record.dossier.state == "result_ready"
    assert differences(record.dossier) == []
    acts = [one.act.rpartition("_")[2] for one in history(record)]
    assert acts == ["opened", "explained", "decided"]


def test_decision_by_the_one_concerned_or_a_party_is_refused(world: World) -> None:
    record = finished_late(world)
    account = account_of(record, "settling", world)
    ResponsibilityAccount.objects.create(
        record=record,
        kind="officer",
        unit=world.division,
        post=world.posts["division_head"],
        person=world.users["division_head"],
        minutes=500,
        over_minutes=100,
        explain_by=LATE,
    )

    late = LATE + 30 * DAY

    assert why_not_decide(world.actors["settling"], account, late) == "verb_not_granted"
    assert why_not_decide(world.actors["division_head"], account, late) == "responsibility_party"
    assert why_not_decide(world.actors["head"], account, late) == ""


def test_decision_before_the_explanation_or_its_date_is_refused_and_after_it_possible(world: World) -> None:
    account = account_of(finished_late(world), "settling", world)
    head = world.actors["head"]

    assert why_not_decide(head, account, LATE + HOUR) == "explanation_awaited"
    assert why_not_decide(head, account, account.explain_by) == ""


def test_decision_while_the_dossier_runs_is_refused(world: World) -> None:
    held(world)
    open_late(now=LATE)
    account = account_of(ResponsibilityRecord.objects.get(), "settling", world)
    explain(account.uid, cause="overload", text="x", actor=world.actors["settling"], now=LATE)

    with pytest.raises(Conflict, match="responsibility_running"):
        decide_account(
            account.uid, decision="accepted", cause="overload", ground="x", actor=world.actors["head"], now=LATE
        )


def test_decision_twice_is_refused_and_the_record_closes_with_the_last(world: World) -> None:
    record = finished_late(world)
    late = LATE + 30 * DAY
    for account in record.accounts.all():
        given = {"decision": "not_accepted", "cause": "step_over_limit", "ground": "Không có căn cứ", "now": late}
        decide_account(account.uid, actor=world.actors["head"], **given)  # type: ignore[arg-type]
        with pytest.raises(DomainError):
            decide_account(account.uid, actor=world.actors["head"], **given)  # type: ignore[arg-type]

    record.refresh_from_db()
    assert record.decided_at == late
    with pytest.raises(Conflict):
        explain(
            account_of(record, "settling", world).uid,
            cause="overload",
            text="muộn",
            actor=world.actors["settling"],
            now=late,
        )


def test_reminder_when_a_day_is_left_then_once(world: World) -> None:
    finished_late(world)
    near = ResponsibilityAccount.objects.order_by("explain_by")[0].explain_by - HOUR

    assert [remind(now=LATE), remind(now=near) > 0, remind(now=near + HOUR)] == [0, True, 0]


def test_erasure_when_the_law_asks_then_words_go_and_codes_stay(world: World) -> None:
    record = finished_late(world)
    account = account_of(record, "settling", world)
    explain(account.uid, cause="overload", text="Tôi bị ốm", actor=world.actors["settling"], now=LATE)

    assert erase_words(record.dossier_id, now=LATE) == record.accounts.count()

    account.refresh_from_db()
    assert (account.explanation, account.cause) == ("", "overload")


def test_records_when_listed_then_only_those_in_reach(world: World) -> None:
    record = finished_late(world)

    seen = {who for who in world.actors if list(records(world.actors[who], RecordFilters())) == [record]}

    assert seen == {"settling", "division_head", "head", "auditor"}
    month = f"{legal_date(LATE):%Y-%m}"
    assert records(world.actors["head"], RecordFilters(month=month, state="asked")).count() == 1
    assert records(world.actors["head"], RecordFilters(month="2020-01")).count() == 0
    assert record_of(record.uid, world.actors["auditor"]) == record


def test_external_share_when_written_with_a_person_then_the_database_refuses(world: World) -> None:
    record = finished_late(world)
    with pytest.raises(Exception, match="dossiers_share_external_is_nobodys"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dossiers_responsibilityshare SET kind = 'applicant', person_id = %s WHERE record_id = %s",
            [world.users["settling"].pk, record.pk],
        )


def test_causes_when_changed_by_dated_rows_then_old_words_stay_for_old_days(world: World) -> None:
    chief = world.actors["auditor"]
    with pytest.raises(NotAllowed):
        add_cause(
            code="storm",
            name="Bão",
            group="outside",
            external=True,
            valid_from=legal_date(NOW),
            source="QĐ 1",
            actor=chief,
            now=NOW,
        )
    from motcua.people.actors import SYSTEM

    today = legal_date(NOW)
    add_cause(
        code="overload",
        name="Quá tải kéo dài",
        group="officer",
        external=False,
        valid_from=today,
        source="QĐ 12/QĐ-UBND",
        actor=SYSTEM,
        now=NOW,
    )
    end_cause("error", today, actor=SYSTEM, now=NOW)

    now, before = causes(today), causes(today - DAY)
    assert {one.code: one.name for one in now}["overload"] == "Quá tải kéo dài"
    assert "error" not in {one.code for one in now}
    assert {one.code for one in before} == {one.code for one in LatenessCause.objects.all()}


def test_open_late_when_cut_off_then_a_second_run_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        held(world)
    real, seen = responsibility.keep_record, []

    def breaks(key: int, **more: object) -> object:
        if len(seen) == 1:
            raise ConnectionError
        seen.append(key)
        return real(key, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(responsibility, "keep_record", breaks)
    with pytest.raises(ConnectionError):
        open_late(now=LATE)
    monkeypatch.setattr(responsibility, "keep_record", real)

    assert open_late(now=LATE) == 2
