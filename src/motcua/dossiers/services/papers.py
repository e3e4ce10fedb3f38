"""Files become documents of a dossier: an event each, before a result exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from motcua.core import hot
from motcua.core.canonical import Json
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.idempotency import Claim
from motcua.core.ids import new_id
from motcua.documents.models import StoredFile
from motcua.dossiers.answers import dossier_answer
from motcua.dossiers.lifecycle import Action, Event, EventKind, Flag
from motcua.dossiers.lifecycle.states import CLOSED_STATES, State
from motcua.dossiers.log.locking import read_row
from motcua.dossiers.log.riders import insert
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import is_applicant, require_act
from motcua.people.actors import Actor

from .act import Answer, Locked, open_locked, opened, stored_answer, write

NO_PAPERS = CLOSED_STATES | {State.RESULT_READY}
OTHER = "other"
"""A paper the case does not list: kept apart, never required."""

MAX_DOCUMENTS = 200

ROOM = """
SELECT EXISTS (SELECT 1 FROM dossiers_dossiercomponent WHERE dossier_id = %s AND component = %s),
       (SELECT count(*) FROM dossiers_dossierdocument WHERE dossier_id = %s)
"""
DIGITISED = "UPDATE dossiers_dossiercomponent SET digitised = true WHERE dossier_id = %s AND component = %s"


def require_attachable(dossier: UUID, *, actor: Actor) -> None:
    """May ``actor`` hand in papers there now? Asked before a file is taken in; :func:`add_document` asks again under
    lock. One statement. Raises NotFound, NotAllowed, Conflict("papers_closed")."""
    found = read_row(dossier)
    if found is None:
        raise NotFound("dossier_unknown")
    state = thaw(found.snapshot)
    require_act(actor, Action.ADD_DOCUMENT, found, state)
    if state.state in NO_PAPERS:
        raise Conflict("papers_closed")


def add_document(
    *,
    dossier: UUID,
    component: str,
    file: StoredFile,
    actor: Actor,
    now: dt.datetime,
    idempotency: Claim | None = None,
) -> Answer:
    """Attach a stored file. Answers ``{document, seq}`` beside the dossier's own keys.

    Raises NotFound, NotAllowed, Conflict("papers_closed") when a result exists or the dossier is closed, Invalid for
    a component the case does not have, Conflict("documents_too_many").
    """
    with transaction.atomic():
        locked = opened(dossier, now, idempotency)
        if isinstance(locked, Answer):
            return locked
        require_act(actor, Action.ADD_DOCUMENT, locked.dossier, locked.state)
        body = _attach(locked, component, file, actor=actor, idempotency=idempotency)
    return Answer(201, body)


def attach_files(
    dossier: Dossier, files: Sequence[tuple[str, StoredFile]], *, actor: Actor, now: dt.datetime
) -> dict[str, Json]:
    """Attach the files of a fresh submission, inside its transaction. Returns the dossier's answer."""
    locked = open_locked(Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk), now)
    for component, file in files:
        _attach(locked, component, file, actor=actor)
        locked = open_locked(Dossier.objects.get(pk=dossier.pk), now)
    return dossier_answer(locked.dossier, locked.state, actor, now)


def _attach(
    locked: Locked, component: str, file: StoredFile, *, actor: Actor, idempotency: Claim | None = None
) -> dict[str, Json]:
    state, dossier = locked.state, locked.dossier
    _require_room(locked, component)
    by_applicant = is_applicant(actor, dossier)
    event = Event(
        EventKind.DOCUMENT_ADDED,
        {
            "component": component,
            "document": str(file.uid),
            "sha256": bytes(file.sha256).hex(),
            "size": file.size,
            "media_type": file.media_type,
            "by_applicant": by_applicant,
        },
        {"name": file.name},
    )
    document = new_id()
    riders = [
        insert(
            "dossiers_dossierdocument",
            uid=document,
            dossier_id=dossier.pk,
            component=component,
            file_id=file.pk,
            added_seq=state.seq + 1,
            added_at=locked.now,
            added_by_applicant=by_applicant,
        )
    ]
    if not by_applicant and Flag.ELECTRONIC not in state.flags:
        riders.append((DIGITISED, (dossier.pk, component)))
    body: dict[str, Json] = {"document": str(document), "seq": state.seq + 1}
    if idempotency is not None:
        riders.append(stored_answer(idempotency, 201, body))
    write(locked, (event,), actor=actor, riders=riders)
    return body


def _require_room(locked: Locked, component: str) -> None:
    """A paper may come only before a result, for a component of the case, and not without end. One statement."""
    if locked.state.state in NO_PAPERS:
        raise Conflict("papers_closed")
    ((known, there),) = hot.rows(ROOM, [locked.dossier.pk, component, locked.dossier.pk])
    if not known and component != OTHER:
        raise Invalid("component_unknown", params={"component": component})
    if there >= MAX_DOCUMENTS:
        raise Conflict("documents_too_many", params={"most": MAX_DOCUMENTS})
