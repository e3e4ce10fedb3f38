"""What this room keeps of a person, emptied when the law says so: every petition of the accounts and those that came
from the person's numbers. The chain stays and still verifies; what was published stays as it was masked."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Q

from motcua.core.erasure import Subject
from motcua.documents.services import erase_file
from motcua.people.actors import SYSTEM
from motcua.people.rules import normalise_email, normalise_phone
from motcua.petitions.lifecycle import Event, EventKind
from motcua.petitions.log.project import Doing, append
from motcua.petitions.log.snapshot import thaw
from motcua.petitions.models import FileRole, Follower, Petition, PetitionFile, PetitionWords, Publication
from motcua.petitions.services.act import STEP_TIME, actor_key

ERASED = {
    "title": "",
    "text": "",
    "sender_name": "",
    "phone": "",
    "phone_key": "",
    "email": "",
    "address": "",
    "address_words": "",
}


def erase_petitions(subject: Subject, now: dt.datetime) -> int:
    """Petitions the person sent: words, sender and files go; the event that says so is appended first."""
    rows = Petition.objects.filter(_sent_by(subject), words__erased_at=None).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    for key in keys:
        erase_one(key, now=now)
    return len(keys)


def _sent_by(subject: Subject) -> Q:
    phones = {normalise_phone(word)[:20] for word in subject.words}
    emails = {normalise_email(word) for word in subject.words if "@" in word}
    found = Q(account__in=subject.accounts)
    found |= Q(words__phone_key__in={one for one in phones if len(one) >= 9})
    return found | Q(words__email__in=emails)


def erase_one(key: int, *, now: dt.datetime) -> int:
    """Erase one petition in the caller's transaction; how many private bodies went. An open one goes on: what the desk
    needs to know it asks again."""
    if not connection.in_atomic_block:
        raise RuntimeError("an erasure belongs in a transaction")
    petition = Petition.objects.select_for_update(of=("self",)).get(pk=key)
    state = thaw(petition.snapshot)
    recorded = max(now, petition.recorded_at + STEP_TIME)
    event = Event(EventKind.DATA_ERASED, {"through": state.seq, "set": {}})
    append(petition, state, (event,), Doing(actor_key(SYSTEM), None, "", now, recorded))
    with connection.cursor() as cursor:
        cursor.execute("SELECT petitions_erase_private(%s, %s)", [key, state.seq])
        erased: int = cursor.fetchone()[0]
    PetitionWords.objects.filter(petition=key).update(**ERASED, erased_at=now)
    Petition.objects.filter(pk=key).update(account=None, lat=None, lng=None, accuracy=None, article="")
    for row in PetitionFile.objects.filter(petition=key).exclude(role=FileRole.PUBLISHED).select_related("file"):
        erase_file(row.file, now=now)
    return erased


def erase_followers(subject: Subject, now: dt.datetime) -> int:
    """Whom the person followed, by account or address."""
    keys = {normalise_email(word) for word in subject.words} | {normalise_phone(word) for word in subject.words}
    keys.discard("")
    rows = Follower.objects.filter(Q(account__in=subject.accounts) | Q(contact_key__in=keys))
    return rows.delete()[1].get("petitions.Follower", 0)


def hide_named(subject: Subject, now: dt.datetime) -> int:
    """Published texts that name the person although they were masked: emptied, and taken from the public until somebody
    masks them anew. What others wrote stays theirs."""
    if not subject.words:
        return 0
    rows = Publication.objects.filter(hidden_at=None)
    named = [one.pk for one in rows.iterator(500) if subject.is_named_in(f"{one.title}\n{one.question}\n{one.answer}")]
    gone = {"title": "—", "question": "—", "answer": "—", "hidden_at": now}
    return Publication.objects.filter(pk__in=named).update(**gone)
