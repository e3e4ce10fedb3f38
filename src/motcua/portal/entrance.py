"""Where people begin: here, or at the national portal, which hands them to a form by three codes."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from motcua.organisation.models import Unit, in_force
from motcua.portal.offer import Offer


def is_national() -> bool:
    return settings.ENTRANCE == "national"


def start_address(offer: Offer, on: dt.date) -> str:
    """Where the start button leads. A procedure without a national code can only begin here."""
    if is_national() and offer.national_code:
        codes = {
            "MaTTHC": offer.national_code,
            "MaCoQuanThucHien": _agency(on),
            "MaDVC": offer.national_code,
        }
        return f"{settings.NATIONAL_PORTAL_URL}?{urlencode(codes)}"
    here = reverse("portal:apply", args=[offer.key])
    return f"{here}?{urlencode({'truong-hop': offer.case.key})}" if len(offer.cases) > 1 else here


def _agency(on: dt.date) -> str:
    found = Unit.objects.filter(in_force(on), level="province").values_list("agency_code", flat=True).first()
    return found or ""
