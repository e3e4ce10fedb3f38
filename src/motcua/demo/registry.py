"""The registry as it stood on the first day: the catalogue, the province's own terms, competence and processes. All was
decided and published outside, so it comes in as baselines; later decisions are in :mod:`motcua.demo.decisions`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from motcua.core.canonical import Json
from motcua.demo.files import DATA, Row, at, rows, table
from motcua.people.actors import SYSTEM
from motcua.procedures.bundle_json import from_json as bundle_from_json
from motcua.procedures.items import SCHEMA_VERSION, process_item_json
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.models import Decision
from motcua.procedures.process import Process
from motcua.procedures.process_csv import read_process
from motcua.procedures.services.baseline import Proposal, apply_baseline
from motcua.procedures.services.bundles import publish_bundle
from motcua.procedures.services.importing import import_procedures

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
    _baseline(processes, processes["source"], list(own_processes(processes["number"])))


def load_bundles() -> None:
    """What several agencies do for one application; procedures and processes stand already."""
    data = table("bundles.toml")
    decision = Decision.objects.filter(number=data["decision"]).order_by("id").first()
    for row in data["bundle"]:
        definition = {"step": row["step"], "returns": row.get("returns", "together"), "umbrella": row["umbrella"]}
        publish_bundle(
            row["procedure"],
            bundle_from_json({**definition, "parts": row["part"]}),
            name=row["name"],
            source=row["source"],
            valid_from=row["valid_from"],
            decision=decision,
            actor=SYSTEM,
            now=at(row["valid_from"]),
        )


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
        named = ("settling", "settling_kind", "settling_code", "reception", "level", "signing", "signer", "seal")
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
            process = read_table((DATA / "processes" / row["file"]).read_bytes(), row["file"])
            content = process_item_json(process, name=row["name"], case=row["case"])
            yield Proposal(ItemKind.PROCESS, row["procedure"], content)


def read_table(data: bytes, name: str) -> Process:
    read = read_process(data)
    if read.faults:
        raise ValueError(f"{name}: {read.faults[0]}")
    return read.process
