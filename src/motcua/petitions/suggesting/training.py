"""Learning from the province's own petitions: a job, seldom and one at a time. What people settled is what is learnt;
texts are read here and nowhere kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import structlog
from django.db import connection, transaction

import motcua
from motcua.core.canonical import decode
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict
from motcua.petitions.lifecycle import EventKind, Flag, State
from motcua.petitions.models import ModelState, Petition, PetitionEvent, SuggestionModel

from . import fitting
from .fitting import Example, Parts
from .linear import Linear, digest
from .rules import shipped

log = structlog.get_logger(__name__)

LONGEST: Final = dt.timedelta(days=900)
ROWS: Final = 60_000
"""The newest; more would take memory and learn the same."""
_LOCK: Final = 5_400_001
SPAM_REASONS: Final = frozenset({"spam"})


def train(*, now: dt.datetime) -> SuggestionModel:
    """Learn, measure on the newest part, and keep the model; in force only when it is right more often than the rules
    there. Raises Conflict (``suggestions_little_data``, ``suggestions_training_runs``)."""
    with _alone():
        parts = fitting.split(examples(now=now))
        try:
            model = fitting.fit(parts)
        except ValueError as error:
            raise Conflict("suggestions_little_data", params={"least": fitting.LEAST_ROWS}) from error
        return keep(model, parts, now=now)


def examples(*, now: dt.datetime) -> Sequence[Example]:
    """Petitions a person has settled, oldest first; erased ones are not among them."""
    spam = _spam(now)
    rows = (
        Petition.objects.filter(submitted_at__gt=now - LONGEST, words__erased_at=None)
        .exclude(state=State.NEW)
        .exclude(words__text="")
        .order_by("-submitted_at", "-pk")
        .values_list("pk", "submitted_at", "words__title", "words__text", "category", "track", "state", "flags")
    )
    found = []
    for key, at, title, text, category, track, state, flags in rows[:ROWS]:
        known = "" if state == State.REJECTED else category
        whole = f"{title}\n{text}" if title else text
        named = "spam" if key in spam else track
        found.append(Example(legal_date(at), whole, known, named, Flag.URGENT.value in flags))
    return found[::-1]


def _spam(now: dt.datetime) -> set[int]:
    """Petitions that were rejected as spam."""
    rows = PetitionEvent.objects.filter(kind=EventKind.REJECTED, occurred_at__gt=now - LONGEST)
    told = rows.order_by("position").values_list("petition_id", "payload")
    return {key for key, payload in told.iterator(5000) if decode(bytes(payload)).get("reason") in SPAM_REASONS}


def keep(model: Linear, parts: Parts, *, now: dt.datetime) -> SuggestionModel:
    """Store a model with what was measured of it."""
    metrics = fitting.judge(model, shipped().categories, parts.held_out)
    better, body = fitting.beats_rules(metrics), model.encoded()
    with transaction.atomic():
        if better:
            SuggestionModel.objects.filter(state=ModelState.IN_FORCE).update(state=ModelState.REPLACED)
        row = SuggestionModel.objects.create(
            made_at=now,
            program=motcua.__version__,
            sha256=digest(body),
            body=body,
            first_on=parts.learn[0].on,
            last_on=parts.held_out[-1].on if parts.held_out else parts.learn[-1].on,
            parts={name: len(getattr(parts, name)) for name in ("learn", "calibrate", "held_out")},
            metrics=metrics,
            state=ModelState.IN_FORCE if better else ModelState.NOT_BETTER,
        )
    log.info("petitions.model_trained", model=str(row.uid), in_force=better, sha256=row.sha256)
    return row


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Conflict("suggestions_training_runs")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
