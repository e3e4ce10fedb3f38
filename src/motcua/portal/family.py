"""The parts of a bundle on the applicant's page: who works on what, how far it is, and where something is owed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.family import PartView, parts_of, whole_view
from motcua.portal import progress
from motcua.procedures.bundle import Outcome


def parts_rows(dossier: Dossier, *, now: dt.datetime, is_own: bool) -> list[dict[str, Any]]:
    """One line for each part; empty for an ordinary dossier."""
    parts = parts_of(dossier, None)
    children = [part.child for part in parts if part.child is not None]
    calendars = progress.calendars_for(children, now) if children else None
    rows: list[dict[str, Any]] = []
    for part in parts:
        child = part.child
        row: dict[str, Any] = {
            "key": part.key,
            "name": part.name,
            "agency": part.agency,
            "state": _words(part),
            "kind": _kind(part),
        }
        if child is not None and calendars is not None:
            row["href"] = address_of(child, is_own=is_own)
            row["left"] = progress.left_of(child, calendars, now) if part.outcome is Outcome.OPEN else None
            row["due"] = child.appointed_due_at if part.outcome is Outcome.OPEN else None
            row["waits"] = part.outcome is Outcome.WAITING
        rows.append(row)
    return rows


def address_of(dossier: Dossier, *, is_own: bool) -> str:
    """The page of a dossier of the family: by the account, else by its own secret, which only the receipt leads to."""
    if is_own:
        return reverse("portal:own_dossier", args=[dossier.uid])
    return reverse("portal:secret", args=[dossier.link_secret])


def whole_row(dossier: Dossier, *, is_own: bool) -> dict[str, str] | None:
    """The whole of a part."""
    found = whole_view(dossier, None)
    if found is None:
        return None
    whole = found.dossier
    return {
        "part": found.part,
        "code": whole.code or whole.receipt_no,
        "href": address_of(whole, is_own=is_own),
    }


def _words(part: PartView) -> str:
    match part.outcome:
        case None:
            return gettext("chưa đến lượt")
        case Outcome.GRANTED:
            return gettext("đã có kết quả")
        case Outcome.REFUSAL | Outcome.REFUSED:
            return gettext("không giải quyết")
        case Outcome.WITHDRAWN:
            return gettext("đã rút")
        case Outcome.CLOSED:
            return gettext("đã dừng")
        case Outcome.WAITING:
            return gettext("đang chờ bạn")
        case _:
            return gettext("đang giải quyết")


def _kind(part: PartView) -> str:
    match part.outcome:
        case Outcome.GRANTED:
            return "ontime"
        case Outcome.WAITING:
            return "soon"
        case Outcome.OPEN | None:
            return "neutral"
        case _:
            return "late"
