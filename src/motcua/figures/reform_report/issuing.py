"""A report on its way out: submitted by its author, issued by another person, corrected with a reason.

Issuing is a publication (ADR 0029): the canonical document with figures, definitions and words, and the DOCX by hash.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from motcua.core.canonical import decode
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.figures.publications.document import FROM_FACTS, Counting
from motcua.figures.publications.models import Publication
from motcua.figures.publications.services import add_file, publish, withdraw
from motcua.figures.statutory.gathering import require_period
from motcua.figures.statutory.models import WrittenReport
from motcua.people.actors import Actor

from .editions import faults_of, filled_of, period_of, unwritten_of
from .filling import fill
from .models import Act, ReformReport, ReformSection, State
from .paper import Site, docx
from .permissions import may_finish, require_write
from .services import asked_of, locked, note, require_draft, require_none_open, touch

log = structlog.get_logger(__name__)

LONGEST_REASON: Final = 500
KIND: Final = "cchc"


@transaction.atomic
def submit(uid: UUID, *, actor: Actor, now: dt.datetime) -> ReformReport:
    """Hand it to who issues it. Raises NotFound, NotAllowed, Conflict (``reform_no_draft``, ``reform_not_filled``) and
    Invalid ``reform_not_ready`` with every fault: words that cannot be printed, sections without words, figures that
    are missing and not explained, a period that is not over."""
    report = locked(uid)
    require_write(actor, report.unit_id)
    require_draft(report)
    if report.body is None:
        raise Conflict("reform_not_filled")
    require_period(period_of(report), legal_date(now))
    faults = faults_before_submit(report)
    if faults:
        raise Invalid("reform_not_ready", params={"count": len(faults)}, errors=faults)
    report.state, report.submitted_by_id, report.submitted_at = State.SUBMITTED.value, actor.user_id, now
    touch(report, now)
    note(report, Act.SUBMIT, actor=actor, now=now)
    return report


@transaction.atomic
def send_back(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime) -> ReformReport:
    """To its authors, with a reason. Raises NotFound, NotAllowed, Invalid ``reform_reason``, Conflict
    ``reform_not_submitted``."""
    report = locked(uid)
    if not may_finish(actor, report.unit_id) and report.submitted_by_id != actor.user_id:
        raise NotAllowed("verb_not_granted", params={"verb": "figures.publish"})
    if report.state != State.SUBMITTED:
        raise Conflict("reform_not_submitted")
    why = reason_of(reason)
    report.state, report.submitted_by, report.submitted_at = State.DRAFT.value, None, None
    touch(report, now)
    note(report, Act.RETURN, actor=actor, now=now, reason=why)
    return report


def faults_before_submit(report: ReformReport) -> list[Mapping[str, object]]:
    """What keeps it from being submitted: words that cannot be printed, headings without words, and figures that are
    missing while nothing is explained."""
    faults: list[Mapping[str, object]] = [
        {"field": "text", "code": one.code, "text": one.text} for one in faults_of(report)
    ]
    faults += [{"field": "text", "code": "section_unwritten", "text": title} for title in unwritten_of(report)]
    filled = filled_of(report)
    if filled is not None and not faults:
        faults += [{"field": "text", "code": "reform_not_asked", "text": one} for one in filled.faults]
        if filled.missing and not report.explained:
            names = "; ".join(f"{one.name} ({one.period})" for one in filled.missing)
            faults.append({"field": "explained", "code": "missing_unexplained", "text": names[:600]})
    return faults


@transaction.atomic
def finish(uid: UUID, *, actor: Actor, now: dt.datetime, by: Counting = FROM_FACTS) -> ReformReport:
    """Issue it as of the instant its author saw, by another person than who submitted it; a correction takes the place
    of what it corrects. Raises NotFound, NotAllowed (``reform_own``), Conflict ``reform_not_submitted``, and as
    :func:`motcua.figures.publications.services.publish`."""
    report = locked(uid)
    require_finish(report, actor)
    row = publish(asked_of(report), actor=actor, now=now, as_of=report.as_of, by=by)
    content = paper_of(row)
    kept = add_file(row.uid, "docx", content, actor=actor, now=now)
    WrittenReport.objects.create(
        kind=KIND,
        unit=report.unit,
        period=report.period,
        template=report.template,
        as_of=row.as_of,
        body=row.body,
        sha256=row.sha256,
        file=kept.stored,
        file_sha256=kept.sha256,
        publication=row.uid,
        made_by_id=actor.user_id,
        made_at=now,
    )
    report.body, report.sha256, report.publication = row.body, row.sha256, row.uid
    report.state, report.job, report.changed_at = State.FINISHED.value, None, now
    report.save()
    note(report, Act.FINISH, actor=actor, now=now, content={"publication": str(row.uid), "docx": kept.sha256})
    if report.corrects is not None:
        _replace(report.corrects, row, report.reason, actor, now)
    log.info("reform.issued", report=str(uid), publication=str(row.uid), docx=kept.sha256)
    return report


def require_finish(report: ReformReport, actor: Actor) -> None:
    """Raises NotAllowed (``reform_own`` for its author), Conflict ``reform_not_submitted``."""
    if not may_finish(actor, report.unit_id):
        raise NotAllowed("verb_not_granted", params={"verb": "figures.publish"})
    if report.state != State.SUBMITTED:
        raise Conflict("reform_not_submitted")
    if report.submitted_by_id is not None and report.submitted_by_id == actor.user_id:
        raise NotAllowed("reform_own")


def _replace(old: ReformReport, row: Publication, reason: str, actor: Actor, now: dt.datetime) -> None:
    if old.publication is not None:
        withdraw(old.publication, reason=reason, replaced_by=row.uid, actor=actor, now=now)
    old.state = State.REPLACED.value
    old.save(update_fields=["state"])
    note(old, Act.REPLACE, actor=actor, now=now, reason=reason)


def paper_of(row: Publication) -> bytes:
    """The DOCX of what was issued; the same publication gives the same bytes."""
    return docx(fill(decode(bytes(row.body))), site=Site(settings.BASE_URL), is_draft=False)


@transaction.atomic
def correct(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime) -> ReformReport:
    """A draft with the words of an issued report, to stand in its place once it is issued. Raises NotFound,
    NotAllowed, Invalid ``reform_reason``, Conflict (``reform_not_issued``, ``reform_open_already``)."""
    issued = locked(uid)
    require_write(actor, issued.unit_id)
    if issued.state != State.FINISHED:
        raise Conflict("reform_not_issued")
    why = reason_of(reason)
    others = ReformReport.objects.filter(unit_id=issued.unit_id, period=issued.period)
    require_none_open(list(others))
    sections = list(issued.sections.all())
    made = ReformReport.objects.create(
        unit=issued.unit,
        period=issued.period,
        first=issued.first,
        last=issued.last,
        edition=others.count() + 1,
        state=State.DRAFT.value,
        outline=issued.outline,
        template=issued.template,
        title=issued.title,
        fragments=issued.fragments,
        signer=issued.signer,
        explained=issued.explained,
        body=issued.body,
        as_of=issued.as_of,
        sha256=issued.sha256,
        corrects=issued,
        reason=why,
        made_by_id=actor.user_id,
        made_at=now,
        changed_at=now,
    )
    for one in sections:
        one.pk, one.report, one.revision, one.given = None, made, 0, one.text
    ReformSection.objects.bulk_create(sections)
    note(made, Act.CORRECT, actor=actor, now=now, reason=why, content={"corrects": str(issued.uid)})
    return made


def reason_of(text: str) -> str:
    words = " ".join(text.split())
    if not words or len(words) > LONGEST_REASON:
        raise Invalid("reform_reason", params={"most": LONGEST_REASON})
    return words
