"""Issuing figures, ending what was issued, and keeping its files. Each act is one transaction with its audit record."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.documents.services import store_own
from motcua.figures.definitions.catalogue import Catalogue, shipped
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.facts.schema import EVOLVE_VERSION, SCHEMA_VERSION
from motcua.figures.facts.window import watermark
from motcua.figures.periods import Period
from motcua.people.actors import Actor

from .asked import Asked, FigureAsked, TableAsked
from .document import FROM_FACTS, Counting, document
from .models import FORMS, Publication, PublicationFile, Withdrawal
from .permissions import require_publish

log = structlog.get_logger(__name__)

LONGEST_REASON: Final = 500
PURPOSE: Final = "figures.publication"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "json": "application/json",
}


def publish(
    asked: Asked,
    *,
    actor: Actor,
    now: dt.datetime,
    as_of: dt.datetime | None = None,
    catalogue: Catalogue | None = None,
    by: Counting = FROM_FACTS,
) -> Publication:
    """Count what is asked as of ``as_of`` (default: the latest settled instant) and issue it. Raises as
    :func:`publish_all`."""
    return publish_all([asked], actor=actor, now=now, as_of=as_of, catalogue=catalogue, by=by)[0]


def publish_all(
    asked: Sequence[Asked],
    *,
    actor: Actor,
    now: dt.datetime,
    as_of: dt.datetime | None = None,
    catalogue: Catalogue | None = None,
    by: Counting = FROM_FACTS,
) -> list[Publication]:
    """Several documents as of one instant, from the same facts, all issued or none.

    Raises NotAllowed; Invalid ``publication_not_settled`` for an instant whose answer could still change,
    ``measure_unknown``; NotFound for an indicator or unit; and as :func:`motcua.figures.facts.reader.open_facts`.
    """
    for one in asked:
        require_publish(actor, one.unit, one.map_day)
    definitions = catalogue or shipped()
    settled = watermark(now).settled_at
    then = settled if as_of is None else as_of
    if then > settled:
        raise Invalid("publication_not_settled")
    with open_facts(then, now=now) as facts:
        bodies = [document(one, facts, then, definitions, by=by) for one in asked]
    with transaction.atomic():
        return [
            _issue(one, body, facts, settled, actor=actor, now=now) for one, body in zip(asked, bodies, strict=True)
        ]


def publish_figures(
    figures: Mapping[str, FigureAsked],
    *,
    title: str,
    unit: str,
    period: Period,
    actor: Actor,
    now: dt.datetime,
    as_of: dt.datetime | None = None,
    about: Mapping[str, Json] | None = None,
) -> Publication:
    """Issue figures by name. Raises as :func:`publish`."""
    asked = Asked("figure", title, unit, period, figures=figures, about=about or {})
    return publish(asked, actor=actor, now=now, as_of=as_of)


def publish_table(
    tables: Mapping[str, TableAsked],
    *,
    title: str,
    unit: str,
    period: Period,
    actor: Actor,
    now: dt.datetime,
    as_of: dt.datetime | None = None,
    about: Mapping[str, Json] | None = None,
) -> Publication:
    """Issue tables by name. Raises as :func:`publish`."""
    return publish(
        Asked("table", title, unit, period, tables=tables, about=about or {}), actor=actor, now=now, as_of=as_of
    )


def _issue(
    asked: Asked, body: bytes, facts: Facts, settled: dt.datetime, *, actor: Actor, now: dt.datetime
) -> Publication:
    row = Publication.objects.create(
        kind=asked.kind,
        title=asked.title,
        unit_code=asked.unit,
        period_code=asked.period.code,
        first_day=asked.period.first,
        last_day=asked.period.last,
        map_day=asked.map_day,
        as_of=facts.as_of or settled,
        settled_at=settled,
        epoch=facts.cursor.epoch,
        xid=facts.cursor.xid,
        evolve_version=EVOLVE_VERSION,
        schema_version=SCHEMA_VERSION,
        manifest=facts.manifest.sha256,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        issued_at=now,
        issued_by=actor.uid,
    )
    details = {"unit": row.unit_code, "period": row.period_code, "kind": row.kind, "sha256": row.sha256}
    _record("issued", row, actor, now, details)
    return row


def withdraw(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime, replaced_by: UUID | None = None) -> Withdrawal:
    """End a publication, with a reason for people; ``replaced_by`` names the one that stands in its place. It and its
    files stay readable. Raises NotFound ``publication_unknown``; NotAllowed; Invalid ``publication_reason``,
    ``publication_replaces_itself``; Conflict ``publication_withdrawn``."""
    row, later = find(uid), find(replaced_by) if replaced_by else None
    require_publish(actor, row.unit_code, row.map_day)
    words = " ".join(reason.split())
    if not words or len(words) > LONGEST_REASON:
        raise Invalid("publication_reason", params={"most": LONGEST_REASON})
    if later is not None and later.pk == row.pk:
        raise Invalid("publication_replaces_itself")
    try:
        with transaction.atomic():
            ended = Withdrawal.objects.create(
                publication=row, replaced_by=later, reason=words, withdrawn_at=now, withdrawn_by=actor.uid
            )
            _record("withdrawn", row, actor, now, {"replaced_by": str(later.uid) if later else None})
    except IntegrityError as error:
        raise Conflict("publication_withdrawn") from error
    return ended


def add_file(uid: UUID, form: str, content: bytes, *, actor: Actor, now: dt.datetime) -> PublicationFile:
    """Keep a file in which the publication went out. The same bytes again give the file that is there. Raises NotFound
    ``publication_unknown``; NotAllowed; Invalid ``publication_form_unknown``; Unavailable ``storage_unavailable``."""
    row = find(uid)
    require_publish(actor, row.unit_code, row.map_day)
    if form not in FORMS:
        raise Invalid("publication_form_unknown", params={"form": form[:10]})
    sha256 = hashlib.sha256(content).hexdigest()
    known = row.files.filter(sha256=sha256).first()
    if known is not None:
        return known
    stored = store_own(
        content, file_name=f"{row.uid}.{form}", media_type=MEDIA_TYPES[form], actor=actor, now=now, purpose=PURPOSE
    )
    with transaction.atomic():
        file = PublicationFile.objects.create(
            publication=row,
            form=form,
            stored=stored,
            sha256=sha256,
            size=len(content),
            added_at=now,
            added_by=actor.uid,
        )
        _record("file_added", row, actor, now, {"form": form, "sha256": sha256})
    return file


def find(uid: UUID) -> Publication:
    """Raises NotFound (``publication_unknown``)."""
    row = Publication.objects.select_related("withdrawal").filter(uid=uid).first()
    if row is None:
        raise NotFound("publication_unknown")
    return row


def _record(act: str, row: Publication, actor: Actor, now: dt.datetime, details: Mapping[str, object]) -> None:
    audit.record(
        act=f"figures.publication_{act}",
        actor=actor,
        subject_kind="publication",
        subject=str(row.uid),
        now=now,
        details=details,
    )
    log.info("figures.publication", act=act, publication=str(row.uid), sha256=row.sha256)
