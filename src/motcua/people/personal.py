"""What is personal in this room."""

from __future__ import annotations

from typing import Final

from motcua.core.personal_data import PersonalField, Sort
from motcua.people import policy

_LAW: Final = "Law 91/2025/QH15"

FIELDS: Final = (
    PersonalField("people.Party", "name", Sort.NAME, source=_LAW),
    PersonalField("people.Party", "search_text", Sort.NAME, source=_LAW),
    PersonalField("people.Party", "id_number", Sort.ID_NUMBER, source=_LAW),
    PersonalField("people.Party", "tax_code", Sort.ID_NUMBER, source=_LAW),
    PersonalField("people.Party", "birth_date", Sort.BIRTH_DATE, source=_LAW),
    PersonalField("people.Party", "phone", Sort.PHONE, source=_LAW),
    PersonalField("people.Party", "email", Sort.EMAIL, source=_LAW),
    PersonalField("people.Party", "address", Sort.ADDRESS, source=_LAW),
    PersonalField("people.User", "full_name", Sort.NAME, source=_LAW),
    PersonalField("people.User", "email", Sort.EMAIL, source=_LAW),
    PersonalField("people.CitizenIdentity", "subject", Sort.ID_NUMBER, source=_LAW),
    PersonalField("people.EmailCode", "email", Sort.EMAIL, kept=policy.EMAIL_CODE_KEPT, source=_LAW),
    PersonalField("people.EmailCode", "sealed_code", Sort.SECRET, kept=policy.EMAIL_CODE_LIFE, source=_LAW),
)
