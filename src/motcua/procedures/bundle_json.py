"""A fan-out as JSON, with ``schema_version``: what is stored, and what a file of definitions holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from motcua.core.canonical import Json
from motcua.procedures.bundle import ALL_ANSWERS, SCHEMA_VERSION, Bundle, Condition, Part, Returns
from motcua.procedures.terms import DEFAULT_CASE, Limit
from motcua.worktime.rules import LimitUnit


class UnreadableBundleError(ValueError):
    """The JSON is no fan-out that this program knows."""


def to_json(bundle: Bundle) -> dict[str, Json]:
    return {
        "schema_version": SCHEMA_VERSION,
        "step": bundle.step,
        "returns": bundle.returns.value,
        "umbrella": bundle.is_umbrella,
        "parts": [_part_json(part) for part in bundle.parts],
    }


def _part_json(part: Part) -> Json:
    limit = part.limit
    return {
        "key": part.key,
        "name": part.name,
        "duty": part.duty,
        "procedure": part.procedure,
        "case": part.case,
        "after": [*part.after],
        "when": {
            "cases": [*part.when.cases],
            "answers": {name: [*values] for name, values in part.when.answers.items()},
            "papers": [*part.when.papers],
            "settled_by": [*part.when.settled_by],
        },
        "needed": part.needed,
        "papers": dict(part.papers),
        "takes": dict(part.takes),
        "answers": [*part.answers],
        "limit": {"amount": limit.amount, "unit": limit.unit.value} if limit else None,
        "pauses_whole": part.pauses_whole,
    }


def from_json(data: object) -> Bundle:
    """The fan-out in ``data``; what is left out has its usual value. Raises :class:`UnreadableBundleError`."""
    if not isinstance(data, Mapping) or data.get("schema_version", SCHEMA_VERSION) != SCHEMA_VERSION:
        raise UnreadableBundleError("unknown schema_version")
    parts = data.get("parts")
    if not isinstance(parts, Sequence) or isinstance(parts, str):
        raise UnreadableBundleError("parts must be a list")
    try:
        return Bundle(
            step=str(data["step"]),
            parts=tuple(_part(part) for part in parts),
            returns=Returns(str(data.get("returns", Returns.TOGETHER.value))),
            is_umbrella=_flag(data, "umbrella", default=False),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableBundleError(str(error)) from error


def _part(row: object) -> Part:
    if not isinstance(row, Mapping):
        raise TypeError("a part is an object")
    return Part(
        key=str(row["key"]),
        name=str(row["name"]),
        duty=str(row.get("duty", "")),
        procedure=str(row["procedure"]),
        case=str(row.get("case", DEFAULT_CASE)),
        after=_names(row.get("after", ())),
        when=_condition(row.get("when", {})),
        needed=_flag(row, "needed", default=True),
        papers=_pairs(row.get("papers", {})),
        takes=_pairs(row.get("takes", {})),
        answers=_names(row.get("answers", (ALL_ANSWERS,))),
        limit=read_limit(row.get("limit")),
        pauses_whole=_flag(row, "pauses_whole", default=True),
    )


def _condition(row: object) -> Condition:
    if not isinstance(row, Mapping):
        raise TypeError("a condition is an object")
    answers = row.get("answers", {})
    if not isinstance(answers, Mapping):
        raise TypeError("answers must be an object")
    return Condition(
        cases=_names(row.get("cases", ())),
        answers={str(name): _names(values) for name, values in answers.items()},
        papers=_names(row.get("papers", ())),
        settled_by=_names(row.get("settled_by", ())),
    )


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError("names must be a list")
    return tuple(str(item) for item in value)


def _pairs(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise TypeError("pairs must be an object")
    return {str(key): str(item) for key, item in value.items()}


def _flag(row: Mapping[str, object], name: str, *, default: bool) -> bool:
    value = row.get(name, default)
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be true or false")
    return value


def read_limit(value: object) -> Limit | None:
    """``{amount, unit}``, or nothing. Raises TypeError or ValueError."""
    if value is None:
        return None
    if not isinstance(value, Mapping) or type(value.get("amount")) is not int or not 0 < value["amount"] <= 10_000:
        raise TypeError("a limit is {amount, unit}")
    return Limit(value["amount"], LimitUnit(str(value.get("unit"))))
