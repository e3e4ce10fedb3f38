"""Following a dossier: by its code (the stage only) and by the secret of the receipt (everything)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from motcua.core.clock import now
from motcua.core.errors import NotFound
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.track import by_secret, normal_code, track
from motcua.dossiers.traces import allow_lookup
from motcua.portal import dossier_page, downloads, progress, proofs
from motcua.web.access import public, secret_link
from motcua.web.fields import FieldView, error_list


@public
@never_cache
def tracking(request: HttpRequest) -> HttpResponse:
    """``?code=``: only the code and the stage, and not often: codes are not to be tried one after another."""
    typed = request.GET.get("code", "")
    code = normal_code(typed.replace("\x00", ""))
    found, error, status = None, "", 200
    if code:
        allow_lookup(request, now=now())
        try:
            found = track(code)
        except NotFound:
            error, status = gettext("Không có hồ sơ nào mang mã này. Hãy xem lại mã trên giấy tiếp nhận."), 404
    elif "code" in request.GET:
        error = gettext("Hãy nhập mã hồ sơ hoặc số biên nhận.")
    field = FieldView(
        key="code",
        kind="text",
        label=gettext("Mã hồ sơ"),
        hint=gettext("Mã hoặc số biên nhận ghi trên giấy tiếp nhận, ví dụ N261123-7KQ2MXA"),
        required=True,
        value=typed[:80],
        error=error,
        max_length=80,
    )
    context = {
        "nav": "track",
        "field": field,
        "errors": error_list([field]),
        "found": found,
        "words": progress.stage_words(found.stage, ended=found.ended) if found else "",
        "stages": progress.stage_items(found.stage, ended=found.ended) if found else [],
    }
    return render(request, "portal/track.jinja", context, status=status)


def _with_names(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related("version__procedure", "case", "applicant", "account").get(pk=dossier.pk)


@secret_link
@never_cache
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The whole page for whoever holds the receipt: reading only."""
    dossier = _with_names(by_secret(secret))
    base = reverse("portal:secret", args=[secret])
    context = dossier_page.full_page(dossier, now=now(), base=base, is_own=False)
    return render(request, "portal/dossier.jinja", context)


@secret_link
@never_cache
def slip_by_link(request: HttpRequest, secret: str, number: str) -> HttpResponseBase:
    return downloads.slip(by_secret(secret), number)


@secret_link
@never_cache
def receipt_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    return proofs.receipt_download(by_secret(secret))


@secret_link
@never_cache
def file_by_link(request: HttpRequest, secret: str, file: UUID) -> HttpResponseBase:
    return downloads.stored(dossier_page.file_of(by_secret(secret), file))


@public
def old_address(request: HttpRequest) -> HttpResponse:
    """``/ho-so/`` alone leads to the tracking page."""
    return HttpResponseRedirect(reverse("portal:track"))
