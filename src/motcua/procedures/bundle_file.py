"""A file of definitions of fan-outs: read with the line of each of its parts, so that a fault can be told where it is.

``{"format": 1, "bundles": [{"procedure", "name", "source", "valid_from", "decision", "step", "returns", "umbrella",
"parts": [...]}]}``; a definition has the shape of :mod:`motcua.procedures.bundle_json`. Pure.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from motcua.core.canonical import Json
from motcua.procedures.bundle import Bundle
from motcua.procedures.bundle_json import UnreadableBundleError, from_json, to_json

FORMAT = 1
MOST_BYTES = 5_000_000
_KNOWN = frozenset({"procedure", "name", "source", "valid_from", "valid_to", "decision"})
_BLANK = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Line:
    """A fault with the line it is at."""

    line: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition of the file. ``part_lines``: where each part begins, by its key."""

    procedure: str
    name: str
    source: str
    valid_from: dt.date
    decision: str
    bundle: Bundle
    line: int
    part_lines: Mapping[str, int]


@dataclass(slots=True)
class BundleFile:
    definitions: list[Definition] = field(default_factory=list)
    faults: list[Line] = field(default_factory=list)


def read_bundles(raw: bytes) -> BundleFile:
    """The definitions of a file and what cannot be read of it. Raises nothing."""
    found = BundleFile()
    try:
        text = raw.decode("utf-8-sig")
        data = json.loads(text)
    except json.JSONDecodeError as error:
        found.faults.append(Line(error.lineno, "bundle_file_not_json"))
        return found
    except (UnicodeDecodeError, RecursionError):
        found.faults.append(Line(1, "bundle_file_not_json"))
        return found
    if not isinstance(data, Mapping) or data.get("format") != FORMAT or not isinstance(data.get("bundles"), list):
        found.faults.append(Line(1, "bundle_file_format"))
        return found
    whole = _members(text, _skip(text, 0))
    for at, row in zip(_elements(text, whole["bundles"]), data["bundles"], strict=True):
        try:
            found.definitions.append(_definition(text, at, row))
        except (UnreadableBundleError, KeyError, TypeError, ValueError) as error:
            found.faults.append(Line(_line(text, at), "bundle_unreadable", {"detail": _said(error)}))
    return found


def _said(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)[:200]


def _definition(text: str, at: int, row: object) -> Definition:
    if not isinstance(row, Mapping):
        raise TypeError("a definition is an object")
    texts = {name: row[name] for name in ("procedure", "name", "source", "valid_from")}
    if not all(isinstance(value, str) and value.strip() for value in texts.values()):
        raise TypeError("procedure, name, source and valid_from are texts")
    bundle = from_json({name: value for name, value in row.items() if name not in _KNOWN})
    starts = _elements(text, _members(text, at)["parts"])
    return Definition(
        procedure=texts["procedure"],
        name=texts["name"][:500],
        source=texts["source"][:300],
        valid_from=dt.date.fromisoformat(texts["valid_from"]),
        decision=str(row.get("decision") or ""),
        bundle=bundle,
        line=_line(text, at),
        part_lines={part.key: _line(text, start) for part, start in zip(bundle.parts, starts, strict=True)},
    )


def definition_json(
    bundle: Bundle, dates: tuple[dt.date, dt.date | None], *, procedure: str, name: str, source: str, decision: str
) -> dict[str, Json]:
    """One definition as the file holds it. ``dates``: from and to; the end is told and not read again."""
    valid_from, valid_to = dates
    body = {key: value for key, value in to_json(bundle).items() if key != "schema_version"}
    return {
        "procedure": procedure,
        "name": name,
        "source": source,
        "decision": decision,
        "valid_from": valid_from.isoformat(),
        "valid_to": valid_to.isoformat() if valid_to else None,
        **body,
    }


def file_json(definitions: Sequence[Mapping[str, Json]]) -> str:
    return json.dumps({"format": FORMAT, "bundles": [dict(one) for one in definitions]}, ensure_ascii=False, indent=2)


# ---- where things stand in the text; it is sound JSON by then


_decoder = json.JSONDecoder()


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _members(text: str, at: int) -> dict[str, int]:
    """Where the value of each member of the object at ``at`` begins."""
    found: dict[str, int] = {}
    at = _skip(text, at + 1)
    while text[at] != "}":
        name, at = _decoder.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        found[name] = at
        _value, at = _decoder.raw_decode(text, at)
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at] == "," else at
    return found


def _elements(text: str, at: int) -> list[int]:
    """Where each element of the list at ``at`` begins."""
    found: list[int] = []
    at = _skip(text, at + 1)
    while text[at] != "]":
        found.append(at)
        _value, at = _decoder.raw_decode(text, at)
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at] == "," else at
    return found


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
