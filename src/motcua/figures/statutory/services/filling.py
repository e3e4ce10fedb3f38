"""Counting a report, typing what no room counts, and holding its identities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.errors import Invalid
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.facts.reader import Facts
from motcua.figures.numbers import print_number
from motcua.figures.periods import parse_code
from motcua.figures.statutory.checks import Checked, failing
from motcua.figures.statutory.lifecycle import TABLE, Act, State
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.making import Made, Told, Typed, identities, make, nobody
from motcua.figures.statutory.models import StatutoryEdition, StatutoryReport
from motcua.figures.statutory.permissions import require_act
from motcua.figures.statutory.preparing import recounted_others
from motcua.figures.statutory.selectors import find_report, is_closed, newest, table_of
from motcua.figures.statutory.table import Table, enterable, read_table, total_of, with_entered
from motcua.figures.wording import language
from motcua.people.actors import Actor

from .steps import begin, move, pass_on

LARGEST = 10**12


def prepare(
    uid: UUID,
    *,
    expected: int,
    actor: Actor,
    now: dt.datetime,
    told: Told = nobody,
    facts: Facts | None = None,
) -> StatutoryEdition:
    """Begin a report, or count an open one anew; what was typed stays. ``told`` hears how far it is; ``facts``: counted
    as of their instant. Raises as :func:`begin` and :func:`make`."""
    report = find_report(uid)
    require_act(actor, Act.PREPARE, report, legal_date(now), closed=is_closed(report.form, report.period))
    known = newest(report)
    entered = known.entered if known else None
    made = make(report, parse_code(report.period), now=now, entered=entered, told=told, facts=facts)
    with transaction.atomic():
        step = begin(uid, Act.PREPARE, expected=expected, actor=actor, now=now)
        if step.repeated:
            return step.current
        if step.edition is None:
            return first_edition(step.report, made, actor=actor, now=now)
        edition = step.edition
        before = edition.state
        fill(edition, made)
        edition.state, edition.changed_at = TABLE[State(before), Act.PREPARE].value, now
        edition.save()
        pass_on(edition, Act.PREPARE, actor=actor, now=now, before=before)
        return edition


def first_edition(
    report: StatutoryReport,
    made: Made,
    *,
    actor: Actor,
    now: dt.datetime,
    corrects: StatutoryEdition | None = None,
    reason: str = "",
) -> StatutoryEdition:
    """A new edition; ``corrects``: in whose place it is to stand. For the caller's transaction."""
    edition = StatutoryEdition(
        report=report,
        number=corrects.number + 1 if corrects else 1,
        state=State.PREPARED.value,
        corrects=corrects,
        entered=corrects.entered if corrects else {},
        explained=corrects.explained if corrects else "",
        reason=reason,
        made_by_id=actor.user_id,
        made_at=now,
        changed_at=now,
    )
    fill(edition, made)
    edition.save(force_insert=True)
    pass_on(edition, Act.PREPARE, actor=actor, now=now, before="", reason=reason)
    return edition


def fill(edition: StatutoryEdition, made: Made) -> None:
    """Take over what was counted."""
    edition.form, edition.as_of = made.table.form.reference, made.table.as_of
    edition.body, edition.sha256 = made.table.body, made.table.sha256
    edition.beside, edition.rolled, edition.sisters = made.beside, made.rolled, made.sisters


def enter(
    uid: UUID,
    typed: Mapping[str, Mapping[str, str]],
    *,
    explained: str,
    expected: int,
    actor: Actor,
    now: dt.datetime,
) -> StatutoryEdition:
    """Type cells that nothing counts, row -> column -> text, and explain what is missing or differs. Raises as
    :func:`begin`, and Invalid ``report_numbers_wrong`` naming each cell that is no whole number."""
    with transaction.atomic():
        step = begin(uid, Act.ENTER, expected=expected, actor=actor, now=now)
        if step.repeated:
            return step.current
        edition = step.current
        table = table_of(edition)
        bare = _bare(table, edition.entered)
        edition.entered = {**edition.entered, **_numbers(bare, typed)}
        edition.explained = explained.strip()[:2000]
        filled = with_entered(bare, edition.entered, table.total.name)
        edition.body, edition.sha256 = filled.body, filled.sha256
        before = edition.state
        edition.state, edition.changed_at = TABLE[State(before), Act.ENTER].value, now
        edition.save()
        pass_on(edition, Act.ENTER, actor=actor, now=now, before=before)
        return edition


def _bare(table: Table, entered: Typed) -> Table:
    """As it was counted: cells that were typed are empty again."""
    keys = [column.key for column in table.form.figures]
    rows = []
    for row in table.rows:
        mine = entered.get(row.key, {})
        values = tuple(None if key in mine else value for key, value in zip(keys, row.values, strict=True))
        absent = {**row.absent, **dict.fromkeys(mine, Absent.NOT_REPORTED.value)}
        rows.append(replace(row, values=values, absent=absent, source="") if mine else row)
    total = total_of(table.form, rows, table.total.name) if entered else table.total
    return replace(table, rows=tuple(rows), total=total)


def _numbers(table: Table, typed: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, int]]:
    """Only cells that may be typed; an emptied one is missing again."""
    found: dict[str, dict[str, int]] = {}
    faults: list[dict[str, object]] = []
    may = set(enterable(table.form))
    for row in (one for one in table.rows if one.key in typed):
        mine = found.setdefault(row.key, {})
        for column, text in typed[row.key].items():
            plain = text.strip().replace(".", "").replace(" ", "")
            if column not in may or column not in row.absent or not plain:
                continue
            if plain.isascii() and plain.isdecimal() and int(plain) <= LARGEST:
                mine[column] = int(plain)
            else:
                faults.append({"field": f"{row.key}.{column}", "code": "report_number_wrong", "text": text[:40]})
    if faults:
        raise Invalid("report_numbers_wrong", params={"count": len(faults)}, errors=faults)
    return found


def check(uid: UUID, *, expected: int, actor: Actor, now: dt.datetime) -> StatutoryEdition:
    """Hold every identity. Raises as :func:`begin` and :func:`require_sound`."""
    with transaction.atomic():
        step = begin(uid, Act.CHECK, expected=expected, actor=actor, now=now)
        if not step.repeated:
            require_sound(step.current, now=now)
            move(step.current, Act.CHECK, actor=actor, now=now)
        return step.current


def checked_of(edition: StatutoryEdition, *, now: dt.datetime) -> list[Checked]:
    """Every identity of an edition as it stands: within it, against its sister forms and the last period issued.
    Nothing is counted but the sister forms of an edition made before they were kept."""
    table = table_of(edition)
    if edition.sisters is None:
        return identities(table, recounted_others(table, now=now))
    return identities(table, {name: read_table(kept, shipped()) for name, kept in edition.sisters.items()})


def require_sound(edition: StatutoryEdition, *, now: dt.datetime) -> None:
    """Raises Invalid ``report_identity_broken`` with each broken identity, ``report_cells_missing`` and
    ``report_difference_unexplained`` when the unit did not say why."""
    table = table_of(edition)
    wrong = failing(checked_of(edition, now=now))
    broken = [one for one in wrong if not one.check.of_previous]
    if broken:
        faults = [said(one) for one in broken]
        raise Invalid("report_identity_broken", params={"sentence": faults[0]["sentence"]}, errors=faults)
    if edition.explained.strip():
        return
    if table.missing:
        raise Invalid("report_cells_missing", params={"count": len(table.missing)})
    if [one for one in wrong if one.check.of_previous] or edition.rolled.get("missing") or edition.rolled.get("unlike"):
        raise Invalid("report_difference_unexplained")


def said(one: Checked) -> dict[str, object]:
    """A broken identity as a sentence with both numbers."""
    left, right = (print_number(int(side or 0), 0, language()) for side in (one.left, one.right))
    return {
        "field": one.check.id,
        "code": "report_identity",
        "name": one.check.name(language()),
        "row": one.row,
        "left": left,
        "right": right,
        "sentence": f"{one.check.name(language())} ({one.row}): {left} ≠ {right}",
    }
