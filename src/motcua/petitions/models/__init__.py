"""Tables of the room. Import models from here."""

from .around import (
    ApologyDuty,
    Follower,
    LedAway,
    LetterTo,
    PetitionLetter,
    PetitionNoticed,
    PetitionRating,
    Publication,
)
from .category import Category, OwnerRule, ReceivingDesk, StepLimit
from .log import PetitionClock, PetitionEvent, PetitionPause, PetitionPrivate
from .petition import FileRole, Petition, PetitionFile, PetitionWords

from motcua.petitions.intake.models import PetitionDraft, PetitionDraftFile  # isort: skip

from motcua.petitions.hotline.models import CallBack, HotlineCall, PetitionFilter
from motcua.petitions.quality.models import QualityCriterion, QualityDraw, QualityMark, QualitySheet
from motcua.petitions.wording.models import AnswerTemplate

from motcua.petitions.points.models import PetitionPoint  # isort: skip
from .suggestion import ModelState, PetitionTrace, Suggestion, SuggestionModel

__all__ = [
    "AnswerTemplate",
    "ApologyDuty",
    "CallBack",
    "Category",
    "FileRole",
    "Follower",
    "HotlineCall",
    "LedAway",
    "LetterTo",
    "ModelState",
    "OwnerRule",
    "Petition",
    "PetitionClock",
    "PetitionDraft",
    "PetitionDraftFile",
    "PetitionEvent",
    "PetitionFile",
    "PetitionFilter",
    "PetitionLetter",
    "PetitionNoticed",
    "PetitionPause",
    "PetitionPoint",
    "PetitionPrivate",
    "PetitionRating",
    "PetitionTrace",
    "PetitionWords",
    "Publication",
    "QualityCriterion",
    "QualityDraw",
    "QualityMark",
    "QualitySheet",
    "ReceivingDesk",
    "StepLimit",
    "Suggestion",
    "SuggestionModel",
]
