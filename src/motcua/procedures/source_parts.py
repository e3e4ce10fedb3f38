"""The parts of a catalogue row: papers and cases, ways with limits and fees, results, legal documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from motcua.core.money import MAX_DONG
from motcua.procedures.content import CaseContent, ChannelContent, FeeLine, LegalLine, PaperLine, ResultLine
from motcua.procedures.source_reading import Reader
from motcua.procedures.source_texts import (
    RESULT_CODE,
    LabelKind,
    is_torn,
    label_kind,
    legal_number,
    result_name,
    slug,
)
from motcua.procedures.terms import DEFAULT_CASE

CHANNELS = {"online": "online", "counter": "counter", "post": "post", "postal": "post"}
UNITS = {
    "working_day": "working_day",
    "day": "day",
    "hour": "working_hour",
    "working_hour": "working_hour",
    "clock_hour": "hour",
    "month": "month",
}
"""The catalogue's "Giờ" is working hours; ``clock_hour`` is for law that says so."""

MOST_COPIES = 50
"""More sets than this are a year or a number that ran into the count (``20261``)."""
LEAST_FEE = 1_000
"""A fee below 1,000 đồng is the remains of a percentage, of another currency or of a number torn apart."""


def read_papers(row: Reader) -> tuple[tuple[PaperLine, ...], tuple[CaseContent, ...]]:
    """The papers common to all cases, and the cases with their own.

    Where the row names its ``cases``, labels are their names or keys. Elsewhere a label that is only a heading keeps
    its lines common (its text stays as their group); where headed or unlabelled lines stand beside real cases, a
    ``default`` case with the common papers alone is there too.
    """
    declared = _declared_cases(row)
    common: list[PaperLine] = []
    cases: dict[str, list[PaperLine]] = {case.key: [] for case in declared.values()}
    names = {case.key: case.name for case in declared.values()}
    seen: set[tuple[str, str, int | None, int | None]] = set()
    for position, item in enumerate(row.readers("components", 1000), start=1):
        label = item.line("case", 1000)
        kind = LabelKind.GROUP if not label else LabelKind.CASE if declared else label_kind(label)
        paper = _paper(item, position, group=label if kind is not LabelKind.CASE else "", note=kind is LabelKind.NOTE)
        identity = (label, paper.name, paper.originals, paper.copies)
        if identity in seen:
            row.defects["repeated_component"] += 1
            continue
        seen.add(identity)
        if kind is not LabelKind.CASE:
            row.defects["case_is_heading"] += bool(label)
            common.append(paper)
            continue
        key = _case_key(item, label, declared, names)
        cases.setdefault(key, []).append(paper)
    if not seen:
        row.defects["no_component"] += 1
    return tuple(common), _with_default(row, names, cases, has_common=bool(common), is_declared=bool(declared))


def _declared_cases(row: Reader) -> dict[str, CaseContent]:
    """The cases the row names itself, by name and by key."""
    found: dict[str, CaseContent] = {}
    for item in row.readers("cases", 200):
        key, name = item.line("key", 80), item.line("name", 1000)
        if not key or key in found:
            raise item.refuse("row_repeated" if key else "row_missing", "key")
        found[key] = found[name or key] = CaseContent(key, name)
    return found


def _case_key(item: Reader, label: str, declared: dict[str, CaseContent], names: dict[str, str]) -> str:
    """The key of the case called ``label``; a new one is made from its words and noted in ``names``."""
    if declared:
        if label not in declared:
            raise item.refuse("unknown_case", "case")
        return declared[label].key
    key = next((key for key, name in names.items() if name == label), None)
    if key is None:
        key = base = slug(label)
        number = 2
        while key in names or key == DEFAULT_CASE:
            key, number = f"{base}-{number}", number + 1
        names[key] = label
    return key


def _with_default(
    row: Reader, names: dict[str, str], cases: dict[str, list[PaperLine]], *, has_common: bool, is_declared: bool
) -> tuple[CaseContent, ...]:
    named = [CaseContent(key, names[key], tuple(papers)) for key, papers in cases.items()]
    if is_declared or (named and not has_common):
        return tuple(named)
    row.defects["case_beside_common_papers"] += bool(named)
    return (CaseContent(DEFAULT_CASE, ""), *named)


def _paper(item: Reader, position: int, *, group: str, note: bool) -> PaperLine:
    name = item.lines("name", 5000)
    if not name:
        raise item.refuse("row_missing", "name")
    originals, copies = _count(item, "originals"), _count(item, "copies")
    item.defects["odd_count"] += originals is None or copies is None
    guidance = note or item.flag("guidance") or (originals == 0 and copies == 0)
    item.defects.update({"name_cut": int(item.flag("cut")), "guidance_line": int(guidance)})
    channels = item.texts("channels", 5, 20)
    if unknown := set(channels) - set(CHANNELS):
        raise item.refuse("unknown_channel", f"channels ({min(unknown)})")
    return PaperLine(
        code=item.line("code", 60) or f"tp{position:02d}",
        name=name,
        originals=originals,
        copies=copies,
        required=not guidance and (item.flag("required") if item.has("required") else True),
        guidance=guidance,
        cut=item.flag("cut") or item.flag("shortened"),
        form_file=item.line("form_file", 500),
        reuse_result=item.line("reuse_result", 60),
        group=group or item.line("group", 1000),
        channels=tuple(CHANNELS[channel] for channel in channels),
    )


def _count(item: Reader, name: str) -> int | None:
    value = item.number(name) if item.has(name) else 0
    if isinstance(value, float) or value is None or value < 0:
        raise item.refuse("row_wrong_type", name)
    return value if value <= MOST_COPIES else None


def read_channels(row: Reader, cases: Iterable[CaseContent]) -> tuple[ChannelContent, ...]:
    """The ways to file. Identical rows are one; rows of one way that differ without a case stay side by side, so its
    limit or fee is unknown until a decision says which is whose."""
    keys = {case.name: case.key for case in cases} | {case.key: case.key for case in cases}
    channels: dict[ChannelContent, None] = {}
    for item in row.readers("channels", 100):
        label = item.line("case", 1000)
        if label and label not in keys:
            raise item.refuse("unknown_case", "case")
        channel = replace(_channel(item), case=keys[label] if label else "")
        if channel in channels:
            row.defects["repeated_channel"] += 1
        channels[channel] = None
    if not channels:
        row.defects["no_channel"] += 1
    ways = [(channel.channel, channel.case) for channel in channels]
    row.defects["several_limits"] += len(ways) - len(set(ways))
    return tuple(channels)


def _channel(item: Reader) -> ChannelContent:
    name = item.line("channel", 20)
    if name not in CHANNELS:
        raise item.refuse("unknown_channel", "channel")
    amount, unit, note = _limit(item)
    fees = tuple(_fee(fee, position) for position, fee in enumerate(item.readers("fees", 100), start=1))
    if not fees:
        item.defects["no_fee_listed"] += 1
    return ChannelContent(CHANNELS[name], amount, unit, note=note or item.lines("note", 5000), fees=fees)


def _limit(item: Reader) -> tuple[int | None, str, str]:
    """``(amount, unit, note)``; a limit that cannot be right is unknown and its words are kept in the note."""
    given, unit = item.number("time" if item.has("time") else "limit"), item.line("unit", 20)
    if unit and unit not in UNITS:
        raise item.refuse("unknown_unit", "unit")
    if not unit:
        item.defects["unit_missing"] += 1
    if given is None:
        item.defects["limit_missing"] += 1
        return None, UNITS.get(unit, ""), ""
    if given < 0 or given > 100_000:
        raise item.refuse("row_out_of_range", "time")
    if given == 0 or given != int(given):
        item.defects["limit_zero" if given == 0 else "limit_fraction"] += 1
        return None, UNITS.get(unit, ""), f"{given} {unit}".strip()
    return int(given), UNITS.get(unit, ""), ""


def _fee(item: Reader, position: int) -> FeeLine:
    given, currency = item.number("amount"), item.line("currency", 10) or "VND"
    has_note = item.flag("has_note")
    note = item.lines("note", 5000)
    amount: int | None = None
    if given is None:
        item.defects["fee_hidden" if item.flag("listed_free") else "fee_missing"] += 1
    elif given < 0 or given != int(given) or given > MAX_DONG:
        raise item.refuse("row_out_of_range", "amount")
    elif currency != "VND":
        item.defects["fee_foreign"] += 1
        note = note or f"{int(given)} {currency}"
    elif 0 < given < LEAST_FEE:
        item.defects["fee_odd"] += 1
        note = note or str(int(given))
    elif given == 0 and has_note and not note:
        item.defects["fee_hidden"] += 1
    else:
        amount = int(given)
    key = item.line("key", 40) or f"fee{position}"
    return FeeLine(
        key,
        item.line("name", 500),
        amount,
        item.line("kind", 40),
        note,
        has_note or bool(note),
        item.line("source", 500),
    )


def read_results(row: Reader) -> tuple[ResultLine, ...]:
    results: dict[ResultLine, None] = {}
    for item in row.readers("results", 200):
        given, code = item.line("name", 1000), item.line("code", 60)
        if not given and not code:
            raise item.refuse("row_missing", "name")
        name, odd = result_name(given)
        row.defects["neighbour_result_text"] += odd
        row.defects["result_name_cut"] += is_torn(name)
        row.defects["odd_result_code"] += bool(code) and not RESULT_CODE.fullmatch(code)
        results[ResultLine(code, name or code)] = None
    if not any(result.code for result in results):
        row.defects["no_result_code"] += 1
    return tuple(results)


def read_legal(row: Reader) -> tuple[LegalLine, ...]:
    """Legal documents: numbers alone, or objects ``{number, article, title}``. One number stands once per article."""
    laws: dict[tuple[str, str], LegalLine] = {}
    if row.is_texts("legal"):
        for given in row.texts("legal", 500, 200):
            number, odd = legal_number(given)
            row.defects["odd_legal_number"] += odd
            laws.setdefault((number, ""), LegalLine(number, given if given != number else ""))
        return tuple(laws.values())
    for item in row.readers("legal", 500):
        given, article = item.line("number", 200), item.line("article", 200)
        if not given:
            raise item.refuse("row_missing", "number")
        laws.setdefault((given, article), LegalLine(given, "", article, item.line("title", 1000)))
    return tuple(laws.values())
