"""The pages of reported figures beside one another, and who may open them at all."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.errors import NotAllowed
from motcua.desk.inbox import actor_at
from motcua.figures.collection.permissions import APPRAISE, ASK, COLLECT, FILL, IMPORT, READ
from motcua.people.actors import Actor
from motcua.web.access import holds

NAV = "collection"
_PAGES = (
    ("collection", "desk:collection", (FILL, APPRAISE, READ, COLLECT)),
    ("imports", "desk:collection_imports", (IMPORT,)),
    ("targets", "desk:collection_targets", (READ,)),
    ("requests", "desk:collection_requests", (ASK, READ)),
)


def links(actor: Actor, current: str) -> list[dict[str, object]]:
    """The entries this official may open."""
    words = {
        "collection": _("Báo cáo của đơn vị"),
        "imports": _("Nhập từ tệp"),
        "targets": _("Chỉ tiêu được giao"),
        "requests": _("Yêu cầu số liệu"),
    }
    return [
        {"text": words[key], "href": reverse(name), "current": key == current}
        for key, name, verbs in _PAGES
        if any(holds(actor, verb) for verb in verbs)
    ]


def require_one(request: HttpRequest, *verbs: str) -> Actor:
    """The official, who holds at least one of these somewhere. Raises NotAllowed."""
    actor = actor_at(request)
    if not any(holds(actor, verb) for verb in verbs):
        raise NotAllowed("verb_not_granted", params={"verb": verbs[0]})
    return actor
