"""Reports of units: what there is to fill and to appraise, one reported value, and the forms with their periods."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.desk.figures.collection_menu import NAV, links, require_one
from motcua.desk.inbox import actor_at, post_line
from motcua.figures.collection.models import Sheet, SheetState
from motcua.figures.collection.permissions import APPRAISE, COLLECT, FILL, READ
from motcua.figures.collection.selectors.sheets import readable_sheets, readable_value, versions_of
from motcua.figures.collection.services.sheets import FILLABLE
from motcua.figures.collection.wording import printed, stored
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.wording import language
from motcua.people.permissions import scope
from motcua.web.access import official

MOST = 200
LOOKS = {"open": "neutral", "submitted": "soon", "returned": "late", "accepted": "ontime", "correcting": "soon"}


@official()
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    """What waits for me first, then everything I may see, the newest period on top."""
    actor, at = require_one(request, FILL, APPRAISE, READ, COLLECT), now()
    rows = readable_sheets(actor).order_by("-campaign__last", "campaign__form_code", "unit__code")
    mine = rows.filter(scope(actor, FILL, "unit"), state__in=FILLABLE, campaign__locked_at=None)
    judged = rows.filter(state=SheetState.SUBMITTED) if actor.reach_of(APPRAISE).everywhere else rows.none()
    states = {one: rows.filter(state=one).count() for one in SheetState}
    context = {
        "links": links(actor, "collection"),
        "mine": [sheet_row(one, at) for one in mine.order_by("campaign__due_at", "unit__code")[:MOST]],
        "judged": [sheet_row(one, at) for one in judged.order_by("submitted_at")[:MOST]],
        "rows": [sheet_row(one, at) for one in rows[:MOST]],
        "sums": [(one.label, states[one]) for one in SheetState if states[one]],
        "most": MOST,
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/collection.jinja", context)


def sheet_row(sheet: Sheet, at: dt.datetime) -> dict[str, object]:
    campaign = sheet.campaign
    return {
        "href": reverse("desk:collection_sheet", args=[sheet.uid]),
        "form": campaign.form.name,
        "period": period_name(parse_code(campaign.period_code)),
        "unit": sheet.unit.name,
        "state": SheetState(sheet.state).label,
        "look": LOOKS[sheet.state],
        "due": campaign.due_at,
        "late": sheet.state in FILLABLE and not sheet.accepted_at and campaign.due_at < at,
        "locked": campaign.locked_at is not None,
    }


@official()
@require_GET
def value(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One reported value: what was typed, where it comes from, and what was known before."""
    require_one(request, READ, FILL)
    actor = actor_at(request)
    row = readable_value(uid, actor)
    measure = shipped().measures.get(row.measure)
    said = stored(row)
    context = {
        "links": links(actor, "collection"),
        "name": measure.name(language()) if measure else row.measure,
        "row": row,
        "printed": printed(said) if said else _("đã rút"),
        "period": period_name(parse_code(row.period_code)),
        "sheet": reverse("desk:collection_sheet", args=[row.sheet.uid]) if row.sheet else "",
        "versions": [
            {
                "printed": printed(found) if found else _("đã rút"),
                "typed": one.typed,
                "at": one.recorded_at,
                "uid": one.uid,
            }
            for one in versions_of(row)
            for found in [stored(one)]
        ],
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/collection_value.jinja", context)
