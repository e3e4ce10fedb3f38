"""What changed for me since I last looked: dossiers whose next date passed, those that came to me, what I have to
explain or to decide, and follow-up tasks."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.rows import rows_of
from motcua.desk.time_left import Watch, watch
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import READ
from motcua.dossiers.selectors.lists import WAITING, Filters, View, filtered, mine, own_units, with_names
from motcua.dossiers.selectors.responsibility import to_decide, to_explain
from motcua.dossiers.selectors.steps import step_names
from motcua.dossiers.services.timers import tasks_of
from motcua.people.actors import Actor
from motcua.people.services.records import record_list
from motcua.web.access import holds, official

MOST = 25
COUNTED = 100
_SEEN = "desk_notices_seen"
FIRST_LOOK = dt.timedelta(days=1)


@official(READ)
@require_GET
def notices(request: HttpRequest) -> HttpResponseBase:
    """Each look moves the mark; the page says since when it counts."""
    actor, at = actor_at(request), now()
    sight = watch(at, actor)
    since = _since(request, at)
    late = filtered(actor, Filters(view=View.LATE), now=at, soon=sight.soon)
    late_rows = list(with_names(late, legal_date(at))[:MOST])
    new_rows = list(with_names(_came(actor, since, sight).order_by("-held_since", "-id"), legal_date(at))[:MOST])
    sight = sight.over([*late_rows, *new_rows])
    names = step_names({one.process_version_id for one in [*late_rows, *new_rows]})
    record_list(actor, READ, "dossier", {"view": "notices"}, rows=len(late_rows) + len(new_rows), now=at)
    request.session[_SEEN] = at.isoformat()
    own = own_units(actor)
    context = {
        "since": since,
        "late": rows_of(late_rows, sight, names, query="view=late", own=own),
        "new": rows_of(new_rows, sight, names, own=own),
        "explain": list(to_explain(actor)[:MOST]),
        "decide": list(to_decide(actor, at)[:MOST]),
        "tasks": list(tasks_of(actor)[:MOST]),
        "notice_count": 0,
        "post_line": post_line(actor),
        "nav": "notices",
    }
    return render(request, "desk/notices.jinja", context)


def waiting(request: HttpRequest) -> int:
    """What the notices page would say that its reader has not seen: dossiers that came, those whose date passed, and
    what there is to explain or to decide, since the last look; at most :data:`COUNTED`. One statement."""
    actor = actor_at(request)
    if not holds(actor, READ):
        return 0
    at = now()
    since = _since(request, at)
    came, passed = Q(held_since__gte=since), Q(next_at__gte=since, next_at__lt=at) & ~Q(state__in=WAITING)
    dossiers = Dossier.objects.filter(mine(actor), came | passed, closed=False).order_by().values_list("pk")
    asked = to_explain(actor).filter(asked_at__gte=since).order_by().values_list("pk")
    units = [standing.unit_id for standing in actor.standings]
    told = to_decide(actor, at).filter(unit__in=units, head_told_at__gte=since).order_by().values_list("pk")
    return dossiers.union(asked, told, all=True)[:COUNTED].count()


def _came(actor: Actor, since: dt.datetime, sight: Watch) -> QuerySet[Dossier]:
    mine = filtered(actor, Filters(), now=sight.now, soon=sight.soon)
    return mine.filter(held_since__gte=since)


def _since(request: HttpRequest, at: dt.datetime) -> dt.datetime:
    kept = request.session.get(_SEEN)
    try:
        return dt.datetime.fromisoformat(str(kept)) if kept else at - FIRST_LOOK
    except ValueError:
        return at - FIRST_LOOK
