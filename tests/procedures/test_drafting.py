"""Writing a draft, handing it to control and back, and who may sign it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.people.actors import Actor
from motcua.procedures.lifecycle import DecisionKind, DecisionNoteKind, DecisionState, ItemKind
from motcua.procedures.models import Decision, DecisionNote
from motcua.procedures.services import decisions, drafting
from motcua.procedures.services.draft_files import MOST_LINES, FaultyProcessError, propose_lines, propose_process
from tests.people.factories import UserFactory

from .given import CODE, NOW, PROCESS, line, open_procedure, row, take_in
from .test_decisions import EFFECT, actor_of, checked, draft, propose, wording

pytestmark = pytest.mark.django_db

Signer = tuple[Actor, Callable[[dt.datetime], str]]
TABLE = """step,name,kind,role,unit_rule,amount,unit,actions,outcomes
nhan,Tiếp nhận,reception,reception_officer,reception,2,working_hour,,tiep>xu-ly
xu-ly,Thẩm định,work,settling_officer,settling,1,working_day,,trinh>ky
ky,Ký,sign,unit_head,settling,4,working_hour,,tra>END
"""


@pytest.fixture
def drafter(db: None) -> Actor:
    return actor_of(UserFactory(username="drafter"))


@pytest.fixture
def controller(db: None) -> Actor:
    return actor_of(UserFactory(username="controller"))


@pytest.fixture
def ready(drafter: Actor) -> Decision:
    """A draft that can be submitted."""
    take_in(row())
    decision = draft(drafter)
    propose(decision, drafter, wording(name="Đăng ký khai sinh"))
    decision.refresh_from_db()
    return decision


def head(**changes: object) -> drafting.Head:
    values = {"kind": DecisionKind.AMENDED, "title": "Sửa đổi", "effective_on": EFFECT, "number": "12/QĐ-UBND"}
    return drafting.Head(**{**values, **changes})  # type: ignore[arg-type]


def notes(decision: Decision) -> list[str]:
    return list(DecisionNote.objects.filter(decision=decision).order_by("id").values_list("kind", flat=True))


def test_history_when_a_decision_goes_its_way_then_every_act_is_told(
    ready: Decision, drafter: Actor, controller: Actor
) -> None:
    decisions.submit_decision(ready.uid, actor=drafter, now=NOW)
    decisions.reopen_decision(ready.uid, reason="Thiếu căn cứ", actor=controller, now=NOW)
    decisions.submit_decision(ready.uid, actor=drafter, now=NOW)
    decisions.recall_decision(ready.uid, actor=drafter, now=NOW)
    decisions.withdraw_decision(ready.uid, reason="Trùng", actor=drafter, now=NOW)

    assert notes(ready) == ["drafted", "item_added", "submit", "reopen", "submit", "recall", "withdraw"]
    sent_back = DecisionNote.objects.get(decision=ready, kind=DecisionNoteKind.REOPEN)
    assert (sent_back.note, sent_back.by_id) == ("Thiếu căn cứ", controller.user_id)


def test_history_when_changed_then_the_database_refuses(ready: Decision) -> None:
    for act in (lambda rows: rows.update(note="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(DecisionNote.objects.all())


def test_check_when_not_submitted_then_refused(ready: Decision, controller: Actor) -> None:
    with pytest.raises(Conflict, match="decision_moved"):
        decisions.check_decision(ready.uid, actor=controller, now=NOW)


def test_submit_when_an_item_is_faulty_then_refused_and_still_a_draft(drafter: Actor) -> None:
    take_in(row())
    decision = draft(drafter, DecisionKind.NEW)
    propose(decision, drafter, wording())

    with pytest.raises(Invalid, match="decision_faulty") as error:
        decisions.submit_decision(decision.uid, actor=drafter, now=NOW)

    assert [fault["code"] for fault in error.value.errors] == ["procedure_exists"]
    decision.refresh_from_db()
    assert decision.state == DecisionState.DRAFT


def test_submit_when_the_same_thing_is_said_twice_then_refused(ready: Decision, drafter: Actor) -> None:
    propose(ready, drafter, wording(name="Khác"))

    with pytest.raises(Invalid) as error:
        decisions.submit_decision(ready.uid, actor=drafter, now=NOW)

    assert [(fault["field"], fault["code"]) for fault in error.value.errors] == [("items[2]", "item_repeated")]


@pytest.mark.parametrize("act", [decisions.reopen_decision, decisions.withdraw_decision])
@pytest.mark.parametrize("reason", ["", "  \n ", "\x00", "x" * 2001])
def test_reason_when_missing_or_unkeepable_then_refused(
    ready: Decision, drafter: Actor, act: Callable[..., object], reason: str
) -> None:
    decisions.submit_decision(ready.uid, actor=drafter, now=NOW)

    with pytest.raises(Invalid):
        act(ready.uid, reason=reason, actor=drafter, now=NOW)

    ready.refresh_from_db()
    assert ready.state == DecisionState.SUBMITTED


def test_reopen_when_only_a_signer_then_may_too_and_a_drafter_may_not(
    ready: Decision, drafter: Actor, controller: Actor
) -> None:
    checked(ready, drafter, controller)
    signer, plain = actor_of(UserFactory(), "procedure.sign"), actor_of(UserFactory(), "procedure.draft")

    with pytest.raises(NotAllowed):
        decisions.reopen_decision(ready.uid, reason="x", actor=plain, now=NOW)
    assert decisions.reopen_decision(ready.uid, reason="x", actor=signer, now=NOW).state == DecisionState.DRAFT


def test_sign_when_the_signer_wrote_in_the_draft_then_refused(
    ready: Decision, drafter: Actor, controller: Actor, second: Signer
) -> None:
    propose(ready, second[0], {"schema_version": 1, "level": "full"}, ItemKind.SERVICE_LEVEL)
    seen = checked(ready, drafter, controller)

    with pytest.raises(NotAllowed, match="signer_is_drafter"):
        decisions.sign_decision(ready.uid, digest=seen.digest, code=second[1](NOW), actor=second[0], now=NOW)


def test_sign_when_the_signer_checked_it_then_refused(ready: Decision, drafter: Actor, second: Signer) -> None:
    seen = checked(ready, drafter, second[0])

    with pytest.raises(NotAllowed, match="signer_is_checker"):
        decisions.sign_decision(ready.uid, digest=seen.digest, code=second[1](NOW), actor=second[0], now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=ready.pk).update(
            state="signed", signed_by=second[0].user_id, signed_at=NOW, signed_on=EFFECT
        )


def test_sign_when_sent_twice_then_one_signature_and_the_same_answer(
    ready: Decision, drafter: Actor, controller: Actor, second: Signer
) -> None:
    digest = checked(ready, drafter, controller).digest
    code = second[1](NOW)

    for _click in range(2):
        found = decisions.sign_decision(ready.uid, digest=digest, code=code, actor=second[0], now=NOW)

    assert found.state == DecisionState.SIGNED
    assert notes(ready).count("sign") == 1


@pytest.fixture
def second(db: None) -> Signer:
    from motcua.people import totp
    from motcua.people.services import second_factor

    user = UserFactory(username="second")
    key = totp.new_key()
    second_factor.set_up(user, key, totp.code_of(key, totp.step_at(NOW) - 10), NOW - dt.timedelta(minutes=5))
    return actor_of(user), lambda now: totp.code_of(key, totp.step_at(now))


@pytest.mark.parametrize("act", ["edit", "propose", "replace", "remove", "submit", "withdraw"])
def test_writes_when_somebody_wrote_meanwhile_then_refused(ready: Decision, drafter: Actor, act: str) -> None:
    seen = ready.revision
    propose(ready, drafter, {"schema_version": 1, "level": "full"}, ItemKind.SERVICE_LEVEL)
    given = {"actor": drafter, "now": NOW, "expected": seen}
    calls: dict[str, Callable[[], object]] = {
        "edit": lambda: drafting.edit_decision(ready.uid, head(), **given),  # type: ignore[arg-type]
        "propose": lambda: drafting.propose_item(ready.uid, ItemKind.PROCEDURE, CODE, wording(), **given),  # type: ignore[arg-type]
        "replace": lambda: drafting.replace_item(ready.uid, 1, wording(name="C"), **given),  # type: ignore[arg-type]
        "remove": lambda: drafting.remove_item(ready.uid, 1, **given),  # type: ignore[arg-type]
        "submit": lambda: decisions.submit_decision(ready.uid, **given),  # type: ignore[arg-type]
        "withdraw": lambda: decisions.withdraw_decision(ready.uid, reason="x", **given),  # type: ignore[arg-type]
    }

    with pytest.raises(Conflict, match="decision_edited"):
        calls[act]()


def test_edit_when_another_day_then_the_differences_are_found_anew(ready: Decision, drafter: Actor) -> None:
    take_in(row(name="Tên quốc gia mới"), on=dt.date(2026, 12, 10))

    drafting.edit_decision(ready.uid, head(effective_on=dt.date(2026, 12, 20)), actor=drafter, now=NOW)

    changes = {change["path"]: change["old"] for change in ready.items.get().diff}
    assert changes["content/name"] == "Tên quốc gia mới"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"kind": DecisionKind.ABOLISHED}, "kind", "decision_kind_of_items"),
        ({"kind": DecisionKind.BASELINE}, "kind", "decision_kind"),
        ({"title": "  "}, "title", "field_required"),
        ({"number": "x" * 101}, "number", "text_too_long"),
        ({"source": "\x00"}, "source", "text_nul"),
    ],
)
def test_edit_when_it_cannot_be_then_the_fault_names_its_field(
    ready: Decision, drafter: Actor, changes: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as error:
        drafting.edit_decision(ready.uid, head(**changes), actor=drafter, now=NOW)

    assert [(fault["field"], fault["code"]) for fault in error.value.errors] == [(field, code)]


def test_replace_when_an_item_is_written_anew_then_its_difference_too(ready: Decision, drafter: Actor) -> None:
    item = drafting.replace_item(ready.uid, 1, wording(field="Chứng thực"), actor=drafter, now=NOW)

    assert {change["path"] for change in item.diff} == {"content/field", "source"}
    with pytest.raises(NotFound, match="item_not_found"):
        drafting.replace_item(ready.uid, 9, wording(), actor=drafter, now=NOW)


def test_lines_when_taken_then_good_ones_are_items_and_bad_ones_listed(drafter: Actor) -> None:
    decision = draft(drafter, DecisionKind.NEW)
    lines = [
        line(row()),
        b"{broken\n",
        b"\n",
        line(row()),
        line(row(code="2.000002", service_level="full")),
        line(row(code="2.000003", name="")),
    ]

    report = propose_lines(decision.uid, lines, actor=drafter, now=NOW)

    assert (report.read, report.taken) == (5, 2)
    assert [(one.line, one.code) for one in report.rejected] == [
        (2, "not_json"),
        (4, "repeated_code"),
        (6, "row_missing"),
    ]
    kinds = [(item.kind, item.procedure_key) for item in decision.items.order_by("ordinal")]
    assert kinds == [("procedure", CODE), ("procedure", "2.000002"), ("service_level", "2.000002")]


def test_lines_when_too_many_or_of_a_wrong_kind_then_nothing_is_taken(drafter: Actor) -> None:
    decision, other = draft(drafter, DecisionKind.NEW), draft(drafter, DecisionKind.ABOLISHED)
    many = (line(row(code=f"1.{number:06d}")) for number in range(100_000, 100_001 + MOST_LINES))

    with pytest.raises(Invalid, match="lines_too_many"), transaction.atomic():
        propose_lines(decision.uid, many, actor=drafter, now=NOW)
    with pytest.raises(Invalid, match="item_kind"):
        propose_lines(other.uid, [line(row())], actor=drafter, now=NOW)

    assert not decision.items.exists()


def test_process_when_its_table_is_sound_then_an_item(drafter: Actor) -> None:
    open_procedure()
    decision = draft(drafter, DecisionKind.INTERNAL_PROCESS)

    item = propose_process(decision.uid, CODE, TABLE.encode(), name="Quy trình", actor=drafter, now=NOW)

    assert item.kind == ItemKind.PROCESS
    assert [step["key"] for step in item.content["process"]["steps"]] == ["nhan", "xu-ly", "ky"]
    assert json.dumps(item.diff) != "[]"
    assert len(PROCESS.steps) == 4


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (TABLE.replace("sign,", "dance,"), [(4, "csv_value_unknown", "kind")]),
        (TABLE.replace("2,working_hour", "hai,working_hour").replace(">END", ""), [
            (2, "csv_not_a_number", "amount"), (4, "csv_outcome_malformed", "outcomes")]),
        (TABLE.replace("trinh>ky", "trinh>ky-tat"), [(3, "outcome_target_unknown", "")]),
        (TABLE.replace("1,working_day", "9,working_day"), [(0, "process_over_limit", "")]),
        ("a,b\n1,2\n", [(1, "csv_column_missing", column) for column in (
            "step", "name", "kind", "role", "unit_rule", "amount", "unit", "actions", "outcomes")]),
    ],
)  # fmt: skip
def test_process_when_its_table_is_faulty_then_every_fault_has_its_line(
    drafter: Actor, table: str, expected: list[tuple[int, str, str]]
) -> None:
    open_procedure()
    decision = draft(drafter, DecisionKind.INTERNAL_PROCESS)

    with pytest.raises(FaultyProcessError) as error:
        propose_process(decision.uid, CODE, table.encode(), name="Quy trình", actor=drafter, now=NOW)

    assert [(one.line, one.code, one.column) for one in error.value.faults] == expected
    assert not decision.items.exists()
