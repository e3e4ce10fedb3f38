"""From margins to whole numbers: how many dossiers of each class, so that every line is met exactly. Pure.

Classes are the combinations that can be filed. Proportional fitting gives shares, largest remainders whole numbers, and
what is still missing is mended by exchanging one dossier between two classes, searched from the smallest fault on. A
line is blamed when everything before it could be met and it cannot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush
from itertools import accumulate
from typing import Final

from motcua.simulate.spec.model import REST, SpecFault, Wanted

Class = tuple[str, ...]
"""The value of each dimension, in the order of the dimensions; REST where the table does not name it."""

_ROUNDS: Final = 60
_TRIES: Final = 30_000


def quotas(table: Mapping[str, Wanted], whole: int, *, has_rest: bool) -> dict[str, int]:
    """A count for each line of a table that add up to ``whole``; what is not named takes the rest. Raises SpecFault."""
    ranges = {}
    for name, line in table.items():
        ranges[name] = line.candidates(whole)
        if not ranges[name]:
            raise SpecFault("spec_rate", line.line, line.path, value=line.text, whole=whole)
    low = sum(one.start for one in ranges.values())
    high = sum(one.stop - 1 for one in ranges.values())
    last = [*table.values()][-1]
    if low > whole or (high < whole and not has_rest):
        blamed = _too_much(table, ranges, whole) or last
        raise SpecFault("spec_sum", blamed.line, blamed.path, low=low, high=high, whole=whole)
    exact = {name: _exact(line, whole) for name, line in table.items()}
    found = {name: min(max(int(exact[name]), one.start), one.stop - 1) for name, one in ranges.items()}
    step = 1 if sum(found.values()) < whole else -1
    while (missing := whole - sum(found.values())) != 0:
        movable = [name for name, one in ranges.items() if found[name] + step in one]
        if not movable or (step > 0 and missing < 0):
            break
        found[max(movable, key=lambda name: step * (exact[name] - found[name]))] += step
    rest = whole - sum(found.values())
    if rest < 0 or (rest > 0 and not has_rest):
        raise SpecFault("spec_sum", last.line, last.path, low=low, high=high, whole=whole)
    return {**found, REST: rest} if rest else found


def spread(counts: Mapping[str, int], whole: int) -> list[str]:
    """The names as often as they count, each spread evenly over the whole."""
    placed = sorted(((2 * number + 1) / (2 * count), name) for name, count in counts.items() for number in range(count))
    return [name for _place, name in placed][:whole]


def _too_much(table: Mapping[str, Wanted], ranges: Mapping[str, range], whole: int) -> Wanted | None:
    """The line that, with those before it, is more than the whole."""
    so_far = accumulate(ranges[name].start for name in table)
    return next((line for line, least in zip(table.values(), so_far, strict=True) if least > whole), None)


def _exact(line: Wanted, whole: int) -> float:
    return float(line.count) if line.count is not None else float(line.rate or 0) * whole / 100


def solved(
    classes: Mapping[Class, float], margins: Sequence[tuple[int, Mapping[str, int], Mapping[str, Wanted]]], whole: int
) -> dict[Class, int]:
    """How many of each class. ``classes`` have weights; a margin names its dimension, its counts and its lines. Raises
    SpecFault with the first line that cannot be met beside those before it."""
    for upto in range(len(margins) + 1):
        found = _solved(classes, [(dim, counts) for dim, counts, _lines in margins[:upto]], whole)
        if found is None:
            raise _blamed(classes, margins, upto - 1, whole)
        if upto == len(margins):
            return found
    raise AssertionError("the loop ends with an answer")


def _blamed(
    classes: Mapping[Class, float],
    margins: Sequence[tuple[int, Mapping[str, int], Mapping[str, Wanted]]],
    at: int,
    whole: int,
) -> SpecFault:
    """The line of the margin that is the first without a class, else the last one."""
    dim, counts, lines = margins[at]
    there = {one[dim] for one in classes}
    for name, count in counts.items():
        if count and name not in there and name in lines:
            return SpecFault("spec_nothing", lines[name].line, lines[name].path, name=name)
    line = [*lines.values()][-1]
    for upto, (name, one) in enumerate(lines.items(), start=1):
        part = {key: counts.get(key, 0) for key in list(lines)[:upto]}
        merged = {**part, REST: whole - sum(part.values())}
        folded = {key: REST if key not in part else key for key in there}
        less: dict[Class, float] = {}
        for found, weight in classes.items():
            key = (*found[:dim], folded.get(found[dim], REST), *found[dim + 1 :])
            less[key] = less.get(key, 0.0) + weight
        if _solved(less, [*((d, c) for d, c, _l in margins[:at]), (dim, merged)], whole) is None:
            return SpecFault("spec_beside", one.line, one.path, name=name)
    return SpecFault("spec_beside", line.line, line.path, name="")


def _solved(
    classes: Mapping[Class, float], margins: Sequence[tuple[int, Mapping[str, int]]], whole: int
) -> dict[Class, int] | None:
    kept = {
        one: weight for one, weight in classes.items() if all(counts.get(one[dim], 0) > 0 for dim, counts in margins)
    }
    if whole and not kept:
        return None
    shares = _fitted(kept, margins, whole)
    found = {one: int(share) for one, share in shares.items()}
    left = whole - sum(found.values())
    order = sorted(shares, key=lambda one: (found[one] - shares[one], one))
    for one in (order * (1 + left // max(1, len(order))))[: max(0, left)]:
        found[one] += 1
    return _mended(found, margins)


def _fitted(
    classes: Mapping[Class, float], margins: Sequence[tuple[int, Mapping[str, int]]], whole: int
) -> dict[Class, float]:
    """Iterative proportional fitting."""
    total = sum(classes.values()) or 1.0
    shares = {one: weight * whole / total for one, weight in classes.items()}
    for _round in range(_ROUNDS if len(margins) > 1 else 1):
        for dim, counts in margins:
            sums: dict[str, float] = {}
            for one, share in shares.items():
                sums[one[dim]] = sums.get(one[dim], 0.0) + share
            shares = {
                one: share * counts[one[dim]] / sums[one[dim]] if sums[one[dim]] else share
                for one, share in shares.items()
            }
    return shares


Fault = tuple[tuple[int, ...], ...]


def _mended(found: dict[Class, int], margins: Sequence[tuple[int, Mapping[str, int]]]) -> dict[Class, int] | None:
    """Exchange dossiers between classes until every margin is met; None when no way is found."""
    names = [sorted({*counts} | {one[dim] for one in found}) for dim, counts in margins]
    places = [{name: place for place, name in enumerate(one)} for one in names]
    fault = _fault(found, margins, names)
    classes = sorted(found)
    rows = {one: tuple(places[at][one[dim]] for at, (dim, _counts) in enumerate(margins)) for one in classes}
    moves = _moves(classes, rows)
    heap: list[tuple[int, int, Fault, tuple[tuple[Class, Class], ...]]] = [(_size(fault), 0, fault, ())]
    seen = {fault}
    number = 0
    while heap and number < _TRIES:
        size, _number, fault, path = heappop(heap)
        if size == 0:
            return _exchanged(found, path)
        for change, pairs in moves.items():
            if not _helps(fault, change):
                continue
            after = _changed(fault, change)
            if after in seen:
                continue
            pair = next((pair for pair in pairs if found[pair[0]] > sum(1 for p in path if p[0] == pair[0])), None)
            if pair is None:
                continue
            seen.add(after)
            number += 1
            heappush(heap, (_size(after), number, after, (*path, pair)))
    return None


Change = tuple[tuple[int, int, int], ...]
"""(margin, row that loses one, row that gains one), for the margins that change."""


def _moves(classes: Sequence[Class], rows: Mapping[Class, tuple[int, ...]]) -> dict[Change, list[tuple[Class, Class]]]:
    moves: dict[Change, list[tuple[Class, Class]]] = {}
    if len(classes) > 400:  # far more ways than are needed
        classes = classes[:: len(classes) // 400 + 1]
    for one in classes:
        for other in classes:
            if one == other:
                continue
            change = tuple((at, a, b) for at, (a, b) in enumerate(zip(rows[one], rows[other], strict=True)) if a != b)
            if change and len(moves.setdefault(change, [])) < 4:
                moves[change].append((one, other))
    return moves


def _fault(
    found: Mapping[Class, int], margins: Sequence[tuple[int, Mapping[str, int]]], names: Sequence[Sequence[str]]
) -> Fault:
    faults = []
    for (dim, counts), order in zip(margins, names, strict=True):
        sums = dict.fromkeys(order, 0)
        for one, count in found.items():
            sums[one[dim]] += count
        faults.append(tuple(counts.get(name, 0) - sums[name] for name in order))
    return tuple(faults)


def _size(fault: Fault) -> int:
    return sum(abs(value) for row in fault for value in row)


def _helps(fault: Fault, change: Change) -> bool:
    """Some margin comes nearer to what it should be."""
    return any(fault[at][a] < 0 or fault[at][b] > 0 for at, a, b in change)


def _changed(fault: Fault, change: Change) -> Fault:
    rows = [list(row) for row in fault]
    for at, a, b in change:
        rows[at][a] += 1
        rows[at][b] -= 1
    return tuple(tuple(row) for row in rows)


def _exchanged(found: Mapping[Class, int], path: Sequence[tuple[Class, Class]]) -> dict[Class, int]:
    after = dict(found)
    for one, other in path:
        after[one] -= 1
        after[other] += 1
    return after
