"""Who may write reform reports, and change the templates they begin with. Issuing is ``figures.publish``."""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.figures.publications.permissions import PUBLISH, READ
from motcua.people.actors import Actor
from motcua.people.permissions import decide, require, scope

from .models import State

WRITE: Final = "figures.reform_write"
TEMPLATE: Final = "figures.reform_template"
VERBS: Final = {
    WRITE: _("Viết báo cáo cải cách hành chính"),
    TEMPLATE: _("Thay mẫu báo cáo cải cách hành chính"),
}

__all__ = ["PUBLISH", "READ", "TEMPLATE", "VERBS", "WRITE", "may_finish", "may_write", "readable", "require_write"]


def require_write(actor: Actor, unit_id: int) -> None:
    """Raises NotAllowed."""
    require(actor, WRITE, [unit_id])


def may_write(actor: Actor, unit_id: int) -> bool:
    return decide(actor, WRITE, [unit_id]).allowed


def may_finish(actor: Actor, unit_id: int) -> bool:
    return decide(actor, PUBLISH, [unit_id]).allowed


def readable(actor: Actor) -> Q:
    """Issued ones for everybody who reads figures; drafts for those who write or issue them."""
    if actor.reach_of(WRITE).everywhere or actor.reach_of(PUBLISH).everywhere:
        return Q()
    issued = Q(state__in=[State.FINISHED.value, State.REPLACED.value])
    return issued | scope(actor, WRITE, "unit_id") | scope(actor, PUBLISH, "unit_id")
