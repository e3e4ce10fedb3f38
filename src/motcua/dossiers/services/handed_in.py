"""Papers that came by post are filed when the hand-over record with the postal clerk was signed, not when somebody
typed them in (Decision 45/2016/QD-TTg art. 7.4). That instant is entered, bounded and noted in the audit."""

from __future__ import annotations

import datetime as dt
from typing import Protocol
from uuid import UUID

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE
from motcua.core.errors import Invalid
from motcua.people.actors import Actor
from motcua.procedures.terms import ChannelName

MOST_DAYS = 10
"""Between signing the record and entering its dossiers; what is older is told to the head of the desk."""


class Posted(Protocol):
    """The part of an application that is asked here."""

    @property
    def channel(self) -> str: ...
    @property
    def handed_in_at(self) -> dt.datetime | None: ...


def parse_handed_in(text: str) -> dt.datetime | None:
    """``2026-11-23T08:30`` as a browser sends it, in legal time; None for nothing. Raises
    Invalid("handed_in_malformed")."""
    if not text.strip():
        return None
    try:
        found = dt.datetime.fromisoformat(text.strip()[:40])
    except ValueError:
        raise Invalid("handed_in_malformed") from None
    if not 2000 <= found.year <= 2200:
        raise Invalid("handed_in_malformed")
    return (found if found.tzinfo else found.replace(tzinfo=LEGAL_ZONE)).astimezone(dt.UTC)


def filing_time(application: Posted, *, now: dt.datetime) -> dt.datetime:
    """When the application was filed by law: ``now``, or the signing of the postal record. Raises
    Invalid("handed_in_not_by_post"), ("handed_in_in_the_future"), ("handed_in_too_early")."""
    at = application.handed_in_at
    if at is None:
        return now
    if application.channel != ChannelName.POST:
        raise Invalid("handed_in_not_by_post")
    if at > now:
        raise Invalid("handed_in_in_the_future")
    if at < now - dt.timedelta(days=MOST_DAYS):
        raise Invalid("handed_in_too_early", params={"days": MOST_DAYS})
    return at


def handed_in_terms(application: Posted) -> dict[str, Json]:
    """What the first event keeps of it: the settlement time begins at the filing."""
    return {"handed_in": True} if application.handed_in_at is not None else {}


def note_handed_in(application: Posted, dossier: UUID, *, actor: Actor, now: dt.datetime) -> None:
    """An entry made later than the filing it tells of leaves a record."""
    if application.handed_in_at is None:
        return
    audit.record(
        act="dossiers.filed_by_postal_record",
        actor=actor,
        subject_kind="dossier",
        subject=str(dossier),
        now=now,
        details={"handed_in_at": application.handed_in_at},
    )
