"""What an edition says, out of its rows: the words to be filled, and the report as filled last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

from motcua.core.canonical import Json, decode
from motcua.core.errors import NotFound
from motcua.figures.periods import Period, parse_code
from motcua.people.actors import Actor

from .asking import Words, about_of
from .filling import fill
from .letterhead import letterhead
from .models import ReformReport
from .outlines import Outline, Section, shipped
from .permissions import readable
from .placeholders import Fault
from .report import Filled
from .source import faults as source_faults
from .source import unwritten

_UNCHANGED: Final = ("names", "members", "agency")


def find(uid: UUID, actor: Actor) -> ReformReport:
    """Raises NotFound ``reform_unknown``, also for a draft that the actor may not know of."""
    row = ReformReport.objects.select_related("unit", "template").filter(readable(actor), uid=uid).first()
    if row is None:
        raise NotFound("reform_unknown")
    return row


def period_of(report: ReformReport) -> Period:
    return parse_code(report.period)


def outline_of(report: ReformReport) -> Outline:
    """The outline it began with, or that of its kind of period where the program has that version no more."""
    for versions in shipped().versions.values():
        for one in versions:
            if one.reference == report.outline:
                return one
    return shipped().for_period(period_of(report))


def words_of(report: ReformReport) -> Words:
    """Its words as they stand now."""
    outline = outline_of(report)
    fragments: Mapping[str, str] = {str(key): str(text) for key, text in report.fragments.items()}
    template = report.template
    return Words(
        head=letterhead(
            report.unit,
            title=report.title,
            number=report.paper_number,
            day=report.paper_day.isoformat() if report.paper_day else "",
            signer=report.signer,
            recipients=outline.sent_to(report.unit.level),
        ),
        sections=tuple(sections_of(report)),
        fragments=fragments,
        tables=outline.tables,
        outline={
            "reference": report.outline,
            "source": outline.source,
            "mark": outline.mark.value,
            "template": str(template.uid) if template else None,
            "template_sha256": template.sha256 if template else None,
        },
        explained=report.explained,
        corrects=str(report.corrects.publication or "") if report.corrects else "",
    )


def sections_of(report: ReformReport) -> Iterator[Section]:
    for one in report.sections.all():
        yield Section(one.key, one.part, one.title, one.text, one.appendix)


def document_of(report: ReformReport) -> dict[str, Json] | None:
    """The figures of its last filling with the words of now; None before the first. As issued once it was issued."""
    if report.body is None:
        return None
    document = decode(bytes(report.body))
    if report.publication is not None:
        return document
    about = document["about"]
    kept = {name: about[name] for name in _UNCHANGED} if isinstance(about, dict) else {}
    return {**document, "about": {**kept, **about_of(words_of(report))}}


def filled_of(report: ReformReport) -> Filled | None:
    document = document_of(report)
    return fill(document) if document is not None else None


def faults_of(report: ReformReport, texts: list[str] | None = None) -> list[Fault]:
    """Of its words, or of these."""
    outline, fragments = outline_of(report), {str(key): str(one) for key, one in report.fragments.items()}
    known = outline.known
    known = type(known)(known.indicators, known.tables, fragments)
    return source_faults([one.text for one in sections_of(report)] if texts is None else texts, fragments, known)


def unwritten_of(report: ReformReport) -> list[str]:
    """Sections and headings that still have no words, by their titles."""
    fragments = {str(key): str(one) for key, one in report.fragments.items()}
    return [
        " – ".join(part for part in (one.title or one.part, head) if part)
        for one in sections_of(report)
        for head in unwritten(one.text, fragments)
    ]


def latest_day(period: Period) -> dt.date:
    """When it is due: the 20th of the period's last month (seen, see the outline's source)."""
    return period.last.replace(day=20)
