from .clock import ClockPause, ClockRun
from .dossier import Dossier, DossierAlias
from .draft import ApplicationDraft, DraftFile
from .event import DossierEvent, EventPrivate
from .paper import DossierComponent, DossierDocument, DossierFee, DossierResult
from .proof import DayLeaf, DayRoot
from .saved_filter import SavedFilter
from .trace import Consultation, Contact, Forwarding, SubmissionContext

__all__ = [
    "ApplicationDraft",
    "ClockPause",
    "ClockRun",
    "Consultation",
    "Contact",
    "DayLeaf",
    "DayRoot",
    "Dossier",
    "DossierAlias",
    "DossierComponent",
    "DossierDocument",
    "DossierEvent",
    "DossierFee",
    "DossierResult",
    "DraftFile",
    "EventPrivate",
    "Forwarding",
    "SavedFilter",
    "SubmissionContext",
]
