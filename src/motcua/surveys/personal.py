"""What is personal in this room."""

from __future__ import annotations

from typing import Final

from motcua.core.personal_data import PersonalField, Sort

_LAW: Final = "Law 91/2025/QH15"

FIELDS: Final = (
    PersonalField("surveys.Response", "answers", Sort.ANSWERS, source=_LAW),
    PersonalField("surveys.SetAside", "body", Sort.ANSWERS, source=_LAW),
)
