"""Papers that never changed a decision, and papers that the state holds already.

The rule, per procedure, case and paper, over the year before a day. ``asked``: dossiers with a decision (granted,
refused) whose case asks for the paper through their channel. ``lacked``: those decided without it. It *mattered* in a
dossier that was asked to supplement it, and in one that lacked it and was refused, as far as that happened more often
than to those that had it. A paper is needless when

* at least :data:`ENOUGH` dossiers were asked for it and at least :data:`LEAST_LACKED` were decided without it (a paper
  that everybody brings proves nothing by being there), and
* it mattered in none, and Wilson's upper bound of 95 % for how often it may matter is at most :data:`MOST_MATTERING`.

A paper is *held* when the wording names a result of another procedure for it, and *reused* when Wilson's lower bound
for its coming from an earlier result or the person's store is at least :data:`MOSTLY` of the times it came. Neither
proves that the paper may be dropped: the list is where to look first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb
from typing import Any, Final

from django.db import connection

from motcua.core.clock import LEGAL_ZONE
from motcua.figures.facts.reader import Facts, open_facts
from motcua.foresight.trial.measures import Estimate, wilson
from motcua.foresight.trial.report import SECONDS_A_PAPER, SECONDS_A_PAPER_AT_THE_DESK
from motcua.procedures.models import Case, Component
from motcua.procedures.terms import ChannelName

ENOUGH: Final = 100
LEAST_LACKED: Final = 20
MOST_MATTERING: Final = 15_000
"""In millionths."""
MOSTLY: Final = 500_000
SIGNIFICANT: Final = 0.05
YEAR: Final = dt.timedelta(days=365)


class Reason(StrEnum):
    NEVER_MATTERED = "never_mattered"
    HELD = "held"
    REUSED = "reused"


@dataclass(frozen=True, slots=True)
class Finding:
    """``matters``: how often it mattered (or, when reused, how often it was), with Wilson's interval; minutes a year
    that would be saved, of those who brought it."""

    procedure: str
    procedure_name: str
    case: str
    component: str
    name: str
    required: bool
    reason: Reason
    source: str
    asked: int
    lacked: int
    matters: Estimate
    applicants_minutes: int
    desk_minutes: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What the year says of a paper: dossiers asked and how many of them were refused, came with it and of those
    refused, asked to supplement it, took it from what the state holds."""

    asked: int
    refused: int
    came: int
    came_refused: int
    named: int
    taken: int

    @property
    def lacked(self) -> int:
        return self.asked - self.came

    @property
    def lacked_refused(self) -> int:
        return self.refused - self.came_refused


def mattered(counted: Counted) -> int:
    """In how many dossiers the paper mattered: see the rule above."""
    excess = counted.lacked_refused
    rate = counted.came_refused / counted.came if counted.came else counted.refused / max(1, counted.asked)
    if excess and at_least(counted.lacked, excess, max(rate, 1e-9)) >= SIGNIFICANT:
        excess = 0
    return counted.named + excess


def at_least(tries: int, hits: int, rate: float) -> float:
    """How likely so many hits or more are by chance."""
    if rate >= 1:
        return 1.0
    below = sum(comb(tries, number) * rate**number * (1 - rate) ** (tries - number) for number in range(hits))
    return max(0.0, 1 - below)


def reason_of(counted: Counted, reuse_result: str) -> tuple[Reason, Estimate] | None:
    """Why a paper is listed, None for one that is not."""
    matters = mattered(counted)
    bound = wilson(matters, counted.asked)
    if reuse_result and counted.came:
        return Reason.HELD, bound
    taken = wilson(counted.taken, counted.came)
    if counted.came >= ENOUGH and taken.low >= MOSTLY:
        return Reason.REUSED, taken
    enough = counted.asked >= ENOUGH and counted.lacked >= LEAST_LACKED
    if enough and matters == 0 and bound.high <= MOST_MATTERING:
        return Reason.NEVER_MATTERED, bound
    return None


def counted_papers(*, until: dt.date, facts: Facts) -> list[tuple[Mapping[str, Any], Counted]]:
    """Every paper asked for on the day with what the year before says of it."""
    first, last = until - YEAR, until - dt.timedelta(days=1)
    decided, came = _decided(facts, first, last)
    named = _named(first, last)
    return [(paper, _counted(paper, decided, came, named)) for paper in _papers(until)]


def needless_papers(*, until: dt.date, facts: Facts | None = None) -> list[Finding]:
    """Of papers asked for on the day, the most hours first. Raises as :func:`open_facts`."""
    if facts is None:
        with open_facts() as opened:
            counts = counted_papers(until=until, facts=opened)
    else:
        counts = counted_papers(until=until, facts=facts)
    found = []
    for paper, counted in counts:
        reason = reason_of(counted, paper["reuse_result"]) if counted.asked else None
        if reason is None:
            continue
        kind, matters = reason
        found.append(
            Finding(
                procedure=paper["procedure"],
                procedure_name=paper["procedure_name"],
                case=paper["case"],
                component=paper["code"],
                name=paper["name"],
                required=paper["required"],
                reason=kind,
                source=paper["reuse_result"],
                asked=counted.asked,
                lacked=counted.lacked,
                matters=matters,
                applicants_minutes=counted.came * SECONDS_A_PAPER // 60,
                desk_minutes=counted.came * SECONDS_A_PAPER_AT_THE_DESK // 60,
            )
        )
    return sorted(found, key=lambda one: (-one.applicants_minutes, one.procedure, one.case, one.component))


Key = tuple[str, str, str]
"""Procedure, case, channel."""
Came = Mapping[tuple[str, str, str, str], tuple[int, int, int]]

_IN_YEAR: Final = """
d.filed_on BETWEEN $first AND $last AND d.outcome IN ('granted', 'refusal', 'refused') AND d.grain = 'single'
"""
_DECIDED: Final = f"""
SELECT procedure, "case", channel, count(*), count(*) FILTER (WHERE outcome <> 'granted')
FROM dossiers d WHERE {_IN_YEAR} GROUP BY ALL
"""  # noqa: S608 (constants of this module)
_CAME: Final = f"""
SELECT d.procedure, d."case", d.channel, c.component, count(*), count(*) FILTER (WHERE d.outcome <> 'granted'),
    count(*) FILTER (WHERE c.reused OR c.from_store)
FROM components c JOIN dossiers d USING (dossier) WHERE {_IN_YEAR} GROUP BY ALL
"""  # noqa: S608
# Which papers applicants were asked to supplement stands in the log alone.
_NAMED: Final = """
SELECT p.key, c.key, d.channel, paper.code, count(DISTINCT d.id)
FROM dossier_event e JOIN dossier d ON d.id = e.dossier_id JOIN procedures_procedure p ON p.id = d.procedure_id
JOIN procedures_case c ON c.id = d.case_id
CROSS JOIN LATERAL jsonb_array_elements_text(
    coalesce(convert_from(e.payload, 'UTF8')::jsonb -> 'items', '[]')) AS paper(code)
WHERE e.kind = 'supplement_requested' AND d.submitted_at >= %s AND d.submitted_at < %s
GROUP BY 1, 2, 3, 4
"""


def _decided(facts: Facts, first: dt.date, last: dt.date) -> tuple[Mapping[Key, tuple[int, int]], Came]:
    facts.require("dossiers", "components")
    given = {"first": first, "last": last}
    decided = {
        (p, c, ch): (n, refused) for p, c, ch, n, refused in facts.connection.execute(_DECIDED, given).fetchall()
    }
    came = {tuple(row[:4]): tuple(row[4:]) for row in facts.connection.execute(_CAME, given).fetchall()}
    return decided, came


def _named(first: dt.date, last: dt.date) -> Mapping[tuple[str, str, str, str], int]:
    days = first, last + dt.timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [dt.datetime.combine(day, dt.time(), LEGAL_ZONE) for day in days])
        return {(str(p), str(c), str(ch), str(code)): int(n) for p, c, ch, code, n in cursor.fetchall()}


def _papers(on: dt.date) -> Sequence[Mapping[str, Any]]:
    """Papers of wordings in force, a row for each case they are asked of."""
    rows = Component.objects.filter(version__valid_from__lte=on, is_guidance=False).exclude(version__valid_to__lte=on)
    names = ("version__procedure__key", "version__name", "version_id", "case__key", "code", "name", "is_required")
    cases: dict[int, list[str]] = {}
    for version, key in Case.objects.filter(version__in=rows.values("version")).values_list("version_id", "key"):
        cases.setdefault(version, []).append(key)
    found = []
    for procedure, title, version, case, code, name, required, reuse, channels in rows.order_by("pk").values_list(
        *names, "reuse_result", "channels"
    ):
        for one in [case] if case else cases.get(version, []):
            found.append(
                {
                    "procedure": procedure,
                    "procedure_name": title,
                    "case": one,
                    "code": code,
                    "name": name,
                    "required": required,
                    "reuse_result": reuse,
                    "channels": list(channels) or [channel.value for channel in ChannelName],
                }
            )
    return found


def _counted(
    paper: Mapping[str, Any],
    decided: Mapping[Key, tuple[int, int]],
    came: Came,
    named: Mapping[tuple[str, str, str, str], int],
) -> Counted:
    sums = [0] * 6
    for channel in paper["channels"]:
        key = paper["procedure"], paper["case"], channel
        own = (*key, paper["code"])
        with_it, with_it_refused, taken = came.get(own, (0, 0, 0))
        asked, refused = decided.get(key, (0, 0))
        for place, value in enumerate((asked, refused, with_it, with_it_refused, named.get(own, 0), taken)):
            sums[place] += value
    return Counted(*sums)
