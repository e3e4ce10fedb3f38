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

__all__ = [
    "ApologyDuty",
    "Category",
    "FileRole",
    "Follower",
    "LedAway",
    "LetterTo",
    "OwnerRule",
    "Petition",
    "PetitionClock",
    "PetitionDraft",
    "PetitionDraftFile",
    "PetitionEvent",
    "PetitionFile",
    "PetitionLetter",
    "PetitionNoticed",
    "PetitionPause",
    "PetitionPrivate",
    "PetitionRating",
    "PetitionWords",
    "Publication",
    "ReceivingDesk",
    "StepLimit",
]
