"""The values of a decision's items in plain words: limits, fees, papers, steps. Each takes the JSON of an item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.texts import say
from motcua.desk.decisions import wording
from motcua.desk.wording import ROLES, words
from motcua.web.words import day, money, number
from motcua.worktime.texts import UNITS

Line = Mapping[str, Json]


def limit_words(amount: Json, unit: Json) -> str:
    """``3 ngày làm việc``; ``chưa rõ`` when the amount or the unit is not known."""
    if not isinstance(amount, int) or not unit:
        return _("chưa rõ")
    return f"{number(amount)} {words(UNITS, str(unit))}"


def fee_words(fee: Line) -> str:
    amount, name, note = fee.get("amount"), str(fee.get("name") or ""), str(fee.get("note") or "")
    said = _("chưa rõ mức") if not isinstance(amount, int) else _("không thu") if amount == 0 else money(amount)
    return _joined(": ", name, said) + (f" ({note})" if note else "")


def fees_words(fees: Json) -> str:
    lines = [fee_words(fee) for fee in fees if isinstance(fee, Mapping)] if isinstance(fees, list) else []
    return "; ".join(lines) or _("không nêu phí, lệ phí")


def waits_words(waits: Line) -> tuple[str, ...]:
    """``Chờ thực hiện nghĩa vụ tài chính: 10 ngày``, one line for each kind of wait that is set."""
    lines = ((kind, waits.get(kind)) for kind in wording.WAITS)
    return tuple(
        f"{words(wording.WAITS, kind)}: {limit_words(one.get('amount'), one.get('unit'))}"
        for kind, one in lines
        if isinstance(one, Mapping)
    )


def channel_words(line: Line) -> str:
    """``Trực tuyến: 3 ngày làm việc; Lệ phí: 8.000 đ``."""
    case = str(line.get("case") or "")
    lead = words(wording.CHANNELS, str(line.get("channel") or ""))
    limit = limit_words(line.get("amount"), line.get("unit"))
    said = f"{lead} ({case})" if case else lead
    return _joined(". ", f"{said}: {limit}; {fees_words(line.get('fees'))}", str(line.get("note") or ""))


def paper_words(line: Line) -> str:
    """The name with its counts; a guidance line says so."""
    name, group = str(line.get("name") or ""), str(line.get("group") or "")
    lead = f"{group}: {name}" if group else name
    if line.get("guidance") is True:
        return _("Hướng dẫn: {text}").format(text=lead)
    counts = [
        f"{label}: {number(count)}"
        for label, count in ((_("bản chính"), line.get("originals")), (_("bản sao"), line.get("copies")))
        if isinstance(count, int) and count
    ]
    if line.get("required") is False:
        counts.append(_("không bắt buộc"))
    return f"{lead} ({', '.join(counts)})" if counts else lead


def case_words(line: Line) -> str:
    papers = line.get("papers")
    name = str(line.get("name") or "") or _("Mọi trường hợp")
    count = len(papers) if isinstance(papers, list) else 0
    return _("{name}: {count} dòng giấy tờ riêng").format(name=name, count=count) if count else name


def result_words(line: Line) -> str:
    code, name = str(line.get("code") or ""), str(line.get("name") or "")
    return f"{name} ({code})" if code else name


def legal_words(line: Line) -> str:
    """``123/2015/NĐ-CP, Điều 5: Về hộ tịch``."""
    return _joined(": ", _joined(", ", _text(line, "number"), _text(line, "article")), _text(line, "title"))


def step_words(line: Line) -> str:
    """``Thẩm định: Thụ lý, nơi giải quyết, 1 ngày làm việc``."""
    unit = _text(line, "named_unit") or words(wording.UNIT_RULES, _text(line, "unit_rule"))
    return _("{name}: {role}, {unit}, {limit}").format(
        name=_text(line, "name"),
        role=words(ROLES, _text(line, "role")),
        unit=unit,
        limit=limit_words(line.get("amount"), line.get("unit")),
    )


def outcome_words(line: Line) -> str:
    target = _text(line, "to")
    return f"{_text(line, 'name') or _text(line, 'key')} → {_('kết thúc') if target == 'END' else target}"


LINES: Mapping[str, Callable[[Line], str]] = {
    "papers": paper_words,
    "cases": case_words,
    "channels": channel_words,
    "results": result_words,
    "legal": legal_words,
    "fees": fee_words,
    "steps": step_words,
    "outcomes": outcome_words,
}

CODES: Mapping[str, wording.Words] = {
    "levels": wording.LEVELS,
    "life_events": wording.LIFE_EVENT_NAMES,
    "unknown": wording.UNKNOWN,
    "channels_of_paper": wording.CHANNELS,
    "channel": wording.CHANNELS,
    "level": {**wording.LEVELS, **wording.ONLINE},
    "reason": wording.ONLINE_REASONS,
    "supplement_clock": wording.CLOCKS,
    "settling": wording.SETTLING,
    "reception": wording.RECEPTION,
    "signing": wording.SIGNING,
    "kind": wording.STEP_KINDS,
    "role": ROLES,
    "unit_rule": wording.UNIT_RULES,
}


def value_words(value: Json, name: str) -> tuple[str, ...]:
    """A value of the member ``name`` as lines of text; nothing for what is empty."""
    if value is None or value in ("", []):
        return ()
    if isinstance(value, bool):
        return (_("có") if value else _("không"),)
    if isinstance(value, int):
        return (money(value) if name == "amount_of_fee" else number(value),)
    if isinstance(value, str):
        return (_code(name, value),)
    if isinstance(value, list):
        write = LINES.get(name)
        return tuple(
            write(one) if write and isinstance(one, Mapping) else _code(name, str(one)) for one in value if one != ""
        )
    if name == "waits":
        return waits_words(value)
    write = LINES.get(name)
    return (write(value),) if write else ()


def _code(name: str, value: str) -> str:
    if name == "until":
        return day(dt.date.fromisoformat(value))
    table = UNITS if name == "limit_unit" else CODES.get(name)
    return words(table, value) if table is not None else value


def fault_words(fault: Mapping[str, object]) -> str:
    """A fault of an item as a sentence."""
    return say(str(fault.get("code", "")), {key: value for key, value in fault.items() if key not in {"code", "field"}})


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)


def _text(line: Line, name: str) -> str:
    return str(line.get(name) or "")
