"""The lists of a procedure's wording as rows: cases, papers, guidance, ways with limits and fees, results, law. Each
part reads its rows from the wording's JSON and writes them back; what the rows do not show stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.texts import say
from motcua.desk.decisions import wording
from motcua.desk.decisions.rows import Choices, Column, Kind, Row
from motcua.desk.wording import words
from motcua.worktime.texts import UNITS

Content = Mapping[str, Json]
Lines = list[tuple[str, Content]]
LEAST_FEES = 2
MOST_FEES = 12


@dataclass(frozen=True, slots=True)
class Part:
    """``write`` answers the new wording, or None after noting faults in the rows."""

    columns: Callable[[Content], list[Column]]
    lines: Callable[[Content], Lines]
    write: Callable[[Content, Sequence[Row]], dict[str, Json] | None]


def list_of(content: Content, name: str) -> list[Content]:
    value = content.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def case_names(content: Content) -> list[tuple[str, str]]:
    """The cases as key and name."""
    return [(str(case.get("key")), str(case.get("name") or "")) for case in list_of(content, "cases")]


def _case_column(content: Content) -> Column:
    named = [(key, name or key) for key, name in case_names(content)]
    return Column("case", _("Trường hợp"), Kind.SELECT, [("", _("Mọi trường hợp")), *named], counts=False)


def _was(row: Row, lines: Mapping[str, Content]) -> Content:
    return lines.get(row.was, {})


# ---- cases


def _case_columns(_content: Content) -> list[Column]:
    return [Column("name", _("Tên trường hợp"), Kind.TEXT, most=1000)]


def _case_lines(content: Content) -> Lines:
    return [(str(case.get("key")), case) for case in list_of(content, "cases")]


def _write_cases(content: Content, rows: Sequence[Row]) -> dict[str, Json] | None:
    before = dict(_case_lines(content))
    cases: list[Json] = []
    for row in rows:
        key = row.was if row.was in before else _new_key(before, cases)
        if not row.values.get("name") and len(rows) > 1:
            row.faults["name"] = say("field_required")
        cases.append({"papers": [], **before.get(row.was, {}), "key": key, "name": row.values.get("name", "")})
    gone = set(before) - {row.was for row in rows}
    used = {str(line.get("case") or "") for line in list_of(content, "channels")}
    if gone & used and rows:
        rows[0].faults["name"] = say("case_in_use")
    if any(row.faults for row in rows):
        return None
    if not cases:
        cases = [{"key": "default", "name": "", "papers": []}]
    return {**content, "cases": cases}


def _new_key(before: Mapping[str, Content], cases: Sequence[Json]) -> str:
    taken = set(before) | {str(case.get("key")) for case in cases if isinstance(case, Mapping)}
    return next(key for key in (f"case-{number}" for number in range(1, 10_000)) if key not in taken)


# ---- papers and guidance


def _paper_columns(content: Content) -> list[Column]:
    return [
        Column("name", _("Giấy tờ"), Kind.LONG, most=5000, required=True),
        _case_column(content),
        Column("originals", _("Bản chính"), Kind.NUMBER, counts=False),
        Column("copies", _("Bản sao"), Kind.NUMBER, counts=False),
        Column("optional", _("Không bắt buộc"), Kind.CHECK, counts=False),
        Column("form_file", _("Tệp biểu mẫu"), Kind.TEXT, most=500, counts=False),
    ]


def _guidance_columns(content: Content) -> list[Column]:
    return [Column("name", _("Dòng hướng dẫn"), Kind.LONG, most=5000, required=True), _case_column(content)]


def _places(content: Content) -> list[tuple[str, list[Content]]]:
    """The lines of the component list by case; the common ones under an empty key."""
    own = [(str(case.get("key")), list_of(case, "papers")) for case in list_of(content, "cases")]
    return [("", list_of(content, "papers")), *own]


def _paper_lines(content: Content, *, guidance: bool) -> Lines:
    return [
        (f"{case}:{number}", {**line, "case": case, "optional": line.get("required") is False})
        for case, lines in _places(content)
        for number, line in enumerate(lines)
        if (line.get("guidance") is True) == guidance
    ]


def _write_papers(content: Content, rows: Sequence[Row], *, guidance: bool) -> dict[str, Json]:
    """Lines that stay in their case keep their place; new and moved ones come last."""
    changed = {row.was: row for row in rows if row.was}
    codes = {str(line.get("code")) for _case, lines in _places(content) for line in lines}
    before = dict(_paper_lines(content, guidance=guidance))
    places: dict[str, list[Json]] = {}
    for case, lines in _places(content):
        places[case] = []
        for number, line in enumerate(lines):
            row = changed.get(f"{case}:{number}")
            if (line.get("guidance") is True) != guidance:
                places[case].append(dict(line))
            elif row is not None and row.values.get("case") == case:
                places[case].append(_paper(row, line, guidance=guidance))
    for row in rows:
        case, (old_case, _colon, _number) = str(row.values.get("case") or ""), row.was.rpartition(":")
        if row.was not in before or old_case != case:
            line = {name: value for name, value in before.get(row.was, {}).items() if name not in {"case", "optional"}}
            code = str(line.get("code") or _new_code(codes))
            codes.add(code)
            places[case].append(_paper(row, {**line, "code": code}, guidance=guidance))
    cases = [{**case, "papers": places[str(case.get("key"))]} for case in list_of(content, "cases")]
    return {**content, "papers": places[""], "cases": [dict(case) for case in cases]}


def _paper(row: Row, line: Content, *, guidance: bool) -> Json:
    values = row.values
    if guidance:
        said: dict[str, Json] = {"originals": 0, "copies": 0, "required": False, "guidance": True}
        said |= {name: line[name] for name in ("originals", "copies") if name in line}
    else:
        said = {
            "originals": values.get("originals"),
            "copies": values.get("copies"),
            "required": values.get("optional") is not True,
            "guidance": False,
            "form_file": values.get("form_file", ""),
        }
    return {**line, **said, "name": values.get("name", "")}


def _new_code(codes: set[str]) -> str:
    return next(code for code in (f"component-{number}" for number in range(1, 10_000)) if code not in codes)


# ---- ways with limits and fees


def _fee_count(content: Content) -> int:
    held = [len(list_of(line, "fees")) for line in list_of(content, "channels")]
    return min(MOST_FEES, max([LEAST_FEES, *(count + 1 for count in held)]))


def _channel_columns(content: Content) -> list[Column]:
    channels: Choices = [("", _("Chọn…")), *((code, words(wording.CHANNELS, code)) for code in wording.CHANNELS)]
    units: Choices = [("", _("chưa rõ")), *((code, words(UNITS, code)) for code in UNITS)]
    fees = [
        column
        for number in range(1, _fee_count(content) + 1)
        for column in (
            Column(f"fee{number}_name", _("Phí {number}: tên").format(number=number), most=500, counts=False),
            Column(
                f"fee{number}_amount", _("Phí {number}: mức (đồng)").format(number=number), Kind.MONEY, counts=False
            ),
        )
    ]
    return [
        Column("channel", _("Cách nộp"), Kind.SELECT, channels, required=True),
        _case_column(content),
        Column("amount", _("Thời hạn theo luật"), Kind.NUMBER, counts=False),
        Column("unit", _("Đơn vị"), Kind.SELECT, units, counts=False),
        *fees,
        Column("note", _("Ghi chú"), Kind.LONG, most=5000, counts=False),
    ]


def _channel_lines(content: Content) -> Lines:
    found: Lines = []
    for number, line in enumerate(list_of(content, "channels")):
        shown = dict(line)
        for place, fee in enumerate(list_of(line, "fees"), start=1):
            shown |= {f"fee{place}_name": fee.get("name"), f"fee{place}_amount": fee.get("amount")}
        found.append((str(number), shown))
    return found


def _write_channels(content: Content, rows: Sequence[Row]) -> dict[str, Json] | None:
    before = {str(number): line for number, line in enumerate(list_of(content, "channels"))}
    count = _fee_count(content)
    channels: list[Json] = []
    for row in rows:
        values, line = row.values, before.get(row.was, {})
        if (values.get("amount") is None) != (not values.get("unit")):
            row.faults["unit" if values.get("amount") is not None else "amount"] = say("field_required")
        if values.get("amount") == 0:
            row.faults["amount"] = say("number_too_small", {"least": 1})
        said = {name: values.get(name) for name in ("channel", "case", "amount", "unit", "note")}
        channels.append({**line, **said, "fees": _fees(values, list_of(line, "fees"), count)})
    if any(row.faults for row in rows):
        return None
    return {**content, "channels": channels}


def _fees(values: Content, before: Sequence[Content], count: int) -> list[Json]:
    """Fees by their places. A name without an amount is a fee that the source hides: unknown, not free."""
    fees: list[Json] = []
    for number in range(1, count + 1):
        name, amount = str(values.get(f"fee{number}_name") or ""), values.get(f"fee{number}_amount")
        old = before[number - 1] if number <= len(before) else {}
        if name or amount is not None or (old and not old.get("name") and old.get("amount") is None):
            fees.append({"key": f"fee{number}", "kind": "", "note": "", **old, "name": name, "amount": amount})
    return fees


# ---- results and law


def _result_columns(_content: Content) -> list[Column]:
    return [
        Column("name", _("Kết quả"), Kind.TEXT, most=1000, required=True),
        Column("code", _("Mã kết quả"), Kind.TEXT, most=60, counts=False),
    ]


def _legal_columns(_content: Content) -> list[Column]:
    return [
        Column("number", _("Số, ký hiệu văn bản"), Kind.TEXT, most=200, required=True),
        Column("article", _("Điều, khoản"), Kind.TEXT, most=200, counts=False),
        Column("title", _("Tên văn bản"), Kind.TEXT, most=1000, counts=False),
    ]


def _plain(name: str, columns: Callable[[Content], list[Column]]) -> Part:
    def lines(content: Content) -> Lines:
        return [(str(number), line) for number, line in enumerate(list_of(content, name))]

    def write(content: Content, rows: Sequence[Row]) -> dict[str, Json] | None:
        before = dict(lines(content))
        return {**content, name: [{**_was(row, before), **row.values} for row in rows]}

    return Part(columns, lines, write)


PARTS: Mapping[str, Part] = {
    "truong-hop": Part(_case_columns, _case_lines, _write_cases),
    "giay-to": Part(
        _paper_columns,
        lambda content: _paper_lines(content, guidance=False),
        lambda content, rows: _write_papers(content, rows, guidance=False),
    ),
    "huong-dan": Part(
        _guidance_columns,
        lambda content: _paper_lines(content, guidance=True),
        lambda content, rows: _write_papers(content, rows, guidance=True),
    ),
    "cach-thuc": Part(_channel_columns, _channel_lines, _write_channels),
    "ket-qua": _plain("results", _result_columns),
    "can-cu": _plain("legal", _legal_columns),
}
GENERAL = "chung"


def part_title(slug: str) -> str:
    return {
        GENERAL: _("Tên và thông tin chung"),
        "truong-hop": _("Trường hợp"),
        "giay-to": _("Giấy tờ phải nộp"),
        "huong-dan": _("Dòng hướng dẫn, không phải giấy tờ"),
        "cach-thuc": _("Cách nộp, thời hạn, phí"),
        "ket-qua": _("Kết quả"),
        "can-cu": _("Căn cứ pháp lý"),
    }[slug]


def part_hint(slug: str) -> str:
    return {
        "truong-hop": _(
            "Mỗi trường hợp có giấy tờ, thời hạn, phí của mình. Thủ tục chỉ có một cách làm thì để một dòng."
        ),
        "giay-to": _("Giấy tờ chung ghi một lần, chọn Mọi trường hợp."),
        "huong-dan": _("Lời dặn cho người nộp. Không ai bị đòi nộp những dòng này."),
        "cach-thuc": _(
            "Chưa rõ thời hạn hay mức phí thì để trống: thủ tục chưa mở tiếp nhận theo cách đó. Không thu thì ghi 0."
        ),
    }.get(slug, "")
