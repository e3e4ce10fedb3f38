"""Keeping a register: a wrong row is struck through (and may be entered anew), a year is closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from motcua.certification.models import Closing, Entry
from motcua.certification.permissions import CLOSE, STRIKE
from motcua.certification.rules import scope
from motcua.certification.selectors import Book, totals
from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.idempotency import Claim, claim, finish
from motcua.dossiers.lifecycle import Event, EventKind
from motcua.dossiers.lifecycle.commands import clean_text
from motcua.dossiers.services.act import lock, write
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.permissions import require

LONGEST_REASON = 500
_LAST = "SELECT value FROM core_counter WHERE scope = %s AND day = %s FOR UPDATE"


@dataclass(frozen=True, slots=True)
class Struck:
    entry: UUID
    dossier: UUID


def strike_entry(
    entry: UUID, *, reason: str, actor: Actor, now: dt.datetime, idempotency: Claim | None = None
) -> Struck:
    """Strike a row through: it keeps its number and stays readable, counts no longer, and its dossier's chain says so.
    Lock order: dossier, entry. Raises Invalid("certification_reason_missing"), NotFound("certification_entry_unknown"),
    NotAllowed, Conflict("certification_entry_struck"), ("certification_book_closed")."""
    said = " ".join(clean_text(reason).split())[:LONGEST_REASON]
    if not any(sign.isalnum() for sign in said):
        raise Invalid("certification_reason_missing")
    with transaction.atomic():
        found = Entry.objects.select_related("dossier").filter(uid=entry).first()
        if found is None:
            raise NotFound("certification_entry_unknown")
        require(actor, STRIKE, [found.unit_id, found.desk_id])
        if idempotency is not None and claim(idempotency, now=now) is not None:
            return Struck(found.uid, found.dossier.uid)
        locked = lock(found.dossier.uid, now)
        row = Entry.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if row.struck_at is not None:
            raise Conflict("certification_entry_struck")
        if Closing.objects.filter(unit=row.unit_id, kind=row.kind, year=row.year).exists():
            raise Conflict("certification_book_closed")
        Entry.objects.filter(pk=row.pk).update(struck_at=locked.now, struck_by=actor.user_id, struck_reason=said)
        struck: dict[str, Json] = {"register": row.kind, "year": row.year, "number": row.number}
        write(locked, (Event(EventKind.REGISTER_CORRECTED, {**struck, "struck": True}, {"reason": said}),), actor=actor)
        if idempotency is not None:
            finish(idempotency, status=200, response={"entry": str(row.uid)})
    return Struck(found.uid, found.dossier.uid)


def close_book(book: Book, *, actor: Actor, now: dt.datetime) -> Closing:
    """Close a register after its year (Decree 23/2015/ND-CP: closed and summed up at the end of the year). Doing it
    twice gives the first closing. Raises NotAllowed, Conflict("certification_year_not_over"),
    ("certification_book_empty")."""
    require(actor, CLOSE, [book.unit])
    if book.year >= legal_date(now).year:
        raise Conflict("certification_year_not_over")
    uid = str(Unit.objects.values_list("uid", flat=True).get(pk=book.unit))
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Whoever draws a number holds this row; after it nobody is in between.
            cursor.execute(_LAST, [scope(uid, book.kind), dt.date(book.year, 1, 1)])
            counter = cursor.fetchone()
        if counter is None:
            raise Conflict("certification_book_empty")
        sums, struck, last = totals(book)
        made, fresh = Closing.objects.get_or_create(
            unit_id=book.unit,
            kind=book.kind,
            year=book.year,
            defaults={
                "last_number": last,
                "entries": sums.entries,
                "struck": struck,
                "copies": sums.copies,
                "fee": sums.fee,
                "closed_at": now,
                "closed_by_id": actor.user_id,
            },
        )
        if fresh:
            audit.record(
                act="certification.book_closed",
                actor=actor,
                subject_kind="register",
                subject=f"{uid}:{book.kind}:{book.year}",
                now=now,
                details={"last": last, "entries": sums.entries, "struck": struck, "fee": sums.fee},
            )
    return made


def gaps(book: Book) -> list[int]:
    """Numbers that are missing below the last one: always none."""
    there = set(Entry.objects.filter(unit=book.unit, kind=book.kind, year=book.year).values_list("number", flat=True))
    return sorted(set(range(1, max(there, default=0) + 1)) - there)
