"""Tables of reported and imported figures. Import models from here."""

from .forms import CAMPAIGN_KINDS, Campaign, ReportingForm, SheetReminder
from .requests import CollectionRule, FigureRequest, RequestState, RuleKind
from .sheets import Sheet, SheetEvent, SheetEvidence, SheetState
from .values import ImportState, ReportedValue, Target, ValueImport, ValueMapping

__all__ = [
    "CAMPAIGN_KINDS",
    "Campaign",
    "CollectionRule",
    "FigureRequest",
    "ImportState",
    "ReportedValue",
    "ReportingForm",
    "RequestState",
    "RuleKind",
    "Sheet",
    "SheetEvent",
    "SheetEvidence",
    "SheetReminder",
    "SheetState",
    "Target",
    "ValueImport",
    "ValueMapping",
]
