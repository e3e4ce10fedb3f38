"""What one change of a decision about units says: its JSON read into plain values. Pure; nothing is guessed.

The shapes are in ``docs/guides/reorganisation.md``. Whether the change fits the units there are is asked by
:mod:`motcua.organisation.plans`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from motcua.organisation.rules import LEVELS, TEXT_LENGTHS, Fault


class ChangeKind(StrEnum):
    CREATE = "create"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    RENAME = "rename"
    DISSOLVE = "dissolve"


class PostRule(StrEnum):
    """What becomes of the posts of a unit that ends: each goes over to the default successor under its code, or
    ends (a table of posts may still name where single ones go)."""

    FOLLOW = "follow"
    END = "end"


@dataclass(frozen=True, slots=True)
class UnitSpec:
    """A unit that begins. ``like`` is the code of the unit whose name, level, kind and parent it keeps where its own
    ``texts`` are silent."""

    code: str
    texts: Mapping[str, str]
    parent: str | None = None
    like: str = ""


@dataclass(frozen=True, slots=True)
class Heir:
    """A successor. ``parts`` are the hamlets or streets that it takes over, by their names in addresses."""

    code: str
    share: Decimal
    is_default: bool
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """``old`` end, ``heirs`` take over each of them, ``begins`` come into being."""

    kind: ChangeKind
    old: tuple[str, ...] = ()
    heirs: tuple[Heir, ...] = ()
    begins: tuple[UnitSpec, ...] = ()
    posts: PostRule = PostRule.END
    post_map: Mapping[str, str] = field(default_factory=dict)


class ChangeError(ValueError):
    """The change cannot be read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


_CODE = re.compile(r"[^\s\x00-\x1f\x7f]{1,40}\Z")
_POST = re.compile(r"[^\s\x00-\x1f\x7f]{1,60}\Z")
_KIND = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
MOST_OLD = 500
MOST_HEIRS = 50
MOST_PARTS = 500
_PLACES = Decimal("0.00000001")
_FIELDS: Mapping[ChangeKind, frozenset[str]] = {
    ChangeKind.CREATE: frozenset({"unit"}),
    ChangeKind.MERGE: frozenset({"from", "into", "posts", "post_map"}),
    ChangeKind.SPLIT: frozenset({"from", "into", "posts", "post_map"}),
    ChangeKind.MOVE: frozenset({"unit", "parent", "new_code", "posts", "post_map"}),
    ChangeKind.RENAME: frozenset({"unit", "new_code", "to", "posts", "post_map"}),
    ChangeKind.DISSOLVE: frozenset({"unit", "successor", "posts", "post_map"}),
}


def read_change(data: object) -> Change:
    """The change in ``data``. Raises :class:`ChangeError` with the first fault."""
    if not isinstance(data, Mapping):
        raise ChangeError(Fault("not_an_object"))
    try:
        kind = ChangeKind(str(data.get("kind")))
    except ValueError:
        raise ChangeError(Fault("unknown_change", "kind", str(data.get("kind"))[:40])) from None
    strange = sorted(set(map(str, data)) - _FIELDS[kind] - {"kind"})
    if strange:
        raise ChangeError(Fault("unknown_field", strange[0][:40]))
    reader = {
        ChangeKind.CREATE: _create,
        ChangeKind.MERGE: _merge,
        ChangeKind.SPLIT: _split,
        ChangeKind.MOVE: _move,
        ChangeKind.RENAME: _rename,
        ChangeKind.DISSOLVE: _dissolve,
    }[kind]
    return reader(data)


def read_json(text: str) -> object:
    """JSON with exact numbers. Raises ChangeError (``not_json``)."""
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise ChangeError(Fault("not_json")) from None


def _create(row: Mapping[str, object]) -> Change:
    spec = _spec(row.get("unit"))
    if not {"name", "level", "kind"} <= set(spec.texts):
        raise ChangeError(Fault("missing", "unit.name"))
    return Change(ChangeKind.CREATE, begins=(spec,))


def _merge(row: Mapping[str, object]) -> Change:
    old = _codes(row, "from")
    spec = _spec(row.get("into"))
    begins = (spec,) if spec.texts else ()
    heirs = (Heir(spec.code, Decimal(1), is_default=True),)
    return Change(ChangeKind.MERGE, old, heirs, begins, *_posts(row, PostRule.END))


def _split(row: Mapping[str, object]) -> Change:
    parts = row.get("into")
    if not isinstance(parts, list) or not parts:
        raise ChangeError(Fault("missing", "into"))
    if len(parts) > MOST_HEIRS:
        raise ChangeError(Fault("too_many", "into", str(len(parts))))
    heirs: list[Heir] = []
    begins: list[UnitSpec] = []
    for part in parts:
        if not isinstance(part, Mapping):
            raise ChangeError(Fault("not_an_object", "into"))
        heirs.append(_heir(part, alone=len(parts) == 1))
        spec = _spec({name: value for name, value in part.items() if name not in {"share", "default", "parts"}})
        if spec.texts:
            begins.append(spec)
    old = (_code(row, "from"),)
    return Change(ChangeKind.SPLIT, old, tuple(heirs), tuple(begins), *_posts(row, PostRule.END))


def _heir(part: Mapping[str, object], *, alone: bool) -> Heir:
    default = part.get("default", alone)
    if not isinstance(default, bool):
        raise ChangeError(Fault("bad_default", "into.default"))
    names = part.get("parts", [])
    if not isinstance(names, list) or len(names) > MOST_PARTS:
        raise ChangeError(Fault("bad_parts", "into.parts"))
    texts = tuple(_line({"parts": name}, "parts", 200) for name in names)
    return Heir(_code(part, "code"), _share(part.get("share", 1 if alone else None)), default, texts)


def _share(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ChangeError(Fault("bad_share", "into.share"))
    try:
        share = Decimal(str(value))
    except InvalidOperation:
        raise ChangeError(Fault("bad_share", "into.share", str(value)[:40])) from None
    if not share.is_finite() or not 0 < share <= 1 or share != share.quantize(_PLACES):
        raise ChangeError(Fault("bad_share", "into.share", str(value)[:40]))
    return share


def _move(row: Mapping[str, object]) -> Change:
    old = _code(row, "unit")
    code = _code(row, "new_code") if row.get("new_code") else old
    spec = UnitSpec(code, {}, _code(row, "parent"), like=old)
    return Change(ChangeKind.MOVE, (old,), (Heir(code, Decimal(1), is_default=True),), (spec,), *_followed(row))


def _rename(row: Mapping[str, object]) -> Change:
    old = _code(row, "unit")
    code = _code(row, "new_code") if row.get("new_code") else old
    to = row.get("to") or {}
    if not isinstance(to, Mapping) or set(map(str, to)) - set(TEXT_LENGTHS):
        raise ChangeError(Fault("unknown_field", "to"))
    texts = _texts({str(name): value for name, value in to.items()})
    if not texts and code == old:
        raise ChangeError(Fault("missing", "name"))
    spec = UnitSpec(code, texts, like=old)
    return Change(ChangeKind.RENAME, (old,), (Heir(code, Decimal(1), is_default=True),), (spec,), *_followed(row))


def _dissolve(row: Mapping[str, object]) -> Change:
    old = _code(row, "unit")
    heirs = (Heir(_code(row, "successor"), Decimal(1), is_default=True),) if row.get("successor") else ()
    return Change(ChangeKind.DISSOLVE, (old,), heirs, (), *_posts(row, PostRule.END))


def _followed(row: Mapping[str, object]) -> tuple[PostRule, Mapping[str, str]]:
    return _posts(row, PostRule.FOLLOW)


def _posts(row: Mapping[str, object], usual: PostRule) -> tuple[PostRule, Mapping[str, str]]:
    try:
        rule = PostRule(str(row["posts"])) if row.get("posts") else usual
    except ValueError:
        raise ChangeError(Fault("bad_posts", "posts")) from None
    named = row.get("post_map") or {}
    if not isinstance(named, Mapping) or not all(
        isinstance(old, str) and isinstance(new, str) and _POST.match(old) and _POST.match(new)
        for old, new in named.items()
    ):
        raise ChangeError(Fault("bad_posts", "post_map"))
    return rule, {str(old): str(new) for old, new in named.items()}


def _spec(value: object) -> UnitSpec:
    """A unit named by its code alone (it is there already), or with what it is."""
    if isinstance(value, str):
        return UnitSpec(_code({"code": value}, "code"), {})
    if not isinstance(value, Mapping):
        raise ChangeError(Fault("missing", "unit"))
    strange = sorted(set(map(str, value)) - set(TEXT_LENGTHS) - {"code", "parent"})
    if strange:
        raise ChangeError(Fault("unknown_field", strange[0][:40]))
    texts = _texts({name: one for name, one in value.items() if name not in {"code", "parent"}})
    if texts and not {"name", "level", "kind"} <= set(texts):
        raise ChangeError(Fault("missing", "name"))
    parent = _code(value, "parent") if value.get("parent") else ""
    return UnitSpec(_code(value, "code"), texts, parent if texts else None)


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    texts = {name: _line(row, name, TEXT_LENGTHS[name]) for name in row if name != "source"}
    if "level" in texts and texts["level"] not in LEVELS:
        raise ChangeError(Fault("unknown_level", "level", texts["level"]))
    if "kind" in texts and not _KIND.match(texts["kind"]):
        raise ChangeError(Fault("bad_kind", "kind", texts["kind"]))
    return {name: text for name, text in texts.items() if text}


def _line(row: Mapping[str, object], name: str, length: int) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise ChangeError(Fault("not_text", name))
    text = " ".join(value.split())
    if len(text) > length:
        raise ChangeError(Fault("too_long", name, str(len(text))))
    if _CONTROL.search(text):
        raise ChangeError(Fault("bad_character", name))
    return text


def _code(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if value is None or value == "":
        raise ChangeError(Fault("missing", name))
    if not isinstance(value, str) or not _CODE.match(value.strip()):
        raise ChangeError(Fault("bad_code", name, str(value)[:40]))
    return value.strip()


def _codes(row: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = row.get(name)
    if not isinstance(value, list) or not value:
        raise ChangeError(Fault("missing", name))
    if len(value) > MOST_OLD:
        raise ChangeError(Fault("too_many", name, str(len(value))))
    return tuple(_code({name: one}, name) for one in value)
