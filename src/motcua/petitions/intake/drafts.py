"""Petitions being written: saved as often as one likes, sent once, purged when left alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from motcua.core.canonical import Json, plain
from motcua.core.clock import legal_date
from motcua.core.erasure import Subject
from motcua.core.errors import DomainError, NotFound
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file
from motcua.people.actors import Actor, ActorKind
from motcua.petitions.models import Petition, PetitionDraft, PetitionDraftFile

from .keeping import check_room, keep
from .limits import intake_limits
from .media import Sort

KEEP: Final = dt.timedelta(days=30)
"""A draft nobody touches is deleted after 30 days; the page says so."""
_MOST_REFUSED: Final = 20

STRANGER: Final = Actor(kind=ActorKind.CITIZEN, user_id=None, uid=None, name="")
"""Somebody without an account. What opens things to them is a secret they hold."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a draft comes from. ``client_key``: of a device that kept it; ``origin``: the unit of a poster."""

    channel: str
    account: int | None = None
    origin: int | None = None
    client_key: str = ""


def start(beginning: Beginning, *, now: dt.datetime) -> PetitionDraft:
    """A new draft, or the one that came with the same key before."""
    key = beginning.client_key
    if key:
        known = PetitionDraft.objects.filter(client_key=key).first()
        if known is not None:
            return known
    draft = PetitionDraft(
        client_key=key,
        account_id=beginning.account,
        channel=beginning.channel,
        origin_id=beginning.origin,
        begun_at=now,
        saved_at=now,
        purge_on=legal_date(now + KEEP),
    )
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        if not key:
            raise
        return PetitionDraft.objects.get(client_key=key)
    return draft


def draft_of(secret: str) -> PetitionDraft:
    """Raises NotFound ``petition_draft_unknown``."""
    found = PetitionDraft.objects.select_related("origin", "petition").filter(secret=secret).first()
    if found is None:
        raise NotFound("petition_draft_unknown")
    return found


def save(draft: PetitionDraft, answers: Mapping[str, object], *, now: dt.datetime) -> None:
    """Keep ``answers`` (merged over the earlier ones) as typed, valid or not. A draft already sent stays empty."""
    added: Json = plain(dict(answers))
    with transaction.atomic():
        locked = PetitionDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if locked.petition_id is None:
            locked.answers = {**locked.answers, **(added if isinstance(added, dict) else {})}
            locked.saved_at, locked.purge_on = now, legal_date(now + KEEP)
            locked.save(update_fields=["answers", "saved_at", "purge_on"])
    draft.answers, draft.saved_at, draft.petition_id = locked.answers, locked.saved_at, locked.petition_id


def add_file(
    draft: PetitionDraft, stream: IO[bytes], *, file_name: str, actor: Actor, now: dt.datetime
) -> PetitionDraftFile:
    """Keep a file with the draft, or the word why it could not be kept; the row tells which.
    Raises Unavailable ``storage_unavailable``."""
    try:
        kept = keep(stream, file_name=file_name, actor=actor, now=now)
    except DomainError as error:
        if error.status >= 500:
            raise
        return refuse_file(draft, file_name, error, now=now)
    try:
        with transaction.atomic():
            PetitionDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
            others = [one.file for one in draft.files.select_related("file") if one.file is not None]
            sorts = [Sort(one) for one in draft.files.exclude(file=None).values_list("sort", flat=True)]
            limits = intake_limits(legal_date(now))
            check_room(sorts, [one.size for one in others], kept.sort, kept.file.size, limits)
            lat, lng = kept.place or (None, None)
            return PetitionDraftFile.objects.create(
                draft=draft,
                file=kept.file,
                name=kept.file.name,
                sort=kept.sort.value,
                lat=lat,
                lng=lng,
                added_at=now,
            )
    except DomainError as error:
        erase_file(kept.file, now=now)
        return refuse_file(draft, file_name, error, now=now)


def refuse_file(draft: PetitionDraft, file_name: str, error: DomainError, *, now: dt.datetime) -> PetitionDraftFile:
    """Note a file that could not be kept."""
    row = PetitionDraftFile(
        draft=draft,
        name=file_name.replace("\x00", "").encode("utf-8", "replace").decode()[:255],
        refused=error.code[:40],
        params=plain(dict(error.params)),
        added_at=now,
    )
    if draft.files.filter(file=None).count() < _MOST_REFUSED:
        row.save(force_insert=True)
    return row


def remove_file(draft: PetitionDraft, uid: UUID, *, now: dt.datetime) -> None:
    """Take a file out again, for good. One that is gone already is no fault."""
    row = draft.files.select_related("file").filter(uid=uid).first()
    if row is not None:
        file = row.file
        row.delete()
        if file is not None:
            erase_file(file, now=now)


def forget_places(draft: PetitionDraft) -> None:
    """The sender has answered where it is: what photographs said about it is not kept."""
    draft.files.exclude(lat=None).update(lat=None, lng=None)


def send(
    draft: PetitionDraft, submit: Callable[[PetitionDraft, list[StoredFile]], Petition], *, now: dt.datetime
) -> Petition:
    """Make the draft a petition, once: whoever comes second gets the same one. ``submit`` is called under lock and its
    faults leave the draft as it was."""
    with transaction.atomic():
        locked = PetitionDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if locked.petition is not None:
            return locked.petition
        rows = list(locked.files.select_related("file").order_by("added_at", "id"))
        petition = submit(locked, [row.file for row in rows if row.file is not None])
        locked.files.all().delete()
        locked.petition, locked.answers = petition, {}
        locked.saved_at, locked.purge_on = now, legal_date(now + KEEP)
        locked.save(update_fields=["petition", "answers", "saved_at", "purge_on"])
    return petition


def discard(draft: PetitionDraft, *, now: dt.datetime) -> None:
    """Delete a draft with its files."""
    with transaction.atomic():
        files = [row.file for row in draft.files.select_related("file") if row.file is not None]
        draft.delete()
        for file in files:
            erase_file(file, now=now)


def purge(*, now: dt.datetime, batch: int = 500) -> int:
    """Delete drafts nobody touched; returns how many."""
    rows = list(PetitionDraft.objects.filter(purge_on__lt=legal_date(now)).order_by("id")[:batch])
    for draft in rows:
        discard(draft, now=now)
    return len(rows)


def erase_of(subject: Subject, now: dt.datetime) -> int:
    """For :mod:`motcua.core.erasure`: drafts of the accounts, and those that name the person."""
    rows = PetitionDraft.objects.all()
    found = [
        draft
        for draft in rows.iterator()
        if draft.account_id in subject.accounts
        or (subject.words and subject.is_named_in("\n".join(str(value) for value in draft.answers.values())))
    ]
    for draft in found:
        discard(draft, now=now)
    return len(found)
