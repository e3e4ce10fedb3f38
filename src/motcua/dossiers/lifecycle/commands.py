"""Acts and their input, parsed before anything is decided.

Each act lists the fields it takes. ``code`` fields go into the chain; ``text`` fields are private. Unknown fields are
refused, so a typing error in a client is never silently dropped.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from motcua.core.canonical import Json
from motcua.core.errors import Invalid


class Action(StrEnum):
    SUBMIT = "submit"
    ACCEPT = "accept"
    REQUEST_SUPPLEMENT = "request_supplement"
    ANSWER_SUPPLEMENT = "answer_supplement"
    REFUSE = "refuse"
    TRANSFER = "transfer"
    ASSIGN = "assign"
    COMPLETE_STEP = "complete_step"
    RECORD_VERIFICATION = "record_verification"
    CONSULT = "consult"
    ANSWER_CONSULTATION = "answer_consultation"
    FOLLOW_ELSEWHERE = "follow_elsewhere"
    PAUSE_FOR_PAYMENT = "pause_for_payment"
    CONFIRM_PAYMENT = "confirm_payment"
    STOP = "stop"
    RESUME = "resume"
    APOLOGISE = "apologise"
    ISSUE_RESULT = "issue_result"
    HAND_OVER = "hand_over"
    WITHDRAW = "withdraw"
    CORRECT_RESULT = "correct_result"
    REASSIGN = "reassign"
    ADD_DOCUMENT = "add_document"
    REPLAN = "replan"
    REROUTE = "reroute"
    ERASE = "erase"
    RECORD_FEE = "record_fee"
    RECORD_INCIDENT = "record_incident"
    EXCLUDE_TIME = "exclude_time"
    DECIDE_RESPONSIBILITY = "decide_responsibility"


class FieldKind(StrEnum):
    CODE = "code"
    """A short code or public id: letters, digits and ``._:-``; kept in the chain."""
    TEXT = "text"
    """Free text; private."""
    INSTANT = "instant"
    NUMBER = "number"
    FLAG = "flag"
    CODES = "codes"
    ITEMS = "items"
    """A list of ``{"component": code, "note": text}``: codes into the chain, notes private."""


@dataclass(frozen=True, slots=True)
class Field:
    kind: FieldKind
    required: bool = False


_C, _T, _I, _N, _F, _L, _S = (
    Field(FieldKind.CODE),
    Field(FieldKind.TEXT),
    Field(FieldKind.INSTANT),
    Field(FieldKind.NUMBER),
    Field(FieldKind.FLAG),
    Field(FieldKind.CODES),
    Field(FieldKind.ITEMS),
)


def _must(field: Field) -> Field:
    return Field(field.kind, required=True)


FIELDS: Mapping[Action, Mapping[str, Field]] = {
    Action.ACCEPT: {
        "note": _T,
        "waited_minutes": _N,
        "visits": _N,
        "originals": _L,
        "from_store": _L,
        "reused": _L,
    },
    Action.REQUEST_SUPPLEMENT: {"items": _must(_S), "reason": _T, "reason_code": _C, "deadline": _I},
    Action.ANSWER_SUPPLEMENT: {"note": _T},
    Action.REFUSE: {"reason": _must(_T), "reason_code": _C, "legal_ground": _T},
    Action.TRANSFER: {"to_unit": _C, "note": _T},
    Action.ASSIGN: {"post": _must(_C), "note": _T},
    Action.COMPLETE_STEP: {"outcome": _C, "assignee": _C, "note": _T},
    Action.RECORD_VERIFICATION: {
        "visited_at": _I,
        "place": _T,
        "people": _T,
        "content": _T,
        "finished": _F,
    },
    Action.CONSULT: {"unit": _must(_C), "question": _must(_T), "deadline": _I},
    Action.ANSWER_CONSULTATION: {"consultation": _C, "answer": _must(_T), "agrees": _F},
    Action.FOLLOW_ELSEWHERE: {
        "system": _must(_C),
        "foreign_number": _must(_T),
        "status": _C,
        "typed_twice": _F,
        "finished": _F,
    },
    Action.PAUSE_FOR_PAYMENT: {"amount": _N, "notice_number": _T, "deadline": _I, "reason_code": _C},
    Action.CONFIRM_PAYMENT: {"proof": _T, "paid_at": _I, "exempt": _F},
    Action.STOP: {"reason": _must(_T), "reason_code": _C, "final": _F, "review_at": _I},
    Action.RESUME: {"note": _T},
    Action.APOLOGISE: {"reason": _must(_T), "reason_code": _C, "new_due": _I, "delayed_unit": _C},
    Action.ISSUE_RESULT: {
        "kind": _C,
        "reason": _T,
        "legal_ground": _T,
        "number": _T,
        "note": _T,
        "electronic": _F,
        "digitised": _F,
        "result_code": _C,
    },
    Action.HAND_OVER: {"way": _C, "receiver": _T, "note": _T, "proxy": _F},
    Action.WITHDRAW: {"reason": _T},
    Action.CORRECT_RESULT: {
        "reason": _must(_T),
        "reason_code": _C,
        "fault": _C,
        "cost": _N,
        "kind": _C,
        "number": _T,
        "electronic": _F,
        "digitised": _F,
    },
    Action.REASSIGN: {"post": _must(_C), "from_post": _C, "reason_code": _C, "reason": _must(_T)},
}

CODE_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:\-]{0,99}\Z")
MAX_TEXT = 5000
MAX_ITEMS = 100
MAX_NUMBER = 10**12
EARLIEST, LATEST = 1900, 2200
"""Years an instant may lie in. Beyond them no calendar answers and the arithmetic overflows."""


@dataclass(frozen=True, slots=True)
class Command:
    action: Action
    data: Mapping[str, Json]
    private: Mapping[str, Json]

    def code(self, name: str, default: str = "") -> str:
        value = self.data.get(name, default)
        return value if isinstance(value, str) else default

    def codes(self, name: str) -> tuple[str, ...]:
        value = self.data.get(name, [])
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.data.get(name, default)
        return value if isinstance(value, bool) else default

    def number(self, name: str) -> int | None:
        value = self.data.get(name)
        return value if isinstance(value, int) else None

    def instant(self, name: str) -> dt.datetime | None:
        value = self.data.get(name)
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else None


def clean_text(value: object) -> str:
    """Free text made safe to keep: a string without NUL or other control characters, at most MAX_TEXT long.
    Raises ValueError with a code."""
    if not isinstance(value, str):
        raise ValueError("not_text")  # noqa: TRY004 - one kind of error for one field
    text = "".join(ch for ch in value if ch in "\n\t" or (ord(ch) >= 32 and ord(ch) != 127)).strip()
    if len(text) > MAX_TEXT:
        raise ValueError("too_long")
    text.encode()
    return text


def _parse_code(value: object) -> str:
    if not isinstance(value, str) or not CODE_PATTERN.match(value):
        raise ValueError("not_a_code")
    return value


def _parse_instant(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not_an_instant")  # noqa: TRY004
    try:
        instant = dt.datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("not_an_instant") from None
    if instant.tzinfo is None:
        raise ValueError("no_time_zone")
    if not EARLIEST <= instant.year <= LATEST:
        raise ValueError("not_an_instant")
    return instant.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _parse_number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_NUMBER:
        raise ValueError("not_a_number")
    return value


def _parse_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not_true_or_false")  # noqa: TRY004
    return value


def _parse_codes(value: object) -> list[Json]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise ValueError("not_a_list")
    return [_parse_code(item) for item in value]


def _parse_items(value: object) -> tuple[list[Json], list[Json]]:
    if not isinstance(value, list) or not value or len(value) > MAX_ITEMS:
        raise ValueError("not_a_list")
    codes: list[Json] = []
    notes: list[Json] = []
    for item in value:
        if not isinstance(item, dict) or set(item) - {"component", "note"}:
            raise ValueError("not_an_item")
        codes.append(_parse_code(item.get("component")))
        notes.append(clean_text(item.get("note", "")))
    return codes, notes


_PARSERS: Mapping[FieldKind, Callable[[object], Json]] = {
    FieldKind.CODE: _parse_code,
    FieldKind.TEXT: clean_text,
    FieldKind.INSTANT: _parse_instant,
    FieldKind.NUMBER: _parse_number,
    FieldKind.FLAG: _parse_flag,
    FieldKind.CODES: _parse_codes,
}


def parse_command(action: Action, raw: Mapping[str, object]) -> Command:
    """The command in ``raw``. Raises Invalid("data_invalid") with one error for each bad field."""
    fields = FIELDS.get(action)
    if fields is None:
        raise Invalid("action_unknown", params={"action": str(action)})
    data: dict[str, Json] = {}
    private: dict[str, Json] = {}
    errors: list[dict[str, object]] = [{"field": name, "code": "unknown_field"} for name in raw if name not in fields]
    for name, field in fields.items():
        value = raw.get(name)
        if value in (None, "", []):
            if field.required:
                errors.append({"field": name, "code": "required"})
            continue
        try:
            if field.kind is FieldKind.ITEMS:
                data[name], private[name] = _parse_items(value)
            elif field.kind is FieldKind.TEXT:
                private[name] = clean_text(value)
            else:
                data[name] = _PARSERS[field.kind](value)
        except ValueError as error:
            errors.append({"field": name, "code": str(error) if str(error).isidentifier() else "not_text"})
    if errors:
        raise Invalid("data_invalid", errors=errors)
    return Command(action, data, private)
