"""A form of these pages sent once: the same click twice has one effect and leads to the same page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.http import HttpRequest

from motcua.people.actors import Actor
from motcua.web.once import expected
from motcua.web.once import once as once_on_page

__all__ = ["expected", "once"]


def once(
    request: HttpRequest, operation: str, run: Callable[[], str], *, actor: Actor, now: dt.datetime
) -> tuple[str, bool]:
    """As :func:`motcua.web.once.once`, for the pages of decisions."""
    return once_on_page(request, f"desk.decisions.{operation}", run, actor=actor, now=now)
