"""A fan-out (liên thông): what several agencies do for one application, in which order and under which condition.

Decree 61/2018/ND-CP art. 19.6-7 (kept by Decree 118/2025 as amended by Decree 309/2026): an electronic dossier goes to
all at once, each with its duty, content and limit; what needs the result of another waits for it. Pure: which parts a
dossier needs, which may open now, and whether the whole may go on are asked of the definition and of what is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from motcua.procedures.terms import Limit

SCHEMA_VERSION = 1
MOST_PARTS = 20
ALL_ANSWERS = "*"


class Returns(StrEnum):
    """When the applicant gets the results: all with the whole, or each as it comes."""

    TOGETHER = "together"
    AS_THEY_COME = "as_they_come"


class Outcome(StrEnum):
    """How a part stands. WAITING: for the applicant; its agency's time does not run."""

    OPEN = "open"
    WAITING = "waiting"
    GRANTED = "granted"
    REFUSAL = "refusal"
    """A refusal as a result."""
    REFUSED = "refused"
    """Not received by its agency."""
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


RUNNING = frozenset({Outcome.OPEN, Outcome.WAITING})


class Verdict(StrEnum):
    """May the whole go on? FAILED: all has ended and a part it needs was not granted."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an application when its parts are chosen."""

    case: str
    answers: Mapping[str, str] = field(default_factory=dict)
    papers: frozenset[str] = frozenset()
    """Components that were handed in."""


@dataclass(frozen=True, slots=True)
class Condition:
    """When a part is asked for: all that is named must hold; each by one of its values. ``settled_by`` are codes of
    units: of several parts for one duty the one is taken whose unit serves the place."""

    cases: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    settled_by: tuple[str, ...] = ()

    def holds(self, facts: Facts) -> bool:
        """Everything but ``settled_by``, which is known once the part is routed."""
        return (
            (not self.cases or facts.case in self.cases)
            and all(facts.answers.get(name, "") in wanted for name, wanted in self.answers.items())
            and (not self.papers or not facts.papers.isdisjoint(self.papers))
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One sub-dossier: a case of a procedure, settled by whoever is competent for it at the place.

    ``after``: the parts that end first, all granted. ``needed``: the whole fails without it. ``papers``: component of
    the whole -> component of the part. ``takes``: part whose result it is given -> component this result stands for.
    ``answers``: fields of the whole it gets, ``*`` for all. ``limit``: shorter than the procedure's own.
    ``pauses_whole``: while the applicant owes this part something, the time of the whole does not count.
    """

    key: str
    name: str
    duty: str
    procedure: str
    case: str = "default"
    after: tuple[str, ...] = ()
    when: Condition = field(default_factory=Condition)
    needed: bool = True
    papers: Mapping[str, str] = field(default_factory=dict)
    takes: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[str, ...] = (ALL_ANSWERS,)
    limit: Limit | None = None
    pauses_whole: bool = True


@dataclass(frozen=True, slots=True)
class Bundle:
    """The parts that open when a dossier comes to ``step`` of its process.

    ``is_umbrella``: the whole has no work of its own, its parts are all there is: agencies count the parts, never the
    whole, and when they have ended the whole has its result. A lead agency that works on its own dossier is counted
    with it.
    """

    step: str
    parts: tuple[Part, ...]
    returns: Returns = Returns.TOGETHER
    is_umbrella: bool = False

    def part(self, key: str) -> Part:
        """Raises KeyError."""
        for part in self.parts:
            if part.key == key:
                return part
        raise KeyError(key)

    def chosen(self, facts: Facts) -> tuple[Part, ...]:
        """The parts this application asks for, in their order. A part that waits for one not asked for does not
        wait for it."""
        return tuple(part for part in self.parts if part.when.holds(facts))


def to_open(parts: Iterable[Part], known: Mapping[str, Outcome]) -> tuple[Part, ...]:
    """The chosen parts that are not open yet and whose predecessors were granted."""
    parts = tuple(parts)
    asked = {part.key for part in parts}
    return tuple(
        part
        for part in parts
        if part.key not in known
        and all(known.get(before) is Outcome.GRANTED for before in part.after if before in asked)
    )


def verdict(parts: Iterable[Part], known: Mapping[str, Outcome]) -> Verdict:
    """Whether the whole may go on: DONE when every chosen part that can still open has ended and all that are needed
    were granted. A part whose predecessor failed never opens, and fails with it."""
    parts = tuple(parts)
    if any(outcome in RUNNING for outcome in known.values()) or to_open(parts, known):
        return Verdict.OPEN
    granted = {key for key, outcome in known.items() if outcome is Outcome.GRANTED}
    return Verdict.DONE if all(part.key in granted for part in parts if part.needed) else Verdict.FAILED


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a definition cannot be used."""

    code: str
    part: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def check(bundle: Bundle) -> list[Fault]:
    """Everything that keeps ``bundle`` from being used, as far as it can be seen without the registry."""
    if not bundle.parts:
        return [Fault("bundle_empty")]
    if len(bundle.parts) > MOST_PARTS:
        return [Fault("bundle_too_long", params={"parts": len(bundle.parts), "most": MOST_PARTS})]
    keys = [part.key for part in bundle.parts]
    faults = [Fault("part_key_repeated", key) for key, times in Counter(keys).items() if times > 1]
    for part in bundle.parts:
        known = {*part.after, *part.takes} - set(keys)
        faults += [Fault("part_unknown", part.key, {"named": name}) for name in sorted(known)]
        faults += [Fault("part_result_too_early", part.key, {"named": n}) for n in part.takes if n not in part.after]
        if not part.name.strip() or not part.duty.strip():
            faults.append(Fault("part_without_duty", part.key))
    return faults or [Fault("parts_in_a_circle", key) for key in _circular(bundle)]


def _circular(bundle: Bundle) -> list[str]:
    """Parts that wait for one another."""
    left = {part.key: set(part.after) for part in bundle.parts}
    while True:
        free = [key for key, after in left.items() if not after & left.keys()]
        if not free:
            return sorted(left)
        for key in free:
            del left[key]
