"""For who supervises: what is late and at risk by unit, and how much lies where. Each number opens its list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Count, F, Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.core.vietnamese_order import dictionary_key
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.piles import Filters, query_of
from motcua.people.services.records import record_list
from motcua.petitions.lifecycle import AT_UNIT, Flag, State
from motcua.petitions.models import Petition
from motcua.petitions.permissions import SUPERVISE, scope_read
from motcua.petitions.selectors import RISK, Pile
from motcua.web.access import official

MONTH = dt.timedelta(days=30)
_WORK = [*(one.value for one in sorted(AT_UNIT)), State.ANSWERED.value]


@official(SUPERVISE)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    mine = Petition.objects.filter(scope_read(actor))
    live = mine.filter(closed=False, state__in=_WORK, owner_unit__isnull=False)
    rows = list(
        live.values("owner_unit__code", "owner_unit__name")
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(handle_due__lt=at)),
            risk=Count("pk", filter=Q(handle_due__gte=at, handle_due__lt=at + RISK)),
            untaken=Count("pk", filter=Q(state=State.ASSIGNED.value)),
            urgent=Count("pk", filter=Q(flags__contains=[Flag.URGENT.value])),
        )
        .order_by()
    )
    done = mine.filter(answered_at__gte=at - MONTH, owner_unit__isnull=False).values("owner_unit__code")
    month = {
        row["owner_unit__code"]: row
        for row in done.annotate(
            answered=Count("pk"),
            in_time=Count("pk", filter=Q(handle_due__isnull=True) | Q(answered_at__lte=F("handle_due"))),
        ).order_by()
    }
    record_list(actor, SUPERVISE, "petition", {}, rows=len(rows), now=at)
    lines = [_line(row, month.get(row["owner_unit__code"], {})) for row in rows]
    lines.sort(key=lambda one: (-int(str(one["late"])), -int(str(one["risk"])), dictionary_key(str(one["name"]))))
    context = {
        "rows": lines,
        "post_line": post_line(actor),
        "nav": "petitions",
    }
    return render(request, "desk/petitions/load.jinja", context)


def _line(row: Mapping[str, object], month: Mapping[str, object]) -> dict[str, object]:
    code = str(row["owner_unit__code"])
    answered, in_time = int(str(month.get("answered", 0))), int(str(month.get("in_time", 0)))
    return {
        "name": row["owner_unit__name"],
        **{name: row[name] for name in ("open", "late", "risk", "untaken", "urgent")},
        "answered": answered,
        "in_time": in_time,
        "share": in_time / answered if answered else None,
        "href": f"{reverse('desk:petitions')}?{query_of(Filters(pile=Pile.ALL_OPEN.value, unit=code))}",
        "late_href": f"{reverse('desk:petitions')}?{query_of(Filters(pile=Pile.LATE.value, unit=code))}",
        "risk_href": f"{reverse('desk:petitions')}?{query_of(Filters(pile=Pile.AT_RISK.value, unit=code))}",
    }
