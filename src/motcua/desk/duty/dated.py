"""Rules that hold from a day on, on their pages: which live and which are over, a change from a day on, the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.clock import LEGAL_ZONE, now
from motcua.desk.duty import form
from motcua.web.words import day

R = TypeVar("R", bound=Model)


class Rule(Protocol):
    uid: UUID
    name: str
    source: str
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """Where the rules of one kind are listed, and what that page is called."""

    address: str
    title: str
    nav: str = "duty"


def living(rows: QuerySet[R], today: dt.date) -> QuerySet[R]:
    """In force, or to come."""
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))


def over(rows: QuerySet[R], today: dt.date) -> QuerySet[R]:
    return rows.filter(valid_to__lte=today)


def row_of(one: Rule, today: dt.date, name: str) -> Mapping[str, object]:
    """Its dates and what can still be done with it. ``name``: of its addresses, before ``_change`` and ``_end``."""
    ends = one.valid_to is not None
    return {
        "name": one.name,
        "source": one.source,
        "since": one.valid_from,
        "until": one.valid_to,
        "coming": one.valid_from > today,
        "change": "" if ends else reverse(f"{name}_change", args=[one.uid]),
        "end": "" if ends else reverse(f"{name}_end", args=[one.uid]),
    }


def facts_of(one: Rule) -> list[tuple[str, str]]:
    """What stands above the questions of a change."""
    return [(_("Đang dùng từ ngày"), day(one.valid_from)), (_("Căn cứ"), one.source)]


def today_typed() -> str:
    """Today as a form's date is typed."""
    return f"{now().astimezone(LEGAL_ZONE):%d/%m/%Y}"


def ask_end(
    request: HttpRequest,
    listed: Listed,
    heading: str,
    facts: list[tuple[str, str]],
    end: Callable[[dt.date], object],
    *,
    operation: str,
    also: str = "",
) -> HttpResponseBase:
    """The form that ends something from a day on, and back to where it is listed. ``also``: what follows from it."""

    def run(answers: Mapping[str, object]) -> str:
        end(form.day_of(answers["on"]))
        return listed.address

    asking = form.Asking(
        heading=heading,
        save=_("Thôi dùng"),
        back=listed.address,
        back_text=listed.title,
        fields=[form.date("on", _("Từ ngày"))],
        done=" ".join(part for part in (_("Đã ghi ngày thôi dùng."), also) if part),
        facts=facts,
        nav=listed.nav,
        operation=operation,
    )
    return form.ask(request, asking, run, given={"on": today_typed()})
