"""What is personal in this room."""

from __future__ import annotations

from typing import Final

from motcua.core.personal_data import PersonalField, Sort

_LAW: Final = "Law 91/2025/QH15"

FIELDS: Final = (
    PersonalField("certification.Entry", "requester", Sort.NAME, source=_LAW),
    PersonalField("certification.Entry", "paper_name", Sort.FREE_TEXT, source=_LAW),
    PersonalField("certification.Entry", "search_text", Sort.NAME, source=_LAW),
    PersonalField("certification.Entry", "struck_reason", Sort.FREE_TEXT, source=_LAW),
    PersonalField("certification.ElectronicCopy", "requester", Sort.NAME, source=_LAW),
    PersonalField("certification.ElectronicCopy", "paper_name", Sort.FREE_TEXT, source=_LAW),
)
