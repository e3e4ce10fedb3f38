"""Issuing a received report as a publication with its files, and correcting one that was issued."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.figures.counting import Dimension
from motcua.figures.periods import parse_code
from motcua.figures.publications.asked import Asked, CountAsked, TableAsked
from motcua.figures.publications.services import add_file, publish, withdraw
from motcua.figures.statutory.gathering import keys_of
from motcua.figures.statutory.lifecycle import Act
from motcua.figures.statutory.making import Told, make, nobody
from motcua.figures.statutory.model import RowKind
from motcua.figures.statutory.models import StatutoryEdition, StatutoryReport
from motcua.figures.statutory.permissions import require_act
from motcua.figures.statutory.selectors import find_report, is_closed, newest, table_of
from motcua.figures.statutory.sheet import pdf
from motcua.figures.statutory.table import Table
from motcua.figures.statutory.workbook import workbook
from motcua.people.actors import Actor

from .filling import first_edition, require_sound
from .passing import require_other
from .steps import begin, move, pass_on, reason_of, require_possible


def issue(uid: UUID, *, expected: int, actor: Actor, now: dt.datetime, told: Told = nobody) -> StatutoryEdition:
    """Approve a received report: its figures become a publication as of the edition's instant, with PDF and XLSX kept
    by their hashes. A correction takes the place of the edition it corrects. Raises as :func:`begin` and
    :func:`require_sound`, NotAllowed ``report_own``, and as :func:`publish`."""
    with transaction.atomic():
        step = begin(uid, Act.LOCK, expected=expected, actor=actor, now=now)
        edition = step.current
        if step.repeated:
            return edition
        require_other(edition, actor)
        require_sound(edition, now=now)
        table = table_of(edition)
        told(1)
        issued = publish(asked_of(edition, table), actor=actor, now=now, as_of=edition.as_of)
        told(2)
        add_file(issued.uid, "pdf", pdf(table), actor=actor, now=now)
        told(3)
        add_file(issued.uid, "xlsx", workbook(table), actor=actor, now=now)
        edition.publication = issued.uid
        move(edition, Act.LOCK, actor=actor, now=now)
        if edition.corrects is not None:
            _replace(edition.corrects, edition, actor=actor, now=now)
        return edition


def asked_of(edition: StatutoryEdition, table: Table) -> Asked:
    """What the publication of an edition counts: every measure of the form, of the unit and of each row; the filled
    form itself stands in it as it was sent."""
    form, unit, period = table.form, table.unit, table.period
    keys = tuple(keys_of(form))
    by = {RowKind.FIELD: Dimension.FIELD, RowKind.UNIT: Dimension.UNIT}.get(form.rows)
    report: dict[str, Json] = {
        "form": form.reference,
        "form_hash": form.hash,
        "report": str(edition.report.uid),
        "edition": edition.number,
        "corrects": edition.corrects.number if edition.corrects else None,
        "reason": edition.reason,
        "explained": edition.explained,
        "table": table.as_json(),
    }
    return Asked(
        "report",
        f"{form.number}: {form.title_vi}"[:300],
        unit,
        period,
        counts={f"total.{key.measure}": CountAsked(key, unit, period) for key in keys},
        tables={"rows": TableAsked(keys, by, unit, (period,))} if keys and by is not None else {},
        about={"statutory": report},
    )


def _replace(old: StatutoryEdition, new: StatutoryEdition, *, actor: Actor, now: dt.datetime) -> None:
    if old.publication is not None and new.publication is not None:
        withdraw(old.publication, reason=new.reason[:500], replaced_by=new.publication, actor=actor, now=now)
    move(old, Act.REPLACE, actor=actor, now=now, reason=new.reason)


def correct(
    uid: UUID, *, reason: str, expected: int, actor: Actor, now: dt.datetime, told: Told = nobody
) -> StatutoryEdition:
    """Begin a new edition in place of the one that was issued, counted as known now. What was issued stands until the
    new one is. Raises as :func:`begin` and :func:`make`, Invalid ``report_reason_missing``."""
    why = reason_of(reason)
    report = find_report(uid)
    require_act(actor, Act.CORRECT, report, legal_date(now), closed=is_closed(report.form, report.period))
    known = newest(report)
    require_possible_or_repeated(report, known, expected)
    entered = known.entered if known else None
    made = make(report, parse_code(report.period), now=now, entered=entered, told=told)
    with transaction.atomic():
        step = begin(uid, Act.CORRECT, expected=expected, actor=actor, now=now)
        if step.repeated:
            return step.current
        old = step.current
        pass_on(old, Act.CORRECT, actor=actor, now=now, reason=why)
        return first_edition(step.report, made, actor=actor, now=now, corrects=old, reason=why)


def require_possible_or_repeated(report: StatutoryReport, known: StatutoryEdition | None, expected: int) -> None:
    """Before anything is counted: raises what :func:`begin` would, but for a second click."""
    count = sum(edition.passages.count() for edition in report.editions.all())
    if count == expected:
        require_possible(known, Act.CORRECT)
