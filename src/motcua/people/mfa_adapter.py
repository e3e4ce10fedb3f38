"""Our settings of django-allauth's second factors: keys are sealed before they reach the database."""

from __future__ import annotations

from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter

from motcua.people import sealing

PURPOSE: Final = "second_factor"


class MFAAdapter(DefaultMFAAdapter):
    """Named by the setting ``MFA_ADAPTER``."""

    def encrypt(self, text: str) -> str:
        return sealing.seal(PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(PURPOSE, encrypted_text)
