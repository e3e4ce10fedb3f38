"""The pages of statutory reports beside one another, and how states look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.errors import NotAllowed
from motcua.desk.inbox import actor_at
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.statutory.lifecycle import State
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.permissions import DRAFT, FILL, LOCK, READ, RECEIVE, SIGN, SUM
from motcua.figures.statutory.selectors import NOTHING
from motcua.figures.statutory.wording import STATES
from motcua.figures.wording import language
from motcua.people.actors import Actor
from motcua.web.access import holds

VERBS: Final = (FILL, SIGN, SUM, RECEIVE, LOCK, DRAFT, READ)
LOOKS: Final = {
    NOTHING: "neutral",
    State.PREPARED: "neutral",
    State.CHECKED: "soon",
    State.SUBMITTED: "soon",
    State.RECEIVED: "soon",
    State.RETURNED: "late",
    State.LOCKED: "ontime",
    State.REPLACED: "paused",
}


def nav(actor: Actor) -> str:
    """The entry of the desk's menu that this official came by."""
    return "statutory" if holds(actor, FILL) else "statutory_level"


def state_name(state: str) -> str:
    return _("chưa lập") if state == NOTHING else str(STATES[State(state)])


def require_any(request: HttpRequest, *verbs: str) -> Actor:
    """The official, who holds one of these somewhere. Raises NotAllowed."""
    actor = actor_at(request)
    if not any(holds(actor, verb) for verb in verbs):
        raise NotAllowed("verb_not_granted", params={"verb": verbs[0]})
    return actor


def links(actor: Actor, current: str) -> list[dict[str, object]]:
    """The entries this official may open."""
    rows = [
        ("statutory", _("Báo cáo phải lập"), VERBS),
        ("statutory_level", _("Theo dõi, tổng hợp"), (SUM, RECEIVE, LOCK)),
        ("statutory_deadlines", _("Hạn gửi, khóa kỳ"), (LOCK,)),
    ]
    return [
        {"text": text, "href": reverse(f"desk:{name}"), "current": name == current}
        for name, text, verbs in rows
        if any(holds(actor, verb) for verb in verbs)
    ]


def form_options(chosen: str, on: dt.date, *, every: bool = True) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [{"value": "", "text": _("mọi biểu"), "selected": not chosen}] if every else []
    for form in shipped().on(on):
        rows.append(
            {"value": form.id, "text": f"{form.number} {form.title(language())}"[:90], "selected": form.id == chosen}
        )
    return rows


def period_options(chosen: str, codes: Iterable[str], *, every: bool = True) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [{"value": "", "text": _("mọi kỳ"), "selected": not chosen}] if every else []
    for code in codes:
        rows.append({"value": code, "text": period_name(parse_code(code)), "selected": code == chosen})
    return rows
