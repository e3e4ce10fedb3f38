"""A process as a drawing: boxes with their words, lines, lanes; what is wrong or different is marked in its box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.core.canonical import Json
from motcua.procedures.process import END
from motcua.procedures.process_rows import Row, outcomes_of
from motcua.studio.processes.flow_layout import Layout, Line, Link, Node, lay_out
from motcua.studio.processes.flow_text import broken
from motcua.studio.processes.words import ROLES, time_words, unit_words, words

WIDE_BOX, NARROW_BOX = 186, 236
NAME_SIZE, SMALL_SIZE, LINE = 14, 12, 18
PADDING = 10
PILL = 28
LANE_LINE = 16
MOST_NAME_LINES, MOST_LANE_LINES = 3, 3


@dataclass(frozen=True, slots=True)
class Text:
    x: int
    y: int
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A box. ``href`` is empty for the two ends; ``title`` says the whole of it."""

    x: int
    y: int
    width: int
    height: int
    look: str
    texts: Sequence[Text]
    href: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    path: str
    look: str


@dataclass(frozen=True, slots=True)
class Number:
    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class DrawnLane:
    x: int
    width: int
    texts: Sequence[Text]
    is_odd: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    head: int
    lanes: Sequence[DrawnLane]
    strokes: Sequence[Stroke]
    shapes: Sequence[Shape]
    numbers: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Marks:
    """What to say of rows, by their place: how many faults, and what a comparison found (``new``, ``changed``,
    ``gone``). ``anchor`` is where a box leads, with the number of the row."""

    faults: Mapping[int, int] = field(default_factory=dict)
    compared: Mapping[int, str] = field(default_factory=dict)
    anchor: str = "#buoc-{number}"


def drawn(
    rows: Sequence[Row], names: Mapping[str, str], *, marks: Marks | None = None, one_column: bool = False
) -> Drawing:
    """The drawing of the rows. ``names`` are of units by code."""
    marks, box = marks or Marks(), NARROW_BOX if one_column else WIDE_BOX
    lanes = [""] if one_column else list(dict.fromkeys(unit_words(row, names) for row in rows)) or [""]
    texts = [_texts(row, number, names, marks, box, with_unit=one_column) for number, row in enumerate(rows)]
    start, end = len(rows), len(rows) + 1
    own = [0 if one_column else lanes.index(unit_words(row, names)) for row in rows]
    nodes = [
        Node(start, own[0] if own else 0, PILL),
        *(Node(number, own[number], _height(texts[number])) for number in range(len(rows))),
        Node(end, own[-1] if own else 0, PILL),
    ]
    titles = [[] if one_column else broken(name, box, SMALL_SIZE, MOST_LANE_LINES) for name in lanes]
    head = max(len(lines) for lines in titles) * LANE_LINE + (PADDING if not one_column else 0)
    layout = lay_out(nodes, _links(rows, start, end), box=box, head=head, one_column=one_column)
    shapes = [_end(layout, start, _("Bắt đầu")), *_boxes(layout, rows, texts, marks), _end(layout, end, _("Kết thúc"))]
    return Drawing(
        layout.width,
        layout.height,
        head,
        [] if one_column else _lanes(layout, titles),
        [Stroke(_path(line), f"mc-flow__line--{line.way.value}") for line in layout.lines],
        shapes,
        _numbers(layout, rows),
    )


def _links(rows: Sequence[Row], start: int, end: int) -> list[Link]:
    places: dict[str, int] = {}
    for number, row in enumerate(rows):
        places.setdefault(str(row.get("key")), number)
    found = [Link(start, 0 if rows else end)]
    for number, row in enumerate(rows):
        for exit_, outcome in enumerate(outcomes_of(row)):
            to = str(outcome.get("to"))
            target = end if to == END else places.get(to)
            if target is not None:
                found.append(Link(number, target, exit_))
    return found


_Texts = list[tuple[str, str]]


def _texts(row: Row, number: int, names: Mapping[str, str], marks: Marks, box: int, *, with_unit: bool) -> _Texts:
    """The lines of a box and how each looks."""
    inner = box - 2 * PADDING
    name = str(row.get("name") or _("(chưa có tên)"))
    found = [(line, "name") for line in broken(f"{number + 1}. {name}", inner, NAME_SIZE, MOST_NAME_LINES)]
    who = words(ROLES, row.get("role"))
    parts = [who, unit_words(row, names) if with_unit else "", time_words(row.get("amount"), row.get("unit"))]
    found += [(line, "who") for line in broken(" · ".join(part for part in parts if part), inner, SMALL_SIZE, 2)]
    outcomes = outcomes_of(row)
    if len(outcomes) > 1:
        found += [(_outcome(one, place, inner), "way") for place, one in enumerate(outcomes, start=1)]
    timers = row.get("timers")
    if isinstance(timers, list) and timers:
        found.append((ngettext("{count} hẹn giờ", "{count} hẹn giờ", len(timers)).format(count=len(timers)), "timer"))
    if compared := marks.compared.get(number):
        found.append((_COMPARED[compared](), "mark"))
    if faults := marks.faults.get(number, 0):
        found.append((ngettext("! {count} chỗ sai", "! {count} chỗ sai", faults).format(count=faults), "fault"))
    return found


_COMPARED = {"new": lambda: _("+ mới"), "changed": lambda: _("± đổi"), "gone": lambda: _("− bỏ")}


def _outcome(outcome: Mapping[str, Json], place: int, inner: int) -> str:
    """``2 Trả lại (nếu…)``."""
    name = str(outcome.get("name") or outcome.get("key") or "")
    asks = (
        _(" (có điều kiện)") if outcome.get("when") is not None else _(" (còn lại)") if outcome.get("otherwise") else ""
    )
    return "".join(broken(f"{place} {name}{asks}", inner, SMALL_SIZE, 1))


def _height(texts: _Texts) -> int:
    return len(texts) * LINE + 2 * PADDING


def _boxes(layout: Layout, rows: Sequence[Row], texts: Sequence[_Texts], marks: Marks) -> list[Shape]:
    found = []
    for number, row in enumerate(rows):
        box = layout.boxes[number]
        looks = [f"mc-flow__box--{row.get('kind')}"] if row.get("kind") in {"automatic", "consultation"} else []
        looks += [f"mc-flow__box--{marks.compared[number]}"] if number in marks.compared else []
        looks += ["mc-flow__box--fault"] if marks.faults.get(number) else []
        lines = [
            Text(box.x + PADDING, box.y + PADDING + LINE * place + 13, text, look)
            for place, (text, look) in enumerate(texts[number])
        ]
        href = marks.anchor.format(number=number + 1) if marks.anchor else ""
        title = f"{number + 1}. {row.get('name') or ''}"
        found.append(Shape(box.x, box.y, box.width, box.height, " ".join(looks), lines, href, title))
    return found


def _end(layout: Layout, number: int, text: str) -> Shape:
    box = layout.boxes[number]
    middle = Text(box.x + box.width // 2, box.y + 19, text, "end")
    return Shape(box.x, box.y, box.width, box.height, "mc-flow__box--end", [middle])


def _lanes(layout: Layout, titles: Sequence[Sequence[str]]) -> list[DrawnLane]:
    found = []
    for number, (lane, lines) in enumerate(zip(layout.lanes, titles, strict=True)):
        middle = lane.x + lane.width // 2
        texts = [Text(middle, LANE_LINE * (place + 1) - 2, text, "lane") for place, text in enumerate(lines)]
        found.append(DrawnLane(lane.x, lane.width, texts, number % 2 == 1))
    return found


def _path(line: Line) -> str:
    first, *others = line.points
    return f"M{first[0]} {first[1]}" + "".join(f"L{x} {y}" for x, y in others)


def _numbers(layout: Layout, rows: Sequence[Row]) -> list[Number]:
    """The number of each way at the edge of its box, where there are several and room for them."""
    found = []
    for line in layout.lines:
        number = line.link.source
        if number >= len(rows) or len(outcomes_of(rows[number])) < 2:
            continue
        x, y = line.points[0]
        near = [one for one in layout.lines if one.link.source == number and one is not line]
        if all(abs(one.points[0][0] - x) >= LINE for one in near):
            found.append(Number(x, y, str(line.link.exit + 1)))
    return found
