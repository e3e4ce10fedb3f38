"""The editor of a province's own terms: limit, clock, fees, and how long the office waits for others. What a form does
not ask for would be lost when it is sent, so it asks for everything the item can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.desk.decisions import wording
from motcua.desk.decisions.fee_fields import fee_answers, fee_fields, fees_of
from motcua.desk.decisions.questions import Answers, case_field, chosen, flag, options, text, yes_or_no
from motcua.desk.decisions.values import limit_words
from motcua.desk.wording import words
from motcua.dossiers.lifecycle.types import DEFAULT_WAITS
from motcua.forms.schema import Field, FieldKind, Option
from motcua.procedures.items import SCHEMA_VERSION
from motcua.procedures.waits import MOST, WaitKind
from motcua.worktime.texts import UNITS


def terms_fields(cases: Sequence[tuple[str, str]], content: Answers) -> list[Field]:
    """The questions; as many rows of fees as the item has and some more."""
    whether = (Option("yes", _("Có")), Option("no", _("Không")))
    return [
        case_field(cases),
        Field("channel", _("Cách nộp"), FieldKind.CHOICE, options=options(wording.CHANNELS, empty=_("Mọi cách"))),
        Field("amount", _("Thời hạn cam kết: số"), FieldKind.NUMBER, minimum=1, maximum=10_000),
        Field("unit", _("Thời hạn cam kết: đơn vị"), FieldKind.CHOICE, options=options(UNITS, empty=_("Không đặt"))),
        Field(
            "instant",
            _("Trả kết quả ngay khi tiếp nhận"),
            FieldKind.CHOICE,
            options=(Option("-", _("Theo quy định chung")), *whether),
        ),
        text("place", _("Nơi thực hiện"), most=1000),
        Field(
            "supplement_clock",
            _("Đồng hồ khi chờ bổ sung"),
            FieldKind.CHOICE,
            options=options(wording.CLOCKS, empty=_("Theo quy định chung")),
        ),
        *_wait_fields(),
        text("fee_resolution", _("Nghị quyết của Hội đồng nhân dân về phí, lệ phí"), most=200),
        *fee_fields(content.get("fees")),
        yes_or_no("end", _("Chấm dứt quy định riêng đang có, không đặt mới")),
    ]


def _wait_fields() -> list[Field]:
    found: list[Field] = []
    for kind in WaitKind:
        label, usual = words(wording.WAITS, kind.value), getattr(DEFAULT_WAITS, kind.value)
        hint = _("Để trống là {usual}").format(usual=limit_words(usual.amount, usual.unit.value))
        found += [
            Field(
                f"wait_{kind.value}_amount",
                _("{wait}: số").format(wait=label),
                FieldKind.NUMBER,
                hint=hint,
                minimum=1,
                maximum=MOST,
            ),
            Field(
                f"wait_{kind.value}_unit",
                _("{wait}: đơn vị").format(wait=label),
                FieldKind.CHOICE,
                options=options(UNITS, empty=_("Không đặt")),
            ),
        ]
    return found


def terms_content(answers: Answers) -> dict[str, Json]:
    """The item the answers make. Raises Invalid("field_required") for half a limit, and for fees without a
    resolution."""
    fees = fees_of(answers)
    if fees and not answers.get("fee_resolution"):
        raise Invalid("field_required", errors=[{"field": "fee_resolution", "code": "field_required"}])
    waits = {kind.value: _limit(answers, f"wait_{kind.value}_") for kind in WaitKind}
    said: dict[str, Json] = {kind: limit for kind, limit in waits.items() if limit is not None}
    return {
        "schema_version": SCHEMA_VERSION,
        "case": chosen(answers, "case"),
        "channel": chosen(answers, "channel"),
        "committed": _limit(answers, ""),
        "supplement_clock": chosen(answers, "supplement_clock"),
        "instant": {"yes": True, "no": False}.get(chosen(answers, "instant")),
        "fees": fees if answers.get("fee_resolution") else None,
        "fee_resolution": str(answers.get("fee_resolution") or ""),
        "place": str(answers.get("place") or ""),
        "end": answers.get("end") == "yes",
        **({"waits": said} if said else {}),
    }


def _limit(answers: Answers, lead: str) -> dict[str, Json] | None:
    """Number and unit of a limit; None when neither was given."""
    amount, unit = answers.get(f"{lead}amount"), chosen(answers, f"{lead}unit")
    if (amount is None) != (not unit):
        missing = f"{lead}amount" if unit else f"{lead}unit"
        raise Invalid("field_required", errors=[{"field": missing, "code": "field_required"}])
    return {"amount": amount, "unit": unit} if unit else None


def terms_answers(content: Answers) -> dict[str, object]:
    """What the form shows of the item."""
    instant = content.get("instant")
    found: dict[str, object] = {
        "case": content.get("case") or "-",
        "channel": content.get("channel") or "-",
        "supplement_clock": content.get("supplement_clock") or "-",
        "instant": flag(instant) if isinstance(instant, bool) else "-",
        "fee_resolution": content.get("fee_resolution", ""),
        "place": content.get("place", ""),
        "end": flag(content.get("end")),
        **_limit_answers(content.get("committed"), ""),
    }
    waits = content.get("waits")
    for kind in WaitKind:
        held = waits.get(kind.value) if isinstance(waits, Mapping) else None
        found |= _limit_answers(held, f"wait_{kind.value}_")
    return found | fee_answers(content.get("fees"))


def _limit_answers(limit: Json, lead: str) -> dict[str, object]:
    held = limit if isinstance(limit, Mapping) else {}
    return {f"{lead}amount": held.get("amount"), f"{lead}unit": held.get("unit") or "-"}
