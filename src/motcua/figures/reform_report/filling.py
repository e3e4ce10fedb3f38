"""From the canonical document to the report that people read. Pure: the same document gives the same report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from motcua.core.canonical import Json, digest, encode
from motcua.core.texts import say
from motcua.figures.periods import Period, following, previous, same_of_last_year

from .asking import period_of_which
from .letterhead import Letterhead, day_words, instant_words, period_words, read_letterhead, short_period
from .numbers_of import NOTHING, Numbers
from .outlines import TableKind
from .placeholders import NUMBERS, Fault, Kind, Placeholder, Token, Which, tokens
from .report import Block, BlockKind, Filled, FilledSection, Grid, Paragraph, Row, Run, RunKind
from .source import Line, LineKind, read
from .words import Change, Comparison, Part, PartKind, compare, phrase

OTHERS = {Which.LAST: "kỳ trước", Which.YEAR: "cùng kỳ năm trước"}
NOTHING_NOTE = f"Dấu {NOTHING}: không phát sinh hồ sơ nên không tính tỷ lệ."
POINTS_NOTE = "Tỷ lệ được so sánh bằng điểm phần trăm."
_JOINED = frozenset({Change.NO_BEFORE, Change.REDEFINED, Change.NOTHING_THERE})
_KINDS = {
    LineKind.PARAGRAPH: BlockKind.PARAGRAPH,
    LineKind.HEAD: BlockKind.HEAD,
    LineKind.SUBHEAD: BlockKind.SUBHEAD,
    LineKind.ITEM: BlockKind.ITEM,
    LineKind.HINT: BlockKind.HINT,
}


def fill(document: Mapping[str, Json]) -> Filled:
    """Raises Invalid ``publication_damaged`` for what is no document of a report."""
    return _Filler(Numbers.of(document)).filled()


@dataclass
class _Filler:
    numbers: Numbers

    @property
    def about(self) -> Mapping[str, Json]:
        return self.numbers.asked.about

    @property
    def period(self) -> Period:
        return self.numbers.asked.period

    def filled(self) -> Filled:
        fragments = _texts(self.about.get("fragments"))
        sections = tuple(
            FilledSection(
                str(one.get("key")),
                self.plain(str(one.get("part") or "")),
                self.plain(str(one.get("title") or "")),
                tuple(self.blocks(str(one.get("text") or ""), fragments)),
                one.get("appendix") is True,
            )
            for one in _objects(self.about.get("sections"))
        )
        head = self.about.get("head")
        letter = read_letterhead(head if isinstance(head, dict) else {})
        return Filled(
            head=self.titled(letter),
            sections=sections,
            entries=tuple(self.numbers.entries.values()),
            as_of=instant_words(self.numbers.as_of),
            period=period_words(self.period),
            explained=str(self.about.get("explained") or ""),
            sha256=digest(encode(dict(self.numbers.document))).hex(),
        )

    def titled(self, head: Letterhead) -> Letterhead:
        return replace(head, title=self.plain(head.title))

    def plain(self, text: str) -> str:
        """Words of the report in a line that holds no figures."""
        return "".join(run.text for token in tokens(text) for run in self.runs_of(token))

    def blocks(self, text: str, fragments: Mapping[str, str]) -> Iterator[Block]:
        rows: list[Line] = []
        for line in read(text, fragments):
            if line.kind is LineKind.ROW:
                rows.append(line)
                continue
            if rows:
                yield self.own_table(rows)
                rows = []
            if line.kind is LineKind.TABLE:
                yield self.table(line.tokens[0])
            else:
                yield Paragraph(_KINDS[line.kind], self.runs(line.cells[0]))
        if rows:
            yield self.own_table(rows)

    def runs(self, tokens: Sequence[Token]) -> tuple[Run, ...]:
        return tuple(run for token in tokens for run in self.runs_of(token))

    def runs_of(self, token: Token) -> list[Run]:
        if isinstance(token, str):
            return [Run(RunKind.TEXT, token)]
        if isinstance(token, Fault):
            return [Run(RunKind.FAULT, str(say(token.code, {"text": token.text})))]
        if token.kind in NUMBERS:
            when = period_of_which(token.which or Which.NOW, self.period)
            return [self.numbers.run(token.name, when, token.kind)]
        if token.kind is Kind.COMPARISON:
            return list(self.comparison(token))
        if token.kind is Kind.WORD:
            return [Run(RunKind.TEXT, self.word(token.name))]
        return [Run(RunKind.FAULT, str(say("placeholder_not_alone", {"text": token.name})))]

    def word(self, name: str) -> str:
        period = self.period
        return {
            "don_vi": str(self.about.get("agency") or self.numbers.asked.unit),
            "ky": period_words(period),
            "nam": str(period.year),
            "tu_ngay": day_words(period.first),
            "den_ngay": day_words(period.last),
            "thoi_diem": instant_words(self.numbers.as_of),
            "ky_tiep_theo": period_words(following(period)),
        }[name]

    # ---- comparisons

    def comparison(self, token: Placeholder) -> Iterator[Run]:
        """With the last period and with the same of last year; once where they are the same period."""
        asked = (token.which,) if token.which else (Which.LAST, Which.YEAR)
        if token.which is None and previous(self.period) == same_of_last_year(self.period):
            asked = (Which.LAST,)
        found = [(which, self.compared(token.name, which)) for which in asked]
        first = found[0][1]
        if first.change is Change.NOT_COUNTED:
            yield Run(RunKind.TEXT, "không so sánh được vì kỳ này chưa có số liệu")
            return
        if first.change in _JOINED and len({one.change for _, one in found}) == 1:
            others = " và ".join(self.other(which) for which, _ in found)
            yield from self.said(token.name, asked[0], phrase(first, other=others))
            return
        is_still = {one.change for _, one in found} in ({Change.SAME}, {Change.NEARLY_SAME})
        for at, (which, one) in enumerate(found):
            if at and is_still:
                yield Run(RunKind.TEXT, f" và {self.other(which)} (")
                yield from self.said(token.name, which, [Part(PartKind.BEFORE), Part(PartKind.TEXT, ")")])
                continue
            if at:
                yield Run(RunKind.TEXT, "; ")
            counts = self.numbers.counts(token.name)
            yield from self.said(token.name, which, phrase(one, other=self.other(which), counts=counts))

    def other(self, which: Which) -> str:
        is_year = previous(self.period) == same_of_last_year(self.period)
        return "năm trước" if is_year and self.period.days > 360 else OTHERS[which]

    def compared(self, indicator: str, which: Which) -> Comparison:
        numbers, period = self.numbers, self.period
        return compare(numbers.level(indicator, period), numbers.level(indicator, period_of_which(which, period)))

    def said(self, indicator: str, which: Which, parts: Sequence[Part]) -> Iterator[Run]:
        when = period_of_which(which, self.period)
        for part in parts:
            if part.kind is PartKind.TEXT:
                yield Run(RunKind.TEXT, part.text)
            elif part.kind is PartKind.DIFFERENCE:
                earlier = self.numbers.run(indicator, when)
                yield Run(RunKind.DIFFERENCE, part.text, "", earlier.entry)
            else:
                yield Run(RunKind.TEXT, f"{short_period(when)}: ")
                yield self.numbers.run(indicator, when)

    # ---- tables

    def own_table(self, lines: Sequence[Line]) -> Grid:
        """What an author typed with bars; its first row is the head."""
        width = max(len(line.cells) for line in lines)
        head, *rest = lines
        rows = [Row(tuple(self.runs(cell) for cell in _wide(line.cells, width))) for line in rest]
        titles = tuple("".join(run.text for run in self.runs(cell)) for cell in _wide(head.cells, width))
        numeric = tuple(bool(rows) and all(_is_number(row.cells[at]) for row in rows) for at in range(width))
        return Grid("", titles, tuple(rows), numeric)

    def table(self, token: Token) -> Block:
        tables = self.about.get("tables")
        known = tables.get(token.name) if isinstance(token, Placeholder) and isinstance(tables, dict) else None
        if not isinstance(known, dict) or not isinstance(token, Placeholder):
            name = token.name if isinstance(token, Placeholder) else str(token)
            return Paragraph(BlockKind.PARAGRAPH, (Run(RunKind.FAULT, str(say("placeholder_table", {"text": name}))),))
        kind = TableKind(str(known["kind"]))
        indicators = [str(one) for one in _list(known.get("indicators"))]
        if kind is TableKind.PERIODS:
            return self.by_period(str(known["title"]), indicators)
        return self.by_member(token.name, known, kind, indicators)

    def by_period(self, title: str, indicators: Sequence[str]) -> Grid:
        whens = [period_of_which(which, self.period) for which in Which]
        once = list(dict.fromkeys(whens))
        rows = [
            Row(
                (
                    (Run(RunKind.TEXT, self.numbers.name(one)),),
                    *((self.numbers.run(one, when),) for when in once),
                    *((self.short_change(one, which),) for which in tuple(Which)[1 : len(once)]),
                )
            )
            for one in indicators
        ]
        heads = ["Chỉ tiêu", *(short_period(when)[:1].upper() + short_period(when)[1:] for when in once)]
        heads += ["So với kỳ trước", "So với cùng kỳ"][: len(once) - 1]
        widths = (47 if len(once) > 2 else 83, *(20 for _ in once), *(29 if len(once) > 2 else 42 for _ in once[1:]))
        numeric = (False, *(True for _ in heads[1:]))
        return Grid(title, tuple(heads), tuple(rows), numeric, widths, POINTS_NOTE)

    def short_change(self, indicator: str, which: Which) -> Run:
        found = self.compared(indicator, which)
        entry = self.numbers.run(indicator, period_of_which(which, self.period)).entry
        match found.change:
            case Change.SAME | Change.NEARLY_SAME:
                return Run(RunKind.TEXT, "không đổi")
            case Change.POINTS | Change.FROM_NOTHING | Change.MULTIPLE | Change.AMOUNT:
                differing = next(part.text for part in phrase(found, other="") if part.kind is PartKind.DIFFERENCE)
                sign = "+" if found.difference > 0 else "−"
                text = differing.replace(" điểm phần trăm", "")
                return Run(RunKind.DIFFERENCE, f"{sign}{text}", "", entry)
            case _:
                return Run(RunKind.TEXT, "không so sánh")

    def by_member(self, name: str, known: Mapping[str, Json], kind: TableKind, indicators: Sequence[str]) -> Grid:
        heads = [str(one) for one in _list(known.get("heads"))] or [self.numbers.name(one) for one in indicators]
        if name not in self.numbers.asked.tables:
            members: list[tuple[str, str]] = []
        elif kind is TableKind.UNITS:
            listed = self.about.get("members")
            members = [
                (str(one[0]), str(one[1])) for one in _pairs(listed.get(name) if isinstance(listed, dict) else None)
            ]
        else:
            members = [(one, one) for one in self.numbers.members(name)]
        rows = [
            Row(((Run(RunKind.TEXT, str(at)),), (Run(RunKind.TEXT, words),), *self.cells(name, code, indicators)))
            for at, (code, words) in enumerate(members, 1)
        ]
        if known.get("total") is True and rows:
            total = tuple((self.numbers.run(one, self.period),) for one in indicators)
            rows.append(Row(((Run(RunKind.TEXT, ""),), (Run(RunKind.TEXT, "Tổng cộng"),), *total), is_total=True))
        first = "Đơn vị" if kind is TableKind.UNITS else "Lĩnh vực"
        widths = (10, 50, *(int(105 / max(1, len(heads))) for _ in heads))
        is_empty = any(run.text == NOTHING for row in rows for cell in row.cells for run in cell)
        note = NOTHING_NOTE if is_empty else "" if rows else "Không có đơn vị nào trong bảng."
        numeric = (False, False, *(True for _ in heads))
        return Grid(str(known["title"]), ("TT", first, *heads), tuple(rows), numeric, widths, note)

    def cells(self, table: str, member: str, indicators: Sequence[str]) -> Iterator[tuple[Run, ...]]:
        for indicator in indicators:
            yield (self.numbers.cell(table, member, indicator),)


def _wide(cells: Sequence[tuple[Token, ...]], width: int) -> list[tuple[Token, ...]]:
    return [*cells, *(() for _ in range(width - len(cells)))]


def _is_number(cell: Sequence[Run]) -> bool:
    text = "".join(run.text for run in cell).strip()
    return bool(text) and text[0].isdecimal() and all(letter in "0123456789.,%+−- " for letter in text)


def _texts(value: Json) -> dict[str, str]:
    return {str(key): str(one) for key, one in value.items()} if isinstance(value, dict) else {}


def _objects(value: Json) -> list[dict[str, Json]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _pairs(value: Json) -> list[list[Json]]:
    return [one for one in _list(value) if isinstance(one, list) and len(one) == 2]
