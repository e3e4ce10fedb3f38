"""The fees on the form of a province's terms: as many rows as there are fees and some more, each with kind and note, in
the order the author gives."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.forms.schema import Field, FieldKind

LEAST, SPARE, MOST = 4, 2, 40
"""Rows of an empty form, empty rows behind the last fee, and the end of it."""

Answers = Mapping[str, Json]


def fee_fields(fees: Json) -> list[Field]:
    """Name, amount, kind, note and place of each fee."""
    held = len(fees) if isinstance(fees, list) else 0
    found: list[Field] = []
    for number in range(1, min(MOST, max(LEAST, held + SPARE)) + 1):
        said = {"number": number}
        found += [
            Field(f"fee{number}_name", _("Lệ phí {number}: tên").format(**said), FieldKind.TEXT, max_length=500),
            Field(f"fee{number}_amount", _("Lệ phí {number}: mức").format(**said), FieldKind.MONEY),
            Field(f"fee{number}_kind", _("Lệ phí {number}: loại").format(**said), FieldKind.TEXT, max_length=60),
            Field(f"fee{number}_note", _("Lệ phí {number}: ghi chú").format(**said), FieldKind.TEXT, max_length=500),
            Field(
                f"fee{number}_place",
                _("Lệ phí {number}: thứ tự").format(**said),
                FieldKind.NUMBER,
                minimum=1,
                maximum=MOST,
            ),
        ]
    return found


def fees_of(answers: Answers) -> list[Json]:
    """The fees in their order. Raises Invalid for a name without an amount."""
    rows: list[tuple[int, int, dict[str, Json]]] = []
    for number in range(1, MOST + 1):
        name, price = str(answers.get(f"fee{number}_name") or ""), answers.get(f"fee{number}_amount")
        if name and price is None:
            raise Invalid("field_required", errors=[{"field": f"fee{number}_amount", "code": "field_required"}])
        if price is None:
            continue
        place = answers.get(f"fee{number}_place")
        kind, note = (str(answers.get(f"fee{number}_{part}") or "") for part in ("kind", "note"))
        fee: dict[str, Json] = {"key": f"fee{number}", "name": name, "amount": price, "kind": kind, "note": note}
        rows.append((place if isinstance(place, int) else number, number, fee))
    return [fee for _place, _number, fee in sorted(rows, key=lambda row: row[:2])]


def fee_answers(fees: Json) -> dict[str, object]:
    """What the form shows of the fees an item has."""
    found: dict[str, object] = {}
    for number, fee in enumerate(fees if isinstance(fees, list) else [], start=1):
        if isinstance(fee, Mapping):
            found |= {f"fee{number}_{part}": fee.get(part, "") for part in ("name", "amount", "kind", "note")}
            found[f"fee{number}_place"] = number
    return found
