"""Lines of JSON for the province's own side of the registry: local terms, competence rules, levels and lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from motcua.core.canonical import Json
from motcua.procedures.items import SCHEMA_VERSION
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.services.baseline import Proposal
from motcua.procedures.source_reading import RowRejectedError, parse_line

OVERLAY_KINDS = (ItemKind.LOCAL_TERMS, ItemKind.COMPETENCE, ItemKind.SERVICE_LEVEL, ItemKind.TAG)


def overlay_proposals(
    lines: Iterable[bytes], kind: ItemKind
) -> tuple[list[tuple[int, Proposal]], list[tuple[int, RowRejectedError]]]:
    """``(proposals, broken lines)``, each with its line number. A row is the content of an item of the kind plus
    ``procedure``; it may name another ``kind`` itself. Members that the kind does not know are left out."""
    proposals: list[tuple[int, Proposal]] = []
    broken: list[tuple[int, RowRejectedError]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            proposals.append((number, _proposal(parse_line(line), kind)))
        except RowRejectedError as error:
            broken.append((number, error))
    return proposals, broken


def _proposal(row: Mapping[str, Json], kind: ItemKind) -> Proposal:
    named, procedure = row.get("kind"), row.get("procedure") or ""
    if not isinstance(procedure, str):
        raise RowRejectedError("row_wrong_type", "procedure")
    chosen = next((one for one in OVERLAY_KINDS if one.value == named), kind)
    return Proposal(chosen, procedure, {"schema_version": SCHEMA_VERSION, **row})
