"""What this room keeps of a person, emptied when the law says so. A register keeps its numbers, counts and fees."""

from __future__ import annotations

import datetime as dt

from motcua.core.erasure import Subject
from motcua.documents.services import erase_file

from .models import ElectronicCopy, Entry

GONE = "—"


def erase_entries(subject: Subject, now: dt.datetime) -> int:
    """Names in the rows of the dossiers that are erased."""
    rows = Entry.objects.filter(dossier__in=subject.dossiers).exclude(requester=GONE)
    Entry.objects.filter(dossier__in=subject.dossiers, struck_at__isnull=False).update(struck_reason=GONE)
    return rows.update(requester=GONE, paper_name=GONE, search_text="")


def erase_copies(subject: Subject, now: dt.datetime) -> int:
    """Electronic copies made ready for the person, with their files."""
    if not subject.words:
        return 0
    found = ElectronicCopy.objects.select_related("file").exclude(requester=GONE)
    named = [one for one in found.iterator(500) if subject.is_named_in(one.requester)]
    for one in named:
        erase_file(one.file, now=now)
    return ElectronicCopy.objects.filter(pk__in=[one.pk for one in named]).update(requester=GONE, paper_name=GONE)
