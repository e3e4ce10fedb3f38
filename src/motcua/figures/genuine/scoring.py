"""Every night: score what was filed this month and last, count by desk and half month, and forget what is old."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction
from django.db.models import Q

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.erasure import Subject
from motcua.dossiers import traces
from motcua.dossiers.models import Dossier, SubmissionContext
from motcua.people.models import UserKind

from .models import GenuineCount, GenuineScore
from .reading import filings_between
from .score import band, score
from .share import DECLARED
from .signals import observe
from .weights import Edition, edition_on

MIDDLE: Final = 15
_BATCH: Final = 2000
Key = tuple[int, dt.date, int]


def half_of(day: dt.date) -> dt.date:
    """First day of the half month."""
    return day.replace(day=MIDDLE if day.day >= MIDDLE else 1)


def score_month(first: dt.date, *, now: dt.datetime) -> int:
    """Score the online applications of the month that begins on ``first``; returns how many. Doing it again gives the
    same for the same rows. Nothing before the first edition of the weights."""
    edition = edition_on(first)
    if edition is None:
        return 0
    starts, ends = _month(first)
    scored = observe(filings_between(starts, ends, f"{first:%Y-%m}"))
    rows = [
        GenuineScore(
            dossier_id=number,
            evidence=score(signals, edition).evidence,
            signals={signal.value: level for signal, level in signals.items()},
            edition=edition.version,
            scored_at=now,
        )
        for number, signals in scored.items()
    ]
    for at in range(0, len(rows), _BATCH):
        GenuineScore.objects.bulk_create(
            rows[at : at + _BATCH],
            update_conflicts=True,
            unique_fields=["dossier"],
            update_fields=["evidence", "signals", "edition", "scored_at"],
        )
    return len(rows)


def count_halves(first: dt.date, *, now: dt.datetime) -> int:
    """Count what desks accepted from ``first`` (the beginning of a half) on; returns how many counts changed."""
    edition = edition_on(legal_date(now))
    if edition is None:
        return 0
    wanted = _counted(first)
    with transaction.atomic():
        kept = GenuineCount.objects.select_for_update().filter(first_day__gte=first).order_by("pk")
        old = {(row.unit_id, row.first_day, row.band): row for row in kept}
        return _bring(old, wanted, edition)


def _counted(first: dt.date) -> Counter[Key]:
    starts = dt.datetime.combine(first, dt.time(), LEGAL_ZONE)
    rows = (
        Dossier.objects.filter(channel="online", accepted_at__gte=starts, parent=None)
        .order_by("pk")
        .values_list(
            "reception_unit_id",
            "accepted_at",
            "submission_context__assisted",
            "submission_context__account__kind",
            "pk",
        )
    )
    found = list(rows.iterator(chunk_size=5000))
    evidence = dict(GenuineScore.objects.filter(dossier__accepted_at__gte=starts).values_list("dossier_id", "evidence"))
    counted: Counter[Key] = Counter()
    for unit, accepted_at, assisted, kind, dossier in found:
        if accepted_at is None:
            continue
        is_declared = bool(assisted) or kind == UserKind.OFFICIAL
        which = DECLARED if is_declared else band(evidence.get(dossier, 0.0))
        counted[unit, half_of(legal_date(accepted_at)), which] += 1
    return counted


def _bring(old: Mapping[Key, GenuineCount], wanted: Mapping[Key, int], edition: Edition) -> int:
    gone = [row.pk for key, row in old.items() if key not in wanted]
    GenuineCount.objects.filter(pk__in=gone).delete()
    changed = [row for key, row in old.items() if key in wanted and row.dossiers != wanted[key]]
    for row in changed:
        row.dossiers, row.edition = wanted[row.unit_id, row.first_day, row.band], edition.version
    GenuineCount.objects.bulk_update(changed, ["dossiers", "edition"], batch_size=_BATCH)
    fresh = [
        GenuineCount(unit_id=unit, first_day=half, band=which, dossiers=number, edition=edition.version)
        for (unit, half, which), number in sorted(wanted.items())
        if (unit, half, which) not in old
    ]
    GenuineCount.objects.bulk_create(fresh, batch_size=_BATCH)
    return len(gone) + len(changed) + len(fresh)


def forget_old(*, now: dt.datetime) -> tuple[int, int]:
    """Empty traces and delete scores whose time is over: (traces, scores)."""
    edition = edition_on(legal_date(now))
    if edition is None:
        return 0, 0
    before = now - dt.timedelta(days=edition.traces_kept_days)
    old = SubmissionContext.objects.filter(~Q(trace_period="") | ~Q(device_hash=None), recorded_at__lt=before)
    emptied = old.update(**traces.NOTHING)
    gone, _ = GenuineScore.objects.filter(
        dossier__submitted_at__lt=now - dt.timedelta(days=edition.scores_kept_days)
    ).delete()
    return emptied, gone


def erase_scores(subject: Subject, now: dt.datetime) -> int:
    """Scores go with the person's data; counts name nobody and stay."""
    return GenuineScore.objects.filter(dossier__in=subject.dossiers).delete()[0]


def run(*, now: dt.datetime, months: Iterable[dt.date] = ()) -> int:
    """The nightly work, or that of the given months: how many dossiers were scored."""
    this = legal_date(now).replace(day=1)
    last = (this - dt.timedelta(days=1)).replace(day=1)
    wanted = sorted(set(months) or {last, this})
    scored = sum(score_month(first, now=now) for first in wanted)
    count_halves(wanted[0], now=now)
    forget_old(now=now)
    return scored


def _month(first: dt.date) -> tuple[dt.datetime, dt.datetime]:
    after = (first + dt.timedelta(days=32)).replace(day=1)
    return dt.datetime.combine(first, dt.time(), LEGAL_ZONE), dt.datetime.combine(after, dt.time(), LEGAL_ZONE)
