"""Writing a report: open, fill, write. Each act is one transaction with its event; earlier words are kept in the
events, so nothing that was written is lost."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from motcua.core.canonical import Json, decode
from motcua.core.errors import Conflict, DomainError, Invalid, NotFound
from motcua.figures.definitions.catalogue import shipped as definitions
from motcua.figures.facts.reader import open_facts
from motcua.figures.facts.window import watermark
from motcua.figures.periods import Period
from motcua.figures.publications.asked import Asked
from motcua.figures.publications.document import FROM_FACTS, Counting, document
from motcua.figures.statutory.gathering import unit_of_period
from motcua.organisation.models import Unit
from motcua.people.actors import Actor

from .asking import asked_for, members_of
from .changes import moved
from .editions import period_of, words_of
from .letterhead import LONGEST_NUMBER, agency_of
from .models import OPEN, Act, ReformEvent, ReformReport, ReformSection, State
from .outlines import Outline, Section, shipped
from .permissions import require_write
from .source import LONGEST_SECTION, clean
from .templates import Template, newest_template

log = structlog.get_logger(__name__)


@transaction.atomic
def begin(unit_code: str, period: Period, *, actor: Actor, now: dt.datetime) -> ReformReport:
    """A draft with the words of the newest template. Raises NotFound (unit, outline), NotAllowed, Conflict
    ``reform_open_already`` (with its uid), ``reform_issued_already``: what was issued is corrected."""
    unit = unit_of_period(unit_code, period)
    require_write(actor, unit.pk)
    before = list(ReformReport.objects.select_for_update().filter(unit=unit, period=period.code).order_by("edition"))
    require_none_open(before)
    if any(one.state == State.FINISHED for one in before):
        raise Conflict("reform_issued_already")
    outline = shipped().for_period(period)
    template = newest_template(outline.id)
    report = _new(unit, period, outline, template, edition=len(before) + 1)
    report.made_by_id, report.made_at, report.changed_at = actor.user_id, now, now
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        raise Conflict("reform_open_already") from error
    _lay_out(report, template.sections if template else outline.sections)
    note(report, Act.OPEN, actor=actor, now=now, content={"outline": report.outline})
    return report


def _new(unit: Unit, period: Period, outline: Outline, template: Template | None, *, edition: int) -> ReformReport:
    return ReformReport(
        unit=unit,
        period=period.code,
        first=period.first,
        last=period.last,
        edition=edition,
        state=State.DRAFT.value,
        outline=outline.reference,
        template=template.row if template else None,
        title=template.title if template else outline.title,
        fragments={**outline.fragments, **(template.fragments if template else {})},
    )


def _lay_out(report: ReformReport, sections: tuple[Section, ...]) -> None:
    ReformSection.objects.bulk_create(
        ReformSection(
            report=report,
            key=one.key,
            position=at,
            part=one.part,
            title=one.title,
            text=one.text,
            given=one.text,
            appendix=one.appendix,
        )
        for at, one in enumerate(sections, 1)
    )


def require_none_open(rows: list[ReformReport]) -> None:
    for one in rows:
        if one.state in OPEN:
            raise Conflict("reform_open_already", params={"uid": str(one.uid)})


def locked(uid: UUID) -> ReformReport:
    """For the caller's transaction. Raises NotFound ``reform_unknown``."""
    row = ReformReport.objects.select_for_update(of=("self",)).select_related("unit", "template", "corrects")
    found = row.filter(uid=uid).first()
    if found is None:
        raise NotFound("reform_unknown")
    return found


def require_draft(report: ReformReport) -> None:
    if report.state != State.DRAFT:
        raise Conflict("reform_no_draft")


def require_writer_of_draft(report: ReformReport, actor: Actor) -> None:
    """Raises NotAllowed, Conflict ``reform_no_draft``."""
    require_write(actor, report.unit_id)
    require_draft(report)


def fill_report(
    uid: UUID, *, actor: Actor, now: dt.datetime, as_of: dt.datetime | None = None, by: Counting = FROM_FACTS
) -> ReformReport:
    """Count everything its words ask, as of the latest settled instant, and keep it with what moved since the last
    time. The words stay. Raises NotFound, NotAllowed, Conflict ``reform_no_draft``, and as :func:`open_facts`."""
    report = ReformReport.objects.select_related("unit", "template", "corrects").filter(uid=uid).first()
    if report is None:
        raise NotFound("reform_unknown")
    require_write(actor, report.unit_id)
    require_draft(report)
    then = as_of or watermark(now).settled_at
    asked = asked_of(report)
    with open_facts(then, now=now) as facts:
        body = document(asked, facts, then, definitions(), by=by)
    with transaction.atomic():
        report = locked(uid)
        require_draft(report)
        found = moved(decode(bytes(report.body)) if report.body is not None else None, decode(body))
        report.body, report.as_of, report.sha256 = body, then, hashlib.sha256(body).hexdigest()
        report.changed = [one.as_json() for one in found]
        report.fault, report.fault_params, report.job = "", {}, None
        report.changed_at = now
        report.save()
        content: dict[str, Json] = {"sha256": report.sha256, "as_of": then.isoformat(), "moved": report.changed}
        note(report, Act.FILL, actor=actor, now=now, content=content)
    log.info("reform.filled", report=str(uid), moved=len(found))
    return report


def asked_of(report: ReformReport) -> Asked:
    """The question of a report as its words stand now."""
    words, period = words_of(report), period_of(report)
    members = members_of(words, report.unit, period)
    return asked_for(words, unit=report.unit.code, agency=agency_of(report.unit), members=members, period=period)


def note_failure(uid: UUID, error: DomainError) -> None:
    """That the job could not fill it, for its page; what was filled before stays."""
    params = {str(key): str(value)[:200] for key, value in error.params.items()}
    ReformReport.objects.filter(uid=uid, state__in=OPEN).update(fault=error.code[:60], fault_params=params, job=None)


@transaction.atomic
def save_section(uid: UUID, key: str, text: str, *, expected: int, actor: Actor, now: dt.datetime) -> ReformSection:
    """Keep an author's words, right or wrong: faults keep a report from being submitted, not from being saved.
    ``expected``: the revision the author began from. Raises NotFound, NotAllowed, Invalid ``section_too_long``,
    Conflict (``reform_no_draft``, ``section_changed_meanwhile``)."""
    report = locked(uid)
    require_write(actor, report.unit_id)
    require_draft(report)
    section = report.sections.filter(key=key).first()
    if section is None:
        raise NotFound("section_unknown")
    words = clean(text).strip()
    if len(words) > LONGEST_SECTION:
        raise Invalid("section_too_long", params={"text": LONGEST_SECTION})
    if section.revision != expected:
        raise Conflict("section_changed_meanwhile")
    if words == section.text:
        return section
    before = section.text
    section.text, section.revision = words, section.revision + 1
    section.changed_by_id, section.changed_at = actor.user_id, now
    section.save()
    touch(report, now)
    content: dict[str, Json] = {"before": before, "revision": section.revision}
    note(report, Act.WRITE, actor=actor, now=now, section=key, content=content)
    return section


@transaction.atomic
def save_head(
    uid: UUID, *, number: str, day: str, signer: str, explained: str, expected: int, actor: Actor, now: dt.datetime
) -> ReformReport:
    """Number, day and signer of the paper, and the explanation of what is missing. Raises NotFound, NotAllowed,
    Invalid ``reform_head``, Conflict (``reform_no_draft``, ``section_changed_meanwhile``)."""
    report = locked(uid)
    require_write(actor, report.unit_id)
    require_draft(report)
    faults: list[Mapping[str, object]] = []
    if len(number.strip()) > LONGEST_NUMBER:
        faults.append({"field": "number", "code": "head_too_long"})
    if len(signer.strip()) > 100:
        faults.append({"field": "signer", "code": "head_too_long"})
    if len(explained) > 2000:
        faults.append({"field": "explained", "code": "head_too_long"})
    try:
        on = dt.date.fromisoformat(day) if day.strip() else None
    except ValueError:
        faults.append({"field": "day", "code": "head_day"})
        on = None
    if faults:
        raise Invalid("reform_head", errors=faults)
    if report.revision != expected:
        raise Conflict("section_changed_meanwhile")
    before: dict[str, Json] = {"number": report.paper_number, "signer": report.signer, "explained": report.explained}
    report.paper_number, report.paper_day = " ".join(clean(number).split()), on
    report.signer, report.explained = " ".join(clean(signer).split()), clean(explained).strip()
    report.revision += 1
    touch(report, now)
    note(report, Act.HEAD, actor=actor, now=now, content=before)
    return report


def touch(report: ReformReport, now: dt.datetime) -> None:
    report.changed_at = now
    report.save()


def note(
    report: ReformReport,
    act: Act,
    *,
    actor: Actor,
    now: dt.datetime,
    section: str = "",
    reason: str = "",
    content: Mapping[str, Json] | None = None,
) -> None:
    """Append to the history; the report's row is locked or new."""
    ReformEvent.objects.create(
        report=report,
        seq=report.events.count() + 1,
        act=act.value,
        at=now,
        user_id=actor.user_id,
        section=section,
        reason=reason,
        content=dict(content or {}),
    )
