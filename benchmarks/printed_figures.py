"""The printed figures of a specification through real dossiers and decisions: the history is made by `motcua simulate
--spec`, the tasks are reported and appraised, facts are built, and every figure is asked of `motcua figures show` and,
beside it, of SQL over the database. Ends with 1 when a single character differs.

    python -m benchmarks.printed_figures               # specifications/province.toml: 265.354 dossiers
    python -m benchmarks.printed_figures --small       # the same with a hundredth of the dossiers
    python -m benchmarks.printed_figures --seed 2026   # a specification drawn from the seed

With --keep the database stays; --again goes on with what was kept: history, report and facts are made where they lack.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import sys
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.printed_drawn import drawn, number, percent
from benchmarks.printed_sql import counted

HERE = Path(__file__).parent / "specifications"
PROVINCE = "AS"
Say = Callable[[str], object]


@dataclass(frozen=True)
class Compared:
    indicator: str
    days: str
    asked: str
    printed: str
    by_sql: str

    @property
    def is_equal(self) -> bool:
        return self.asked == self.printed == self.by_sql.rpartition("= ")[2]


def make(spec: Path, asked: Mapping[str, Any], *, seed: int, processes: int, say: Say = sys.stdout.write) -> None:
    """The history in the current database, on a loaded province, and the facts of it."""
    from motcua.dossiers.models import Dossier
    from motcua.simulate.plan import unfinished

    many = ("--processes", str(processes))
    begun = ("--resume",) if unfinished() else ("--spec", str(spec), "--seed", str(seed))
    steps = [("simulate", *begun, *many)] if unfinished() or not Dossier.objects.exists() else []
    for arguments in (*steps, ("simulate", "--check-spec", str(spec)), ("facts", "build", *many)):
        started = time.monotonic()
        said = _motcua(*arguments)
        say(f"motcua {' '.join(arguments[:2])}: {said.splitlines()[-1].strip()} ({time.monotonic() - started:.0f} s)\n")
    if "reported" in asked:
        report(**asked["reported"])


def compare(asked: Mapping[str, Any]) -> list[Compared]:
    found = []
    for block in asked["printed"]:
        first, last = _day(block["from"]), _day(block["to"])
        for indicator, text in block["figures"].items():
            days = ("--from", first.isoformat(), "--to", last.isoformat())
            printed = _motcua("figures", "show", indicator, "--unit", PROVINCE, *days).strip()
            part, whole = counted(indicator, first, last)
            by_sql = number(part) if whole is None else f"{part}/{whole} = {percent(part, whole)}"
            found.append(Compared(indicator, f"{first}..{last}", text, printed, by_sql))
    return found


def table(rows: Sequence[Compared]) -> str:
    """asked | printed by figures show | by SQL | equal."""
    head = ("indicator", "period", "asked", "figures show", "SQL", "equal")
    lines = [head, *((r.indicator, r.days, r.asked, r.printed, r.by_sql, "=" if r.is_equal else "≠") for r in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "".join(
        " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )


def _day(value: str | dt.date) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def _motcua(*arguments: str) -> str:
    """A command as it is typed, in this process; what it prints. Ends the run when it fails."""
    from click.testing import CliRunner

    from motcua.cli import motcua

    result = CliRunner().invoke(motcua, arguments)
    if result.exit_code:
        raise SystemExit(f"motcua {' '.join(arguments)}: {result.output} {result.exception!r}")
    return result.stdout


# --- reported ---------------------------------------------------------------------------------------------------


def report(form: str, day: str | dt.date, tasks_planned: int, tasks_done: int) -> None:
    """Tasks of the reform plan, reported by each department with evidence and accepted by the appraiser."""
    from motcua.core import clock
    from motcua.figures.collection.models import ReportingForm, Sheet
    from motcua.figures.collection.services.campaigns import open_campaign
    from motcua.figures.periods import PeriodKind, period_of
    from motcua.people.actors import SYSTEM

    period = period_of(PeriodKind.REPORT_QUARTER, _day(day))
    terms = ReportingForm.objects.get(code=form)
    open_campaign(terms, period, actor=SYSTEM, now=clock.now())
    asked = Sheet.objects.filter(campaign__form_code=form, campaign__period_code=period.code)
    sheets = list(asked.order_by("unit__code"))
    for at, sheet in enumerate(sheets):
        planned, done = (_share(whole, at, len(sheets)) for whole in (tasks_planned, tasks_done))
        if sheet.accepted_at is None:
            _fill(sheet, planned, done)


def _share(whole: int, at: int, parts: int) -> int:
    return whole * (at + 1) // parts - whole * at // parts


def _fill(sheet: Any, planned: int, done: int) -> None:
    import io

    from motcua.core import clock
    from motcua.demo.papers import small_pdf
    from motcua.figures.collection.services import evidence, sheets
    from motcua.figures.collection.services.reminding import fillers
    from motcua.people.actors import SYSTEM, load_actor

    now = clock.now()
    user = fillers(sheet, clock.legal_date(now))[0]
    actor = load_actor(user.pk, clock.legal_date(now))
    evidence.add_evidence(
        sheet.uid,
        "tasks_done",
        io.BytesIO(small_pdf("made-up evidence")),
        file_name="minh-chung.pdf",
        declared_type="application/pdf",
        actor=actor,
        now=now,
    )
    draft = {"tasks_planned": {"text": str(planned)}, "tasks_done": {"text": str(done)}}
    sheets.submit(sheet.uid, draft, note="", expected=sheet.revision, actor=actor, now=now)
    sheets.accept(sheet.uid, actor=SYSTEM, now=now)


def impossible(rate: str, whole: int) -> str:
    """What is said of a rate that no whole number gives."""
    from motcua.figures.reported import ValueKind, check_rate, read_reported

    reported = read_reported(rate, ValueKind.SHARE).reported
    found = check_rate(reported, whole)
    if found is None or found.is_possible:
        raise SystemExit(f"{rate} of {whole} was taken as possible")
    near = ", ".join(f"{number(n)}: {str(at).replace('.', ',')}%" for n, at in (found.below, found.above))
    return f"{rate} of {number(whole)} reported: refused, no whole number gives it ({near})"


# --- the run ----------------------------------------------------------------------------------------------------


def run(spec: Path, asked: Mapping[str, Any], seed: int, processes: int) -> bool:
    from django.utils import translation

    from motcua.core import clock
    from motcua.demo.base import load_base

    load_base(now=clock.now())  # nothing where it is loaded
    with translation.override("vi"):
        make(spec, asked, seed=seed, processes=processes)
        rows = compare(asked)
    sys.stdout.write(table(rows))
    if "impossible" in asked:
        sys.stdout.write(impossible(**asked["impossible"]) + "\n")
    wrong = [row for row in rows if not row.is_equal]
    sys.stdout.write(f"{len(rows) - len(wrong)} of {len(rows)} figures equal\n")
    return not wrong


def _given(folder: Path, arguments: argparse.Namespace) -> tuple[Path, Mapping[str, Any]]:
    if arguments.seed is None:
        name = "small" if arguments.small else "province"
        return HERE / f"{name}.toml", tomllib.loads((HERE / f"{name}.printed.toml").read_text(encoding="utf-8"))
    sys.stdout.write(f"seed {arguments.seed}\n")
    one = drawn(arguments.seed, most=arguments.most)
    sys.stdout.write(one.spec + "\n")
    file = folder / "drawn.toml"
    file.write_text(one.spec, encoding="utf-8")
    return file, one.asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--most", type=int, default=1000, help="about how many dossiers a drawn group has")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--again", action="store_true")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.test")
    import django
    import psycopg

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    sys.path.insert(0, str(settings.PROJECT))
    from tests import template_database

    from motcua import launcher
    from motcua.cli.connection import use_database

    folder, name = settings.STATE_DIR / "printed-figures", "printed"
    settings.FACTS_ROOT, settings.FILES_ROOT = folder / "facts", folder / "files"
    with launcher.hold(folder, for_tests=True, pg_bin=settings.PG_BIN) as cluster:
        if not arguments.again:
            template_database.TestDatabase(cluster, name, template_database.migrated_template(cluster))
            shutil.rmtree(settings.FACTS_ROOT, ignore_errors=True)
        settings.OWNER_DATABASE_URL = template_database.url_for(cluster.owner_url, name)
        settings.DATABASE_URL = template_database.url_for(cluster.app_url, name)
        if arguments.again:
            use_database(settings.OWNER_DATABASE_URL)
            call_command("migrate", verbosity=0, interactive=False)
        use_database(settings.DATABASE_URL)
        try:
            spec, asked = _given(folder, arguments)
            is_equal = run(spec, asked, arguments.seed or 1, arguments.processes)
        finally:
            connections.close_all()
            if not arguments.keep:
                for made in (settings.FACTS_ROOT, settings.FILES_ROOT):
                    shutil.rmtree(made, ignore_errors=True)
                with psycopg.connect(cluster.superuser_url, autocommit=True) as connection:
                    template_database.drop(connection, name)
    sys.exit(0 if is_equal else 1)


if __name__ == "__main__":
    main()
