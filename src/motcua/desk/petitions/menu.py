"""The pages about petitions beside one another."""

from __future__ import annotations

from django.utils.translation import gettext as _

from motcua.people.actors import Actor
from motcua.petitions.permissions import ASSIGN, QUALITY, READ, RECEIVE
from motcua.web.access import holds
from motcua.web.navigation import address

_PAGES = (
    ("hotline", "desk:hotline", RECEIVE),
    ("call_backs", "desk:call_backs", RECEIVE),
    ("incoming", "desk:incoming", RECEIVE),
    ("supervise", "desk:petition_load", ASSIGN),
    ("quality", "desk:petition_quality", QUALITY),
    ("categories", "desk:petition_categories", READ),
)


def petition_links(actor: Actor) -> list[dict[str, str]]:
    """The entries this official may open, and that somebody brings."""
    texts = {
        "hotline": _("Tổng đài 1022"),
        "call_backs": _("Gọi lại"),
        "incoming": _("Tin không đọc được"),
        "supervise": _("Đơn vị trễ, khối lượng"),
        "quality": _("Chất lượng trả lời"),
        "categories": _("Loại việc, thời hạn"),
    }
    found = []
    for key, name, verb in _PAGES:
        href = address(name)
        if href is not None and holds(actor, verb):
            found.append({"text": texts[key], "href": href})
    return found
