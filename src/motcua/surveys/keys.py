"""The key in an invitation: opens one questionnaire of one wave, and says nothing about whom it was sent to."""

from __future__ import annotations

import base64
import hmac
from binascii import Error as Malformed
from typing import Final
from uuid import UUID

from motcua.people.sealing import keyed_digest

_PURPOSE: Final = "survey.case"
_MAC: Final = 11
"""Bytes: with the 16 of the case they fill 36 letters without padding."""


def key_of(case: UUID) -> str:
    """36 letters, digits, ``-`` and ``_``: fit for a link and a QR code. The same as long as the server's secret is."""
    return base64.urlsafe_b64encode(case.bytes + _mac(case)).decode()


def case_of(key: str) -> UUID | None:
    """The case it was made for; None for a forged or torn one. In constant time for every forged one."""
    try:
        raw = base64.b64decode(key.encode("ascii"), altchars=b"-_", validate=True)
    except (Malformed, UnicodeEncodeError, ValueError):
        return None
    if len(raw) != 16 + _MAC:
        return None
    case = UUID(bytes=raw[:16])
    return case if hmac.compare_digest(raw[16:], _mac(case)) else None


def _mac(case: UUID) -> bytes:
    return keyed_digest(_PURPOSE, str(case))[:_MAC]
