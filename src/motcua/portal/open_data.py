"""Open data: the page, and the files of its versions, which never change."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from motcua.figures.exchange.open_data.dataset import FIELDS
from motcua.figures.exchange.open_data.files import CATALOGUE
from motcua.figures.exchange.open_data.versions import file_of, newest, versions
from motcua.web.access import public

SHOWN = 12
"""How many older versions the page names; all of them stay at their addresses."""


@public
@require_safe
@cache_control(public=True, max_age=300)
def open_data(request: HttpRequest) -> HttpResponse:
    english = get_language() == "en"
    context = {
        "version": newest(),
        "older": versions()[1 : 1 + SHOWN],
        "columns": [(column.name, column.about_en if english else column.about_vi) for column in FIELDS],
        "catalogue": CATALOGUE,
    }
    return render(request, "portal/open_data.jinja", context)


@public
@require_safe
def other_address(request: HttpRequest) -> HttpResponse:
    """``/open-data/`` as programs of other systems look for it."""
    return redirect("portal:open_data", permanent=True)


@public
@require_safe
@cache_control(public=True, max_age=300)
def newest_catalogue(request: HttpRequest) -> HttpResponse:
    """The ``dcat`` catalogue of the newest version."""
    version = newest()
    if version is None:
        raise Http404
    return redirect("portal:open_data_file", version=version.name, name=CATALOGUE)


@public
@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def open_data_file(request: HttpRequest, version: str, name: str) -> HttpResponseBase:
    """A file of a version, for ever the same."""
    try:
        path, known = file_of(version, name)
        content = path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    etag = f'"{known["sha256"]}"'
    if request.headers.get("If-None-Match") == etag:
        content.close()
        return HttpResponse(status=304, headers={"ETag": etag})
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{version}-{name}",
        content_type=str(known["media"]),
        headers={"ETag": etag, "X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"},
    )
