"""Opening and keeping the record of responsibility of a late dossier (docs/adr/0021-responsibility.md).

A record is opened by the system and follows from the log: computing it again changes nothing that a person wrote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.dossiers import references
from motcua.dossiers.context import deadlines_for
from motcua.dossiers.models import Dossier, ResponsibilityAccount, ResponsibilityRecord, ResponsibilityShare
from motcua.dossiers.selectors.way import occupancy_of, way_of
from motcua.dossiers.services.telling import ASKED, tell, tell_heads
from motcua.dossiers.shares import (
    EXTERNAL,
    Account,
    Share,
    Way,
    accounts,
    promised,
    share_out,
    suggested_cause,
    total_minutes,
)
from motcua.people.actors import SYSTEM
from motcua.procedures.terms import Limit
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import Basis, LimitUnit, working_minutes

EXPLAIN_WITHIN = Limit(3, LimitUnit.WORKING_DAY, Basis.END_OF_DAY)
"""How long a person has to explain. No law sets it; the province's working rule."""
BATCH = 200


@dataclass(frozen=True, slots=True)
class Counted:
    """What the log says of a late dossier."""

    way: Way
    calendar: CompiledCalendar
    due_at: dt.datetime
    ended_at: dt.datetime | None
    shares: Sequence[Share]
    minutes: int
    late_minutes: int

    @property
    def seq(self) -> int:
        return self.way.states[-1][1].seq


def counted(dossier: Dossier, now: dt.datetime) -> Counted | None:
    """The hours of a dossier that is or ended late; None for one that is neither."""
    way = way_of(dossier)
    ended = way.ended_at
    state = next((state for at, state in reversed(way.states) if ended is None or at <= ended), None)
    due = promised(state) if state is not None else None
    if state is None or due is None or (ended or now) <= due:
        return None
    if ended is None and state.paused:
        return None  # its time stands still, and its date will move when it goes on
    calendar = deadlines_for(dossier.reception_unit_id, dossier.settling_unit_id, legal_date(now)).settlement
    shares = share_out(way, calendar, occupancy_of(way), now)
    late = max(0, working_minutes(calendar, due, ended or now))
    return Counted(way, calendar, due, ended, shares, total_minutes(way, calendar, now), late)


@transaction.atomic
def keep_record(dossier: int, *, now: dt.datetime, quiet: bool = False) -> ResponsibilityRecord | None:
    """Open the record of a late dossier, or bring it up to date. Safe to repeat; None where it is not late and was
    not opened before. ``quiet``: nobody is written to, now or later."""
    locked = Dossier.objects.select_for_update(of=("self",)).defer("snapshot").get(pk=dossier)
    found = counted(locked, now)
    if found is None:
        return None
    record = ResponsibilityRecord.objects.filter(dossier=locked).first()
    if record is not None and record.ended_at is not None:
        return record  # what ended is counted for good
    facts = {
        "due_at": found.due_at,
        "ended_at": found.ended_at,
        "computed_at": now,
        "through_seq": found.seq,
        "calendar": found.calendar.code,
        "minutes": found.minutes,
        "late_minutes": found.late_minutes,
        "outside_minutes": sum(share.minutes for share in found.shares if share.kind in EXTERNAL),
        "settling_unit_id": locked.settling_unit_id,
    }
    if record is None:
        record = ResponsibilityRecord.objects.create(dossier=locked, opened_at=now, **facts)
        _record("dossiers.responsibility_opened", record, now=now)
    else:
        for name, value in facts.items():
            setattr(record, name, value)
        record.save(update_fields=list(facts))
    _keep_shares(record, found.shares)
    _keep_accounts(record, found, now, quiet=quiet)
    if record.ended_at is not None:
        tell_heads(now=now, accounts=ResponsibilityAccount.objects.filter(record=record))
    return record


def _keep_shares(record: ResponsibilityRecord, shares: Sequence[Share]) -> None:
    ResponsibilityShare.objects.filter(record=record).delete()
    ResponsibilityShare.objects.bulk_create(
        ResponsibilityShare(
            record=record,
            ordinal=number,
            kind=share.kind.value,
            unit_id=references.unit_id(share.unit) if share.unit else None,
            post_id=references.post_id(share.post) if share.post else None,
            person_id=share.person,
            standing_in=share.standing_in,
            step=share.step,
            since=share.since,
            until=share.until,
            minutes=share.minutes,
            limit_minutes=share.limit,
            over_minutes=share.over,
        )
        for number, share in enumerate(shares, start=1)
    )


def _keep_accounts(record: ResponsibilityRecord, found: Counted, now: dt.datetime, *, quiet: bool) -> None:
    """One account for each who has to explain: new ones are asked, those who are not late after all and have written
    nothing are let go. The accounts are locked: somebody may be writing an explanation right now."""
    settling = references.unit_uid(record.settling_unit_id)
    wanted = accounts(found.shares, settling)
    kept: dict[tuple[int, int | None, int | None], ResponsibilityAccount] = {
        (row.unit_id, row.post_id, row.person_id): row for row in record.accounts.select_for_update().order_by("pk")
    }
    deadline = deadlines_for(record.dossier.reception_unit_id, record.settling_unit_id, legal_date(now))
    for one in wanted:
        key = (references.unit_id(one.unit), references.post_id(one.post) if one.post else None, one.person)
        row = kept.pop(key, None)
        if row is None:
            row = _asked(record, one, key, deadline.limit(now, EXPLAIN_WITHIN).at, found.shares, now)
            if quiet:
                row.reminded_at = row.head_told_at = now
            row.save(force_insert=True)
            if not quiet:
                tell(row, ASKED, now=now)
        elif (row.minutes, row.over_minutes) != (one.minutes, one.over):
            row.minutes, row.over_minutes = one.minutes, one.over
            row.suggested = suggested_cause(one, found.shares)
            row.save(update_fields=["minutes", "over_minutes", "suggested"])
    for row in kept.values():
        if row.explained_at is None and not row.decision:
            row.delete()


def _asked(
    record: ResponsibilityRecord,
    one: Account,
    key: tuple[int, int | None, int | None],
    explain_by: dt.datetime,
    shares: Sequence[Share],
    now: dt.datetime,
) -> ResponsibilityAccount:
    unit, post, person = key
    return ResponsibilityAccount(
        record=record,
        kind=one.kind.value,
        unit_id=unit,
        post_id=post,
        person_id=person,
        minutes=one.minutes,
        over_minutes=one.over,
        suggested=suggested_cause(one, shares),
        asked_at=now,
        explain_by=explain_by,
    )


def open_late(*, now: dt.datetime) -> int:
    """Open a record for every open dossier that is late and has none; returns how many. Resumable: what was opened is
    passed by."""
    opened, after = 0, 0
    late = Q(committed_due_at__lt=now) | Q(committed_due_at=None, statutory_due_at__lt=now)
    rows = Dossier.objects.filter(late, closed=False, finished_at=None, responsibility=None)
    while True:
        batch = list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not batch:
            return opened
        opened += sum(keep_record(key, now=now) is not None for key in batch)
        after = batch[-1]


def refresh_running(*, now: dt.datetime) -> int:
    """Count again what still runs: every day adds to it. Returns how many records."""
    rows = ResponsibilityRecord.objects.filter(ended_at=None, computed_at__lt=now)
    done, after = 0, 0
    while True:
        batch = list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", "dossier")[:BATCH])
        if not batch:
            return done
        done += sum(keep_record(key, now=now) is not None for _, key in batch)
        after = batch[-1][0]


def ended_late(dossier: UUID, *, now: dt.datetime) -> None:
    """A dossier came to its end: if late, its record is opened or closed for good. One statement where it is not."""
    late = Q(committed_due_at__isnull=False, committed_due_at__lt=F("ended")) | Q(
        committed_due_at=None, statutory_due_at__lt=F("ended")
    )
    rows = Dossier.objects.annotate(ended=Coalesce("finished_at", "closed_at")).filter(late, uid=dossier)
    key = rows.values_list("pk", flat=True).first()
    if key is not None:
        keep_record(key, now=now)


def _record(act: str, record: ResponsibilityRecord, *, now: dt.datetime) -> None:
    details = {"minutes": record.minutes, "late": record.late_minutes, "seq": record.through_seq}
    audit.record(
        act=act, actor=SYSTEM, subject_kind="responsibility", subject=str(record.uid), now=now, details=details
    )
