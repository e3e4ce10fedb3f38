"""Requests for figures: registered first; the system answers what it holds; only the rest goes to units, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.search_text import tokens
from motcua.figures.answers import Answer, answers
from motcua.figures.collection.models import FigureRequest, ReportingForm, RequestState, RuleKind
from motcua.figures.collection.permissions import ASK
from motcua.figures.collection.rules import rule
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.period_texts import parse_period
from motcua.figures.periods import Period, PeriodKind, between, parse_code
from motcua.organisation.selectors import unit_on
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .campaigns import open_campaign

Ask = Callable[[Sequence[str], str, Period], Mapping[str, Answer]]
ALIKE = 0.6
"""Shared words of two subjects, of all their words, from which on they are taken for the same question."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked. ``indicators`` are defined figures; ``questions`` are in words, where no figure is defined."""

    subject: str
    why: str
    legal_basis: str
    indicators: Sequence[str]
    questions: Sequence[str]
    units: Sequence[str]
    period: str
    due_on: dt.date


def _ask(indicators: Sequence[str], unit: str, period: Period) -> Mapping[str, Answer]:
    """Without facts the system holds nothing yet: the request is kept all the same."""
    try:
        return answers(indicators, unit, period)
    except NotFound as error:
        if error.code != "facts_missing":
            raise
        return {}


@transaction.atomic
def register(wanted: Wanted, *, asking_unit: str, actor: Actor, now: dt.datetime, ask: Ask = _ask) -> FigureRequest:
    """Keep the request, with earlier ones like it and with what the system answers itself. Nothing goes to units yet.
    Raises Invalid (``request_incomplete``, ``request_due_passed``, ``period_unknown``), NotFound (``unit_unknown``,
    ``indicator_unknown``), NotAllowed."""
    today, period = legal_date(now), parse_period(wanted.period)
    office = unit_on(asking_unit, today)
    require(actor, ASK, [office.pk])
    texts = (wanted.subject, wanted.why, wanted.legal_basis)
    if not all(text.strip() for text in texts) or not wanted.units or not (wanted.indicators or wanted.questions):
        raise Invalid("request_incomplete")
    if wanted.due_on < today:
        raise Invalid("request_due_passed")
    for code in wanted.units:
        unit_on(code, min(period.last, today))
    for name in wanted.indicators:
        shipped().in_force(name, period.last)
    found = [_answered(one) for unit in wanted.units for one in ask(list(wanted.indicators), unit, period).values()]
    minutes, terms = saved(found, wanted, today)
    request = FigureRequest.objects.create(
        number=(FigureRequest.objects.aggregate(most=Max("number"))["most"] or 0) + 1,
        unit=office,
        subject=wanted.subject.strip()[:300],
        why=wanted.why.strip()[:2000],
        legal_basis=wanted.legal_basis.strip()[:300],
        wanted=[{"indicator": one} for one in wanted.indicators] + [{"text": one} for one in wanted.questions],
        units=list(wanted.units),
        period_code=period.code,
        due_on=wanted.due_on,
        answers=found,
        answered_at=now,
        state=RequestState.ANSWERED if _is_whole(found, wanted) else RequestState.REGISTERED,
        duplicates=[str(one.uid) for one in like(wanted, period)],
        saved_minutes=minutes,
        saved_by=terms,
        created_by=actor.uid,
        created_at=now,
    )
    uid = str(request.uid)
    audit.record(act="figures.request_registered", actor=actor, subject_kind="request", subject=uid, now=now)
    return request


def _answered(one: Answer) -> dict[str, str]:
    return {
        "indicator": one.indicator,
        "unit": one.unit,
        "printed": one.outcome.printed(),
        "why": one.outcome.missing,
        "address": one.address,
    }


def _is_whole(found: Sequence[Mapping[str, str]], wanted: Wanted) -> bool:
    asked = len(wanted.indicators) * len(wanted.units)
    return not wanted.questions and len(found) == asked and all(not one["why"] for one in found)


def saved(found: Sequence[Mapping[str, str]], wanted: Wanted, on: dt.date) -> tuple[int, dict[str, object]]:
    """Minutes that units need not spend: so many for each figure the system answered, and for each unit that need not
    report at all. With the rule they were counted by."""
    by = rule(RuleKind.SAVED_TIME, on)
    values = sum(not one["why"] for one in found)
    spared = 0
    if not wanted.questions:
        asked_again = {one["unit"] for one in found if one["why"]}
        spared = len({one["unit"] for one in found} - asked_again)
    minutes = values * by.terms["minutes_per_value"] + spared * by.terms["minutes_per_report"]
    return minutes, {**by.terms, "values": values, "reports": spared, "source": by.source, "mark": by.mark}


def like(wanted: Wanted, period: Period) -> list[FigureRequest]:
    """Earlier requests for the same days that share a figure and a unit, or ask nearly the same in words."""
    words = set(tokens(" ".join((wanted.subject, *wanted.questions))))
    names, found = set(wanted.indicators), []
    earlier = FigureRequest.objects.exclude(state=RequestState.WITHDRAWN).filter(period_code=period.code)
    for one in earlier.order_by("-created_at")[:500]:
        theirs = {str(item["indicator"]) for item in one.wanted if "indicator" in item}
        asked = set(tokens(" ".join((one.subject, *(str(item["text"]) for item in one.wanted if "text" in item)))))
        shared = len(words & asked) / max(1, len(words | asked))
        if set(one.units) & set(wanted.units) and (names & theirs or shared >= ALIKE):
            found.append(one)
    return found


@transaction.atomic
def collect_rest(uid: UUID, *, still_needed: str, actor: Actor, now: dt.datetime) -> FigureRequest:
    """Send the rest to the units as a one-time form. Where an earlier request is like it, ``still_needed`` says why
    once more. Raises NotFound, Conflict (``request_answered``), Invalid (``request_duplicate``), NotAllowed."""
    request = FigureRequest.objects.select_for_update(of=("self",)).select_related("unit").filter(uid=uid).first()
    if request is None:
        raise NotFound("request_unknown")
    require(actor, ASK, [request.unit_id])
    if request.state != RequestState.REGISTERED:
        raise Conflict("request_answered")
    if request.duplicates and not still_needed.strip():
        raise Invalid("request_duplicate", errors=[{"field": "still_needed", "code": "required"}])
    request.campaign = open_campaign(_form(request, actor, now), parse_code(request.period_code), actor=actor, now=now)
    request.still_needed, request.state = still_needed.strip()[:1000], RequestState.COLLECTING
    request.save(update_fields=["campaign", "still_needed", "state"])
    return request


def _form(request: FigureRequest, actor: Actor, now: dt.datetime) -> ReportingForm:
    """Questions in words, and the reported measures that are missing of the figures asked for."""
    period = parse_code(request.period_code)
    lacking = {str(one["indicator"]) for one in request.answers if one["why"] == "not_reported"}
    measures = {key.measure for name in sorted(lacking) for key in shipped().needed(name, period.last)}
    reported = sorted(name for name in measures if shipped().measures[name].source.value in {"reported", "imported"})
    texts = [str(one["text"]) for one in request.wanted if "text" in one]
    lines: list[dict[str, object]] = [{"measure": name} for name in reported]
    lines += [{"key": f"q{n}", "name_vi": text[:300]} for n, text in enumerate(texts, start=1)]
    units = list(request.units) if texts else sorted({str(one["unit"]) for one in request.answers if one["why"]})
    if not lines:
        raise Conflict("request_nothing_to_collect")
    today = legal_date(now)
    return ReportingForm.objects.create(
        code=f"yc-{request.number}",
        name=request.subject,
        period_kind=PeriodKind.RANGE.value,
        lines=lines,
        units={"codes": units},
        deadline_days=max(1, min(60, between(today, max(today, request.due_on)).days * 5 // 7)),
        appraiser=request.unit.code,
        source=request.legal_basis,
        valid_from=today,
        recorded_at=now,
        recorded_by=actor.uid,
        one_time=True,
    )
