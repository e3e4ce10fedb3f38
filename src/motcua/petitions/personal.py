"""What is personal in this room."""

from __future__ import annotations

import datetime as dt
from typing import Final

from motcua.core.personal_data import PersonalField, Sort

_LAW: Final = "Law 91/2025/QH15"
KEEP: Final = dt.timedelta(days=730)
"""How long the sender's name and numbers stay after the end: the province's own, until a rule says otherwise."""
KEEP_FOLLOWER: Final = dt.timedelta(days=90)
KEEP_DRAFT: Final = dt.timedelta(days=30)

FIELDS: Final = (
    PersonalField("petitions.PetitionWords", "title", Sort.FREE_TEXT, source=_LAW),
    PersonalField("petitions.PetitionWords", "text", Sort.FREE_TEXT, source=_LAW),
    PersonalField("petitions.PetitionWords", "sender_name", Sort.NAME, kept=KEEP, source=_LAW),
    PersonalField("petitions.PetitionWords", "phone", Sort.PHONE, kept=KEEP, source=_LAW),
    PersonalField("petitions.PetitionWords", "phone_key", Sort.PHONE, kept=KEEP, source=_LAW),
    PersonalField("petitions.PetitionWords", "email", Sort.EMAIL, kept=KEEP, source=_LAW),
    PersonalField("petitions.PetitionWords", "address", Sort.ADDRESS, kept=KEEP, source=_LAW),
    PersonalField("petitions.PetitionWords", "address_words", Sort.ADDRESS, source=_LAW),
    PersonalField("petitions.Follower", "email", Sort.EMAIL, kept=KEEP_FOLLOWER, source=_LAW),
    PersonalField("petitions.Follower", "phone", Sort.PHONE, kept=KEEP_FOLLOWER, source=_LAW),
    PersonalField("petitions.Follower", "contact_key", Sort.EMAIL, kept=KEEP_FOLLOWER, source=_LAW),
    PersonalField("petitions.PetitionPrivate", "body", Sort.FREE_TEXT, source=_LAW),
    PersonalField("petitions.PetitionDraft", "answers", Sort.ANSWERS, kept=KEEP_DRAFT, source=_LAW),
    PersonalField("petitions.PetitionDraftFile", "name", Sort.FILE_NAME, kept=KEEP_DRAFT, source=_LAW),
    PersonalField("petitions.Petition", "secret", Sort.SECRET, erasable=False, source="receipt of the sender"),
)
