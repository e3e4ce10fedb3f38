"""A made-up province for the late model: seasons, staffing that changes by month and unit, and processes that change in
the months held out. The model learns from facts alone; nothing written here is known to it."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

CHANGED: Final = ("1.004194", "2.000884", "1.001193", "1.013831", "1.004873", "1.001612")
"""Procedures whose process gets another step, and other hours, at the beginning of the held-out months."""

STAFFING: Final[Mapping[int, float]] = {1: 0.95, 2: 0.88, 4: 0.97, 6: 0.92, 7: 0.84, 8: 0.9, 10: 0.86, 11: 0.92}
"""By month: the share of officers that is there (1 where nothing is said), the same on average over units; a unit has
between all of it and twice the lack."""


@dataclass(frozen=True, slots=True)
class World:
    """``changed_on``: from here on the new processes are in force."""

    dossiers: int
    first: dt.date
    last: dt.date
    changed_on: dt.date
    seed: int = 7
    staffing: float = 1.0


@contextmanager
def history(world: World, place: Path, processes: int, *, keep: bool = False) -> Iterator[dict[str, Any]]:
    """The world in a database of its own under ``place`` with its facts; ``keep``: one that is there is used again."""
    from django.conf import settings
    from django.db import connections
    from tests import template_database

    from motcua import launcher
    from motcua.cli.connection import use_database

    root = settings.FACTS_ROOT = place / "facts"
    name, said = "bench_lateness", {}
    with launcher.hold(place / "server", for_tests=True, pg_bin=settings.PG_BIN) as cluster:
        if not (keep and root.exists()):
            shutil.rmtree(root, ignore_errors=True)
            made = template_database.TestDatabase(cluster, name, template_database.migrated_template(cluster))
            name = made.name
        settings.OWNER_DATABASE_URL = template_database.url_for(cluster.owner_url, name)
        settings.DATABASE_URL = template_database.url_for(cluster.app_url, name)
        use_database(settings.DATABASE_URL)
        try:
            if not (keep and root.exists()):
                said = _made(world, root, processes)
            yield said
        finally:
            connections.close_all()


def _made(world: World, root: Path, processes: int) -> dict[str, Any]:
    import time

    from motcua.cli.connection import analyze
    from motcua.core import clock
    from motcua.demo.base import load_base
    from motcua.figures.facts.build import build
    from motcua.simulate import run
    from motcua.simulate.plan import Plan, begin
    from motcua.simulate.tables import Keys

    now = clock.now()
    load_base(now=now)
    change_processes(world.changed_on)
    plan = Plan(world.dossiers, world.seed, world.first, world.last, world.staffing, Keys(0, 0), {})
    job = begin(plan, now=now)
    usual = run.History
    run.History = staffed(usual)  # type: ignore[misc]
    try:
        outcome = run.make(job, processes=processes)
    finally:
        run.History = usual  # type: ignore[misc]
    analyze()
    begun = time.monotonic()
    built = build(now=clock.now(), root=root, processes=processes)
    return {
        "dossiers": outcome.dossiers,
        "simulated_s": round(outcome.seconds, 1),
        "facts_s": round(time.monotonic() - begun, 1),
        "events": built.events,
    }


def staffed(usual: type[Any]) -> type[Any]:
    """Histories whose desks are short of people in some months."""
    from motcua.simulate.offered import Offices

    class Short(Offices):
        def _made(self, key: Any, offer: Any) -> Any:
            desk = super()._made(key, offer)
            for number, clerk in enumerate(desk.clerks):
                away = [*clerk.away, *_lacking(self, desk.calendar, key[0], key[1], number)]
                clerk.away = sorted(away)
            return desk

    class Staffed(usual):
        def offices(self) -> Any:
            found = super().offices()
            return Short(**{one.name: getattr(found, one.name) for one in fields(found)})

    return Staffed


def _lacking(offices: Any, calendar: Any, unit: int, role: str, number: int) -> Iterator[tuple[int, int]]:
    """Stretches of work in which an officer is away because of the month."""
    from motcua.core.clock import LEGAL_ZONE
    from motcua.simulate.chance import Dice
    from motcua.worktime.compiled import from_ticks, to_ticks

    if role == "reception_officer":
        return
    first, last = (from_ticks(one).astimezone(LEGAL_ZONE).date() for one in offices.span)
    scale = 2 * Dice(offices.seed, "lack", unit).share()
    month = first.replace(day=1)
    while month <= last:
        after = (month + dt.timedelta(days=32)).replace(day=1)
        lack = min(0.8, (1 - STAFFING.get(month.month, 1.0)) * scale)
        begins, ends = (
            calendar.work_until(to_ticks(dt.datetime.combine(day, dt.time(), LEGAL_ZONE))) for day in (month, after)
        )
        length = int((ends - begins) * lack)
        if length:
            dice = Dice(offices.seed, "month", unit, role, number, month.isoformat())
            start = begins + dice.below(1000) * (ends - begins - length) // 1000
            yield start, start + length
        month = after


def change_processes(on: dt.date) -> int:
    """From ``on`` the procedures follow a process with one step more and other hours; how many bindings changed."""
    from motcua.procedures.models import ProcessBinding, ProcessVersion
    from motcua.procedures.process_json import from_json, to_json

    changed = 0
    rows = ProcessBinding.objects.filter(procedure__key__in=CHANGED, valid_to=None, valid_from__lt=on)
    for binding in rows.select_related("process_version", "procedure").order_by("pk"):
        old = binding.process_version
        process = _longer(from_json(old.steps))
        version = ProcessVersion.objects.create(
            procedure=binding.procedure,
            number=1 + ProcessVersion.objects.filter(procedure=binding.procedure).count(),
            decision=binding.decision,
            name=old.name,
            case_key=old.case_key,
            steps=to_json(process),
            schema_version=old.schema_version,
            digest=f"{old.pk:064d}",
            total_minutes=old.total_minutes,
            created_at=dt.datetime.combine(on, dt.time(), dt.UTC) - dt.timedelta(days=20),
        )
        ProcessBinding.objects.filter(pk=binding.pk).update(valid_to=on)
        ProcessBinding.objects.create(
            procedure=binding.procedure,
            decision=binding.decision,
            process_version=version,
            case_key=binding.case_key,
            unit_code=binding.unit_code,
            valid_from=on,
        )
        changed += 1
    return changed


def _longer(process: Any) -> Any:
    """A second look before the signature; the work itself is given half its hours more."""
    from motcua.procedures.process import Outcome, StepKind
    from motcua.procedures.terms import LimitUnit

    steps = []
    for step in process.steps:
        if step.kind is StepKind.SIGN and steps:
            look = replace(
                steps[-1], key="second_look", name="Kiểm tra lại", kind=StepKind.APPROVAL, amount=4,
                unit=LimitUnit.WORKING_HOUR, outcomes=(Outcome("agree", "Đồng ý", step.key),), actions=(),
            )  # fmt: skip
            last = replace(
                steps[-1],
                outcomes=tuple(replace(one, to=look.key) if one.to == step.key else one for one in steps[-1].outcomes),
            )
            steps[-1:] = [last, look]
        elif step.kind is StepKind.WORK:
            step = replace(step, amount=step.amount + max(1, step.amount // 2))
        steps.append(step)
    return replace(process, steps=tuple(steps))
