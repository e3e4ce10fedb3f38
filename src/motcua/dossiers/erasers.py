"""What this room keeps of a person beside the dossiers, emptied when the law says so."""

from __future__ import annotations

import datetime as dt
from urllib.parse import unquote_plus

from django.db.models import Exists, OuterRef

from motcua.core.erasure import Subject
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file

from .models import ApplicationDraft, DossierDocument, DossierResult, Handover, SavedFilter
from .services.drafts import discard_draft


def erase_drafts(subject: Subject, now: dt.datetime) -> int:
    """Applications the person began and did not send, with their files."""
    drafts = list(ApplicationDraft.objects.filter(account__in=subject.accounts))
    for draft in drafts:
        discard_draft(draft, now=now)
    return len(drafts)


def erase_loose_files(subject: Subject, now: dt.datetime) -> int:
    """Files the person uploaded that belong to no dossier. What they handed in for somebody else is that person's."""
    in_a_dossier = DossierDocument.objects.filter(file=OuterRef("pk"))
    as_result = DossierResult.objects.filter(file=OuterRef("pk"))
    files = StoredFile.objects.filter(uploaded_by__in=subject.accounts, erased_at=None)
    found = list(files.exclude(Exists(in_a_dossier) | Exists(as_result)))
    for file in found:
        erase_file(file, now=now)
    return len(found)


def erase_saved_filters(subject: Subject, now: dt.datetime) -> int:
    """Filters that officials saved with the person's name or number in them."""
    if not subject.words:
        return 0
    rows = SavedFilter.objects.values_list("pk", "name", "query").iterator()
    named = [key for key, name, query in rows if subject.is_named_in(f"{name}\n{unquote_plus(query)}")]
    return SavedFilter.objects.filter(pk__in=named).delete()[0]


def erase_handover_reasons(subject: Subject, now: dt.datetime) -> int:
    """Reasons for giving a colleague's work to others that name the person."""
    if not subject.words:
        return 0
    rows = Handover.objects.exclude(reason="").values_list("pk", "reason").iterator()
    named = [key for key, reason in rows if subject.is_named_in(reason)]
    return Handover.objects.filter(pk__in=named).update(reason="")
