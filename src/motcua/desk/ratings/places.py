"""Codes to hang and tablets to set up."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.documents.printing import print_paper
from motcua.documents.serving import download_headers
from motcua.people.actors import Actor
from motcua.ratings.asked import place_name, poster_token
from motcua.ratings.models import Poster
from motcua.ratings.permissions import POSTERS
from motcua.ratings.poster_sheet import PosterSheetData
from motcua.ratings.services import places as making
from motcua.web.access import official
from motcua.web.once import once


@official(POSTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    """``place``: ``unit:UID``, ``point:UID`` or ``post:UID``."""
    if request.method != "POST":
        return _page(request)
    actor, at = actor_at(request), now()

    def run() -> str:
        unit, point, post = _chosen(request, actor)
        if request.POST.get("what") == "tablet":
            name = str(request.POST.get("name", ""))[:200]
            tablet, word = making.register_tablet(unit, name, actor=actor, now=at, point=point)
            with override("vi"):
                return f"{reverse('desk:rating_places')}?ghep={tablet.code}-{word}"
        making.make_poster(unit, actor=actor, now=at, point=point, post=post)
        return reverse("desk:rating_places")

    try:
        address, done = once(request, "desk.ratings.place", run, actor=actor, now=at)
    except DomainError as error:
        return _page(request, error)
    if done:
        messages.success(request, _("Đã tạo."))
    return HttpResponseRedirect(address)


def _page(request: HttpRequest, error: DomainError | None = None) -> HttpResponseBase:
    actor, today = actor_at(request), legal_date(now())
    units, points, posts = making.places(actor, today)
    code, _dash, word = str(request.GET.get("ghep", ""))[:40].partition("-")
    pairing = f"{settings.BASE_URL}{_pair_path(code, word)}" if code.isalnum() and word.isalnum() else ""
    context = {
        "choices": [
            *({"value": f"unit:{one.uid}", "text": one.name} for one in units),
            *({"value": f"point:{one.uid}", "text": f"{one.name} ({one.unit.name})"} for one in points),
            *({"value": f"post:{one.uid}", "text": f"{one.title} ({one.unit.name})"} for one in posts),
        ],
        "posters": [_poster(one) for one in making.posters(actor)[:200]],
        "tablets": [
            {"uid": one.uid, "name": one.name, "place": place_name(one), "paired": one.paired, "off": one.revoked_at}
            for one in making.tablets(actor)[:200]
        ],
        "pairing": pairing,
        "errors": [{"text": text, "href": "#place"} for text in _faults(error)] if error else [],
        "idempotency_key": str(new_id()),
        "second_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": "ratings",
        "tab": "places",
    }
    return render(request, "desk/ratings/places.jinja", context, status=error.status if error else 200)


def _pair_path(code: str, word: str) -> str:
    with override("vi"):
        return reverse("portal:rating_tablet_pair", args=[code, word])


def _faults(error: DomainError) -> list[str]:
    return [say(str(one["code"]), {}) for one in error.errors] or [say(error.code, error.params)]


def _poster(row: Poster) -> dict[str, object]:
    return {
        "uid": row.uid,
        "place": place_name(row),
        "until": row.expires_on,
        "made": row.made_at,
        "off": row.revoked_at,
        "href": reverse("desk:rating_poster", args=[row.uid]),
    }


def _chosen(request: HttpRequest, actor: Actor) -> tuple[UUID, UUID | None, UUID | None]:
    kind, _colon, text = str(request.POST.get("place", "")).partition(":")
    units, points, posts = making.places(actor, legal_date(now()))
    for one in units if kind == "unit" else ():
        if str(one.uid) == text:
            return one.uid, None, None
    for point in points if kind == "point" else ():
        if str(point.uid) == text:
            return point.unit.uid, point.uid, None
    for post in posts if kind == "post" else ():
        if str(post.uid) == text:
            return post.unit.uid, None, post.uid
    raise Invalid("data_invalid", errors=[{"field": "place", "code": "rating_place_unknown"}])


@official(POSTERS)
@require_GET
def sheet(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The A6 sheet as PDF."""
    row = making.posters(actor_at(request)).filter(uid=uid, revoked_at=None).first()
    if row is None:
        raise NotFound("rating_poster_unknown")
    with override("vi"):
        address = reverse("portal:rate", args=[poster_token(row)])
        data = PosterSheetData(
            office=settings.PROVINCE_NAME,
            place=place_name(row),
            url=f"{settings.BASE_URL}{address}",
            until=row.expires_on,
            issued_at=row.made_at,
        )
    body = print_paper(data)
    headers = download_headers(
        name=f"ma-danh-gia-{row.unit.code}.pdf", media_type="application/pdf", size=len(body), inline=True
    )
    return HttpResponse(body, headers=headers)


@official(POSTERS)
@require_POST
def take_down(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """A poster or a tablet is no longer good."""
    actor, at = actor_at(request), now()
    if request.POST.get("what") == "tablet":
        making.revoke_tablet(uid, actor=actor, now=at)
    else:
        making.revoke_poster(uid, actor=actor, now=at)
    messages.success(request, _("Đã thu hồi."))
    return HttpResponseRedirect(reverse("desk:rating_places"))
