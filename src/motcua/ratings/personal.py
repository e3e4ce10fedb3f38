"""What is personal in this room, outside what is sealed."""

from __future__ import annotations

import datetime as dt
from typing import Final

from motcua.core.personal_data import PersonalField, Sort

_LAW: Final = "Law 91/2025/QH15; Decree 61/2018/NĐ-CP art. 27.3"
_YEAR: Final = dt.timedelta(days=400)

FIELDS: Final = (
    PersonalField("ratings.Ballot", "sealed", Sort.ANSWERS, kept=dt.timedelta(days=240), source=_LAW),
    PersonalField("ratings.SealedLink", "sealed", Sort.ANSWERS, kept=_YEAR, source=_LAW),
    PersonalField("ratings.RatingWords", "words", Sort.FREE_TEXT, source=_LAW),
    PersonalField("ratings.FollowUp", "words", Sort.FREE_TEXT, source=_LAW),
    PersonalField("ratings.FollowUp", "contact", Sort.PHONE, kept=dt.timedelta(days=90), source=_LAW),
)
