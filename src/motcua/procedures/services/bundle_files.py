"""Taking in and giving out files of fan-outs: all definitions of a file or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from motcua.core.canonical import Json
from motcua.core.errors import DomainError
from motcua.organisation.models import in_force
from motcua.people.actors import Actor
from motcua.procedures.bundle_file import Definition, Line, definition_json, read_bundles
from motcua.procedures.bundle_json import from_json
from motcua.procedures.models import BundleVersion, Decision
from motcua.procedures.services.bundles import publish_bundle


@dataclass(slots=True)
class BundleReport:
    """``fresh`` definitions came into force, ``unchanged`` stood already. With faults nothing was written."""

    read: int = 0
    fresh: int = 0
    unchanged: int = 0
    faults: list[Line] = field(default_factory=list)


@transaction.atomic
def import_bundles(raw: bytes, *, actor: Actor, now: dt.datetime, only_check: bool = False) -> BundleReport:
    """Put the definitions of a file into force, all or none; with ``only_check`` none. Raises NotAllowed."""
    found = read_bundles(raw)
    report = BundleReport(read=len(found.definitions) + len(found.faults), faults=list(found.faults))
    for one in found.definitions:
        _published(one, report, actor, now)
    report.faults.sort(key=lambda fault: fault.line)
    if report.faults or only_check:
        transaction.set_rollback(True)
    return report


def _published(one: Definition, report: BundleReport, actor: Actor, now: dt.datetime) -> None:
    decision = Decision.objects.filter(number=one.decision).order_by("id").first() if one.decision else None
    if one.decision and decision is None:
        report.faults.append(Line(one.line, "bundle_decision_unknown", {"decision": one.decision}))
        return
    before = BundleVersion.objects.count()
    try:
        publish_bundle(
            one.procedure,
            one.bundle,
            name=one.name,
            source=one.source,
            valid_from=one.valid_from,
            decision=decision,
            actor=actor,
            now=now,
        )
    except DomainError as error:
        if error.status == 403:
            raise
        report.faults += _faults(one, error)
        return
    if BundleVersion.objects.count() == before:
        report.unchanged += 1
    else:
        report.fresh += 1


def _faults(one: Definition, error: DomainError) -> Iterator[Line]:
    """Each fault at the line of its part, or of the definition."""
    if not error.errors:
        yield Line(one.line, error.code, error.params)
    for fault in error.errors:
        key = str(fault.get("field", "")).removeprefix("parts.")
        params = {name: value for name, value in fault.items() if name not in {"field", "code"}}
        yield Line(one.part_lines.get(key, one.line), str(fault["code"]), params)


def listed_bundles(*, on: dt.date | None, procedure: str = "") -> list[dict[str, Json]]:
    """The definitions in force on a day (all that ever were, without one), as a file holds them."""
    rows = BundleVersion.objects.select_related("procedure", "decision").order_by(
        "procedure__key", "step", "valid_from"
    )
    if on is not None:
        rows = rows.filter(in_force(on))
    if procedure:
        rows = rows.filter(procedure__key=procedure)
    return [
        definition_json(
            from_json(row.parts),
            (row.valid_from, row.valid_to),
            procedure=row.procedure.key,
            name=row.name,
            source=row.source,
            decision=row.decision.number if row.decision else "",
        )
        for row in rows
    ]
