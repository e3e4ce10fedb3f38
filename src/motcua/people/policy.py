"""The figures of signing in, in one place. They are ours, not the law's: level-3 systems (TCVN 11930:2017) ask for
such limits and leave the numbers to the operator."""

from __future__ import annotations

import datetime as dt
from typing import Final

SESSION_IDLE: Final = dt.timedelta(minutes=60)
SESSION_LENGTH: Final = dt.timedelta(hours=12)
SESSION_TOUCH: Final = dt.timedelta(minutes=1)
"""``seen_at`` is written at most this often, so reading a page seldom writes."""

OFFICIAL_SESSIONS: Final = 3
CITIZEN_SESSIONS: Final = 10

PENDING_SIGN_IN: Final = dt.timedelta(minutes=10)
"""Between the password and the second factor."""

PASSWORD_MIN_LENGTH: Final = 12
PASSWORD_MAX_LENGTH: Final = 128

TOTP_PERIOD_SECONDS: Final = 30
TOTP_DIGITS: Final = 6
TOTP_TOLERANCE_STEPS: Final = 1

EMAIL_CODE_DIGITS: Final = 6
EMAIL_CODE_LIFE: Final = dt.timedelta(minutes=10)
EMAIL_CODE_TRIES: Final = 5
EMAIL_CODE_KEPT: Final = dt.timedelta(days=1)

TOKEN_LIFE: Final = dt.timedelta(days=365)
