"""What maps ask the server for: tiles of units, and the place of a point in words."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from motcua.core.clock import legal_date, now
from motcua.core.etags import etag, matches
from motcua.core.mercator import Tile
from motcua.organisation.places import place_of_point, revision
from motcua.web.access import public
from motcua.web.maps.pins import degrees, place_words
from motcua.web.maps.unit_tiles import unit_tile

MVT = "application/vnd.mapbox-vector-tile"


@public
@require_safe
@cache_control(public=True, max_age=3600)
def units(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One tile of the units of today."""
    on = legal_date(now())
    tag = etag("units", str(on), *(str(part) for part in revision()), z, x, y)
    if matches(tag, request.headers.get("If-None-Match")):
        return HttpResponse(status=304, headers={"ETag": tag})
    try:
        body = unit_tile(Tile(z, x, y), on)
    except ValueError as error:
        raise Http404 from error
    return HttpResponse(body, content_type=MVT, headers={"ETag": tag})


@public
@require_safe
@cache_control(private=True, no_store=True)
def here(request: HttpRequest) -> JsonResponse:
    """``?lat=&lng=`` -> ``{where, unit, name, words}``. Nothing is kept of the question."""
    lat, lng = (degrees(str(request.GET.get(name, ""))[:30]) for name in ("lat", "lng"))
    if lat is None or lng is None:
        return JsonResponse({"where": "not_a_point", "unit": None, "name": "", "words": ""}, status=400)
    found = place_of_point(lat, lng, legal_date(now()))
    body = {
        "where": found.where.value,
        "unit": found.unit.code if found.unit else None,
        "name": found.unit.name if found.unit else "",
        "words": place_words(found),
        "language": get_language(),
    }
    return JsonResponse(body)
