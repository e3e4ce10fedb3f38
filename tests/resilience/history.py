"""A history of what clients were told, held against what the system kept. Pure.

The clients note every act they asked for and every answer they got; afterwards the log, the answers kept for repeats,
the outbox, the letters written and the letters that arrived are read. :func:`faults` says where the two disagree:

* an act that was acknowledged stands in the log once, under the number its answer named, with its kind;
* nothing stands in the log that nobody asked for, and nothing twice;
* who asked twice with one key got one answer, and it is the one that was kept;
* an act that began after another had been answered comes after it, and whoever reads afterwards sees it;
* each event has one message in the outbox; each event people are told of has one letter, which arrived; no letter
  arrived without its event. A letter may arrive more than once: the outside world is told at least once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

TOLD = frozenset({"dossier_submitted", "dossier_accepted", "result_issued", "result_handed_over"})
"""Kinds of events that a person hears of by letter."""

Place = tuple[str, int]
"""A dossier and a number in its chain."""


@dataclass(frozen=True, slots=True)
class Act:
    """One request with its key, sent until it was answered. Without an answer ``place`` is None."""

    key: str
    kind: str
    began: float
    ended: float | None = None
    dossier: str = ""
    seq: int | None = None
    code: str = ""
    other_answers: tuple[Place, ...] = ()
    """What its repeats and its twins, sent at the same time, were told."""

    @property
    def place(self) -> Place | None:
        return (self.dossier, self.seq) if self.ended is not None and self.seq is not None else None


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody looked at a dossier and saw it as of ``seq``."""

    dossier: str
    began: float
    seq: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the system holds afterwards, each as plain rows, repeated where they are there twice."""

    events: tuple[tuple[str, int, str], ...] = ()
    answers: tuple[tuple[str, str, int], ...] = ()
    """Key, dossier and number of the answers kept for repeats."""
    messages: tuple[Place, ...] = ()
    letters: tuple[tuple[str, str, int], ...] = ()
    """Name (Message-ID), dossier, number."""
    arrived: tuple[str, ...] = ()
    """Names of the letters that came out at the other end, as often as they came."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """The code of each dossier that has one."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    kind: str
    what: str


def faults(acts: Iterable[Act], kept: Kept, reads: Iterable[Read] = ()) -> list[Fault]:
    """Everything that is wrong, in order of kind; empty when acts and system agree."""
    acts = list(acts)
    found = [*_log(acts, kept), *_answers(acts, kept), *_order(acts, reads), *_codes(acts, kept), *_outside(kept)]
    return sorted(set(found))


def _log(acts: list[Act], kept: Kept) -> Iterator[Fault]:
    times = Counter((dossier, seq) for dossier, seq, _ in kept.events)
    kinds = {(dossier, seq): kind for dossier, seq, kind in kept.events}
    acknowledged: dict[Place, str] = {}
    for act in acts:
        place = act.place
        if place is None:
            continue
        if place in acknowledged:
            yield Fault("one_effect_for_two", f"{acknowledged[place]} and {act.key} at {_at(place)}")
        acknowledged[place] = act.key
        if place not in kinds:
            yield Fault("lost", f"{act.key} at {_at(place)}")
        elif kinds[place] != act.kind:
            yield Fault("other_effect", f"{act.key} at {_at(place)} is {kinds[place]}, not {act.kind}")
    yield from (Fault("twice", _at(place)) for place, count in times.items() if count > 1)
    # Whatever nobody was told of must be the one effect of an act that is still without an answer.
    open_acts = Counter(act.kind for act in acts if act.place is None)
    untold = Counter(kinds[place] for place in kinds if place not in acknowledged)
    for kind, count in untold.items():
        if count > open_acts[kind]:
            yield Fault("unasked", f"{count} x {kind}, {open_acts[kind]} unanswered")
    for dossier, numbers in _numbers(kinds).items():
        if numbers != list(range(1, len(numbers) + 1)):
            yield Fault("gap_in_chain", dossier)


def _numbers(kinds: Iterable[Place]) -> dict[str, list[int]]:
    chains: defaultdict[str, list[int]] = defaultdict(list)
    for dossier, seq in sorted(kinds):
        chains[dossier].append(seq)
    return chains


def _answers(acts: list[Act], kept: Kept) -> Iterator[Fault]:
    times = Counter(key for key, _, _ in kept.answers)
    stored = {key: (dossier, seq) for key, dossier, seq in kept.answers}
    for act in acts:
        if act.place is None:
            continue
        if any(other != act.place for other in act.other_answers):
            yield Fault("two_answers", act.key)
        if times[act.key] != 1:
            yield Fault("answer_not_kept_once", f"{act.key}: {times[act.key]}")
        elif stored[act.key] != act.place:
            yield Fault("other_answer_kept", act.key)
    known = {act.key for act in acts}
    yield from (Fault("answer_to_nobody", key) for key in times if key not in known)


def _order(acts: list[Act], reads: Iterable[Read]) -> Iterator[Fault]:
    told: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for act in acts:
        if act.place is not None and act.ended is not None:
            told[act.dossier].append((act.ended, act.place[1]))
    for act in acts:
        if act.place is not None and any(end < act.began and seq >= act.place[1] for end, seq in told[act.dossier]):
            yield Fault("before_what_was_done", act.key)
    for read in reads:
        if any(end < read.began and seq > read.seq for end, seq in told[read.dossier]):
            yield Fault("stale_read", f"{read.dossier} as of {read.seq}")


def _codes(acts: list[Act], kept: Kept) -> Iterator[Fault]:
    for act in acts:
        if act.code and act.place is not None and kept.codes.get(act.dossier) != act.code:
            yield Fault("other_code", f"{act.key}: {act.code}")
    yield from (Fault("code_twice", code) for code, n in Counter(kept.codes.values()).items() if n > 1)
    days: defaultdict[str, list[int]] = defaultdict(list)
    for code in kept.codes.values():
        day, _, number = code.rpartition("-")
        days[day].append(int(number))
    for day, numbers in days.items():
        if sorted(set(numbers)) != list(range(1, len(set(numbers)) + 1)):
            yield Fault("gap_in_codes", day)


def _outside(kept: Kept) -> Iterator[Fault]:
    events = {(dossier, seq): kind for dossier, seq, kind in kept.events}
    messages = Counter(kept.messages)
    letters = Counter((dossier, seq) for _, dossier, seq in kept.letters)
    fact_of = {name: (dossier, seq) for name, dossier, seq in kept.letters}
    arrived = set(kept.arrived)
    yield from (Fault("message_without_fact", _at(place)) for place in messages if place not in events)
    yield from (Fault("message_twice", _at(place)) for place, count in messages.items() if count > 1)
    for place, kind in events.items():
        if not messages[place]:
            yield Fault("message_lost", _at(place))
        if kind in TOLD and letters[place] != 1:
            yield Fault("letter_not_written_once", f"{_at(place)}: {letters[place]}")
    for name, place in fact_of.items():
        if events.get(place) not in TOLD:
            yield Fault("letter_without_fact", f"{name} at {_at(place)}")
        if name not in arrived:
            yield Fault("letter_lost", f"{name} at {_at(place)}")
    yield from (Fault("letter_without_fact", f"{name}, never written") for name in arrived if name not in fact_of)


def answered_again(act: Act, place: Place) -> Act:
    return replace(act, other_answers=(*act.other_answers, place))


def _at(place: Place) -> str:
    return f"{place[0]}/{place[1]}"
