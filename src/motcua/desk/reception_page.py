"""The page of the counter: the choices, the questions, the papers, and what this case needs beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.doubts import doubts
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.reception_form import Counter, Filled, elsewhere
from motcua.desk.reception_more import sheet
from motcua.desk.wording import CHANNELS, words
from motcua.documents.media import ACCEPT
from motcua.dossiers.context import deadlines_for
from motcua.dossiers.permissions import RECEIVE
from motcua.forms.selectors import version_uid
from motcua.forms.validation import FieldError
from motcua.organisation.models import Unit
from motcua.people.permissions import decide
from motcua.procedures.selectors import route
from motcua.web.fields import error_list, field_views
from motcua.worktime.texts import UNITS

Option = dict[str, object]


def page(
    request: HttpRequest,
    form: Counter,
    filled: Filled,
    *,
    now: dt.datetime,
    error: DomainError | None = None,
    missing: Sequence[str] = (),
    status: int = 200,
) -> HttpResponseBase:
    faults = _faults(error)
    applicant = field_views(form.applicant_fields, filled.answers, faults.get("applicant", []))
    more = sheet(request, form, filled, errors=faults.get("answers", []), now=now)
    listed = [*error_list(applicant), *more.errors()]
    if error is not None and not listed:
        listed = [{"text": say(error.code, error.params), "href": "#main-content"}]
    actor = actor_at(request)
    context = {
        "form": form,
        "applicant": applicant,
        "more": more,
        "form_uid": str(version_uid(form.terms.form_version_id)),
        "errors": [*_stops(filled, missing), *listed],
        "party": filled.party,
        "doubts": doubts({"kind": form.kind, **filled.answers}, on=legal_date(now)) if filled.answers else [],
        "needs": needs(form, now),
        "elsewhere": bool(elsewhere(form, actor, now)),
        "closed": [say(code) for code in form.closed],
        "accept": ACCEPT,
        "query": request.GET.urlencode(),
        "may_accept": decide(actor, RECEIVE, [one.unit_id for one in actor.standings]).allowed,
        "had_files": bool(request.FILES),
        "who": str(actor.uid),
        "post_line": post_line(actor),
        "nav": "reception",
        **_typed(request, form),
        **_choices(form),
    }
    return render(request, "desk/receive.jinja", context, status=status)


def _typed(request: HttpRequest, form: Counter) -> dict[str, object]:
    """What the form holds besides its fields, as it was sent."""
    posted = request.POST
    return {
        "papers": [(paper, posted.get(f"paper-{paper.code}") == "on") for paper in form.terms.papers],
        "paid": str(posted.get("paid", "")),
        "on_behalf_of": str(posted.get("on_behalf_of", "")),
        "handed_in_at": str(posted.get("handed_in_at", ""))[:40],
        "idempotency_key": str(posted.get("idempotency_key") or new_id()),
        "sent": bool(posted),
    }


def _choices(form: Counter) -> dict[str, list[Option]]:
    return {
        "cases": [_option(one.key, one.name, form.case.key) for one in form.procedure.cases],
        "channels": [
            _option(way.channel.value, words(CHANNELS, way.channel.value), form.terms.channel.value)
            for way in form.case.ways
        ],
        "places": [_option(unit.code, unit.name, form.place) for unit in form.places],
        "kinds": [
            _option("person", _("Cá nhân"), form.kind),
            _option("organisation", _("Tổ chức"), form.kind),
        ],
    }


def _option(value: str, text: str, chosen: str) -> Option:
    return {"value": value, "text": text, "selected": value == chosen}


def _stops(filled: Filled, missing: Sequence[str]) -> list[dict[str, str]]:
    """What stands in the way besides faults of the fields."""
    found = []
    if missing:
        text = _("Chưa đủ giấy tờ bắt buộc: {names}. Đánh dấu bản giấy, chọn tệp, hoặc bấm “Yêu cầu bổ sung”.")
        found.append({"text": text.format(names="; ".join(missing)), "href": "#papers"})
    if filled.fault:
        found.append({"text": filled.fault, "href": "#card"})
    return found


def _faults(error: DomainError | None) -> Mapping[str, list[FieldError]]:
    """Faults by the block they belong to, keyed as the form's fields are."""
    found: dict[str, list[FieldError]] = {}
    for one in error.errors if error is not None else []:
        block, _dot, name = str(one.get("field", "")).partition(".")
        params = {key: value for key, value in one.items() if key not in {"field", "code"}}
        found.setdefault(block, []).append(FieldError(name, str(one.get("code", "")), params))
    return found


@dataclass(frozen=True, slots=True)
class Needs:
    """What this case asks and gives, for the official to say aloud: ``due`` is the appointment if it were accepted
    now; None while no competence is known."""

    required: int
    limit: str
    due: dt.datetime | None
    settling: str


def needs(form: Counter, now: dt.datetime) -> Needs:
    on = legal_date(now)
    required = sum(1 for paper in form.terms.papers if paper.required)
    try:
        way = route(form.terms, form.place, on)
    except DomainError:
        return Needs(required, _limit(form), None, "")
    if way.reception_unit_id is None or way.settling_unit_id is None:
        return Needs(required, _limit(form), None, "")
    deadlines = deadlines_for(way.reception_unit_id, way.settling_unit_id, on)
    limit = form.terms.limit
    due = deadlines.same_day(now).at if form.terms.instant or limit is None else deadlines.limit(now, limit).at
    settling = Unit.objects.values_list("name", flat=True).get(pk=way.settling_unit_id)
    return Needs(required, _limit(form), due, settling)


def _limit(form: Counter) -> str:
    limit = form.terms.limit
    if form.terms.instant or limit is None:
        return _("trong ngày")
    return f"{limit.amount} {UNITS[limit.unit.value]}"
