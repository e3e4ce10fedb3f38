"""Periodic work of the room."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.conf import settings
from procrastinate.contrib.django import app

from motcua.core import clock, jobs
from motcua.core.errors import Conflict, DomainError, NotFound
from motcua.figures.alerts import tasks as alerts_tasks  # noqa: F401  (its timetable registers)
from motcua.figures.assessments import tasks as assessments_tasks  # noqa: F401  (its timetable registers)
from motcua.figures.boards.models import Breakdown
from motcua.figures.boards.national import note_failure, take_import
from motcua.figures.boards.runs import Spec as BoardSpec
from motcua.figures.boards.runs import compute as compute_board
from motcua.figures.boards.runs import current_boards, of_level
from motcua.figures.collection import tasks as collection_tasks  # noqa: F401  (its timetable registers)
from motcua.figures.counting import tallying
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.exchange.open_data.versions import build_version
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts.build import WORTH, Built, build, update
from motcua.figures.facts.compact import compact
from motcua.figures.feeds import tasks as feeds_tasks  # noqa: F401  (its timetable registers)
from motcua.figures.genuine import scoring
from motcua.figures.periods import parse_code
from motcua.figures.publications import tasks as publications_tasks  # noqa: F401  (its timetable registers)
from motcua.figures.reform_report import tasks as reform_tasks  # noqa: F401  (its tasks register)
from motcua.figures.screens import tasks as screens_tasks  # noqa: F401  (its timetable registers)
from motcua.figures.statistics import tasks as statistics_tasks  # noqa: F401  (its timetable registers)
from motcua.figures.statutory import tasks as statutory_tasks  # noqa: F401  (its timetable registers)
from motcua.figures.summaries import tasks as summaries_tasks  # noqa: F401  (its timetable registers)

log = structlog.get_logger(__name__)

_BUILD_ANEW = frozenset({"facts_other_epoch", "facts_rules_changed"})


@app.periodic(cron="* * * * *")
@app.task(queue="long", queueing_lock="figures.facts", pass_context=False)
def update_facts(timestamp: int = 0) -> None:
    """Every minute: what is new becomes files when it is worth it or has waited long. The first time, after a restore
    and after a change of rules everything is built anew. Goes on where a killed worker stopped."""
    now = clock.now()
    try:
        done = update(now=now, worth=WORTH)
    except NotFound:
        done = build(now=now)
    except Conflict as error:
        if error.code not in _BUILD_ANEW:
            log.info("facts.left", why=error.code)
            return
        done = build(now=now)
    if done.written:
        log.info("facts.updated", number=done.manifest.number, events=done.events, rows=done.rows)
    _sum_dossiers(missing_only=True)


@app.periodic(cron="20 2 * * *")
@app.task(queue="long", queueing_lock="figures.compact", pass_context=False)
def compact_facts(timestamp: int = 0) -> None:
    """Every night: the day's small files become one for each table and month. Facts told from tables are told from the
    log now, with their past."""
    try:
        done = _retold() or compact(now=clock.now())
    except (Conflict, NotFound) as error:
        log.info("facts.left", why=error.code)
        return
    log.info("facts.compacted", number=done.manifest.number, files=done.files, written=done.written)
    _sum_dossiers()


def _retold() -> Built | None:
    """A build from the log where the newest manifest is not from it."""
    found = manifests.required(settings.FACTS_ROOT)
    return build(now=clock.now()) if found.base is not None else None


def _sum_dossiers(*, missing_only: bool = False) -> None:
    """Sums that figures are counted from: every night anew, and whenever there are none that serve."""
    try:
        if not (missing_only and tallying.has_tally()):
            tallying.make_tally()
    except (Conflict, NotFound) as error:
        log.info("facts.not_tallied", why=error.code)


@app.periodic(cron="50 2 * * *")
@app.task(queue="long", queueing_lock="figures.open_data", pass_context=False)
def make_open_data(timestamp: int = 0) -> None:
    """Every night: a new version of the open data, when its counts changed."""
    try:
        version, made = build_version(now=clock.now())
    except (Conflict, NotFound) as error:
        log.info("open_data.left", why=error.code)
        return
    log.info("open_data.ready", version=version.name, made=made)


@app.periodic(cron="25 * * * *")
@app.task(queue="long", queueing_lock="figures.boards", pass_context=False)
def work_out_boards(timestamp: int = 0) -> None:
    """Every hour: the boards of the quarter that runs and of the last one, for every level of units."""
    for level, period in current_boards(clock.legal_date(clock.now())):
        try:
            compute_board(of_level(level, period), now=clock.now())
        except DomainError as error:
            log.info("boards.left", level=level.value, period=period.code, why=error.code)


@app.task(queue="long", retry=2)
def work_out_board(job: str, level: str, period: str, unit: str, breakdown: str) -> None:
    """One board that somebody asked for."""
    spec = BoardSpec(UnitLevel(level), parse_code(period), unit, Breakdown(breakdown))
    with jobs.running(UUID(job)) as report:
        run = compute_board(spec, now=clock.now())
        report.finish(run.members, outcome={"run": str(run.uid)})


@app.task(queue="long", retry=2)
def take_national(job: str, source: str) -> None:
    """Take the lines of a file of the national portal that was looked at. When it breaks off, the file says so."""
    try:
        with jobs.running(UUID(job)) as report:
            report.finish(take_import(UUID(source), now=clock.now()))
    except DomainError as error:
        note_failure(UUID(source), error.code)
    except Exception:
        note_failure(UUID(source), "national_broke_off")
        raise


@app.periodic(cron="40 1 * * *")
@app.task(queue="long", queueing_lock="figures.genuine", pass_context=False)
def score_online_filings(timestamp: int = 0) -> None:
    """Every night: which online applications people filed themselves, counted by desk; old traces are emptied."""
    scored = scoring.run(now=clock.now())
    log.info("figures.genuine_scored", dossiers=scored)
