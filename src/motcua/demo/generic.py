"""Processes for the procedures that have none of their own, by length: a hundred and more at once.

They are all patterns of ``processes/generic.toml``, each checked here against its limit; written in bulk, because one
by one they would take longer than everything else of the province together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.db import transaction

from motcua.demo.files import BEGINNING, SOURCE, Row, at, rows, table
from motcua.demo.registry import first_decision, is_there, read_table
from motcua.forms.digest import digest
from motcua.organisation.models import Unit
from motcua.procedures import process_json
from motcua.procedures.items import process_item_json
from motcua.procedures.lifecycle import DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Decision, DecisionItem, Procedure, ProcessBinding, ProcessVersion
from motcua.procedures.process import Process, check, longest_minutes, working_minutes
from motcua.procedures.process_csv import COLUMNS
from motcua.procedures.rules import agency_level
from motcua.procedures.services.locking import lock_registry
from motcua.procedures.source_rows import Reading, read_row
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

MINUTES: Final = 60
NAME: Final = "Quy trình nội bộ chung"
BRANCHES: Final = {
    "land": "land_branch",
    "tax": "tax_branch",
    "insurance": "insurance_branch",
    "police": "commune_police",
}


def load_generic() -> None:
    """A process for every procedure that has none on the first day and whose limit is known."""
    row, source = first_decision("generic"), f"{SOURCE}: processes/generic.toml"
    if is_there(row["number"], source):
        return
    with transaction.atomic():
        lock_registry()
        bound = set(ProcessBinding.objects.values_list("procedure__key", flat=True))
        chosen = {key: process for key, process in _chosen() if key not in bound}
        ids = dict(Procedure.objects.filter(key__in=chosen).values_list("key", "pk"))
        _write(row, source, [(ids[key], key, process) for key, process in chosen.items()])


def _write(row: Row, source: str, chosen: Sequence[tuple[int, str, Process]]) -> None:
    signed = at(row["signed_on"], 15)
    decision = Decision.objects.create(
        kind=DecisionKind.BASELINE.value,
        state=DecisionState.DRAFT.value,
        number=row["number"],
        title=row["title"],
        source=source,
        effective_on=row["effective_on"],
        drafted_at=signed,
    )
    DecisionItem.objects.bulk_create(
        DecisionItem(
            decision=decision,
            ordinal=ordinal,
            kind=ItemKind.PROCESS.value,
            procedure_key=key,
            content=process_item_json(process, name=NAME),
        )
        for ordinal, (_id, key, process) in enumerate(chosen, start=1)
    )
    decision.state, decision.in_force_at = DecisionState.IN_FORCE.value, signed
    decision.save(update_fields=["state", "in_force_at"])
    versions = ProcessVersion.objects.bulk_create(
        _version(procedure, process, decision, signed) for procedure, _key, process in chosen
    )
    ProcessBinding.objects.bulk_create(
        ProcessBinding(
            procedure_id=version.procedure_id,
            decision=decision,
            process_version=version,
            valid_from=row["effective_on"],
            source=source,
            recorded_at=signed,
        )
        for version in versions
    )


def _version(procedure: int, process: Process, decision: Decision, now: dt.datetime) -> ProcessVersion:
    body = process_json.to_json(process)
    return ProcessVersion(
        procedure_id=procedure,
        number=1,
        decision=decision,
        name=NAME,
        steps=body,
        schema_version=int(str(body["schema_version"])),
        digest=digest(body),
        total_minutes=longest_minutes(process),
        created_at=now,
    )


def _chosen() -> Iterator[tuple[str, Process]]:
    kinds = dict(Unit.objects.filter(valid_to=None).values_list("code", "kind"))
    patterns = _patterns()
    for row in rows("procedures.jsonl"):
        reading = read_row(row)
        limit = _shortest(reading)
        process = _fitting(patterns, _settling(reading, kinds), limit)
        if process is not None and limit is not None:
            if faults := check(process, Limit(limit // MINUTES, LimitUnit.WORKING_HOUR)):
                raise ValueError(f"{reading.key}: {faults[0]}")
            yield reading.key, process


def _patterns() -> Mapping[str, Sequence[tuple[int, Process]]]:
    """By kind of unit: (minutes, process), the longest first."""
    found: dict[str, list[tuple[int, Process]]] = {}
    generic = table("processes/generic.toml")
    for pattern in sorted(generic["pattern"], key=lambda row: -int(row["working_hours"])):
        process = read_table(_as_csv(pattern["steps"]), "generic.toml")
        for kind in generic["kinds"][pattern["settling"]]:
            found.setdefault(kind, []).append((pattern["working_hours"] * MINUTES, process))
    return found


def _as_csv(steps: Sequence[Row]) -> bytes:
    """The steps as the table that :func:`read_table` reads; no cell of ours has the separator in it."""
    lines = [";".join(COLUMNS), *(";".join(str(step[column]) for column in COLUMNS) for step in steps)]
    return "\n".join(lines).encode()


def _fitting(
    patterns: Mapping[str, Sequence[tuple[int, Process]]], kind: str | None, limit: int | None
) -> Process | None:
    if kind is None or limit is None:
        return None
    return next((process for minutes, process in patterns.get(kind, ()) if minutes <= limit), None)


def _shortest(reading: Reading) -> int | None:
    """Working minutes of the shortest limit, of the law or of the province; same-day ones have a day."""
    limits = [
        working_minutes(channel.amount, LimitUnit(channel.unit))
        for channel in reading.content.channels
        if channel.amount and channel.unit
    ]
    for row in rows("local_terms.jsonl"):
        if row["procedure"] == reading.key and row.get("committed"):
            limits.append(working_minutes(row["committed"]["amount"], LimitUnit(row["committed"]["unit"])))
    return min(limits, default=None)


def _settling(reading: Reading, kinds: Mapping[str, str]) -> str | None:
    """The kind of the unit that settles the procedure on the first day."""
    content = reading.content
    level = agency_level(content.levels)
    fitting = [
        rule
        for rule in table("competence.toml")["rule"]
        if rule.get("valid_from", BEGINNING) <= BEGINNING
        and (
            reading.key in rule["procedures"]
            if "procedures" in rule
            else content.field in rule.get("fields", (content.field,)) and rule.get("level", level) == level
        )
    ]
    if not fitting:
        return None
    rule = min(fitting, key=lambda row: ("procedures" not in row, "fields" not in row, "level" not in row))
    match rule["settling"]:
        case "place_division":
            return str(rule["settling_kind"])
        case "service_area":
            return BRANCHES[rule["settling_kind"]]
        case _:
            return kinds.get(rule["settling_code"])
