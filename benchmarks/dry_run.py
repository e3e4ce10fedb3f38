"""The dry run against the truth: a year is simulated under processes as they stand (A), changes are predicted from its
facts, and each change is simulated too (B): the same people come for the same things to desks with the same people.

The prediction knows facts, the log and the registry, never the simulator's settings. What is compared is late share and
median working minutes from acceptance to result of the changed procedure's dossiers. Also: papers are planted in the
year's data that never matter, or that the state holds, and the list of needless papers is asked for.
"""

from __future__ import annotations

import datetime as dt
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.own_database import own_database

if TYPE_CHECKING:
    from motcua.foresight.trial.change import Change
    from motcua.procedures.process import Process
    from motcua.simulate.plan import Plan
    from motcua.simulate.variant import Variant

DATABASE: Final = "motcua_dry_run"
PROCEDURES: Final = ("1.004222", "1.013831")
"""One with a commitment and time to spare, one that is often late."""
ROWS: Final = 30_000
SEEDS: Final = (1,)
STAFFING: Final = 0.8
WITH_OTHERS: Final = frozenset({"supplement_at_settlement", "payment_pending", "stopped"})
"""States in which an open dossier waits for somebody else: its date moves."""
AWAY_DAYS: Final = 28
LAST: Final = dt.date(2026, 11, 22)


def run(
    *, rows: int = ROWS, seeds: tuple[int, ...] = SEEDS, procedures: tuple[str, ...] = PROCEDURES
) -> dict[str, Any]:
    """Predicted and simulated beside each other, change by change and seed by seed."""
    from django.conf import settings

    found: list[dict[str, Any]] = []
    for seed in seeds:
        with own_database(DATABASE), tempfile.TemporaryDirectory() as folder:
            kept, settings.FACTS_ROOT = settings.FACTS_ROOT, Path(folder)
            try:
                found += list(_year(rows, seed, procedures))
            finally:
                settings.FACTS_ROOT = kept
    changes = [one for one in found if "change" in one]
    return {
        "rows": rows,
        "seeds": list(seeds),
        "staffing": str(STAFFING),
        "procedures": list(procedures),
        "papers": [one["papers"] for one in found if "papers" in one],
        "changes": changes,
        "late_within": f"{sum(one['late_within'] for one in changes)} of {len(changes)}",
        "median_within": f"{sum(one['median_within'] for one in changes)} of {len(changes)}",
        "rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _year(rows: int, seed: int, procedures: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    from motcua.core import clock
    from motcua.demo.base import load_base
    from motcua.figures.facts.build import build
    from motcua.simulate.plan import YEAR, Plan, begin, plan_of
    from motcua.simulate.run import make
    from motcua.simulate.tables import Keys
    from motcua.simulate.variant import Variant

    load_base(now=clock.now())
    job = begin(Plan(rows, seed, LAST - YEAR, LAST, STAFFING, Keys(0, 0), {}), now=clock.now())
    planted = _planted(seed)
    make(job, variant=Variant(needless=planted))
    job.refresh_from_db()
    plan = plan_of(job)
    build(now=clock.now())
    yield {"seed": seed, "papers": _papers_found(planted)}
    for procedure in procedures:
        for name, change, variant in _changes(procedure, plan):
            began = time.monotonic()
            predicted = _predicted(change, plan, procedure)
            seconds = round(time.monotonic() - began, 1)
            true = _simulated(plan, variant, procedure)
            yield {"seed": seed, "procedure": procedure, "change": name, "seconds": seconds} | _beside(predicted, true)


def _planted(seed: int) -> dict[str, frozenset[str]]:
    """Half of the papers that are not required, chosen by the seed, of procedures that ask for others too: nobody will
    ever ask to supplement them."""
    import random

    from motcua.procedures.models import Component

    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    found: dict[str, set[str]] = {}
    rows = Component.objects.filter(is_guidance=False, is_required=False, version__valid_to=None).order_by("pk")
    for procedure, code in rows.values_list("version__procedure__key", "code"):
        if chance.random() < 0.5:
            found.setdefault(procedure, set()).add(code)
    return {procedure: frozenset(codes) for procedure, codes in found.items()}


def _papers_found(planted: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """Precision and recall of the list; those that a year says enough of are papers of at least as many dossiers as it
    takes for the bound."""
    from motcua.figures.facts.reader import open_facts
    from motcua.foresight.trial import papers

    until = LAST + dt.timedelta(days=1)
    with open_facts() as facts:
        listed = papers.needless_papers(until=until, facts=facts)
        counts = {
            (paper["procedure"], paper["case"], paper["code"]): counted
            for paper, counted in papers.counted_papers(until=until, facts=facts)
        }
    said = {(one.procedure, one.case, one.component) for one in listed if one.reason is papers.Reason.NEVER_MATTERED}
    true = {key for key in counts if key[2] in planted.get(key[0], frozenset())}
    least = next(n for n in range(papers.ENOUGH, 10_000) if papers.wilson(0, n).high <= papers.MOST_MATTERING)
    enough = {key for key, one in counts.items() if one.asked >= least and one.lacked >= papers.LEAST_LACKED}
    some = {key for key, one in counts.items() if one.asked >= papers.ENOUGH}
    return {
        "planted": len(true),
        "planted_with_100_dossiers": len(true & some),
        "planted_with_enough_dossiers": len(true & enough),
        "others_with_enough_dossiers": len(enough - true),
        "enough_dossiers": least,
        "listed": len(said),
        "listed_and_planted": len(said & true),
        "precision": _ratio(len(said & true), len(said)),
        "recall_of_enough": _ratio(len(said & true & enough), len(true & enough)),
        "recall_of_100": _ratio(len(said & true & some), len(true & some)),
    }


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def _changes(procedure: str, plan: Plan) -> Iterator[tuple[str, Change, Variant]]:
    """Seven changes, and none: as a prediction is asked for, and as the simulator plays it."""
    from motcua.dossiers import references
    from motcua.foresight.trial.change import Change, LimitChange, ProcessChange, Staffing
    from motcua.procedures.process import Step, StepKind, UnitRule
    from motcua.procedures.terms import Limit
    from motcua.simulate.variant import Variant
    from motcua.worktime.rules import LimitUnit

    process = _standing(procedure)

    def of_process(new: Process) -> tuple[Change, Variant]:
        return Change(processes=(ProcessChange(procedure, "", "", new),)), Variant(processes={procedure: new})

    yield "no change", *of_process(process)
    longest = max(process.steps[:-1], key=lambda step: step.minutes)
    checked = next((step for step in process.steps if step.kind is StepKind.VERIFICATION), process.steps[0])
    shorter = tuple(
        replace(step, amount=max(1, step.amount // 2)) if step is longest else step for step in process.steps
    )
    yield f"hours of step {longest.key} halved", *of_process(replace(process, steps=shorter))
    yield f"step {checked.key} removed", *of_process(_without(process, checked.key))
    consulted = Step(
        "consulted", "Lấy ý kiến", StepKind.WORK, "settling_officer", UnitRule.SETTLING, None, 16,
        LimitUnit.WORKING_HOUR, (replace(longest.outcomes[0]),),
    )  # fmt: skip
    yield "a consultation of 16 hours added", *of_process(_after(process, longest.key, consulted))
    limit = Limit(3, LimitUnit.WORKING_DAY)
    yield (
        "committed limit cut to 3 working days",
        Change(limits=(LimitChange(procedure, "", "", limit),)),
        Variant(limits={procedure: limit}),
    )
    moved = tuple(
        replace(step, unit_rule=UnitRule.PARENT) if step.key == checked.key else step for step in process.steps
    )
    yield f"step {checked.key} moved to the unit above", *of_process(replace(process, steps=moved))
    desks = _desks_of_several(procedure, plan)
    staffing = tuple(Staffing(one.unit, one.role, one.people - 1) for one in desks)
    people = {(references.unit_id(one.unit), one.role): one.people - 1 for one in desks}
    yield (
        "one settling officer less where there are several",
        Change(staffing=staffing, measured=(procedure,)),
        Variant(people=people),
    )
    busiest = _busiest(procedure, plan)
    days = plan.first + dt.timedelta(days=120), plan.first + dt.timedelta(days=120 + AWAY_DAYS - 1)
    gone = tuple(replace(Staffing(one.unit, one.role, one.people - 1), first=days[0], last=days[1]) for one in busiest)
    away = {(references.unit_id(one.unit), one.role): (one.people - 1, *days) for one in busiest}
    yield (
        f"one settling officer away for {AWAY_DAYS} days at the busiest desks",
        Change(staffing=gone, measured=(procedure,)),
        Variant(away=away),
    )


def _desks_of_several(procedure: str, plan: Plan) -> list[Any]:
    """As a leader would ask it: by the desks that the dry run itself shows."""
    return [one for one in _settling_desks(procedure, plan) if one.people > 1]


def _busiest(procedure: str, plan: Plan) -> list[Any]:
    """Half of the desks, by stays; of one person too."""
    desks = sorted(_settling_desks(procedure, plan), key=lambda one: (-one.stays[0], one.unit))
    return desks[: -(-len(desks) // 2)]


def _settling_desks(procedure: str, plan: Plan) -> list[Any]:
    from motcua.foresight.trial.change import Change

    outcome = _predicted(Change(measured=(procedure,)), plan, procedure)
    return [one for one in outcome.loads if one.role == "settling_officer"]


def _standing(procedure: str) -> Process:
    from motcua.procedures.models import ProcessVersion
    from motcua.procedures.process_json import from_json

    row = ProcessVersion.objects.filter(procedure__key=procedure).order_by("-number").first()
    if row is None:
        raise LookupError(procedure)
    return from_json(row.steps)


def _without(process: Process, key: str) -> Process:
    """Whoever went to the step goes where its first outcome goes."""
    onward = process.step(key).outcomes[0].to
    steps = tuple(
        replace(step, outcomes=tuple(replace(one, to=onward if one.to == key else one.to) for one in step.outcomes))
        for step in process.steps
        if step.key != key
    )
    return replace(process, steps=steps)


def _after(process: Process, key: str, new: Any) -> Process:
    steps = []
    for step in process.steps:
        if step.key == key:
            first = replace(step.outcomes[0], to=new.key)
            steps += [replace(step, outcomes=(first, *step.outcomes[1:])), new]
        else:
            steps.append(step)
    return replace(process, steps=tuple(steps))


def _predicted(change: Change, plan: Plan, procedure: str) -> Any:
    from motcua.figures.facts.reader import open_facts
    from motcua.foresight.trial.history import read_history
    from motcua.foresight.trial.reach import more_desks
    from motcua.foresight.trial.registry import read_registry
    from motcua.foresight.trial.replay import Replay

    registry = read_registry([procedure], plan.last)
    with open_facts() as facts:
        history = read_history(facts, [procedure], plan.first, plan.last, more=more_desks(change, registry))
    return Replay(history, registry, change, seed=7, pulse=lambda *_told: None).result()


def _simulated(plan: Plan, variant: Variant, procedure: str) -> tuple[int, float, float]:
    """Dossiers with a result or overdue without one, late share and median working minutes of a year under the variant,
    told and played by the simulator and not written anywhere. Who lies overdue when the year ends is late as well: a
    year in which the desk breaks down would look quick otherwise."""
    import numpy as np

    from motcua.core import clock
    from motcua.simulate.history import History
    from motcua.simulate.play import Player
    from motcua.worktime.compiled import from_ticks
    from motcua.worktime.rules import working_minutes
    from motcua.worktime.selectors import compiled

    history = History(plan, now=clock.now(), variant=variant)
    player = Player(plan.seed, history.calendars, plan.until, edition=plan.edition)
    late, minutes, until = [], [], from_ticks(plan.until)
    for story in history.told():
        if story.offer.terms.procedure_code != procedure or story.offer.context.instant:
            continue
        lived = player.play(story)
        runs = sorted((key[2], row) for key, row in lived.runs.items() if key[0] == "settlement")
        acts = {str(act.action): act for act in story.acts}
        if not runs or "accept" not in acts or str(lived.state.state) in {"closed", "withdrawn", "refused"}:
            continue
        _number, row = runs[-1]
        due = lived.state.committed_due or row.clock.due_at
        has_result = row.ended_at is not None and ("issue_result" in acts or "refuse" in acts)
        if not has_result and (str(lived.state.state) in WITH_OTHERS or row.ended_at is not None or due >= until):
            continue
        ended = row.ended_at if row.ended_at is not None else until
        calendar = compiled(row.clock.calendar)
        accepted = min(run.clock.started_at for _n, run in runs)
        paused = sum(
            working_minutes(calendar, pause.paused_from, pause.paused_to)
            for (key, _since), (pause, _who) in lived.pauses.items()
            if key[0] == "settlement" and key[2] == row.clock.run and pause.paused_to is not None
        )
        late.append(ended > due)
        minutes.append(working_minutes(calendar, accepted, ended) - paused)
    return len(late), float(np.mean(late)), float(np.median(minutes))


def _beside(predicted: Any, simulated: tuple[int, float, float]) -> dict[str, Any]:
    count, late, median = simulated
    said, length = predicted.late.after, predicted.median.after
    return {
        "dossiers": f"{predicted.dossiers} / {count}",
        "late_before": _percent(predicted.recorded[0]),
        "late_predicted": f"{_percent(said.value)} ({_percent(said.low)} to {_percent(said.high)})",
        "late_simulated": f"{late * 100:.2f} %",
        "late_within": said.low <= late * 1_000_000 <= said.high,
        "median_before": predicted.recorded[1],
        "median_predicted": f"{length.value} ({length.low} to {length.high})",
        "median_simulated": round(median),
        "median_within": length.low <= median <= length.high,
        "foretold_the_past": predicted.check.holds if predicted.check else None,
    }


def large(history: Any, registry: Any, change: Change, count: int) -> dict[str, Any]:
    """The replay of a history laid side by side until it has ``count`` dossiers, each copy with desks of its own in
    nothing but its hands: what the work costs, not what it says."""
    import numpy as np

    from motcua.foresight.trial.history import Dossiers, History, Visits
    from motcua.foresight.trial.replay import Replay

    one, visits = history.dossiers, history.visits
    times = -(-count // len(one))
    columns = {name: np.tile(getattr(one, name), times) for name in Dossiers.__dataclass_fields__ if name != "uid"}
    columns["own"] = np.ones(len(one) * times, np.bool_)
    uids = [f"{uid}-{number}" for number in range(times) for uid in one.uid]
    shift = np.repeat(np.arange(times), len(visits))
    stays = {name: np.tile(getattr(visits, name), times) for name in Visits.__dataclass_fields__ if name != "first"}
    stays["dossier"] = (stays["dossier"] + shift * len(one)).astype(np.int32)
    people = int(visits.person.max()) + 1
    stays["person"] = np.where(stays["person"] < 0, -1, stays["person"] + shift * people).astype(np.int32)
    first = np.concatenate([visits.first[:-1] + number * len(visits) for number in range(times)] + [[len(shift)]])
    pauses = {row + number * len(one): gaps for number in range(times) for row, gaps in history.pauses.items()}
    tiled = History(
        history.first, history.last, Dossiers(uid=uids, **columns), Visits(first=first, **stays), history.names,
        pauses, history.manifest, history.left_out,
    )  # fmt: skip
    began = time.monotonic()
    outcome = Replay(tiled, registry, change, seed=7, pulse=lambda *_told: None).result()
    return {
        "dossiers": len(uids),
        "stays": len(shift),
        "replications": outcome.replications,
        "seconds": round(time.monotonic() - began, 1),
        "rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _percent(millionths: int) -> str:
    return f"{millionths / 10_000:.2f} %"
