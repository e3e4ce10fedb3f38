"""Templates of the report: the DOCX that an author uploads, read as words and placeholders. Its layout is not taken:
that is the decree's. Every version stays; the newest counts for reports that begin after it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import structlog
from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.documents.incoming import Source
from motcua.documents.limits import limits_on
from motcua.documents.media import DOCX
from motcua.documents.models import StoredFile
from motcua.documents.services import read_content, store_upload
from motcua.figures.statutory.models import ReportTemplate
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .outlines import Outline, Section, shipped
from .permissions import TEMPLATE
from .placeholders import Known, Placeholder, written
from .source import faults, read
from .template_docx import ReadTemplate, read_template

log = structlog.get_logger(__name__)

PURPOSE: Final = "figures.report_template"
MOST_BYTES: Final = 5_000_000
MOST_SECTIONS: Final = 60


@dataclass(frozen=True)
class Template:
    """A version as it is used. ``row``: None for the outline that comes with the program."""

    row: ReportTemplate | None
    title: str
    sections: tuple[Section, ...]
    fragments: Mapping[str, str]


def newest_template(outline: str) -> Template | None:
    """What authors uploaded last for an outline; None where they use the one of the program."""
    row = ReportTemplate.objects.filter(kind=outline).order_by("-version").first()
    return template_of(row) if row else None


def template_of(row: ReportTemplate) -> Template:
    content = row.placeholders if isinstance(row.placeholders, dict) else {}
    sections = tuple(
        Section(one["key"], one["part"], one["title"], one["text"], one["appendix"])
        for one in content.get("sections", [])
    )
    return Template(row, content.get("title", ""), sections, content.get("fragments", {}))


def outline_named(name: str, day: dt.date) -> Outline:
    """Raises NotFound ``outline_unknown``."""
    for one in shipped().versions.get(name, ()):
        if one.valid_from <= day and (one.valid_to is None or day < one.valid_to):
            return one
    raise NotFound("outline_unknown", params={"outline": name[:40]})


def store_template(
    source: Source,
    *,
    outline: str,
    file_name: str,
    declared_type: str,
    note: str,
    actor: Actor,
    now: dt.datetime,
) -> ReportTemplate:
    """Take a DOCX as the new version. Everything wrong is said at once and the version before stays in use.

    Raises NotAllowed; NotFound ``outline_unknown``; TooLarge and Invalid as :func:`store_upload` (macros, a password,
    a damaged file, another kind of file); Invalid ``template_faulty`` with every fault of its content; Conflict
    ``template_meanwhile`` when another version came in at the same moment.
    """
    require(actor, TEMPLATE, [])
    chosen = outline_named(outline, legal_date(now))
    limits = replace(limits_on(legal_date(now)), file_bytes=MOST_BYTES)
    file = store_upload(
        source,
        file_name=file_name,
        declared_type=declared_type,
        actor=actor,
        now=now,
        purpose=PURPOSE,
        limits=limits,
    )
    if file.media_type != DOCX.media_type:
        raise Invalid("template_no_docx")
    found = checked(b"".join(read_content(file)), chosen)
    return _keep(file, chosen, found, note, actor, now)


def checked(content: bytes, outline: Outline) -> ReadTemplate:
    """Its words, all placeholders known. Raises Invalid ``template_faulty``."""
    found = read_template(content)
    fragments = {**outline.fragments, **found.fragments}
    known = Known(outline.known.indicators, outline.known.tables, fragments)
    wrong = [*found.faults]
    wrong += faults([found.title, *(one.text for one in found.sections), *found.fragments.values()], fragments, known)
    errors = [{"field": "file", "code": one.code, "text": one.text} for one in wrong]
    if not found.sections:
        errors.append({"field": "file", "code": "template_empty", "text": ""})
    if len(found.sections) > MOST_SECTIONS:
        errors.append({"field": "file", "code": "template_sections", "text": str(MOST_SECTIONS)})
    if errors:
        raise Invalid("template_faulty", params={"count": len(errors)}, errors=errors)
    return found


@transaction.atomic
def _keep(
    file: StoredFile, outline: Outline, found: ReadTemplate, note: str, actor: Actor, now: dt.datetime
) -> ReportTemplate:
    newest = ReportTemplate.objects.filter(kind=outline.id).order_by("-version").first()
    content: dict[str, Json] = {
        "title": found.title or outline.title,
        "sections": [
            {"key": one.key, "part": one.part, "title": one.title, "text": one.text, "appendix": one.appendix}
            for one in found.sections
        ],
        "fragments": dict(found.fragments),
        "used": _used(found, outline),
    }
    row = ReportTemplate(
        kind=outline.id,
        version=(newest.version if newest else 0) + 1,
        file=file,
        sha256=bytes(file.sha256).hex(),
        placeholders=content,
        note=" ".join(note.split())[:500],
        made_by_id=actor.user_id,
        made_at=now,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict("template_meanwhile") from error
    audit.record(
        act="figures.reform_template",
        actor=actor,
        subject_kind="report_template",
        subject=str(row.uid),
        now=now,
        details={"outline": outline.id, "version": row.version, "sha256": row.sha256},
    )
    log.info("reform.template", template=str(row.uid), version=row.version)
    return row


def _used(found: ReadTemplate, outline: Outline) -> list[Json]:
    fragments = {**outline.fragments, **found.fragments}
    names = {
        written(token): None
        for section in found.sections
        for line in read(section.text, fragments)
        for token in line.tokens
        if isinstance(token, Placeholder)
    }
    return [*names]


def content_of(row: ReportTemplate) -> io.BytesIO:
    """The file as it was uploaded."""
    return io.BytesIO(b"".join(read_content(row.file)))
