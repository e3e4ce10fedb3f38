"""Working copies of processes: saves, undo, two authors, and the way into a decision."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.procedures.lifecycle import DecisionKind, ItemKind
from motcua.procedures.models import DecisionItem, ProcessDraft, ProcessDraftSave
from motcua.procedures.process_content import Content, content_of, steps_of, with_steps
from motcua.procedures.process_patterns import usual_process
from motcua.procedures.process_rows import removed
from motcua.procedures.services import drafting, process_drafts
from motcua.procedures.services.process_drafts import (
    ProcessPlace,
    close_process_draft,
    keep_aside,
    open_or_start_process_draft,
    restore_process_save,
    save_process_draft,
    start_process_draft,
    undo_process_draft,
)
from motcua.procedures.services.process_proposing import NewDecision, checked_content, propose_process_draft
from tests.core.parallel import at_once
from tests.desk.office import EFFECT, staff
from tests.dossiers.world import CODE, NOW, World, build

pytestmark = pytest.mark.django_db

PLACE = ProcessPlace(CODE)
USUAL = content_of(usual_process(), name="Quy trình mới")


@pytest.fixture
def world(db: None) -> World:
    made = build()
    staff(made)
    return made


def start(world: World, content: Content = USUAL, place: ProcessPlace = PLACE) -> ProcessDraft:
    return start_process_draft(place, content, actor=world.actors["control"], now=NOW)


def save(world: World, draft: ProcessDraft, content: Content, expected: int) -> ProcessDraft:
    return save_process_draft(draft.uid, content, expected=expected, actor=world.actors["control"], now=NOW)


def named(name: str) -> Content:
    return {**USUAL, "name": name}


def test_start_when_a_draft_is_open_then_refused_and_named(world: World) -> None:
    draft = start(world)

    with pytest.raises(Conflict) as caught:
        start(world)

    assert (caught.value.code, caught.value.params["uid"]) == ("draft_exists", str(draft.uid))
    start(world, place=ProcessPlace(CODE, "", "TS-0101"))


@pytest.mark.parametrize(
    ("place", "code"),
    [(ProcessPlace("9.999999"), "procedure_not_found"), (ProcessPlace(CODE, "khong-co"), "case_not_found")],
)
def test_start_for_what_is_not_there_is_refused(world: World, place: ProcessPlace, code: str) -> None:
    with pytest.raises(NotFound) as caught:
        start(world, place=place)

    assert caught.value.code == code


@pytest.mark.parametrize("who", ["reception", "head", "chair"])
def test_start_without_the_verb_is_refused(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        start_process_draft(PLACE, USUAL, actor=world.actors[who], now=NOW)

    assert not ProcessDraft.objects.exists()


def test_save_then_every_save_is_kept(world: World) -> None:
    draft = start(world)

    save(world, draft, named("hai"), 1)
    save(world, draft, named("ba"), 2)

    rows = ProcessDraftSave.objects.order_by("revision").values_list("revision", "before", "content__name")
    assert list(rows) == [(1, None, "Quy trình mới"), (2, 1, "hai"), (3, 2, "ba")]


def test_save_of_the_same_again_changes_nothing(world: World) -> None:
    draft = start(world)

    assert save(world, draft, USUAL, 1).revision == 1


@pytest.mark.parametrize("expected", [0, 1, 3, 99])
def test_save_when_another_saved_or_the_revision_is_forged_then_refused(world: World, expected: int) -> None:
    draft = start(world)
    save(world, draft, named("của người kia"), 1)

    with pytest.raises(Conflict) as caught:
        save(world, draft, named("của tôi"), expected)

    draft.refresh_from_db()
    assert (caught.value.code, draft.content["name"]) == ("draft_edited", "của người kia")


def test_undo_goes_back_save_by_save_and_to_no_further_than_the_first(world: World) -> None:
    draft, actor = start(world), world.actors["control"]
    save(world, draft, named("hai"), 1)
    save(world, draft, named("ba"), 2)

    back = [
        undo_process_draft(draft.uid, expected=expected, actor=actor, now=NOW).content["name"] for expected in (3, 4)
    ]

    assert back == ["hai", "Quy trình mới"]
    with pytest.raises(Conflict) as caught:
        undo_process_draft(draft.uid, expected=5, actor=actor, now=NOW)
    assert caught.value.code == "nothing_to_undo"
    made = restore_process_save(draft.uid, 3, expected=5, actor=actor, now=NOW)
    assert (made.content["name"], made.revision) == ("ba", 6)


def test_saves_beyond_the_most_go_and_the_newest_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_drafts, "MOST_SAVES", 3)
    draft = start(world)
    for number in range(1, 8):
        save(world, draft, named(str(number)), number)

    assert list(ProcessDraftSave.objects.order_by("revision").values_list("revision", flat=True)) == [6, 7, 8]


def test_kept_aside_then_both_texts_are_there(world: World) -> None:
    draft, actor = start(world), world.actors["control"]
    save(world, draft, named("của người kia"), 1)

    first = keep_aside(draft.uid, named("của tôi"), based_on=1, actor=actor, now=NOW)
    again = keep_aside(draft.uid, named("của tôi"), based_on=1, actor=actor, now=NOW)

    assert first == again
    row = ProcessDraftSave.objects.get(pk=first)
    assert (row.is_aside, row.content["name"]) == (True, "của tôi")


def test_closed_then_nothing_can_be_written_and_another_may_begin(world: World) -> None:
    draft = start(world)
    close_process_draft(draft.uid, expected=1, actor=world.actors["control"], now=NOW)

    with pytest.raises(Conflict) as caught:
        save(world, draft, named("hai"), 1)

    assert caught.value.code == "draft_closed"
    assert start(world).uid != draft.uid


def test_process_of_a_register_is_opened_or_started_once(world: World) -> None:
    actor = world.actors["control"]

    first = open_or_start_process_draft("register:so-tiep-dan", USUAL, actor=actor, now=NOW)
    again = open_or_start_process_draft("register:so-tiep-dan", named("khác"), actor=actor, now=NOW)

    assert (first.uid, again.content["name"]) == (again.uid, "Quy trình mới")
    with pytest.raises(Invalid) as caught:
        propose_process_draft(first.uid, NewDecision("x", EFFECT), expected=1, actor=actor, now=NOW)
    assert caught.value.code == "draft_of_no_procedure"


# ---- threads


@pytest.mark.django_db(transaction=True)
def test_save_when_eight_authors_save_at_once_then_one_is_taken(transactional_db: None) -> None:
    world = build()
    staff(world)
    draft = start(world)

    def sent(number: int) -> int:
        return save(world, draft, named(f"tác giả {number}"), 1).revision

    answers = at_once([lambda number=number: sent(number) for number in range(8)])  # type: ignore[misc]

    refusals = [one.code for one in answers if isinstance(one, Conflict)]
    assert ([one for one in answers if not isinstance(one, BaseException)], refusals) == ([2], ["draft_edited"] * 7)
    assert ProcessDraftSave.objects.filter(draft=draft).count() == 2


@pytest.mark.django_db(transaction=True)
def test_start_when_eight_begin_at_once_then_one_draft_is_open(transactional_db: None) -> None:
    world = build()
    staff(world)

    answers = at_once([lambda: start(world).uid] * 8)

    assert sum(isinstance(one, Conflict) and one.code == "draft_exists" for one in answers) == 7
    assert ProcessDraft.objects.filter(closed_at=None).count() == 1


# ---- into a decision


def test_checked_when_sound_then_nothing_to_mend_and_the_limit_known(world: World) -> None:
    checked = checked_content(PLACE, USUAL, EFFECT)

    assert checked.faults == ()
    assert checked.limit is not None


def test_checked_when_a_unit_is_not_there_then_told_at_its_row(world: World) -> None:
    rows = steps_of(USUAL)
    rows[2] = {**rows[2], "unit_rule": "named", "named_unit": "KHONG-CO"}

    (fault,) = checked_content(PLACE, with_steps(USUAL, rows), EFFECT).faults

    assert (fault.row, fault.code) == (2, "unit_unknown")


def test_checked_without_a_name_is_told(world: World) -> None:
    assert [one.code for one in checked_content(PLACE, named(""), EFFECT).faults] == ["process_name_missing"]


def test_propose_into_a_new_decision_then_the_item_carries_the_process(world: World) -> None:
    draft, actor = start(world), world.actors["control"]

    item = propose_process_draft(draft.uid, NewDecision("QĐ quy trình", EFFECT), expected=1, actor=actor, now=NOW)

    assert (item.kind, item.decision.kind, item.procedure_key) == ("process", "internal_process", CODE)
    assert item.content["name"] == "Quy trình mới"
    again = propose_process_draft(draft.uid, item.decision.uid, expected=1, actor=actor, now=NOW)
    assert again.ordinal == item.ordinal
    assert DecisionItem.objects.filter(kind=ItemKind.PROCESS.value, decision=item.decision).count() == 1


def test_propose_when_faulty_then_refused_with_every_fault_and_no_decision_is_made(world: World) -> None:
    rows = steps_of(USUAL)
    rows[0], rows[1] = {**rows[0], "time": "mai"}, {**rows[1], "name": ""}
    draft = start(world, with_steps(USUAL, rows))

    with pytest.raises(Invalid) as caught:
        propose_process_draft(draft.uid, NewDecision("x", EFFECT), expected=1, actor=world.actors["control"], now=NOW)

    assert {one["code"] for one in caught.value.errors} == {"step_time_malformed", "step_name_missing"}
    assert not DecisionItem.objects.filter(kind=ItemKind.PROCESS.value, decision__title="x").exists()


def test_propose_when_the_decision_moved_on_then_refused(world: World) -> None:
    draft, actor = start(world), world.actors["control"]
    decision = drafting.draft_decision(
        DecisionKind.INTERNAL_PROCESS, title="x", effective_on=dt.date(2027, 3, 1), actor=actor, now=NOW
    )
    decision.state = "withdrawn"
    decision.save(update_fields=["state"])

    with pytest.raises(Conflict) as caught:
        propose_process_draft(draft.uid, decision.uid, expected=1, actor=actor, now=NOW)

    assert caught.value.code == "decision_moved"


def test_propose_what_another_has_changed_meanwhile_is_refused(world: World) -> None:
    draft, actor = start(world), world.actors["control"]
    save(world, draft, with_steps(USUAL, removed(steps_of(USUAL), 1)), 1)

    with pytest.raises(Conflict) as caught:
        propose_process_draft(draft.uid, NewDecision("x", EFFECT), expected=1, actor=actor, now=NOW)

    assert caught.value.code == "draft_edited"
