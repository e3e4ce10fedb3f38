"""What is known of the circumstances in which something was filed, as the signals need it. Digests, never addresses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filing:
    """One dossier (or one rating) and how it came in. ``None`` says that it is not known; nothing follows from it.

    ``number`` tells filings apart and says nothing else. ``unit`` is the desk that receives. Digests can be compared
    within one period of their key only: filings that are observed together must be of one period.
    """

    number: int
    at: dt.datetime
    unit: int
    online: bool = True
    declared: bool = False
    """The desk said itself that an official filed it for the person."""
    by_official: bool = False
    """Filed from an official's account: that is how machines and networks of desks are known."""
    account: int | None = None
    applicant: int | None = None
    device: bytes | None = None
    network: bytes | None = None
    contacts: tuple[bytes, ...] = ()
    """Digests of the applicant's telephone number and e-mail address."""
    filling_seconds: int | None = None
    """From the beginning of the form to its sending."""
    account_seconds: int | None = None
    """How old the account was."""
    others_before: int | None = None
    """Other persons who had been signed in in the same browser within two hours."""
    official_before: bool | None = None
    """An official was one of them."""
    in_hours: bool | None = None
    """The desk was open."""
    accepted_seconds: int | None = None
    """From sending to acceptance by the desk."""
    papers_shown: bool | None = None
    """Papers of an application that came online were shown on paper at the desk."""
    ticket_seconds: int | None = None
    """Since the person's ticket was called at the desk; None: no ticket, or no tickets at all."""
