"""One dossier as programs read it. Every read of a person's file leaves an access record."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from motcua.core.canonical import decode, plain
from motcua.core.errors import Invalid
from motcua.core.pagination import paginate
from motcua.core.remember import remembered
from motcua.dossiers import references
from motcua.dossiers.answers import dossier_answer, unit_name
from motcua.dossiers.lifecycle import State
from motcua.dossiers.log.locking import read_row
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.dossiers.permissions import READ, require_read, scope_read
from motcua.dossiers.selectors.due import clocks
from motcua.dossiers.selectors.family import parts_of, whole_view
from motcua.dossiers.selectors.maps import of_place
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.services.records import record_read
from motcua.procedures.models import Case

PAGE = 50


class Subject(NamedTuple):
    """What a dossier is about, in the words of its version."""

    procedure: str
    name: str
    case: str


@remembered(seconds=60)
def _subject(case: int) -> Subject:
    """A published version and its cases never change."""
    names = ("version__procedure__code", "version__name", "key")
    return Subject(*Case.objects.values_list(*names).get(pk=case))


def readable(uid: UUID, *, actor: Actor, now: dt.datetime) -> Dossier:
    """The dossier, when the actor may read it; the read is recorded. Raises NotFound("dossier_unknown") otherwise:
    whoever may not read it is not told that it exists."""
    found = read_row(uid)
    require_read(actor, found)
    assert found is not None  # noqa: S101 - require_read refuses None
    record_read(actor, READ, "dossier", uid, now=now)
    return found


def api_dossier(uid: UUID, *, actor: Actor, now: dt.datetime) -> dict[str, Any]:
    """The dossier's answer with what it is about. No personal data: the file's content is read on the desk."""
    dossier = readable(uid, actor=actor, now=now)
    body = dossier_answer(dossier, thaw(dossier.snapshot), actor, now)
    subject = _subject(dossier.case_id)
    about = {
        "procedure": subject.procedure,
        "procedure_name": subject.name,
        "case": subject.case,
        "channel": dossier.channel,
        "place": unit_name(dossier.place_id).code,
        "reception_unit": unit_name(dossier.reception_unit_id).code,
        "settling_unit": unit_name(dossier.settling_unit_id).code,
        "submitted_at": dossier.submitted_at,
        "accepted_at": dossier.accepted_at,
        "finished_at": dossier.finished_at,
        "closed_at": dossier.closed_at,
        **family_answer(dossier, actor),
    }
    answer = plain({**body, **about})
    return answer if isinstance(answer, dict) else {}


def family_answer(dossier: Dossier, actor: Actor) -> dict[str, object]:
    """``parent``: the whole this is a part of; ``children``: its parts, those out of the reader's reach without id."""
    whole = whole_view(dossier, actor)
    return {
        "parent": whole.dossier.uid if whole is not None and whole.may_open else None,
        "part": thaw(dossier.snapshot).part or None,
        "children": [
            {
                "part": part.key,
                "name": part.name,
                "id": part.child.uid if part.child is not None and part.may_open else None,
                "unit": part.child.settling_unit.code if part.child is not None else None,
                "status": part.outcome.value if part.outcome is not None else "pending",
                "due_at": part.child.appointed_due_at if part.child is not None else None,
                "ended_at": part.ended_at,
            }
            for part in parts_of(dossier, actor)
        ],
    }


def api_events(uid: UUID, *, actor: Actor, now: dt.datetime) -> dict[str, Any]:
    """The chain as stored, oldest first."""
    dossier = readable(uid, actor=actor, now=now)
    rows = DossierEvent.objects.filter(dossier=dossier).order_by("seq")
    items = [
        {
            "seq": row.seq,
            "kind": row.kind,
            "version": row.version,
            "occurred_at": row.occurred_at,
            "recorded_at": row.recorded_at,
            "actor": row.actor,
            "on_behalf_of": row.on_behalf_of,
            "unit": unit_name(references.unit_id(row.unit)).code if row.unit else "",
            "data": decode(row.payload),
            "prev_hash": bytes(row.prev_hash),
            "hash": bytes(row.hash),
        }
        for row in rows
    ]
    answer = plain({"items": items, "next": None})
    return answer if isinstance(answer, dict) else {}


def api_clocks(uid: UUID, *, actor: Actor, now: dt.datetime, explain: bool) -> dict[str, Any]:
    dossier = readable(uid, actor=actor, now=now)
    return {"items": [found.to_json() for found in clocks(dossier, explain=explain)]}


def api_list(
    actor: Actor, *, state: str, unit: str, cursor: str, place: str = "", on: dt.date | None = None
) -> dict[str, Any]:
    """Dossiers the actor may read, newest first, by keyset. ``unit`` is the code of one that receives, settles or
    holds them; ``place`` the code of a place on the map of the day ``on``. Raises Invalid for an unknown state or a bad
    cursor."""
    rows = Dossier.objects.filter(scope_read(actor))
    if state:
        if state not in {item.value for item in State}:
            raise Invalid("data_invalid", errors=[{"field": "state", "code": "choice_unknown"}])
        rows = rows.filter(state=state)
    if unit:
        units = list(Unit.objects.filter(code=unit).values_list("pk", flat=True))
        rows = rows.filter(Q(reception_unit__in=units) | Q(settling_unit__in=units) | Q(holder_unit__in=units))
    rows, purpose = rows.select_related("procedure", "holder_unit").defer("snapshot"), f"dossiers:{state}:{unit}"
    if place and on is not None:
        rows, purpose = rows.filter(of_place(place, on)), f"{purpose}:{place}:{on.isoformat()}"
    page = paginate(rows, order=["-id"], cursor=cursor or None, limit=PAGE, purpose=purpose)
    items = [
        {
            "id": row.uid,
            "receipt_no": row.receipt_no,
            "code": row.code,
            "procedure": row.procedure.code,
            "state": row.state,
            "flags": sorted(row.flags),
            "seq": row.seq,
            "due_at": row.appointed_due_at,
            "next_at": row.next_at,
            "holder_unit": row.holder_unit.code if row.holder_unit else None,
        }
        for row in page.items
    ]
    answer = plain({"items": items, "next": page.next})
    return answer if isinstance(answer, dict) else {}
