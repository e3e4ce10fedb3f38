"""Random (report, past date) pairs: counted, then counted again from the log alone after corrections, a merger that was
entered late and a calendar that changed. Every hash must be the one first issued.

    python -m benchmarks.recompute_pairs --pairs 1000 --dossiers 2000 --seed 7
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import random
import shutil
import sys
import time
from pathlib import Path
from typing import Any

INDICATORS = (
    *("on_time_rate_ii06", "on_time_rate_766", "online_rate", "dossiers_received_total", "dossiers_late_total"),
    *("dossiers_open_total", "all_components_digitised_rate", "electronic_result_rate"),
)
TABLED = ("dossiers_received", "dossiers_settled", "dossiers_open")


def run(pairs: int, dossiers: int, seed: int, workers: int = 2) -> dict[str, Any]:
    """How many of ``pairs`` hashes are equal, and how many documents say something else as known today."""
    from django.conf import settings

    from motcua.core import clock
    from motcua.figures.facts.build import build
    from motcua.figures.facts.window import watermark

    chance, begun = random.Random(seed), time.monotonic()  # noqa: S311
    first = _simulate(dossiers, seed, workers)
    build(now=clock.now(), processes=1)
    after = _after_one(chance)
    changes: list[str] = []
    issued: list[tuple[Any, dt.datetime, str]] = []
    for share, change in ((2, _correct), (1, _merge_late), (1, _change_calendar), (1, None)):
        settled = watermark(clock.now()).settled_at
        while len(issued) < pairs and share:
            wanted = pairs * (len(changes) + 2) // 5 if change else pairs
            if len(issued) >= wanted:
                break
            asked = _asked(chance, first, after)
            as_of = settled - dt.timedelta(seconds=chance.randint(0, int((settled - first).total_seconds())))
            issued.append((asked, as_of, _hash(asked, as_of, settings.FACTS_ROOT)))
        if change is not None:
            changes.append(change(chance))
    return {**_again(issued, begun), "seed": seed, "dossiers": dossiers, "changes": changes}


def _again(issued: list[tuple[Any, dt.datetime, str]], begun: float) -> dict[str, Any]:
    """Files and publications of then are away: everything from the log, in a new folder."""
    from django.conf import settings

    from motcua.core import clock
    from motcua.figures.facts.build import build

    away = settings.FACTS_ROOT.with_name("facts-away")
    shutil.rmtree(away, ignore_errors=True)
    shutil.move(settings.FACTS_ROOT, away)
    build(now=clock.now(), processes=1)
    issuing = time.monotonic() - begun
    equal = moved = 0
    now = clock.now()
    for asked, as_of, sha256 in issued:
        equal += _hash(asked, as_of, settings.FACTS_ROOT) == sha256
        moved += _hash(asked, as_of, settings.FACTS_ROOT, known=now) != sha256
    seconds = time.monotonic() - begun - issuing
    shutil.rmtree(away, ignore_errors=True)
    return {
        "pairs": len(issued),
        "equal": equal,
        "other_as_known_today": moved,
        "issuing_s": round(issuing, 1),
        "recomputing_s": round(seconds, 1),
    }


def _hash(asked: Any, as_of: dt.datetime, root: Path, known: dt.datetime | None = None) -> str:
    """Hash of the document as of ``as_of``; with ``known`` what facts of that later instant would say in its place."""
    from motcua.core import clock
    from motcua.figures.definitions.catalogue import shipped
    from motcua.figures.facts.reader import open_facts
    from motcua.figures.publications.document import document

    with open_facts(known or as_of, root=root, now=clock.now()) as facts:
        return hashlib.sha256(document(asked, facts, as_of, shipped())).hexdigest()


def _asked(chance: random.Random, first: dt.datetime, units: list[str]) -> Any:
    from motcua.figures.counting import Dimension
    from motcua.figures.definitions.model import CountsFor, MeasureKey
    from motcua.figures.periods import PeriodKind, period_of
    from motcua.figures.publications.asked import Asked, FigureAsked, TableAsked

    unit = chance.choice(units)
    day = first.date() + dt.timedelta(days=chance.randint(0, 120))
    period = period_of(chance.choice([PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.REPORT_MONTH]), day)
    names = chance.sample(INDICATORS, 3)
    figures = {name: FigureAsked(name, unit, period) for name in names}
    keys = tuple(MeasureKey(name, None, CountsFor.SETTLING) for name in TABLED)
    by = chance.choice([Dimension.UNIT, Dimension.PROCEDURE, Dimension.CHANNEL])
    tables = {"table": TableAsked(keys, by, unit, (period,))} if chance.random() < 0.5 else {}
    return Asked("report", "Báo cáo thử", unit, period, figures=figures, tables=tables)


def _after_one(chance: random.Random) -> list[str]:
    """Codes of units to ask about: the province and some that settle."""
    from motcua.core import clock
    from motcua.organisation.models import Unit, in_force

    today = clock.legal_date(clock.now())
    codes = sorted(Unit.objects.filter(in_force(today), level="commune").values_list("code", flat=True))
    return ["AS", "AS", *chance.sample(codes, min(6, len(codes)))]


def _simulate(rows: int, seed: int, workers: int) -> dt.datetime:
    from motcua.core import clock
    from motcua.demo.base import load_base
    from motcua.simulate.plan import Plan, begin
    from motcua.simulate.run import make
    from motcua.simulate.tables import Keys

    now = clock.now()
    load_base(now=now)
    last = clock.legal_date(now) - dt.timedelta(days=1)
    first = last - dt.timedelta(days=120)
    make(begin(Plan(rows, seed, first, last, 1.0, Keys(0, 0), {}), now=now), processes=workers)
    return dt.datetime.combine(first, dt.time(), clock.LEGAL_ZONE).astimezone(dt.UTC)


def _correct(chance: random.Random) -> str:
    """Results of finished dossiers are corrected now."""
    from motcua.core import clock
    from motcua.core.errors import DomainError
    from motcua.dossiers.lifecycle import Action
    from motcua.dossiers.models import Dossier
    from motcua.dossiers.services.act import act
    from motcua.people.actors import SYSTEM

    done = 0
    rows = list(Dossier.objects.filter(closed=True).order_by("pk").values_list("uid", flat=True))
    for uid in chance.sample(rows, min(200, len(rows))):
        data = {"reason": "Sai lỗi chính tả", "electronic": False}
        try:
            act(dossier=uid, action=Action.CORRECT_RESULT, data=data, actor=SYSTEM, now=clock.now())
            done += 1
        except DomainError as error:
            last = error.code
    return f"{done} results corrected" if done else f"no result corrected: {last}"


def _merge_late(chance: random.Random) -> str:
    """A commune that ended two months ago; nobody had entered it."""
    from motcua.core import clock
    from motcua.organisation.models import Unit, UnitSuccession, in_force
    from motcua.organisation.services.closure import rebuild_closure

    today = clock.legal_date(clock.now())
    day = today - dt.timedelta(days=60)
    old, new = list(Unit.objects.filter(in_force(today), level="commune").order_by("code")[:2])
    Unit.objects.filter(pk=old.pk).update(valid_to=day)
    UnitSuccession.objects.create(old=old, new=new, share=1, is_default=True, on=day)
    rebuild_closure()
    return f"{old.code} into {new.code} on {day}, entered late"


def _change_calendar(chance: random.Random) -> str:
    from motcua.core import clock
    from motcua.core.remember import forget_everything
    from motcua.dossiers.services.replan import replan_calendar
    from motcua.people.actors import SYSTEM
    from motcua.worktime.content import DayKind, DayRow
    from motcua.worktime.services import revise_days

    day = clock.legal_date(clock.now()) + dt.timedelta(days=1)
    rows = [DayRow(day + dt.timedelta(days=step), DayKind.CLOSED, "nghỉ bão", "công điện thử") for step in range(2)]
    revised = revise_days(code="as-settlement", days=rows, source="công điện thử", actor=SYSTEM, now=clock.now())
    forget_everything()
    moved = replan_calendar("as-settlement", revised.number, now=clock.now())
    return f"calendar revision {revised.number}: {moved} dossiers planned again"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--dossiers", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.test")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections

    sys.path.insert(0, str(settings.PROJECT))
    from tests import template_database

    from motcua import launcher
    from motcua.cli.connection import use_database

    root = settings.FACTS_ROOT = settings.STATE_DIR / "bench-pairs-facts"
    shutil.rmtree(root, ignore_errors=True)
    with launcher.hold(settings.STATE_DIR / "bench-pairs", for_tests=True, pg_bin=settings.PG_BIN) as cluster:
        made = template_database.TestDatabase(cluster, "bench_pairs", template_database.migrated_template(cluster))
        settings.OWNER_DATABASE_URL = template_database.url_for(cluster.owner_url, made.name)
        settings.DATABASE_URL = template_database.url_for(cluster.app_url, made.name)
        use_database(settings.DATABASE_URL)
        try:
            found = run(asked.pairs, asked.dossiers, asked.seed)
            sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
            sys.exit(0 if found["equal"] == found["pairs"] else 1)
        finally:
            connections.close_all()
            made.drop()
            shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
