"""A dry run as it is kept: canonical JSON of whole numbers (shares in millionths, lengths in working minutes, money in
dong), with its inputs. Its digest names it wherever it is quoted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from motcua import __version__
from motcua.core import canonical
from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE
from motcua.foresight.trial.change import AskedChange, Change
from motcua.foresight.trial.history import WARM_UP, History
from motcua.foresight.trial.outcome import Load, Outcome
from motcua.foresight.trial.registry import Registry
from motcua.foresight.trial.selfcheck import SelfCheck
from motcua.procedures.process import longest_minutes, working_minutes
from motcua.procedures.terms import Limit

SCHEMA_VERSION: Final = 1
SECONDS_A_QUESTION: Final = 30
SECONDS_A_PAPER: Final = 600
SECONDS_A_PAPER_AT_THE_DESK: Final = 120
"""What a question or a paper takes: assumptions, printed in every report. Nobody measured them here."""
MOST_LOADS: Final = 200
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def made(
    history: History, registry: Registry, change: Change, outcome: Outcome, inputs: Mapping[str, Json]
) -> dict[str, Json]:
    """The report. ``inputs`` name the items' digest, the seed and the decision's revision."""
    body: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "inputs": {
            **inputs,
            "facts": history.manifest,
            "program": __version__,
            "first": history.first.isoformat(),
            "last": history.last.isoformat(),
            "warm_up_days": WARM_UP.days,
            "replications": outcome.replications,
        },
        "procedures": [[key, registry.names.get(key, key)] for key in sorted(change.procedures)],
        "dossiers": outcome.dossiers,
        "beside": outcome.beside,
        "left_out": dict(sorted(history.left_out.items())),
        "late": outcome.late.to_json(),
        "median": outcome.median.to_json(),
        "p90": outcome.p90.to_json(),
        "others": {"dossiers": outcome.others_count, "late": outcome.others.to_json() if outcome.others else None},
        "calibration": _calibration(outcome),
        "self_check": _self_check(outcome.check),
        "touched": outcome.touched,
        "dues": dict(outcome.dues),
        "loads": _loads(outcome.loads, registry),
        "holders": _holders(outcome, registry),
        "fees": _fees(history, change),
        "asked": _asked(history, registry, change),
        "months": [list(row) for row in outcome.by_month],
        "learnt": [[one.role, one.mean, one.seen] for one in outcome.learnt],
        "stretch": outcome.stretch,
        "assumptions": [[one.procedure, one.step, one.basis, one.stays] for one in outcome.assumptions],
        "step_names": _step_names(outcome, registry, change),
        "unseen": [list(pair) for pair in change.unseen],
        "over_limit": _over_limit(registry, change),
    }
    plain = canonical.plain(body)
    if not isinstance(plain, dict):
        raise TypeError("a report is an object")
    return plain


def _calibration(outcome: Outcome) -> Json:
    """What was recorded beside what the simulation of the same year came to."""
    late, median, p90 = outcome.recorded
    return {
        "late": [late, outcome.late.before.value],
        "median": [median, outcome.median.before.value],
        "p90": [p90, outcome.p90.before.value],
        "dues_same": list(outcome.checked),
    }


def _self_check(check: SelfCheck | None) -> Json:
    """What the last part of the period was foretold to be, beside what it was; None where there was too little."""
    if check is None:
        return None
    late, median, p90 = check.recorded
    return {
        "since": (_EPOCH + dt.timedelta(microseconds=check.since)).astimezone(LEGAL_ZONE).date().isoformat(),
        "dossiers": check.dossiers,
        "late": [late, *check.late.to_json()],
        "median": [median, *check.median.to_json()],
        "p90": [p90, *check.p90.to_json()],
        "holds": check.holds,
    }


def _step_names(outcome: Outcome, registry: Registry, change: Change) -> Json:
    """Of the steps that rest on assumptions, by procedure and key."""
    new = {(one.procedure, step.key): step.name for one in change.processes for step in one.process.steps}
    found: dict[str, dict[str, str]] = {}
    for one in outcome.assumptions:
        place = one.procedure, one.step
        known = registry.steps.get(place, ())
        found.setdefault(one.procedure, {})[one.step] = new.get(place) or (known[-1].name if known else one.step)
    return canonical.plain(found)


def _loads(loads: Sequence[Load], registry: Registry) -> Json:
    """The desks that change most, first."""
    ordered = sorted(loads, key=lambda one: (-abs(one.minutes[1] - one.minutes[0]), one.unit, one.role))
    return [
        {
            "unit": one.unit,
            "name": registry.units.names.get(one.unit, one.unit),
            "role": one.role,
            "people": [one.people, one.people_after],
            "guessed": one.is_guessed,
            "empty": one.is_empty,
            "capacity": [one.capacity, one.capacity_after],
            "stays": list(one.stays),
            "minutes": list(one.minutes),
            "waited": list(one.waited),
        }
        for one in ordered[:MOST_LOADS]
    ]


def _holders(outcome: Outcome, registry: Registry) -> Json:
    """Who settles instead of whom, with how many dossiers."""
    names = registry.units.names
    pairs = sorted(outcome.moved.items(), key=lambda pair: -pair[1])
    return [[names.get(old, old), names.get(new, new), count] for (old, new), count in pairs]


def _fees(history: History, change: Change) -> Json:
    """Fees recorded as paid, and what the same payers would have paid; who was exempt stays so."""
    if not change.fees:
        return None
    dossiers, names = history.dossiers, history.names
    before = after = payers = 0
    for number in np.flatnonzero(dossiers.own & dossiers.counted & (dossiers.fees > 0)).tolist():
        key = names["procedure"][dossiers.procedure[number]], names["case"][dossiers.case[number]]
        channel, paid = names["channel"][dossiers.channel[number]], int(dossiers.fees[number])
        fitting = [
            one
            for one in change.fees
            if one.procedure == key[0] and one.case in {"", key[1]} and one.channel in {"", channel}
        ]
        fitting.sort(key=lambda one: (bool(one.case), bool(one.channel)))
        payers, before = payers + 1, before + paid
        after += fitting[-1].dong if fitting else paid
    return {"payers": payers, "before": before, "after": after}


def _asked(history: History, registry: Registry, change: Change) -> Json:
    """Papers and questions that are dropped or added, times the dossiers they were asked of."""
    found: list[Json] = []
    for one in change.asked:
        cases = [one.case] if one.case else [case for key, case in registry.questions if key == one.procedure]
        for case in cases:
            row = _asked_of(one, case, history, registry)
            if row is not None:
                found.append(row)
    return found


def _asked_of(one: AskedChange, case: str, history: History, registry: Registry) -> Json:
    dossiers, names = history.dossiers, history.names
    mask = dossiers.counted & (np.array([n == one.procedure for n in names["procedure"].texts])[dossiers.procedure])
    mask &= np.array([n == case for n in names["case"].texts])[dossiers.case]
    count = int(mask.sum())
    papers, questions = registry.papers.get((one.procedure, case)), registry.questions.get((one.procedure, case))
    lists: dict[str, tuple[list[str], list[str]]] = {}
    words: dict[str, str] = {}
    for name, old, new in (("papers", papers, one.papers), ("questions", questions, one.questions)):
        if new is not None:
            before, after = set(old or ()), set(new)
            lists[name] = sorted(before - after), sorted(after - before)
            for said in (old, new):
                words |= {key: said[key] for key in before ^ after if isinstance(said, Mapping) and key in said}
    if not any(dropped or added for dropped, added in lists.values()):
        return None
    net_papers, net_questions = (
        len(lists[name][0]) - len(lists[name][1]) if name in lists else 0 for name in ("papers", "questions")
    )
    saved = count * (net_papers * SECONDS_A_PAPER + net_questions * SECONDS_A_QUESTION)
    return {
        "procedure": one.procedure,
        "case": case,
        "dossiers": count,
        **{name: {"dropped": list(pair[0]), "added": list(pair[1])} for name, pair in lists.items()},
        "words": dict(sorted(words.items())),
        "applicants_minutes": saved // 60 if saved >= 0 else -(-saved // 60),
        "desk_minutes": count * net_papers * SECONDS_A_PAPER_AT_THE_DESK // 60,
        "seconds": [SECONDS_A_QUESTION, SECONDS_A_PAPER, SECONDS_A_PAPER_AT_THE_DESK],
    }


def _over_limit(registry: Registry, change: Change) -> Json:
    """New processes whose slowest way is longer than a limit that would stand: they could not be published so."""
    found: list[Json] = []
    for one in change.processes:
        limits: list[Limit] = [
            terms.limit
            for (key, case, _channel), terms in registry.terms.items()
            if key == one.procedure and one.case in {"", case} and terms.limit is not None
        ]
        least = min((working_minutes(limit.amount, limit.unit) for limit in limits), default=None)
        longest = longest_minutes(one.process)
        if least is not None and longest > least:
            found.append([one.procedure, longest, least])
    return found
