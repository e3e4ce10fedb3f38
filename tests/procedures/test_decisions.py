"""Decisions: the only way the registry changes, by two people, exactly as checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.people import totp
from motcua.people.actors import EVERYWHERE, Actor, ActorKind
from motcua.people.models import User
from motcua.people.services import second_factor
from motcua.procedures import selectors
from motcua.procedures.items import procedure_item_json
from motcua.procedures.lifecycle import DecisionAct, DecisionKind, DecisionState, ItemKind, after
from motcua.procedures.models import Decision, DecisionItem, ProcedureVersion
from motcua.procedures.process_json import to_json
from motcua.procedures.selectors.deadlines import post_by
from motcua.procedures.services import decisions, drafting
from motcua.procedures.services.posting import note_nationally_posted
from motcua.procedures.source_rows import read_row
from motcua.worktime.services.loading import load_shipped_calendars
from tests.people.factories import UserFactory

from .given import CODE, NOW, PROCESS, TODAY, competence, decide, province, row, take_in

pytestmark = pytest.mark.django_db

EFFECT = dt.date(2026, 12, 1)
VERBS = ("procedure.draft", "procedure.check", "procedure.sign", "procedure.import")


def actor_of(user: User, *verbs: str) -> Actor:
    return Actor(
        kind=ActorKind.OFFICIAL,
        user_id=user.pk,
        uid=user.uid,
        name=user.full_name,
        reach=dict.fromkeys(verbs or VERBS, EVERYWHERE),
    )


@pytest.fixture
def drafter(db: None) -> Actor:
    return actor_of(UserFactory(username="drafter"))


@pytest.fixture
def controller(db: None) -> Actor:
    return actor_of(UserFactory(username="controller"))


@pytest.fixture
def signer(db: None) -> tuple[Actor, Callable[[dt.datetime], str]]:
    user = UserFactory(username="signer")
    key = totp.new_key()
    second_factor.set_up(user, key, totp.code_of(key, totp.step_at(NOW) - 10), NOW - dt.timedelta(minutes=5))
    return actor_of(user), lambda now: totp.code_of(key, totp.step_at(now))


def wording(**changes: Any) -> dict[str, Any]:
    return procedure_item_json(read_row(row(**changes)).content, code=CODE)


def draft(actor: Actor, kind: DecisionKind = DecisionKind.AMENDED, **changes: Any) -> Decision:
    values = {"title": "Sửa đổi", "effective_on": EFFECT, "number": "12/QĐ-UBND", **changes}
    return drafting.draft_decision(kind, actor=actor, now=NOW, **values)


def propose(
    decision: Decision, actor: Actor, content: Any, kind: ItemKind = ItemKind.PROCEDURE, key: str = CODE
) -> DecisionItem:
    return drafting.propose_item(decision.uid, kind, key, content, actor=actor, now=NOW)


def checked(decision: Decision, drafter: Actor, controller: Actor) -> Decision:
    decisions.submit_decision(decision.uid, actor=drafter, now=NOW)
    return decisions.check_decision(decision.uid, actor=controller, now=NOW)


def signed(
    drafter: Actor, controller: Actor, signer: tuple[Actor, Callable[[dt.datetime], str]], content: Any, **changes: Any
) -> Decision:
    decision = draft(drafter, **changes)
    propose(decision, drafter, content)
    seen = checked(decision, drafter, controller)
    who, code = signer
    return decisions.sign_decision(decision.uid, digest=seen.digest, code=code(NOW), actor=who, now=NOW)


def test_decision_when_signed_by_a_second_person_then_the_wording_is_in_force_on_its_day(
    drafter, controller, signer
) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = signed(drafter, controller, signer, wording(name="Đăng ký khai sinh"))

    in_force = decisions.put_in_force(decision.uid, actor=signer[0], now=NOW)

    assert in_force.state == DecisionState.IN_FORCE
    version = ProcedureVersion.objects.get(procedure__key=CODE, valid_to=None)
    assert (version.name, version.valid_from, version.number, version.origin) == (
        "Đăng ký khai sinh",
        EFFECT,
        2,
        "local",
    )
    assert version.decision_id == decision.pk
    before = EFFECT - dt.timedelta(1)
    assert selectors.terms(CODE, "default", "online", before).procedure_name == row()["name"]
    assert selectors.terms(CODE, "default", "online", EFFECT).procedure_name == "Đăng ký khai sinh"


def test_check_when_done_then_the_difference_is_written_field_by_field(drafter, controller) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = draft(drafter)
    item = propose(decision, drafter, wording(name="Đăng ký khai sinh"))

    checked(decision, drafter, controller)

    item.refresh_from_db()
    changes = {change["path"]: (change["old"], change["new"]) for change in item.diff}
    assert changes["content/name"] == (row()["name"], "Đăng ký khai sinh")
    assert set(changes) == {"content/name", "source"}
    assert item.base_id == ProcedureVersion.objects.get().pk


def test_sign_when_the_signer_is_the_drafter_then_refused(drafter, controller) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = draft(drafter)
    propose(decision, drafter, wording(name="B"))
    seen = checked(decision, drafter, controller)

    with pytest.raises(NotAllowed, match="signer_is_drafter"):
        decisions.sign_decision(decision.uid, digest=seen.digest, code="000000", actor=drafter, now=NOW)


def test_sign_when_the_code_is_wrong_then_refused_and_nothing_is_signed(drafter, controller, signer) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = draft(drafter)
    propose(decision, drafter, wording(name="B"))
    seen = checked(decision, drafter, controller)

    with pytest.raises(NotAllowed, match="code_refused"):
        decisions.sign_decision(decision.uid, digest=seen.digest, code="abcdef", actor=signer[0], now=NOW)

    decision.refresh_from_db()
    assert (decision.state, decision.signed_by_id) == (DecisionState.CHECKED, None)


def test_sign_when_it_is_not_what_was_seen_then_refused(drafter, controller, signer) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = draft(drafter)
    propose(decision, drafter, wording(name="B"))
    seen = checked(decision, drafter, controller).digest
    decisions.reopen_decision(decision.uid, reason="Sai tên", actor=controller, now=NOW)
    drafting.remove_item(decision.uid, 1, actor=drafter, now=NOW)
    propose(decision, drafter, wording(name="C"))
    checked(decision, drafter, controller)

    with pytest.raises(Conflict, match="decision_changed"):
        decisions.sign_decision(decision.uid, digest=seen, code=signer[1](NOW), actor=signer[0], now=NOW)


def test_put_in_force_when_the_wording_changed_since_the_check_then_stale(drafter, controller, signer) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = signed(drafter, controller, signer, wording(name="B"))
    take_in(row(name="Nội dung quốc gia mới"), on=TODAY)

    with pytest.raises(Conflict, match="decision_stale"):
        decisions.put_in_force(decision.uid, actor=signer[0], now=NOW)

    assert ProcedureVersion.objects.count() == 2
    decision.refresh_from_db()
    assert decision.state == DecisionState.SIGNED


def test_put_in_force_when_done_twice_then_the_second_finds_it_moved(drafter, controller, signer) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = signed(drafter, controller, signer, wording(name="B"))
    decisions.put_in_force(decision.uid, actor=signer[0], now=NOW)

    with pytest.raises(Conflict, match="decision_moved"):
        decisions.put_in_force(decision.uid, actor=signer[0], now=NOW)

    assert ProcedureVersion.objects.count() == 2


def test_abolition_when_in_force_then_nobody_can_file_from_that_day(drafter, controller, signer) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = draft(drafter, DecisionKind.ABOLISHED)
    propose(decision, drafter, {"schema_version": 1, "ground": "Nghị định 1/2026/NĐ-CP"}, ItemKind.ABOLITION)
    seen = checked(decision, drafter, controller)
    decisions.sign_decision(decision.uid, digest=seen.digest, code=signer[1](NOW), actor=signer[0], now=NOW)

    decisions.put_in_force(decision.uid, actor=signer[0], now=NOW)

    assert selectors.terms(CODE, "default", "online", EFFECT - dt.timedelta(1))
    with pytest.raises(Conflict, match="procedure_not_in_force"):
        selectors.terms(CODE, "default", "online", EFFECT)
    assert take_in(row(name="Quốc gia vẫn còn")).drift == [CODE]


def test_drift_when_the_province_decided_and_the_source_moves_then_told_and_left(drafter, controller, signer) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = signed(drafter, controller, signer, wording(name="Của tỉnh"), effective_on=TODAY)
    decisions.put_in_force(decision.uid, actor=signer[0], now=NOW)

    same, moved = take_in(row()), take_in(row(name="Quốc gia mới"), on=EFFECT)

    assert (same.unchanged, same.drift) == (1, [])
    assert (moved.unchanged, moved.drift, moved.defects["drift"]) == (1, [CODE], 1)
    assert selectors.terms(CODE, "default", "online", EFFECT).procedure_name == "Của tỉnh"


def test_internal_process_when_decided_then_followed(drafter, controller, signer) -> None:  # type: ignore[no-untyped-def]
    province()
    take_in(row())
    decide(competence())
    decision = draft(drafter, DecisionKind.INTERNAL_PROCESS, effective_on=TODAY)
    content = {"schema_version": 1, "name": "Quy trình", "process": to_json(PROCESS)}
    propose(decision, drafter, content, ItemKind.PROCESS)
    seen = checked(decision, drafter, controller)
    decisions.sign_decision(decision.uid, digest=seen.digest, code=signer[1](NOW), actor=signer[0], now=NOW)

    decisions.put_in_force(decision.uid, actor=signer[0], now=NOW)

    found = selectors.route(selectors.terms(CODE, "default", "online", TODAY), "TS-0101", TODAY)
    assert selectors.process(found.process_version_id or 0) == PROCESS


@pytest.mark.parametrize(
    ("kind", "key", "changes", "code"),
    [
        (DecisionKind.NEW, CODE, {}, "procedure_exists"),
        (DecisionKind.AMENDED, "2.000001", {}, "procedure_not_in_force"),
        (DecisionKind.STANDARDISED, "2.000001", {}, "procedure_not_in_force"),
        (DecisionKind.NEW, "mới tinh", {}, "procedure_key_malformed"),
        (DecisionKind.NEW, "moi-tinh", {}, "procedure_code_taken"),
    ],
)
def test_check_when_an_item_does_not_fit_then_the_decision_is_faulty(
    drafter, controller, kind, key, changes, code
) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = draft(drafter, kind)
    propose(decision, drafter, wording(**changes), key=key)

    with pytest.raises(Invalid, match="decision_faulty") as error:
        checked(decision, drafter, controller)

    assert code in [fault["code"] for fault in error.value.errors]
    decision.refresh_from_db()
    assert decision.state == DecisionState.DRAFT


def test_check_when_empty_or_without_number_then_refused(drafter, controller) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    empty, unnumbered = draft(drafter), draft(drafter, number="")
    propose(unnumbered, drafter, wording(name="B"))

    for decision, code in ((empty, "decision_empty"), (unnumbered, "decision_number_missing")):
        with pytest.raises(Invalid, match=code):
            checked(decision, drafter, controller)


@pytest.mark.parametrize(
    "act", ["submit", "recall", "check", "sign", "put_in_force", "reopen", "withdraw", "propose", "remove"]
)
def test_acts_when_the_state_does_not_allow_them_then_moved(drafter, controller, signer, act: str) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = signed(drafter, controller, signer, wording(name="B"))
    who = signer[0]
    if act == "put_in_force":
        decisions.put_in_force(decision.uid, actor=who, now=NOW)
    calls: dict[str, Callable[[], object]] = {
        "check": lambda: decisions.check_decision(decision.uid, actor=who, now=NOW),
        "sign": lambda: decisions.sign_decision(
            decision.uid, digest=decision.digest, code="1", actor=controller, now=NOW
        ),
        "put_in_force": lambda: decisions.put_in_force(decision.uid, actor=who, now=NOW),
        "recall": lambda: decisions.recall_decision(decision.uid, actor=drafter, now=NOW),
        "reopen": lambda: decisions.reopen_decision(decision.uid, reason="x", actor=who, now=NOW),
        "submit": lambda: decisions.submit_decision(decision.uid, actor=drafter, now=NOW),
        "withdraw": lambda: decisions.withdraw_decision(decision.uid, reason="x", actor=who, now=NOW),
        "propose": lambda: propose(decision, drafter, wording(name="C")),
        "remove": lambda: drafting.remove_item(decision.uid, 1, actor=drafter, now=NOW),
    }

    with pytest.raises(Conflict, match="decision_moved"):
        calls[act]()


def test_transitions_when_every_state_meets_every_act_then_only_the_table_moves() -> None:
    possible = {(state, act) for state in DecisionState for act in DecisionAct if after(state, act)}

    assert possible == {
        (DecisionState.DRAFT, DecisionAct.SUBMIT),
        (DecisionState.DRAFT, DecisionAct.WITHDRAW),
        (DecisionState.SUBMITTED, DecisionAct.RECALL),
        (DecisionState.SUBMITTED, DecisionAct.CHECK),
        (DecisionState.SUBMITTED, DecisionAct.REOPEN),
        (DecisionState.SUBMITTED, DecisionAct.WITHDRAW),
        (DecisionState.CHECKED, DecisionAct.REOPEN),
        (DecisionState.CHECKED, DecisionAct.SIGN),
        (DecisionState.CHECKED, DecisionAct.WITHDRAW),
        (DecisionState.SIGNED, DecisionAct.PUT_IN_FORCE),
    }


@pytest.mark.parametrize(
    ("kind", "item", "allowed"),
    [
        (DecisionKind.ABOLISHED, ItemKind.PROCEDURE, False),
        (DecisionKind.INTERNAL_PROCESS, ItemKind.LOCAL_TERMS, False),
        (DecisionKind.AMENDED, ItemKind.PROCESS, False),
        (DecisionKind.DECENTRALISATION, ItemKind.COMPETENCE, True),
    ],
)
def test_propose_when_the_kind_of_decision_does_not_hold_it_then_refused(drafter, kind, item, allowed) -> None:  # type: ignore[no-untyped-def]
    decision = draft(drafter, kind)
    contents: dict[ItemKind, Any] = {
        ItemKind.PROCEDURE: wording(),
        ItemKind.LOCAL_TERMS: {"schema_version": 1},
        ItemKind.PROCESS: {"schema_version": 1, "name": "x", "process": to_json(PROCESS)},
        ItemKind.COMPETENCE: {"schema_version": 1, "settling": "place", "reception": "place_centre"},
    }

    if allowed:
        assert propose(decision, drafter, contents[item], item).ordinal == 1
        return
    with pytest.raises(Invalid, match="item_kind"):
        propose(decision, drafter, contents[item], item)


@pytest.mark.parametrize("content", [{}, {"schema_version": 1}, {"schema_version": 1, "content": {"name": "a\x00b"}},
                                     {"schema_version": 1, "content": 1.5}])  # fmt: skip
def test_propose_when_the_content_is_malformed_then_refused(drafter, content) -> None:  # type: ignore[no-untyped-def]
    decision = draft(drafter)

    with pytest.raises(Invalid, match="item_malformed"):
        propose(decision, drafter, content)


@pytest.mark.parametrize("number", ["\x00", "x" * 101])
def test_draft_when_a_text_cannot_be_kept_then_refused(drafter, number: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Invalid):
        draft(drafter, number=number)


def test_draft_when_a_baseline_then_refused(drafter) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Invalid, match="decision_kind"):
        draft(drafter, DecisionKind.BASELINE)


@pytest.mark.parametrize("verb", ["procedure.draft", "procedure.check", "procedure.sign"])
def test_acts_when_the_verb_is_not_granted_then_refused(drafter, controller, verb: str) -> None:  # type: ignore[no-untyped-def]
    take_in(row())
    decision = draft(drafter)
    propose(decision, drafter, wording(name="B"))
    nobody = actor_of(UserFactory(), *(one for one in VERBS if one != verb))
    acts: dict[str, Callable[[], object]] = {
        "procedure.draft": lambda: draft(nobody),
        "procedure.check": lambda: decisions.check_decision(decision.uid, actor=nobody, now=NOW),
        "procedure.sign": lambda: decisions.sign_decision(decision.uid, digest="", code="", actor=nobody, now=NOW),
    }

    with pytest.raises(NotAllowed):
        acts[verb]()


def test_acts_when_there_is_no_such_decision_then_not_found(drafter, signer) -> None:  # type: ignore[no-untyped-def]
    for act in (
        lambda: decisions.check_decision(new_id(), actor=drafter, now=NOW),
        lambda: decisions.sign_decision(new_id(), digest="", code="", actor=signer[0], now=NOW),
        lambda: drafting.remove_item(new_id(), 1, actor=drafter, now=NOW),
    ):
        with pytest.raises(NotFound, match="decision_not_found"):
            act()


def test_withdraw_when_not_signed_then_given_up(drafter) -> None:  # type: ignore[no-untyped-def]
    decision = draft(drafter)

    assert (
        decisions.withdraw_decision(decision.uid, reason="Trùng", actor=drafter, now=NOW).state
        == DecisionState.WITHDRAWN
    )


@pytest.mark.parametrize(
    ("signed_on", "law_effective_on", "effective_on", "expected"),
    [
        (dt.date(2026, 6, 26), dt.date(2026, 7, 1), dt.date(2026, 7, 1), []),
        (dt.date(2026, 6, 27), dt.date(2026, 7, 1), dt.date(2026, 7, 1), ["signed_late"]),
        (dt.date(2026, 6, 27), None, dt.date(2026, 7, 1), ["signed_late"]),
        (dt.date(2026, 7, 2), dt.date(2026, 7, 1), dt.date(2026, 7, 1), ["signed_late", "in_force_before_signing"]),
    ],
)
def test_warnings_when_signed_later_than_the_law_allows_then_told(
    drafter, signed_on, law_effective_on, effective_on, expected
) -> None:  # type: ignore[no-untyped-def]
    decision = draft(drafter, law_effective_on=law_effective_on, effective_on=effective_on)

    assert [one.code for one in selectors.decision_warnings(decision, signed_on)] == expected


def test_post_by_when_signed_before_a_holiday_then_five_working_days_of_the_calendar() -> None:
    load_shipped_calendars(now=NOW)

    # Signed on Wednesday 26 August 2026: 27 and 28 count; 29 August - 2 September are off (31 August is swapped
    # against Saturday 22 August); 3, 4 and 7 September count.
    assert post_by(dt.date(2026, 8, 26)) == dt.date(2026, 9, 7)


def test_national_posting_when_noted_late_or_in_time_then_warned_or_not(drafter, controller, signer) -> None:  # type: ignore[no-untyped-def]
    load_shipped_calendars(now=NOW)
    take_in(row())
    decision = signed(drafter, controller, signer, wording(name="B"))
    decisions.put_in_force(decision.uid, actor=signer[0], now=NOW)
    last = post_by(TODAY)
    decision.refresh_from_db()

    assert "national_posting_late" in [
        one.code for one in selectors.decision_warnings(decision, last + dt.timedelta(1))
    ]
    note_nationally_posted(decision.uid, last, actor=controller, now=NOW)
    decision.refresh_from_db()
    assert "national_posting_late" not in [
        one.code for one in selectors.decision_warnings(decision, last + dt.timedelta(30))
    ]


def test_errors_when_raised_by_the_room_then_all_are_domain_errors(drafter) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DomainError):
        drafting.propose_item(new_id(), ItemKind.TAG, CODE, {"schema_version": 1, "tag": "x"}, actor=drafter, now=NOW)
