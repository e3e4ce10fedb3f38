"""The pages of alerts and feeds beside one another."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.figures.alerts.permissions import READ, RULES, SUMMARY
from motcua.people.actors import Actor
from motcua.web.access import holds


def links(actor: Actor, current: str) -> list[dict[str, object]]:
    """The entries this official may open."""
    pages = (
        ("alerts", "desk:alerts", READ, _("Cảnh báo")),
        ("rules", "desk:alert_rules", RULES, _("Quy tắc cảnh báo")),
        ("feeds", "desk:feeds", READ, _("Nguồn số liệu tự động")),
        ("series", "desk:series", READ, _("Kinh tế - xã hội")),
        ("morning", "desk:morning", SUMMARY, _("Bản tin sáng")),
    )
    return [
        {"text": text, "href": reverse(name), "current": key == current}
        for key, name, verb, text in pages
        if holds(actor, verb)
    ]
