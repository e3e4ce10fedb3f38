"""Tables of the room. Import models from here."""

from motcua.organisation.models.account import UnitAccount
from motcua.organisation.models.dated import Dated, dates_in_order, in_force, no_overlap
from motcua.organisation.models.decision import PostSuccession, SuccessionPart, UnitDecision, UnitDecisionState
from motcua.organisation.models.service import CalendarPurpose, Post, ReceptionPoint, ServiceArea, UnitCalendar
from motcua.organisation.models.shape import ShapeKind, UnitShape
from motcua.organisation.models.unit import AliasKind, Unit, UnitAlias, UnitClosure, UnitLevel, UnitSuccession

__all__ = [
    "AliasKind",
    "CalendarPurpose",
    "Dated",
    "Post",
    "PostSuccession",
    "ReceptionPoint",
    "ServiceArea",
    "ShapeKind",
    "SuccessionPart",
    "Unit",
    "UnitAccount",
    "UnitAlias",
    "UnitCalendar",
    "UnitClosure",
    "UnitDecision",
    "UnitDecisionState",
    "UnitLevel",
    "UnitShape",
    "UnitSuccession",
    "dates_in_order",
    "in_force",
    "no_overlap",
]
