"""Several petitions given to their units at once: each stands for itself, and the answer says how each went."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.desk.inbox import actor_at
from motcua.people.actors import Actor
from motcua.petitions.categories import owner_of
from motcua.petitions.lifecycle import Assign
from motcua.petitions.models import Petition
from motcua.petitions.permissions import ASSIGN, scope_read
from motcua.petitions.services import act
from motcua.web.access import official

MOST = 50
MOST_FAULTS = 8


@official(ASSIGN)
@require_POST
def assign(request: HttpRequest) -> HttpResponseBase:
    """To the unit chosen, or each to the one its rule names. What cannot be given stays where it is, and is named."""
    actor, at = actor_at(request), now()
    query = str(request.POST.get("next", ""))[:600]
    address = f"{reverse('desk:petitions')}?{query}".removesuffix("?")
    found = _chosen(request, actor)
    if not found:
        messages.error(request, _("Hãy chọn ít nhất một phản ánh."))
        return HttpResponseRedirect(address)
    unit = str(request.POST.get("unit", ""))[:40]
    done, faults = 0, []
    for petition in found:
        code = unit or _owner(petition, legal_date(at))
        try:
            if not code:
                faults.append(f"{petition.receipt_no}: {_('chưa có quy tắc giao ai')}")
                continue
            act(petition.uid, Assign(unit=code), actor=actor, now=at, expected_seq=petition.seq)
        except DomainError as error:
            faults.append(f"{petition.receipt_no}: {say(error.code, error.params)}")
        else:
            done += 1
    if done:
        messages.success(request, ngettext("Đã giao {n} phản ánh.", "Đã giao {n} phản ánh.", done).format(n=done))
    if faults:
        messages.error(request, "; ".join(faults[:MOST_FAULTS]))
    return HttpResponseRedirect(address)


def _owner(petition: Petition, on: dt.date) -> str:
    owner = owner_of(petition.category, petition.place, on)
    return owner.code if owner else ""


def _chosen(request: HttpRequest, actor: Actor) -> list[Petition]:
    uids = []
    for text in request.POST.getlist("petition")[:MOST]:
        try:
            uids.append(UUID(text))
        except ValueError:
            continue
    rows = Petition.objects.filter(scope_read(actor), uid__in=uids).select_related("place")
    return list(rows.order_by("next_at", "pk"))
