"""Tables of the room. Import models from here."""

from motcua.procedures.models.bundle import BundleVersion
from motcua.procedures.models.content import (
    Channel,
    Component,
    FeeRow,
    LegalBasis,
    ResultKind,
    VersionResult,
)
from motcua.procedures.models.decision import Decision, DecisionItem, DecisionNote
from motcua.procedures.models.form_binding import FormBinding
from motcua.procedures.models.overlay import (
    Competence,
    LocalFee,
    LocalTerms,
    ProcedureTag,
    ReceptionRule,
    ServiceLevel,
    SettlingRule,
)
from motcua.procedures.models.process_draft import ProcessDraft, ProcessDraftSave
from motcua.procedures.models.record import NationalPosting, PostingSheet, ProcedureUse, RegistryRevision, SheetEntry
from motcua.procedures.models.registry import Case, Origin, Procedure, ProcedureVersion
from motcua.procedures.models.template import TemplateBinding, TemplateVersion
from motcua.procedures.models.workflow import ProcessBinding, ProcessVersion

__all__ = [
    "BundleVersion",
    "Case",
    "Channel",
    "Competence",
    "Component",
    "Decision",
    "DecisionItem",
    "DecisionNote",
    "FeeRow",
    "FormBinding",
    "LegalBasis",
    "LocalFee",
    "LocalTerms",
    "NationalPosting",
    "Origin",
    "PostingSheet",
    "Procedure",
    "ProcedureTag",
    "ProcedureUse",
    "ProcedureVersion",
    "ProcessBinding",
    "ProcessDraft",
    "ProcessDraftSave",
    "ProcessVersion",
    "ReceptionRule",
    "RegistryRevision",
    "ResultKind",
    "ServiceLevel",
    "SettlingRule",
    "SheetEntry",
    "TemplateBinding",
    "TemplateVersion",
    "VersionResult",
]
