from .clock import ClockPause, ClockRun
from .dossier import Dossier, DossierAlias
from .draft import ApplicationDraft, DraftFile
from .duty import Handover, HandoverRow, Incident, Outage, TimerFiring, TimerRule
from .erasure import Erasure
from .event import DossierEvent, EventPrivate
from .family import Alert, FamilyPart
from .paper import DossierComponent, DossierDocument, DossierFee, DossierResult
from .proof import DayLeaf, DayRoot, DayTree
from .reroute import Placement, Reroute
from .responsibility import (
    LatenessCause,
    LateSweep,
    ResponsibilityAccount,
    ResponsibilityRecord,
    ResponsibilityShare,
)
from .saved_filter import SavedFilter
from .signing import SignedReceipt, SigningKey
from .trace import Consultation, Contact, Forwarding, SubmissionContext

__all__ = [
    "Alert",
    "ApplicationDraft",
    "ClockPause",
    "ClockRun",
    "Consultation",
    "Contact",
    "DayLeaf",
    "DayRoot",
    "DayTree",
    "Dossier",
    "DossierAlias",
    "DossierComponent",
    "DossierDocument",
    "DossierEvent",
    "DossierFee",
    "DossierResult",
    "DraftFile",
    "Erasure",
    "EventPrivate",
    "FamilyPart",
    "Forwarding",
    "Handover",
    "HandoverRow",
    "Incident",
    "LateSweep",
    "LatenessCause",
    "Outage",
    "Placement",
    "Reroute",
    "ResponsibilityAccount",
    "ResponsibilityRecord",
    "ResponsibilityShare",
    "SavedFilter",
    "SignedReceipt",
    "SigningKey",
    "SubmissionContext",
    "TimerFiring",
    "TimerRule",
]
