"""The checker of histories finds what is planted, and nothing in a sound history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .history import TOLD, Act, Fault, Kept, Read, answered_again, faults

LIFE = ("dossier_submitted", "document_added", "dossier_accepted", "step_completed", "result_issued")


def history(dossiers: int = 3) -> tuple[list[Act], Kept]:
    """Everything asked was done, kept and told."""
    acts = []
    for number in range(dossiers):
        for seq, kind in enumerate(LIFE, start=1):
            moment = number * 100.0 + seq
            code = f"H99-261123-{number + 1:04d}" if seq == 3 else ""
            acts.append(Act(f"{number}-{kind}", kind, moment, moment + 0.5, f"d{number}", seq, code))
    return acts, system(acts)


def system(acts: list[Act]) -> Kept:
    """What a sound system holds after these acts, all of them answered."""
    places = [act.place for act in acts if act.place is not None]
    letters = tuple(
        (f"letter {act.key}", act.dossier, act.place[1]) for act in acts if act.place is not None and act.kind in TOLD
    )
    return Kept(
        events=tuple((*act.place, act.kind) for act in acts if act.place is not None),
        answers=tuple((act.key, *act.place) for act in acts if act.place is not None),
        messages=tuple(places),
        letters=letters,
        arrived=tuple(name for name, _, _ in letters),
        codes={act.dossier: act.code for act in acts if act.code},
    )


def kinds(found: list[Fault]) -> set[str]:
    return {fault.kind for fault in found}


def test_history_when_everything_is_kept_then_no_fault() -> None:
    acts, kept = history()

    assert faults(acts, kept, [Read("d1", 200.0, 5), Read("d1", 101.6, 1)]) == []


def test_history_when_letters_come_twice_then_no_fault() -> None:
    acts, kept = history()

    assert faults(acts, replace(kept, arrived=kept.arrived * 2)) == []


@pytest.mark.parametrize("done", [True, False])
def test_history_when_an_act_was_never_answered_then_it_may_be_done_or_not(done: bool) -> None:
    acts, kept = history()
    hanging = Act("hanging", "step_completed", 500.0)
    if done:
        kept = replace(kept, events=(*kept.events, ("d2", 6, "step_completed")), messages=(*kept.messages, ("d2", 6)))
        kept = replace(kept, answers=(*kept.answers, ("hanging", "d2", 6)))

    assert faults([*acts, hanging], kept) == []


def lose_the_last_event(kept: Kept) -> Kept:
    return replace(kept, events=kept.events[:-1])


def lose_one_in_the_middle(kept: Kept) -> Kept:
    return replace(kept, events=(*kept.events[:1], *kept.events[2:]))


def do_one_twice(kept: Kept) -> Kept:
    dossier, seq, kind = kept.events[-1]
    return replace(kept, events=(*kept.events, (dossier, seq + 1, kind)), messages=(*kept.messages, (dossier, seq + 1)))


Change = Callable[[Kept], Kept]
PLANTED: list[tuple[Change, set[str]]] = [
    (lose_the_last_event, {"lost", "message_without_fact", "letter_without_fact"}),
    (lose_one_in_the_middle, {"lost", "gap_in_chain", "message_without_fact"}),
    (do_one_twice, {"unasked", "letter_not_written_once"}),
    (lambda kept: replace(kept, events=kept.events * 2), {"twice"}),
    (lambda kept: replace(kept, events=(("d0", 1, "step_completed"), *kept.events[1:])),
     {"other_effect", "letter_without_fact"}),
    (lambda kept: replace(kept, events=(*kept.events, ("d9", 1, "document_added"))), {"unasked", "message_lost"}),
    (lambda kept: replace(kept, answers=kept.answers[1:]), {"answer_not_kept_once"}),
    (lambda kept: replace(kept, answers=(*kept.answers, kept.answers[0])), {"answer_not_kept_once"}),
    (lambda kept: replace(kept, answers=(("0-dossier_submitted", "d7", 1), *kept.answers[1:])), {"other_answer_kept"}),
    (lambda kept: replace(kept, answers=(*kept.answers, ("nobody's", "d0", 1))), {"answer_to_nobody"}),
    (lambda kept: replace(kept, messages=kept.messages[1:]), {"message_lost"}),
    (lambda kept: replace(kept, messages=(*kept.messages, kept.messages[0])), {"message_twice"}),
    (lambda kept: replace(kept, messages=(*kept.messages, ("d0", 9))), {"message_without_fact"}),
    (lambda kept: replace(kept, arrived=kept.arrived[1:]), {"letter_lost"}),
    (lambda kept: replace(kept, arrived=(*kept.arrived, "from nowhere")), {"letter_without_fact"}),
    (lambda kept: replace(kept, letters=kept.letters[1:]), {"letter_not_written_once", "letter_without_fact"}),
    (lambda kept: replace(kept, letters=(*kept.letters, ("more", "d0", 1)), arrived=(*kept.arrived, "more")),
     {"letter_not_written_once"}),
    (lambda kept: replace(kept, letters=(*kept.letters, ("more", "d0", 2)), arrived=(*kept.arrived, "more")),
     {"letter_without_fact"}),
    (lambda kept: replace(kept, codes={**kept.codes, "d0": "H99-261123-0009"}), {"other_code", "gap_in_codes"}),
    (lambda kept: replace(kept, codes={**kept.codes, "d0": "H99-261123-0002"}),
     {"other_code", "code_twice", "gap_in_codes"}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "wanted"), PLANTED, ids=range(len(PLANTED)))
def test_system_when_a_fault_is_planted_then_it_is_found_and_nothing_else(change: Change, wanted: set[str]) -> None:
    acts, kept = history()

    assert kinds(faults(acts, change(kept))) == wanted


def test_client_when_told_two_things_then_found() -> None:
    acts, kept = history()
    acts[4] = answered_again(acts[4], ("d0", 5))
    assert faults(acts, kept) == []

    acts[4] = answered_again(acts[4], ("d0", 6))

    assert kinds(faults(acts, kept)) == {"two_answers"}


def test_clients_when_two_were_told_of_one_effect_then_found() -> None:
    acts, kept = history()
    twin = replace(acts[4], key="twin")

    found = faults([*acts, twin], replace(kept, answers=(*kept.answers, ("twin", "d0", 5))))

    assert kinds(found) == {"one_effect_for_two"}


def test_act_when_it_came_to_stand_before_one_that_was_done_then_found() -> None:
    acts, kept = history()
    acts[0] = replace(acts[0], began=300.0, ended=301.0)

    assert kinds(faults(acts, kept)) == {"before_what_was_done"}


def test_reader_when_it_sees_less_than_was_told_then_found() -> None:
    acts, kept = history()

    assert kinds(faults(acts, kept, [Read("d1", 200.0, 4)])) == {"stale_read"}


@given(st.data())
def test_any_acknowledged_act_when_it_is_gone_or_there_twice_then_found(data: st.DataObject) -> None:
    acts, kept = history(data.draw(st.integers(1, 5)))
    which = data.draw(st.integers(0, len(acts) - 1))
    gone = replace(kept, events=kept.events[:which] + kept.events[which + 1 :])
    again = replace(kept, events=(*kept.events, kept.events[which]))

    assert "lost" in kinds(faults(acts, gone))
    assert "twice" in kinds(faults(acts, again))
