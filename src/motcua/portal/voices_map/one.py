"""One published petition, and following it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.core.rate_limit import Limit, charge
from motcua.core.texts import say
from motcua.documents.services import open_plaintext
from motcua.documents.serving import download_headers
from motcua.dossiers.traces import address_of
from motcua.people.actors import Actor, ActorKind
from motcua.petitions.models import FileRole, Petition, PetitionFile
from motcua.petitions.points.models import PetitionPoint
from motcua.petitions.selectors import public_one, timeline
from motcua.petitions.services import Contact, follow
from motcua.petitions.texts import EVENT_NAMES
from motcua.portal.voices_map.cards import card
from motcua.web.access import current_actor, public
from motcua.web.maps.drawing import plan
from motcua.web.words import language_in_force

FOLLOWS = Limit("petition.follow", 10, dt.timedelta(hours=1))
VISITOR = Actor(kind=ActorKind.CITIZEN, user_id=None, uid=None, name="")


@public
@require_safe
def one(request: HttpRequest, receipt_no: str) -> HttpResponse:
    """What a person approved for everyone, the answer, and how it went; nothing of the sender."""
    petition = _found(receipt_no)
    on = legal_date(now())
    point = PetitionPoint.objects.filter(petition=petition, shown=True).first()
    drawn = plan(on) if point else None
    photos = _photos(petition)
    context = {
        "nav": "voices",
        "petition": petition,
        "card": card(petition, on),
        "words": petition.publication,
        "photos": [
            {"href": reverse("voices:photo", args=[petition.receipt_no, place]), "n": place}
            for place in range(1, len(photos) + 1)
        ],
        "steps": [
            {"title": str(EVENT_NAMES.get(step.kind.value, step.kind.value)), "at": step.at}
            for step in reversed(timeline(petition, reader="public"))
        ],
        "plan": drawn,
        "pin": drawn.at(point.lat, point.lng) if drawn and point else None,
    }
    return render(request, "portal/voices/one.jinja", context)


def _found(receipt_no: str) -> Petition:
    petition = public_one(receipt_no) if receipt_no.isprintable() and len(receipt_no) <= 20 else None
    if petition is None:
        raise Http404
    return petition


def _photos(petition: Petition) -> list[PetitionFile]:
    """The masked pictures of the newest publication."""
    rows = PetitionFile.objects.filter(
        petition=petition, role=FileRole.PUBLISHED, file__media_type__startswith="image/"
    )
    found = list(rows.select_related("file").order_by("-seq", "ordinal"))
    return [one for one in found if one.seq == found[0].seq]


@public
@require_safe
def photo(request: HttpRequest, receipt_no: str, place: int) -> HttpResponseBase:
    """A masked picture of a published petition; no other file of it is ever served here."""
    photos = _photos(_found(receipt_no))
    if not 1 <= place <= len(photos):
        raise Http404
    file = photos[place - 1].file
    headers = download_headers(name=file.name, media_type=file.media_type, size=file.size, inline=True)
    return StreamingHttpResponse(open_plaintext(file), headers=headers | {"Cache-Control": "public, max-age=300"})


@public
@require_POST
def same_for_me(request: HttpRequest, receipt_no: str) -> HttpResponse:
    """Follow it: by the account, or at the address given. The answer is the same whether one followed before."""
    petition = _found(receipt_no)
    back = HttpResponseRedirect(reverse("voices:one", args=[petition.receipt_no]))
    actor = current_actor(request)
    at = now()
    try:
        charge(FOLLOWS, address_of(request), now=at)
        contact = Contact(email=str(request.POST.get("email", ""))[:254], language=language_in_force())
        follow(petition.uid, contact, actor=actor if actor and actor.kind is ActorKind.CITIZEN else VISITOR, now=at)
    except DomainError as error:
        messages.error(request, say(error.code, error.params))
        return back
    messages.success(request, _("Đã ghi. Khi phản ánh này có tin mới, bạn sẽ được báo."))
    return back
