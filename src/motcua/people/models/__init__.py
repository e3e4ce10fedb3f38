"""Tables of the room. Import models from here."""

from motcua.people.models.credential import (
    ApiToken,
    CitizenIdentity,
    EmailCode,
    SignInSession,
    Throttle,
    TotpState,
)
from motcua.people.models.leave import Leave, LeaveKind, LeaveState, Substitution
from motcua.people.models.party import Party, PartyKind
from motcua.people.models.posting import Assignment, Delegation, ReachKind, Role, RoleGrant
from motcua.people.models.record import AccessRecord, FollowUpTask, TaskState
from motcua.people.models.relation import Consent, Representation, RepresentationKind
from motcua.people.models.user import User, UserKind, UserManager

__all__ = [
    "AccessRecord",
    "ApiToken",
    "Assignment",
    "CitizenIdentity",
    "Consent",
    "Delegation",
    "EmailCode",
    "FollowUpTask",
    "Leave",
    "LeaveKind",
    "LeaveState",
    "Party",
    "PartyKind",
    "ReachKind",
    "Representation",
    "RepresentationKind",
    "Role",
    "RoleGrant",
    "SignInSession",
    "Substitution",
    "TaskState",
    "Throttle",
    "TotpState",
    "User",
    "UserKind",
    "UserManager",
]
