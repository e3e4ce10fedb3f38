"""Preparing an electronic copy: kept, counted, hashed; not issued."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from motcua.certification.models import ElectronicCopy
from motcua.certification.permissions import CERTIFY
from motcua.certification.rules import LONGEST_TITLE, MOST_PAGES
from motcua.certification.selectors import desk_of
from motcua.core.clock import legal_date
from motcua.core.errors import Invalid
from motcua.core.search_text import plain_spaces
from motcua.documents.inspection.pdf import page_count
from motcua.documents.limits import limits_on
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file, open_plaintext, store_upload
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.people.rules import storable


def prepare_copy(
    upload: UploadedFile | None, *, title: str, requester: str, actor: Actor, now: dt.datetime
) -> ElectronicCopy:
    """Keep the scan of an original as a copy that waits for its signatures (Decree 45/2020/ND-CP arts 10-11: an
    electronic copy is certified by the signatures of the person and of the agency). Raises Invalid, NotAllowed, and as
    ``store_upload``."""
    desk = desk_of(actor, legal_date(now))
    require(actor, CERTIFY, [desk.centre, *(standing.unit_id for standing in actor.standings)])
    name, who = _named(title, requester)
    if upload is None:
        raise Invalid("certification_not_a_pdf")
    stored = store_upload(
        upload,
        file_name=upload.name or "",
        declared_type=upload.content_type or "",
        actor=actor,
        now=now,
        purpose="certification",
    )
    try:
        pages = _pages(stored, now)
        with transaction.atomic():
            return ElectronicCopy.objects.create(
                unit_id=desk.authority,
                desk_id=desk.centre,
                file=stored,
                paper_name=name,
                requester=who,
                pages=pages,
                sha256=bytes(stored.sha256),
                prepared_at=now,
                prepared_by_id=actor.user_id,
            )
    except BaseException:
        erase_file(stored, now=now)
        raise


def _named(title: str, requester: str) -> tuple[str, str]:
    """Title and name as they are kept."""
    name, who = plain_spaces(storable(title)), plain_spaces(storable(requester))[:300]
    if not any(sign.isalnum() for sign in name):
        raise Invalid("certification_nothing")
    if len(name) > LONGEST_TITLE:
        raise Invalid("certification_title_too_long")
    if not any(sign.isalpha() for sign in who):
        raise Invalid("certification_name_missing")
    return name, who


def _pages(stored: StoredFile, now: dt.datetime) -> int:
    """How many pages the scan has. Raises Invalid("certification_not_a_pdf"), ("certification_pages_too_many")."""
    if stored.media_type != "application/pdf":
        raise Invalid("certification_not_a_pdf")
    pages = page_count(BytesIO(b"".join(open_plaintext(stored))), limits_on(legal_date(now)))
    if pages < 1:
        raise Invalid("certification_not_a_pdf")
    if pages > MOST_PAGES:
        raise Invalid("certification_pages_too_many")
    return pages
