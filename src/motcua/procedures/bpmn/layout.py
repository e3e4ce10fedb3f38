"""Where the shapes and arrows of a drawn process lie: lanes below one another, time from left to right. Pure.

Shapes stand in cells of lanes, rows and columns. Arrows run in the gaps between columns and in the corridor under each
row only, each with a track of its own, so none crosses a shape.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TASK_WIDTH, TASK_HEIGHT = 130, 84
GATEWAY, EVENT, TIMER = 50, 36, 36
BESIDE = 36
"""Between a task and its gateway."""
TRACK, MARGIN, HEADING, BAND = 12, 24, 30, 34
ABOVE = 22


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> tuple[int, int]:
        return self.x + self.width, self.y + self.height // 2

    @property
    def left(self) -> tuple[int, int]:
        return self.x, self.y + self.height // 2

    @property
    def below(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place: a step with the gateway and the timers that belong to it, or the start or the end."""

    key: str
    lane: str
    event: bool = False
    gateway: bool = False
    timers: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between cells. ``out_of`` is the part it leaves: ``task``, ``gateway`` or ``timer0`` …"""

    key: str
    source: str
    target: str
    out_of: str = "task"


Points = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """``shapes`` by cell key, with ``KEY.gateway`` and ``KEY.timer0`` beside; ``lanes`` by lane; ``pool`` round all."""

    shapes: Mapping[str, Box]
    lanes: Mapping[str, Box]
    pool: Box
    lines: Mapping[str, Points]


def ranks(first: str, ahead: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The column of each cell that ``first`` leads to: one more than the latest cell before it. An arrow back to a cell
    that is still open on the way to it is a return and moves nothing."""
    order: list[str] = []
    seen, on_way = {first}, {first}
    forward: dict[str, list[str]] = defaultdict(list)
    waiting: list[tuple[str, int]] = [(first, 0)]
    while waiting:
        key, position = waiting.pop()
        if position == len(ahead.get(key, ())):
            on_way.discard(key)
            order.append(key)
            continue
        waiting.append((key, position + 1))
        target = ahead[key][position]
        if target not in on_way:
            forward[key].append(target)
        if target not in seen:
            seen.add(target)
            on_way.add(target)
            waiting.append((target, 0))
    rank = dict.fromkeys(order, 0)
    for key in reversed(order):
        for target in forward[key]:
            rank[target] = max(rank[target], rank[key] + 1)
    return rank


class _Grid:
    """Lanes, rows and columns with the tracks that arrows take up in them."""

    def __init__(self, cells: Sequence[Cell], rank: Mapping[str, int]) -> None:
        self.cells = {cell.key: cell for cell in cells}
        self.rank = rank
        self.lanes = list(dict.fromkeys(cell.lane for cell in cells))
        taken: dict[tuple[str, int], int] = defaultdict(int)
        self.row: dict[str, int] = {}
        for cell in sorted(cells, key=lambda one: rank[one.key]):
            place = (cell.lane, rank[cell.key])
            self.row[cell.key] = taken[place]
            taken[place] += 1
        self.rows = {lane: 1 + max(self.row[c.key] for c in cells if c.lane == lane) for lane in self.lanes}
        self.corridor: dict[tuple[str, int], list[str]] = defaultdict(list)
        self.gap: dict[int, list[str]] = defaultdict(list)

    def book(self, edges: Sequence[Edge]) -> dict[str, bool]:
        """Give every arrow its tracks; tells which of them go straight to the right."""
        straight: dict[str, bool] = {}
        leaves_right: set[tuple[str, str]] = set()
        for edge in edges:
            part = (edge.source, edge.out_of)
            near = self.rank[edge.target] == self.rank[edge.source] + 1
            straight[edge.key] = near and part not in leaves_right and not edge.out_of.startswith("timer")
            if straight[edge.key]:
                leaves_right.add(part)
            else:
                self.corridor[self.cells[edge.source].lane, self.row[edge.source]].append(edge.key)
            self.gap[self.rank[edge.target]].append(edge.key)
        return straight

    def columns(self) -> dict[int, int]:
        """The left side of the shapes in each column."""
        x, lefts = MARGIN + HEADING * 2, {}
        for column in range(max(self.rank.values()) + 1):
            x += BAND + TRACK * len(self.gap[column])
            lefts[column] = x
            inside = [cell for key, cell in self.cells.items() if self.rank[key] == column]
            x += max((_width(cell) for cell in inside), default=EVENT)
        self.end = x + BAND
        return lefts

    def heights(self) -> dict[tuple[str, int], int]:
        """The top of the shapes of each row; the lanes' own boxes are found from them."""
        y, tops = MARGIN, {}
        self.lane_top: dict[str, int] = {}
        for lane in self.lanes:
            self.lane_top[lane] = y
            for row in range(self.rows[lane]):
                tops[lane, row] = y + ABOVE
                y += ABOVE + TASK_HEIGHT + BAND + TRACK * len(self.corridor[lane, row])
        self.bottom = y
        return tops


def _width(cell: Cell) -> int:
    if cell.event:
        return EVENT
    return max(TASK_WIDTH, TIMER * cell.timers + 8) + (BESIDE + GATEWAY if cell.gateway else 0)


def draw(cells: Sequence[Cell], edges: Sequence[Edge]) -> Drawing:
    """The drawing of ``cells``, the first of which is the start; every cell is reached from it."""
    ahead: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        ahead[edge.source].append(edge.target)
    grid = _Grid(cells, ranks(cells[0].key, ahead))
    straight = grid.book(edges)
    lefts, tops = grid.columns(), grid.heights()
    shapes: dict[str, Box] = {}
    for cell in cells:
        _place(shapes, cell, lefts[grid.rank[cell.key]], tops[cell.lane, grid.row[cell.key]])
    lines = {edge.key: _line(grid, shapes, lefts, tops, edge, straight[edge.key]) for edge in edges}
    starts = [*(grid.lane_top[lane] for lane in grid.lanes), grid.bottom]
    wide = grid.end - MARGIN - HEADING
    lanes = {
        lane: Box(MARGIN + HEADING, starts[index], wide, starts[index + 1] - starts[index])
        for index, lane in enumerate(grid.lanes)
    }
    return Drawing(shapes, lanes, Box(MARGIN, MARGIN, grid.end - MARGIN, grid.bottom - MARGIN), lines)


def _place(shapes: dict[str, Box], cell: Cell, x: int, top: int) -> None:
    if cell.event:
        shapes[cell.key] = Box(x, top + (TASK_HEIGHT - EVENT) // 2, EVENT, EVENT)
        return
    wide = max(TASK_WIDTH, TIMER * cell.timers + 8)
    shapes[cell.key] = Box(x, top, wide, TASK_HEIGHT)
    for index in range(cell.timers):
        shapes[f"{cell.key}.timer{index}"] = Box(
            x + wide - TIMER * (index + 1) - 4, top + TASK_HEIGHT - TIMER // 2, TIMER, TIMER
        )
    if cell.gateway:
        shapes[f"{cell.key}.gateway"] = Box(x + wide + BESIDE, top + (TASK_HEIGHT - GATEWAY) // 2, GATEWAY, GATEWAY)


def _line(
    grid: _Grid, shapes: Mapping[str, Box], lefts: Mapping[int, int], tops: Mapping[tuple[str, int], int],
    edge: Edge, straight: bool,
) -> Points:  # fmt: skip
    part = edge.source if edge.out_of == "task" else f"{edge.source}.{edge.out_of}"
    source, target = shapes[part], shapes[edge.target]
    column = grid.rank[edge.target]
    channel = lefts[column] - BAND // 2 - TRACK * grid.gap[column].index(edge.key)
    inward = ((channel, target.left[1]), target.left)
    if straight:
        if source.right[1] == target.left[1]:
            return source.right, target.left
        return source.right, (channel, source.right[1]), *inward
    place = grid.cells[edge.source].lane, grid.row[edge.source]
    track = tops[place] + TASK_HEIGHT + BAND - TRACK + TRACK * grid.corridor[place].index(edge.key)
    down = source.below
    return down, (down[0], track), (channel, track), *inward
