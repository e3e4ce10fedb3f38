"""Erasure by law: private bodies, files and copies of a closed dossier go; the chain stays and still verifies.

Law: Personal Data Protection Law 91/2025/QH15 (in force 1 January 2026). What the law tells an agency to keep is
decided by people before this is called; the decision's number is part of the event.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection, transaction

from motcua.core.canonical import Json
from motcua.core.erasure import Subject, erase_everywhere
from motcua.core.errors import Conflict, Invalid
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file
from motcua.dossiers import traces
from motcua.dossiers.lifecycle import Event, EventKind, Flag
from motcua.dossiers.models import Dossier, DossierDocument, DossierResult, SubmissionContext
from motcua.dossiers.services import answering, incidents
from motcua.dossiers.services.act import lock, write
from motcua.dossiers.services.erasure_log import note
from motcua.people.actors import Actor

ERASED_NAME = "—"


def erase_dossier(*, dossier: UUID, decision: str, ground: str, actor: Actor, now: dt.datetime) -> int:
    """Erase what ``dossier`` and its parts say about people, everywhere; returns how many private bodies went: a part
    holds a copy of what its whole was told.

    The event, the bodies and the line of the register are one transaction. Raises Invalid("erasure_needs_decision"),
    NotFound, Conflict("erasure_open_dossier").
    """
    require_decision(decision, ground)
    with transaction.atomic():
        covered, erased = {}, 0
        for uid in (dossier, *_parts(dossier)):
            covered[uid], gone = erase_one(uid, decision=decision, ground=ground, actor=actor, now=now)
            erased += gone
        rows = Dossier.objects.filter(uid__in=covered).order_by("pk").values_list("pk", flat=True)
        counts = erase_everywhere(Subject(dossiers=tuple(rows), dossier_uids=tuple(covered)), now)
        subjects: dict[str, Json] = {
            "dossiers": {str(uid): through for uid, through in covered.items()},
            "counts": {"dossiers.private_bodies": erased, **counts},
        }
        note("dossier", subjects, decision=decision, ground=ground, now=now)
    return erased


def _parts(whole: UUID) -> list[UUID]:
    return list(Dossier.objects.filter(parent__uid=whole).order_by("pk").values_list("uid", flat=True))


def require_decision(decision: str, ground: str) -> None:
    """Raises Invalid("erasure_needs_decision")."""
    if not decision.strip() or not ground.strip():
        raise Invalid("erasure_needs_decision")


def erase_one(dossier: UUID, *, decision: str, ground: str, actor: Actor, now: dt.datetime) -> tuple[int, int]:
    """The event and the bodies it covers, in the caller's transaction: (last seq covered, bodies gone). Raises as
    :func:`erase_dossier`."""
    locked = lock(dossier, now)
    if not locked.state.closed:
        raise Conflict("erasure_open_dossier")
    through = locked.state.seq
    data: dict[str, Json] = {"decision": decision.strip()[:100], "ground": ground.strip()[:200], "through": through}
    event = Event(EventKind.DATA_ERASED, {**data, "flags_on": [str(Flag.DATA_ERASED)]})
    write(locked, (event,), actor=actor)
    erased = _erase_bodies(locked.dossier, through)
    answering.erase_words(locked.dossier.pk, now=now)
    incidents.erase_words(locked.dossier.pk, now=now)
    for file in _files(locked.dossier):
        erase_file(file, now=now)
    return through, erased


def _erase_bodies(dossier: Dossier, through: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT dossiers_erase_private(%s, %s)", [dossier.pk, through])
        erased: int = cursor.fetchone()[0]
    Dossier.objects.filter(pk=dossier.pk).update(applicant_name=ERASED_NAME, search_text="")
    SubmissionContext.objects.filter(dossier=dossier).update(
        counter_session="",
        account=None,
        **traces.NOTHING,
    )
    return erased


def _files(dossier: Dossier) -> list[StoredFile]:
    documents = DossierDocument.objects.filter(dossier=dossier).select_related("file")
    results = DossierResult.objects.filter(dossier=dossier, file__isnull=False).select_related("file")
    found = [document.file for document in documents]
    return found + [result.file for result in results if result.file is not None]
