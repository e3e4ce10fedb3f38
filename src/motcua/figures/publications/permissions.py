"""Who may issue figures, and who is told when figures that should agree do not."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext_lazy as _

from motcua.organisation.selectors import unit_or_heir
from motcua.people.actors import Actor
from motcua.people.permissions import decide, require

READ: Final = "figures.read"
PUBLISH: Final = "figures.publish"
RECONCILE: Final = "figures.reconcile"

VERBS = {
    PUBLISH: _("Công bố, thu hồi số liệu và báo cáo"),
    RECONCILE: _("Theo dõi số liệu không khớp nhau"),
}


def require_publish(actor: Actor, unit: str, on: dt.date) -> None:
    """May ``actor`` issue figures of this unit (code on ``on``)? Raises NotAllowed; NotFound ``unit_unknown``."""
    require(actor, PUBLISH, [unit_or_heir(unit, on).pk])


def may_publish(actor: Actor, unit: str, on: dt.date) -> bool:
    return decide(actor, PUBLISH, [unit_or_heir(unit, on).pk]).allowed
