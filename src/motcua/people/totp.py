"""Codes of authenticator apps (RFC 6238: SHA-1, 30 seconds, 6 digits). Pure: the instant is an argument.

django-allauth keeps the key (its ``Authenticator`` row, sealed by our adapter) and computes a code for a step; what
step is meant, and that a code works once, is decided here and in :mod:`motcua.people.services.second_factor`, because
allauth reads the system's clock and remembers used codes in a cache of one process.
"""

from __future__ import annotations

import datetime as dt
import hmac
from urllib.parse import quote, urlencode

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

from motcua.people import policy


def new_key() -> str:
    """A fresh key: 160 random bits in base 32."""
    return str(generate_totp_secret())


def step_at(now: dt.datetime) -> int:
    return int(now.timestamp()) // policy.TOTP_PERIOD_SECONDS


def code_of(key: str, step: int) -> str:
    return str(format_hotp_value(hotp_value(key, step)))


def matching_step(key: str, code: str, now: dt.datetime) -> int | None:
    """The step within tolerance whose code this is; the latest when two have the same code."""
    typed = "".join(code.split())
    middle = step_at(now)
    found = None
    for step in range(middle - policy.TOTP_TOLERANCE_STEPS, middle + policy.TOTP_TOLERANCE_STEPS + 1):
        if hmac.compare_digest(code_of(key, step).encode(), typed.encode()):
            found = step
    return found


def provisioning_uri(key: str, account: str, issuer: str) -> str:
    """What the QR code for the app says."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': key, 'issuer': issuer}, quote_via=quote)}"
