"""The official online rate beside what people filed themselves: by unit for who may see figures; the signals of one
dossier for inspectors, on record."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotFound
from motcua.core.texts import say
from motcua.desk.figures.boards_address import side_links
from motcua.desk.inbox import actor_at
from motcua.dossiers.models import Dossier
from motcua.figures.facts.shared import borrowed
from motcua.figures.genuine.models import GenuineScore
from motcua.figures.genuine.permissions import EXPLAIN, READ
from motcua.figures.genuine.rates import Rate, rates
from motcua.figures.genuine.score import score
from motcua.figures.genuine.signals import Signal
from motcua.figures.genuine.weights import shipped
from motcua.figures.genuine.wording import sentences
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.periods import Period, PeriodKind, period_of, previous
from motcua.organisation.models import Unit, in_force
from motcua.people.permissions import scope
from motcua.people.services.records import record_read
from motcua.web.access import official


@official(READ)
@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """The province first, then the units that publish enough, by their code: this is no ranking."""
    today = legal_date(now())
    period, fault = _period(request, previous(period_of(PeriodKind.MONTH, today)))
    units = list(
        Unit.objects.filter(in_force(period.last), level__in=("province", "commune")).order_by("level", "code")
    ) + list(Unit.objects.filter(in_force(period.last), kind="department").order_by("code"))
    try:
        with borrowed() as facts:
            found = rates(facts, [unit.code for unit in units], period)
    except DomainError as error:
        found, fault = {}, say(error.code)
    units.sort(key=lambda unit: (unit.level != "province", unit.code))
    rows = [_row(unit.name, found[unit.code]) for unit in units if unit.code in found]
    context = {
        "nav": "figures",
        "links": side_links(actor_at(request), "genuine"),
        "period": period.code,
        "period_name": period_name(period),
        "before": previous(period).code if period.kind is not PeriodKind.RANGE else "",
        "rows": [row for row in rows if row["own"]],
        "few": [row for row in rows if not row["own"]],
        "fault": fault,
        "least": shipped()[-1].least,
    }
    return render(request, "desk/figures/genuine.jinja", context)


def _period(request: HttpRequest, default: Period) -> tuple[Period, str]:
    typed = str(request.GET.get("ky", "")).replace("\x00", "").strip()[:60]
    if not typed:
        return default, ""
    try:
        return parse_period(typed), ""
    except DomainError as error:
        return default, say(error.code, error.params)


def _row(name: str, rate: Rate) -> dict[str, object]:
    own = rate.own
    row: dict[str, object] = {
        "name": name,
        "received": rate.received,
        "online": rate.online,
        "official": _percent(rate.online, rate.received),
        "official_width": _width(rate.online, rate.received),
        "own": "",
    }
    if own is None:
        return row
    return {
        **row,
        "own": _percent(own.own, rate.received),
        "low": _percent(own.low, rate.received),
        "high": _percent(own.high, rate.received),
        "at": _width(own.own, rate.received),
        "from": _width(own.low, rate.received),
        "wide": _width(own.high - own.low, rate.received),
        "declared": own.declared,
        "unsure": own.high - own.low > rate.online / 2,
    }


def _percent(part: int, whole: int) -> str:
    """Whole per cents: an estimate has no hundredths."""
    return f"{(200 * part + whole) // (2 * whole)}%"


def _width(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}"


@official(EXPLAIN)
@require_safe
def dossier(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Why the estimate counts one dossier as it does. Raises NotFound for what is not scored or not reached."""
    actor, at = actor_at(request), now()
    reached = Dossier.objects.filter(scope(actor, EXPLAIN, "reception_unit_id"), uid=uid).first()
    kept = GenuineScore.objects.filter(dossier=reached).first() if reached else None
    if reached is None or kept is None:
        raise NotFound("dossier_unknown")
    record_read(actor, EXPLAIN, "genuine_score", uid, now=at)
    edition = next((one for one in shipped() if one.version == kept.edition), shipped()[-1])
    found = score({Signal(name): str(level) for name, level in kept.signals.items()}, edition)
    context = {
        "nav": "figures",
        "code": reached.code or reached.receipt_no,
        "back": reverse("desk:genuine"),
        "lines": [{"text": text, "weight": f"{weight:+.1f}".replace(".", ",")} for text, weight in sentences(found)],
        "sum": f"{found.evidence:+.1f}".replace(".", ","),
        "probability": _percent(round(found.probability * 1000), 1000),
        "thin": found.thin,
        "edition": edition.version,
        "title": _("Dấu hiệu của hồ sơ"),
    }
    return render(request, "desk/figures/genuine_dossier.jinja", context)
