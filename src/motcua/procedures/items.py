"""What one item of a decision says, by kind: its JSON read into plain values. Pure.

Every content has ``schema_version``; an item that cannot be read is refused when it is proposed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from motcua.core.canonical import Json
from motcua.core.money import MAX_DONG
from motcua.procedures import content as wording
from motcua.procedures import process_json
from motcua.procedures.content import ProcedureContent
from motcua.procedures.form_item import FormItem, form_body, read_form
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.process import Process
from motcua.procedures.template_item import TemplateItem, read_template, template_body
from motcua.procedures.terms import ChannelName, FeeTerm, Limit, SigningForm, SupplementClock
from motcua.procedures.waits import from_json as waits_from_json
from motcua.procedures.waits import to_json as waits_to_json
from motcua.worktime.rules import LimitUnit

SCHEMA_VERSION = 1


class UnreadableItemError(ValueError):
    """The item's content is not of its kind's shape."""


@dataclass(frozen=True, slots=True)
class ProcedureItem:
    """A new wording. ``code`` is the national code; ``source`` where the wording is from."""

    content: ProcedureContent
    code: str | None
    source: str


@dataclass(frozen=True, slots=True)
class AbolitionItem:
    ground: str
    replaced_by: str


@dataclass(frozen=True, slots=True)
class LocalTermsItem:
    """Terms of the province. ``fees`` None = the national ones stay; else ``fee_resolution`` names the council's
    resolution. ``is_end`` ends the terms in force without new ones."""

    case: str
    channel: str
    committed: Limit | None
    supplement_clock: str
    is_instant: bool | None
    fees: tuple[FeeTerm, ...] | None
    fee_resolution: str
    place: str
    is_end: bool
    waits: Mapping[str, Limit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServiceLevelItem:
    level: str
    reason: str
    ground: str


@dataclass(frozen=True, slots=True)
class TagItem:
    tag: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class CompetenceItem:
    """A competence rule; without ``procedure`` (the item's key) it is for a ``field`` or a ``level``. ``is_end`` ends
    the rule in force. ``until`` (a day, empty = open) ends an authorisation; the rule before comes back then.
    ``signing`` (a :class:`SigningForm`, empty = by own right), ``signer`` (the title signed for) and ``seal`` (the code
    of the unit whose seal and letterhead it is, empty = its own) say how the settling unit signs."""

    case: str
    field: str
    level: str
    area: str
    settling: str
    settling_code: str
    settling_kind: str
    reception: str
    reception_code: str
    is_end: bool
    until: str = ""
    signing: str = ""
    signer: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class ProcessItem:
    """A process for a case (empty = all) where ``unit`` (empty = the whole province) settles."""

    name: str
    process: Process
    case: str = ""
    unit: str = ""


Item = (
    ProcedureItem
    | AbolitionItem
    | LocalTermsItem
    | ServiceLevelItem
    | TagItem
    | CompetenceItem
    | ProcessItem
    | FormItem
    | TemplateItem
)


def read_item(kind: ItemKind, data: object) -> Item:
    """The item in ``data``. Raises :class:`UnreadableItemError`."""
    if not isinstance(data, Mapping) or data.get("schema_version") != SCHEMA_VERSION:
        raise UnreadableItemError("unknown schema_version")
    row: Mapping[str, object] = data
    try:
        return _READERS[kind](row)
    except (wording.UnreadableContentError, process_json.UnreadableProcessError, TypeError, ValueError) as error:
        raise UnreadableItemError(str(error)) from error


def _procedure(row: Mapping[str, object]) -> Item:
    return ProcedureItem(wording.from_json(row.get("content")), _text(row, "code") or None, _text(row, "source"))


def _abolition(row: Mapping[str, object]) -> Item:
    return AbolitionItem(_text(row, "ground"), _text(row, "replaced_by"))


def _local_terms(row: Mapping[str, object]) -> Item:
    fees = row.get("fees")
    if fees is not None and not isinstance(fees, list):
        raise UnreadableItemError("fees must be a list")
    instant = row.get("instant")
    if instant is not None and not isinstance(instant, bool):
        raise UnreadableItemError("instant must be true, false or null")
    channel, clock = _text(row, "channel"), _text(row, "supplement_clock")
    if (channel and channel not in set(ChannelName)) or (clock and clock not in set(SupplementClock)):
        raise UnreadableItemError("unknown channel or supplement_clock")
    resolution = _text(row, "fee_resolution")
    if fees is not None and not resolution:
        raise UnreadableItemError("fees of the province need a fee_resolution")
    return LocalTermsItem(
        case=_text(row, "case"),
        channel=channel,
        committed=_limit(row.get("committed")),
        supplement_clock=clock,
        is_instant=instant,
        fees=None if fees is None else tuple(_fee(fee, position) for position, fee in enumerate(fees, start=1)),
        fee_resolution=resolution,
        place=_text(row, "place"),
        is_end=_flag(row, "end"),
        waits=_waits(row.get("waits")),
    )


def _waits(data: object) -> Mapping[str, Limit]:
    try:
        return waits_from_json(data)
    except ValueError as error:
        raise UnreadableItemError(str(error)) from error


def _limit(data: object) -> Limit | None:
    if data is None:
        return None
    if not isinstance(data, Mapping) or type(data.get("amount")) is not int or not 0 < data["amount"] <= 10_000:
        raise UnreadableItemError("committed must be {amount, unit}")
    return Limit(data["amount"], LimitUnit(str(data.get("unit"))))


def _fee(data: object, position: int) -> FeeTerm:
    if not isinstance(data, Mapping) or type(data.get("amount")) is not int or not 0 <= data["amount"] <= MAX_DONG:
        raise UnreadableItemError("a fee of the province has an amount")
    key = _text(data, "key") or f"fee{position}"
    return FeeTerm(key, _text(data, "name"), data["amount"], _text(data, "kind"), _text(data, "note"))


def _service_level(row: Mapping[str, object]) -> Item:
    return ServiceLevelItem(_text(row, "level"), _text(row, "reason"), _text(row, "ground"))


def _tag(row: Mapping[str, object]) -> Item:
    return TagItem(_text(row, "tag"), not _flag(row, "end"))


_ABOUT = ("case", "field", "level", "area")
_COMPETENCE = (*_ABOUT, "settling", "settling_code", "settling_kind", "reception", "reception_code")
_SIGNING = ("signing", "signer", "seal")
"""Said only where they say something, so that what was written before them reads as it did."""


def _competence(row: Mapping[str, object]) -> Item:
    until = _text(row, "until")
    if until and dt.date.fromisoformat(until).isoformat() != until:
        raise UnreadableItemError("until must be a day")
    texts = {name: _text(row, name) for name in (*_COMPETENCE, *_SIGNING)}
    if texts["signing"] and texts["signing"] not in set(SigningForm):
        raise UnreadableItemError("unknown signing")
    return CompetenceItem(**texts, is_end=_flag(row, "end"), until=until)


def _process(row: Mapping[str, object]) -> Item:
    process = process_json.from_json(row.get("process"))
    return ProcessItem(_text(row, "name"), process, _text(row, "case"), _text(row, "unit"))


_READERS = {
    ItemKind.PROCEDURE: _procedure,
    ItemKind.ABOLITION: _abolition,
    ItemKind.LOCAL_TERMS: _local_terms,
    ItemKind.SERVICE_LEVEL: _service_level,
    ItemKind.TAG: _tag,
    ItemKind.COMPETENCE: _competence,
    ItemKind.PROCESS: _process,
    ItemKind.FORM: read_form,
    ItemKind.TEMPLATE: read_template,
}


def _text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnreadableItemError(f"{name} must be text")
    return value


def _flag(row: Mapping[str, object], name: str) -> bool:
    value = row.get(name, False)
    if not isinstance(value, bool):
        raise UnreadableItemError(f"{name} must be true or false")
    return value


def is_ending(item: Item) -> bool:
    """Whether the item ends what stands and puts nothing in its place."""
    if isinstance(item, TagItem):
        return not item.is_on
    if isinstance(item, FormItem):
        return item.form is None
    if isinstance(item, TemplateItem):
        return item.source is None
    return isinstance(item, AbolitionItem) or (isinstance(item, LocalTermsItem | CompetenceItem) and item.is_end)


def item_json(item: Item) -> dict[str, Json]:
    """The content of an item in its one form: :func:`read_item` gives the same item back."""
    return {"schema_version": SCHEMA_VERSION, **_body(item)}


def _body(item: Item) -> dict[str, Json]:
    if isinstance(item, ProcedureItem):
        return {"code": item.code, "source": item.source, "content": wording.to_json(item.content)}
    if isinstance(item, AbolitionItem):
        return {"ground": item.ground, "replaced_by": item.replaced_by}
    if isinstance(item, LocalTermsItem):
        return _local_terms_body(item)
    if isinstance(item, ServiceLevelItem):
        return {"level": item.level, "reason": item.reason, "ground": item.ground}
    if isinstance(item, TagItem):
        return {"tag": item.tag, "end": not item.is_on}
    if isinstance(item, ProcessItem):
        process = process_json.to_json(item.process)
        return {"name": item.name, "case": item.case, "unit": item.unit, "process": process}
    if isinstance(item, FormItem):
        return form_body(item)
    if isinstance(item, TemplateItem):
        return template_body(item)
    said: dict[str, Json] = {name: getattr(item, name) for name in ("until", *_SIGNING) if getattr(item, name)}
    return {**{name: getattr(item, name) for name in _COMPETENCE}, "end": item.is_end, **said}


def _local_terms_body(item: LocalTermsItem) -> dict[str, Json]:
    fees: Json = None
    if item.fees is not None:
        fees = [
            {"key": fee.key, "name": fee.name, "amount": fee.amount, "kind": fee.kind, "note": fee.note}
            for fee in item.fees
        ]
    limit = item.committed
    return {
        "case": item.case,
        "channel": item.channel,
        "committed": {"amount": limit.amount, "unit": limit.unit.value} if limit else None,
        "supplement_clock": item.supplement_clock,
        "instant": item.is_instant,
        "fees": fees,
        "fee_resolution": item.fee_resolution,
        "place": item.place,
        "end": item.is_end,
        **({"waits": waits_to_json(item.waits)} if item.waits else {}),
    }


def process_item_json(process: Process, *, name: str, case: str = "", unit: str = "") -> dict[str, Json]:
    """The content of a PROCESS item."""
    return item_json(ProcessItem(name, process, case, unit))


def procedure_item_json(content: ProcedureContent, *, code: str | None, source: str = "") -> dict[str, Json]:
    """The content of a PROCEDURE item."""
    return item_json(ProcedureItem(content, code, source))
