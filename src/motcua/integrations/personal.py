"""What is personal in this room."""

from __future__ import annotations

import datetime as dt
from typing import Final

from motcua.core.personal_data import PersonalField, Sort

_LAW: Final = "Law 91/2025/QH15"
_KEPT: Final = dt.timedelta(days=180)

FIELDS: Final = (
    PersonalField("integrations.IncomingMessage", "sent_from", Sort.EMAIL, kept=_KEPT, source=_LAW),
    PersonalField("integrations.IncomingMessage", "subject_line", Sort.FREE_TEXT, kept=_KEPT, source=_LAW),
    PersonalField("integrations.IncomingMessage", "body_words", Sort.FREE_TEXT, kept=_KEPT, source=_LAW),
    PersonalField("integrations.IncomingMessage", "facts_read", Sort.FREE_TEXT, kept=_KEPT, source=_LAW),
    PersonalField("integrations.OutgoingMessage", "sent_to", Sort.PHONE, kept=_KEPT, source=_LAW),
    PersonalField("integrations.OutgoingMessage", "body_words", Sort.FREE_TEXT, kept=_KEPT, source=_LAW),
    PersonalField("integrations.Call", "caller_number", Sort.PHONE, kept=_KEPT, source=_LAW),
    PersonalField("integrations.Call", "called_number", Sort.PHONE, kept=_KEPT, source=_LAW),
)
