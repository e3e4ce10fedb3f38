"""Noting what hangs on the walls of the offices, and what stands in the national database (ND63/2010 art. 17, 24)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, NotFound
from motcua.organisation.selectors import ancestors, unit_on
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.procedures.lifecycle import DecisionState
from motcua.procedures.models import Decision, PostingSheet, SheetEntry
from motcua.procedures.selectors.posting import centre_level, posted_versions
from motcua.procedures.services.locking import lock_registry


@transaction.atomic
def note_posted(unit_code: str, field: str, version: str, *, actor: Actor, now: dt.datetime) -> PostingSheet:
    """Note that the sheet ``version`` (as printed on it) of a field hangs at a centre from today; the one before comes
    down. A version that hangs already changes nothing. Raises NotAllowed without ``procedure.post`` at the centre,
    NotFound ``posting_field_empty``."""
    today = legal_date(now)
    unit = unit_on(unit_code, today)
    above = ancestors(unit.pk, today)
    require(actor, "procedure.post", [unit.pk])
    versions = list(posted_versions(field, centre_level(above), today).values_list("pk", flat=True))
    if not versions:
        raise NotFound("posting_field_empty", params={"field": field})
    lock_registry()
    up = PostingSheet.objects.filter(unit=unit, field=field, removed_on=None).first()
    if up is not None and up.digest == version:
        return up
    PostingSheet.objects.filter(unit=unit, field=field, removed_on=None).update(removed_on=today)
    sheet = PostingSheet.objects.create(
        unit=unit, field=field, digest=version, posted_on=today, posted_by_id=actor.user_id
    )
    SheetEntry.objects.bulk_create(SheetEntry(sheet=sheet, version_id=pk) for pk in versions)
    audit.record(
        act="procedures.sheet_posted",
        actor=actor,
        subject_kind="posting_sheet",
        subject=str(sheet.uid),
        now=now,
        details={"unit": unit_code, "version": version, "procedures": len(versions)},
    )
    return sheet


@transaction.atomic
def note_nationally_posted(decision_uid: UUID, posted_on: dt.date, *, actor: Actor, now: dt.datetime) -> Decision:
    """Note when a decision in force was posted in the national database. Raises NotAllowed without ``procedure.check``,
    NotFound ``decision_not_found``, Conflict ``decision_moved`` while it is not in force."""
    require(actor, "procedure.check", ())
    decision = Decision.objects.select_for_update(of=("self",)).filter(uid=decision_uid).first()
    if decision is None:
        raise NotFound("decision_not_found")
    if decision.state != DecisionState.IN_FORCE:
        raise Conflict("decision_moved", params={"state": decision.state, "act": "post"})
    decision.nationally_posted_on = posted_on
    decision.save(update_fields=["nationally_posted_on"])
    audit.record(
        act="procedures.decision_nationally_posted",
        actor=actor,
        subject_kind="decision",
        subject=str(decision.uid),
        now=now,
        details={"posted_on": posted_on},
    )
    return decision
