"""The jump: from a code, a number, a name or a scanned card straight to the dossier."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.identity_card import number_in
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.rows import rows_of
from motcua.desk.time_left import watch
from motcua.dossiers.permissions import READ
from motcua.dossiers.selectors.lists import find_dossiers, own_units, with_names
from motcua.dossiers.selectors.steps import step_names
from motcua.people.services.records import record_list
from motcua.web.access import official

MOST = 50
LONGEST = 600
_LEAST = 2


@official(READ)
@require_GET
def find(request: HttpRequest) -> HttpResponseBase:
    """One hit by a whole code opens at once; else the list. What was searched is recorded, numbers masked."""
    actor, at = actor_at(request), now()
    typed = "".join(sign for sign in request.GET.get("q", "")[:LONGEST] if sign.isprintable()).strip()
    wanted = number_in(typed) or typed
    dossiers = []
    if len(wanted) >= _LEAST:
        found = find_dossiers(actor, wanted[:200], most=MOST + 1)
        dossiers = list(with_names(found, legal_date(at)))
        record_list(actor, READ, "dossier", {"query": wanted[:200]}, rows=len(dossiers), now=at)
    code = "".join(wanted.split()).upper()
    exact = [one for one in dossiers if code in {one.code, one.receipt_no}]
    if len(exact) == 1:
        return HttpResponseRedirect(reverse("desk:dossier", args=[exact[0].uid]))
    names = step_names({one.process_version_id for one in dossiers})
    context = {
        "find": typed if wanted == typed else wanted,
        "searched": bool(wanted),
        "rows": rows_of(dossiers[:MOST], watch(at, actor).over(dossiers), names, own=own_units(actor)),
        "more": len(dossiers) > MOST,
        "most": MOST,
        "post_line": post_line(actor),
        "nav": "find",
    }
    return render(request, "desk/find.jinja", context)
