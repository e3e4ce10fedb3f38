"""The pages of duty beside one another: late dossiers, leave, hand-over, dates, outages, reasons."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.dossiers.permissions import ASSIGN, CAUSES, OUTAGE, READ, TIMERS
from motcua.people.actors import Actor
from motcua.web.access import holds

_PAGES = (
    ("responsibility", "desk:responsibility", READ),
    ("lateness", "desk:lateness", READ),
    ("leaves", "desk:leaves", READ),
    ("handover", "desk:handover", ASSIGN),
    ("timers", "desk:timers", READ),
    ("incidents", "desk:incidents", READ),
    ("outages", "desk:outages", OUTAGE),
    ("causes", "desk:causes", CAUSES),
    ("rules", "desk:timer_rules", TIMERS),
)


def duty_links(actor: Actor, current: str) -> list[dict[str, object]]:
    """The entries this official may open."""
    words = {
        "responsibility": _("Hồ sơ chậm, giải trình"),
        "lateness": _("Nguy cơ trễ hẹn"),
        "leaves": _("Nghỉ phép, người thay"),
        "handover": _("Bàn giao công việc"),
        "timers": _("Sắp đến hẹn"),
        "incidents": _("Sự cố"),
        "outages": _("Hệ thống ngừng hoạt động"),
        "causes": _("Nguyên nhân chậm"),
        "rules": _("Quy tắc hẹn giờ"),
    }
    return [
        {"text": words[key], "href": reverse(name), "current": key == current}
        for key, name, verb in _PAGES
        if holds(actor, verb)
    ]
