"""What is personal in calls and in the reading of answers."""

from __future__ import annotations

import datetime as dt
from typing import Final

from motcua.core.personal_data import PersonalField, Sort

_LAW: Final = "Law 91/2025/QH15"
KEEP: Final = dt.timedelta(days=180)

FIELDS: Final = (
    PersonalField("petitions.HotlineCall", "phone", Sort.PHONE, kept=KEEP, source=_LAW),
    PersonalField("petitions.HotlineCall", "draft", Sort.ANSWERS, source=_LAW),
    PersonalField("petitions.CallBack", "phone", Sort.PHONE, kept=KEEP, source=_LAW),
    PersonalField("petitions.QualitySheet", "remark", Sort.FREE_TEXT, source=_LAW),
)
