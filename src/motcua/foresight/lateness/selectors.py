"""What pages read of the late model: the current run alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import scope_read
from motcua.people.actors import Actor

from .models import LatenessModel, LatenessRun, LatenessScore, ModelState
from .snapshots import WAITING


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list says; empty strings filter nothing. ``reason``: code; ``step``: key of the step to
    see to."""

    unit: str = ""
    procedure: str = ""
    step: str = ""
    reason: str = ""
    band: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """``probability`` None: by the age rule. ``reasons``: codes with numbers, as a score keeps them."""

    probability: float | None
    used_percent: int
    band: str
    unblock: str
    reasons: Sequence[object]


def current_run() -> LatenessRun | None:
    return LatenessRun.objects.select_related("model").filter(current=True).first()


def model_in_force() -> LatenessModel | None:
    return LatenessModel.objects.defer("body").filter(state=ModelState.IN_FORCE).first()


def models_made(most: int = 20) -> list[LatenessModel]:
    """The newest first."""
    return list(LatenessModel.objects.defer("body").order_by("-made_at", "-pk")[:most])


def with_warning(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The same rows with ``lateness_warning``: what today's run warns of, as :func:`warning_of` reads it. It costs no
    statement of its own."""
    own = LatenessScore.objects.filter(run__current=True, alert=True, dossier=OuterRef("pk"))
    kept = JSONObject(
        probability="probability",
        used_percent="used_percent",
        band="band",
        reasons="reasons",
        unblock="unblock",
        same=Q(due_at=OuterRef("appointed_due_at")),
    )
    return rows.annotate(lateness_warning=Subquery(own.values_list(kept)[:1], output_field=JSONField()))


def warning_of(dossier: Dossier) -> Warned | None:
    """The warning about a row of :func:`with_warning` that still speaks of it as it is: open, at work, with the date
    that was scored."""
    found = getattr(dossier, "lateness_warning", None)
    is_open = not dossier.closed and dossier.finished_at is None and dossier.state not in WAITING
    if not isinstance(found, dict) or not is_open or not found.get("same"):
        return None
    reasons = found["reasons"] if isinstance(found["reasons"], list) else []
    return Warned(found["probability"], int(found["used_percent"]), str(found["band"]), str(found["unblock"]), reasons)


def warning_about(key: int) -> Warned | None:
    """The same of one dossier by its key, in one statement."""
    found = with_warning(Dossier.objects.filter(pk=key)).defer("snapshot").first()
    return warning_of(found) if found is not None else None


def warned(actor: Actor, asked: Asked, *, now: dt.datetime) -> QuerySet[LatenessScore]:
    """The warnings of the current run within what ``actor`` may read, the most likely first; without dossiers that
    ended, wait or got another date since, and those whose date is over (they are late, and listed as such)."""
    seen = Dossier.objects.filter(scope_read(actor), closed=False, finished_at=None, appointed_due_at__gt=now)
    rows = LatenessScore.objects.filter(
        run__current=True,
        alert=True,
        dossier__in=seen.exclude(state__in=WAITING),
        due_at=F("dossier__appointed_due_at"),
    )
    exact: Mapping[str, str] = {
        "unit__code": asked.unit,
        "dossier__procedure__key": asked.procedure,
        "unblock": asked.step,
        "band": asked.band,
    }
    if any("\0" in value for value in (*exact.values(), asked.reason)):
        return LatenessScore.objects.none()
    rows = rows.filter(**{key: value for key, value in exact.items() if value})
    if asked.reason:
        rows = rows.filter(reasons__contains=[[asked.reason]])
    return rows.order_by(F("probability").desc(nulls_last=True), "-used_percent", "pk")


def named(rows: QuerySet[LatenessScore]) -> QuerySet[LatenessScore]:
    """With what a row of the list shows."""
    return rows.select_related(
        "dossier", "dossier__version", "dossier__holder_unit", "dossier__holder_post", "unit"
    ).defer("dossier__snapshot")


def by_unit(rows: QuerySet[LatenessScore]) -> list[tuple[str, str, int, int]]:
    """Code, name, warnings, of them high; the most first."""
    counted = (
        rows.order_by()
        .values_list("unit__code", "unit__name")
        .annotate(n=Count("pk"), high=Count("pk", filter=Q(band="high")))
    )
    return [(code, name, n, high) for code, name, n, high in counted.order_by("-n", "unit__code")]


def counted_by_unit_key() -> Mapping[int, int]:
    """Warnings of the current run by key of the unit that holds the dossier."""
    rows = LatenessScore.objects.filter(run__current=True, alert=True).order_by().values_list("unit_id")
    return dict(rows.annotate(n=Count("pk")))
