"""The whole wording of one version as a plain value, its JSON and its digest.

Decisions carry this JSON, the importer makes it from a source row, and the store writes it as rows. Two versions with
the same digest say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from motcua.core.canonical import Json
from motcua.core.money import MAX_DONG
from motcua.forms.digest import digest as json_digest
from motcua.procedures.terms import ChannelName
from motcua.worktime.rules import LimitUnit

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class PaperLine:
    """``channels`` empty = asked for whichever way the dossier comes."""

    code: str
    name: str
    originals: int | None = 1
    copies: int | None = 0
    required: bool = True
    guidance: bool = False
    cut: bool = False
    form_file: str = ""
    reuse_result: str = ""
    group: str = ""
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseContent:
    key: str
    name: str
    papers: tuple[PaperLine, ...] = ()


@dataclass(frozen=True, slots=True)
class FeeLine:
    key: str
    name: str = ""
    amount: int | None = None
    kind: str = ""
    note: str = ""
    has_note: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class ChannelContent:
    """``case`` empty = every case; ``amount`` None or ``unit`` empty = the source does not say."""

    channel: str
    amount: int | None
    unit: str
    case: str = ""
    note: str = ""
    fees: tuple[FeeLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultLine:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class LegalLine:
    number: str
    as_given: str = ""
    article: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureContent:
    """``papers`` are common to all cases. ``cases`` is never empty. ``unknown`` names what the source itself declares
    unknown: ``limit``, ``fee``, ``components``."""

    name: str
    field: str
    ministry: str = ""
    levels: tuple[str, ...] = ()
    type: str = ""
    subjects: tuple[str, ...] = ()
    executing: tuple[str, ...] = ()
    publication: str = ""
    summary: str = ""
    conditions: str = ""
    sequence: str = ""
    keywords: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    papers: tuple[PaperLine, ...] = ()
    cases: tuple[CaseContent, ...] = (CaseContent("default", ""),)
    channels: tuple[ChannelContent, ...] = ()
    results: tuple[ResultLine, ...] = ()
    legal: tuple[LegalLine, ...] = ()


class UnreadableContentError(ValueError):
    """The JSON is no content of a version that this program knows."""


_LISTS = ("levels", "subjects", "executing", "keywords", "life_events", "unknown")
_TEXTS = ("name", "field", "ministry", "type", "publication", "summary", "conditions", "sequence")


def to_json(content: ProcedureContent) -> dict[str, Json]:
    """Plain JSON; :func:`from_json` gives the same value back."""
    row: dict[str, Json] = {"schema_version": SCHEMA_VERSION}
    row |= {name: getattr(content, name) for name in _TEXTS}
    row |= {name: list(getattr(content, name)) for name in _LISTS}
    row["papers"] = [_paper_json(paper) for paper in content.papers]
    row["cases"] = [
        {"key": case.key, "name": case.name, "papers": [_paper_json(paper) for paper in case.papers]}
        for case in content.cases
    ]
    row["channels"] = [_channel_json(channel) for channel in content.channels]
    row["results"] = [{"code": result.code, "name": result.name} for result in content.results]
    row["legal"] = [
        {"number": law.number, "as_given": law.as_given, "article": law.article, "title": law.title}
        for law in content.legal
    ]
    return row


def digest(content: ProcedureContent) -> str:
    """SHA-256 over the canonical bytes of the content, in hexadecimal."""
    return json_digest(to_json(content))


def _paper_json(paper: PaperLine) -> Json:
    return {
        "code": paper.code,
        "name": paper.name,
        "originals": paper.originals,
        "copies": paper.copies,
        "required": paper.required,
        "guidance": paper.guidance,
        "cut": paper.cut,
        "form_file": paper.form_file,
        "reuse_result": paper.reuse_result,
        "group": paper.group,
        "channels": list(paper.channels),
    }


def _channel_json(channel: ChannelContent) -> Json:
    return {
        "channel": channel.channel,
        "amount": channel.amount,
        "unit": channel.unit,
        "case": channel.case,
        "note": channel.note,
        "fees": [
            {
                "key": fee.key,
                "name": fee.name,
                "amount": fee.amount,
                "kind": fee.kind,
                "note": fee.note,
                "has_note": fee.has_note,
                "source": fee.source,
            }
            for fee in channel.fees
        ],
    }


def from_json(data: object) -> ProcedureContent:
    """The content in ``data``. Raises :class:`UnreadableContentError` when it is malformed, of an unknown
    ``schema_version``, names a case twice or leaves a version without a case."""
    try:
        row = _mapping(data)
        if row.get("schema_version") != SCHEMA_VERSION:
            raise UnreadableContentError("unknown schema_version")
        texts = {name: _text(row.get(name, "")) for name in _TEXTS}
        lists = {name: tuple(_text(item) for item in _rows(row.get(name, []))) for name in _LISTS}
        content = ProcedureContent(
            **texts,  # type: ignore[arg-type]
            **lists,  # type: ignore[arg-type]
            papers=_papers(row.get("papers", [])),
            cases=tuple(_case(item) for item in _rows(row["cases"])),
            channels=tuple(_channel(item) for item in _rows(row.get("channels", []))),
            results=tuple(_line(ResultLine, item) for item in _rows(row.get("results", []))),
            legal=tuple(_line(LegalLine, item) for item in _rows(row.get("legal", []))),
        )
    except (KeyError, TypeError) as error:
        raise UnreadableContentError(str(error)) from error
    _check(content)
    return content


_MOST = {"name": 2000, "field": 300, "ministry": 300, "type": 300, "publication": 300}
_CHANNELS = frozenset(ChannelName)
_UNITS = frozenset({"", *LimitUnit})


def _check(content: ProcedureContent) -> None:
    keys = [case.key for case in content.cases]
    if not keys or len(keys) != len(set(keys)):
        raise UnreadableContentError("a version has cases with different keys")
    if not content.name.strip() or not content.field.strip():
        raise UnreadableContentError("a version has a name and a field")
    if any(len(getattr(content, name)) > most for name, most in _MOST.items()):
        raise UnreadableContentError("a text is too long")
    for channel in content.channels:
        if channel.case and channel.case not in keys:
            raise UnreadableContentError("a channel names a case that does not exist")
        if channel.channel not in _CHANNELS or channel.unit not in _UNITS:
            raise UnreadableContentError("an unknown channel or unit")
        if channel.amount is not None and not 0 < channel.amount <= 100_000:
            raise UnreadableContentError("a limit is out of range")
        if any(fee.amount is not None and not 0 <= fee.amount <= MAX_DONG for fee in channel.fees):
            raise UnreadableContentError("a fee is out of range")


def _case(data: object) -> CaseContent:
    row = _mapping(data)
    return CaseContent(_text(row["key"]), _text(row.get("name", "")), _papers(row.get("papers", [])))


def _papers(data: object) -> tuple[PaperLine, ...]:
    papers = []
    for item in _rows(data):
        row = dict(_mapping(item))
        channels = tuple(_text(channel) for channel in _rows(row.pop("channels", [])))
        papers.append(replace(_line(PaperLine, row), channels=channels))
    return tuple(papers)


def _channel(data: object) -> ChannelContent:
    row = dict(_mapping(data))
    fees = tuple(_line(FeeLine, item) for item in _rows(row.pop("fees", [])))
    return replace(_line(ChannelContent, row), fees=fees)


_PLAIN: dict[object, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "int | None": (int, type(None))}


Line = TypeVar("Line", PaperLine, FeeLine, ChannelContent, ResultLine, LegalLine)


def _line(shape: type[Line], data: object) -> Line:
    """A line of plain values; TypeError for an unknown or a missing name, or a value of another type."""
    row = _mapping(data)
    for column in fields(shape):
        allowed = _PLAIN.get(column.type)
        if allowed and column.name in row and type(row[column.name]) not in allowed:
            raise TypeError(f"{column.name} has the wrong type")
    return shape(**row)  # type: ignore[arg-type]


def _mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise UnreadableContentError("an object was expected")
    return data


def _rows(data: object) -> Sequence[object]:
    if not isinstance(data, list | tuple):
        raise UnreadableContentError("a list was expected")
    return data


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise UnreadableContentError("text was expected")
    return value
