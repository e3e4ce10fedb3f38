"""What is personal in this room."""

from __future__ import annotations

from typing import Final

from motcua.core.personal_data import PersonalField, Sort

_LAW: Final = "Law 91/2025/QH15"

FIELDS: Final = (
    PersonalField("registers.Record", "answers", Sort.ANSWERS, source=_LAW),
    PersonalField("registers.Record", "search_text", Sort.ANSWERS, source=_LAW),
    PersonalField("registers.RecordEventBody", "note", Sort.FREE_TEXT, source=_LAW),
    PersonalField("registers.RecordEventBody", "earlier", Sort.ANSWERS, source=_LAW),
)
