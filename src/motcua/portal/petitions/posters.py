"""Sheets to print: a code that opens the form for a place. Anybody may hang one up; the code only says where."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.documents.printing import print_paper
from motcua.documents.serving import download_headers
from motcua.organisation.models import Unit, UnitLevel, in_force
from motcua.organisation.selectors import unit_or_heir
from motcua.petitions.intake.poster_sheet import SIZES, PetitionPosterData
from motcua.petitions.lifecycle import Channel
from motcua.web.access import public
from motcua.web.fields import FieldView, OptionView

from .poster_codes import Poster, code_of, read_code

PDF = "application/pdf"


@public
@require_safe
def posters(request: HttpRequest) -> HttpResponseBase:
    """Choose a unit; its sheets are the links."""
    on = legal_date(now())
    chosen = request.GET.get("don-vi", "")[:40].replace("\x00", "")
    units = Unit.objects.filter(in_force(on)).exclude(level=UnitLevel.NATIONAL).order_by("code")
    named = list(units.values_list("code", "name"))
    options = tuple(OptionView(code, name, code == chosen) for code, name in named)
    name = dict(named).get(chosen, "")
    context = {
        "nav": "voices",
        "fields": [FieldView("don-vi", "choice", gettext("Nơi dán"), required=True, options=options, folded=True)],
        "unit": name,
        "sheets": _sheets(chosen) if name else [],
    }
    return render(request, "portal/petitions/posters.jinja", context)


def _sheets(unit: str) -> list[dict[str, str]]:
    names = {
        (Channel.QR, "a6"): gettext("Tờ dán khổ A6"),
        (Channel.QR, "a4"): gettext("Tờ dán khổ A4"),
        (Channel.SUGGESTION_BOX, "a6"): gettext("Mặt hòm thư góp ý khổ A6"),
        (Channel.SUGGESTION_BOX, "a4"): gettext("Mặt hòm thư góp ý khổ A4"),
    }
    return [
        {
            "name": name,
            "href": reverse("portal:petition_poster", args=[code_of(Poster(unit, channel))]) + f"?kho={size}",
        }
        for (channel, size), name in names.items()
    ]


@public
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponseBase:
    """One sheet as PDF. A code that is not ours is not printed."""
    at = now()
    found = read_code(code)
    if found is None:
        raise NotFound("petition_poster_unknown")
    unit = unit_or_heir(found.unit, legal_date(at))
    size = request.GET.get("kho", SIZES[0])
    address = request.build_absolute_uri(f"{reverse('portal:petition_begin')}?don-vi={code}")
    sheet = PetitionPosterData(
        office=unit.parent.name if unit.parent else unit.name,
        place=unit.name,
        url=address,
        size=size if size in SIZES else SIZES[0],
        is_box=found.channel is Channel.SUGGESTION_BOX,
        issued_at=at,
    )
    made = print_paper(sheet)
    headers = download_headers(name=f"to-dan-{unit.code}.pdf", media_type=PDF, size=len(made), inline=True)
    return HttpResponse(made, headers=headers)
