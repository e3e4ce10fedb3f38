"""The registry as it stood on the first day: the catalogue, the province's own terms, competence and processes. All was
decided and published outside, so it comes in as baselines; later decisions are in :mod:`motcua.demo.decisions`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from motcua.core.canonical import Json
from motcua.demo.files import BEGINNING, DATA, Row, at, rows, table
from motcua.organisation.models import Unit
from motcua.people.actors import SYSTEM
from motcua.procedures.items import SCHEMA_VERSION, process_item_json
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.models import Decision, Procedure
from motcua.procedures.process import Process, working_minutes
from motcua.procedures.process_csv import COLUMNS, read_process
from motcua.procedures.rules import agency_level
from motcua.procedures.services.baseline import Proposal, apply_baseline
from motcua.procedures.services.importing import import_procedures
from motcua.procedures.source_rows import Reading, read_row
from motcua.worktime.rules import LimitUnit

MINUTES: Final = 60
BRANCHES: Final = {
    "land": "land_branch",
    "tax": "tax_branch",
    "insurance": "insurance_branch",
    "police": "commune_police",
}


def decisions() -> Sequence[Row]:
    """The decisions of ``decisions.toml`` in their order."""
    found: Sequence[Row] = table("decisions.toml")["decision"]
    return found


def first_decision(kind: str) -> Row:
    """The decision whose contents are the rows of ``kind`` that name none."""
    return next(row for row in decisions() if kind in row.get("contents", ()))


def is_there(number: str, source: str) -> bool:
    return Decision.objects.filter(number=number, source=source).exists()


def load_catalogue() -> None:
    """The catalogue as it read before the later decisions."""
    row = first_decision("procedures")
    if is_there(row["number"], row["source"]):
        return
    report = import_procedures(
        _first_wordings(),
        actor=SYSTEM,
        now=at(row["signed_on"]),
        effective_on=row["effective_on"],
        source=row["source"],
        number=row["number"],
        strict=True,
    )
    if report.rejected:
        raise ValueError(f"procedures.jsonl: {report.rejections[0]}")


def _first_wordings() -> Iterator[bytes]:
    changes: dict[str, dict[str, Any]] = {}
    for decision in decisions():
        for item in decision.get("item", ()):
            if "before" in item and "procedure" in item:
                changes.setdefault(item["procedure"], {}).update(_before(item))
    for row in rows("procedures.jsonl"):
        key = row.get("code") or row["key"]
        yield json.dumps({**row, **changes.get(key, {})}, ensure_ascii=False).encode()


def _before(item: Row) -> dict[str, Any]:
    before = item["before"]
    if item["kind"] != "service_level":
        return dict(before)
    return {"service_level": before["level"], "partial_reason": before["reason"], "ground": before["ground"]}


def load_overlays() -> None:
    """The province's own terms, who settles what, and the processes, as they were on the first day."""
    terms, later = first_decision("local_terms"), rows("local_terms.jsonl")
    _baseline(terms, "Nghị quyết, quyết định của tỉnh (hư cấu)", [_terms(r) for r in later if "decision" not in r])
    shorter = next(row for row in decisions() if row["contents"] == ["local_terms"])
    _baseline(shorter, shorter["source"], [_terms(r) for r in later if r.get("decision") == shorter["number"]])
    competence = first_decision("competence")
    _baseline(competence, competence["source"], list(competence_proposals("")))
    processes = first_decision("processes")
    _baseline(processes, processes["source"], list(_processes(processes["number"])))


def _baseline(row: Row, source: str, proposals: Sequence[Proposal]) -> None:
    if is_there(row["number"], source):
        return
    report = apply_baseline(
        proposals,
        actor=SYSTEM,
        now=at(row["signed_on"], 14),
        effective_on=row["effective_on"],
        number=row["number"],
        source=source,
        strict=True,
    )
    if report.refused:
        raise ValueError(f"{row['number']}: {report.refused[0]} of {proposals[report.refused[0].position - 1]}")


def _terms(row: Row) -> Proposal:
    return Proposal(ItemKind.LOCAL_TERMS, row["procedure"], terms_content(row))


def terms_content(row: Row) -> Mapping[str, Json]:
    """A row of ``local_terms.jsonl`` as an item."""
    return {"schema_version": SCHEMA_VERSION, **{key: value for key, value in row.items() if key != "procedure"}}


def competence_proposals(decision: str) -> Iterator[Proposal]:
    """The rules under one decision; under the file's first when ``decision`` is empty."""
    for rule in table("competence.toml")["rule"]:
        if rule.get("decision", "") != decision:
            continue
        named = ("settling", "settling_kind", "settling_code", "reception", "level")
        content = {name: rule[name] for name in named if name in rule}
        for key in rule.get("procedures", ()):
            yield Proposal(ItemKind.COMPETENCE, key, {"schema_version": SCHEMA_VERSION, **content})
        for field in rule.get("fields", () if "procedures" in rule else ("",)):
            subject = {"field": field} if field else {}
            yield Proposal(ItemKind.COMPETENCE, "", {"schema_version": SCHEMA_VERSION, **content, **subject})


# --- processes --------------------------------------------------------------------------------------------------


def own_processes(decision: str) -> Iterator[Proposal]:
    """The processes written for one procedure, under one decision."""
    for row in table("processes/index.toml")["process"]:
        if row["decision"] == decision:
            process = _read((DATA / "processes" / row["file"]).read_bytes(), row["file"])
            content = process_item_json(process, name=row["name"], case=row["case"])
            yield Proposal(ItemKind.PROCESS, row["procedure"], content)


def _processes(decision: str) -> Iterator[Proposal]:
    own = list(own_processes(decision))
    yield from own
    kinds = dict(Unit.objects.filter(valid_to=None).values_list("code", "kind"))
    patterns = _patterns()
    taken = {proposal.procedure_key for proposal in own}
    for row in rows("procedures.jsonl"):
        reading = read_row(row)
        if reading.key in taken or not Procedure.objects.filter(key=reading.key).exists():
            continue
        chosen = _fitting(patterns, _settling(reading, kinds), _shortest(reading))
        if chosen is not None:
            content = process_item_json(chosen, name="Quy trình nội bộ chung")
            yield Proposal(ItemKind.PROCESS, reading.key, content)


def _patterns() -> Mapping[str, Sequence[tuple[int, Process]]]:
    """By kind of unit: (minutes, process), the longest first."""
    found: dict[str, list[tuple[int, Process]]] = {}
    generic = table("processes/generic.toml")
    for pattern in sorted(generic["pattern"], key=lambda row: -int(row["working_hours"])):
        process = _read(_as_csv(pattern["steps"]), "generic.toml")
        for kind in generic["kinds"][pattern["settling"]]:
            found.setdefault(kind, []).append((pattern["working_hours"] * MINUTES, process))
    return found


def _as_csv(steps: Sequence[Row]) -> bytes:
    """The steps as the table that :func:`read_process` reads; no cell of ours has the separator in it."""
    lines = [";".join(COLUMNS), *(";".join(str(step[column]) for column in COLUMNS) for step in steps)]
    return "\n".join(lines).encode()


def _read(data: bytes, name: str) -> Process:
    read = read_process(data)
    if read.faults:
        raise ValueError(f"{name}: {read.faults[0]}")
    return read.process


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
