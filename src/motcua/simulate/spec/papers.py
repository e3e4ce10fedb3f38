"""How many papers of each dossier are there as a file, so that the lines of a group about papers are met."""

from __future__ import annotations

from collections.abc import Sequence

from motcua.simulate.spec.model import Group, Outcome, SpecFault, Wanted
from motcua.simulate.spec.seat import FILES_MOST, Seat


def scan(group: Group, seats: Sequence[Seat]) -> None:
    """Set what is digitised of accepted dossiers that came on paper; papers of online ones are files anyway. Raises
    SpecFault: how many papers there are follows from the draw, another draw may fit a rate."""
    accepted = [seat for seat in seats if seat.outcome is not Outcome.REFUSED]
    paper = [seat for seat in accepted if not seat.is_online]
    if line := group.shares.get("digitised"):
        _fill(paper, _found(line, sum(len(seat.papers) for seat in paper)))
        return
    line = group.shares.get("all_digitised")
    full = _full(line, accepted) if line else []
    rest = paper
    if line:
        chosen = {id(seat) for seat in full}
        rest = [seat for seat in paper if id(seat) not in chosen]
    _some(group, accepted, full, rest, least_missing=1 if line else 0)


def _full(line: Wanted, accepted: Sequence[Seat]) -> list[Seat]:
    """Those that came on paper and are digitised whole; the smallest, so that a rate of papers can lie low."""
    there = sum(len(seat.papers) <= (FILES_MOST if seat.is_online else 0) for seat in accepted)
    able = sorted((seat for seat in accepted if not seat.is_online and seat.papers), key=lambda one: len(one.papers))
    fitting = [n for n in line.candidates(len(accepted)) if there <= n <= there + len(able)]
    if not fitting:
        raise SpecFault("spec_papers", line.line, line.path, value=line.text, low=there, high=there + len(able))
    full = able[: fitting[0] - there]
    for seat in full:
        seat.scanned = len(seat.papers)
    return full


def _some(
    group: Group, accepted: Sequence[Seat], full: Sequence[Seat], rest: Sequence[Seat], *, least_missing: int
) -> None:
    """Papers of ``rest`` by the rate of all papers; of each at least ``least_missing`` is left on paper."""
    line = group.shares.get("components")
    if line is None:
        if least_missing:
            for number, seat in enumerate(rest):
                seat.scanned = min(number % 3, max(0, len(seat.papers) - least_missing))
        return
    whole = sum(len(seat.papers) for seat in accepted)
    files = sum(min(len(seat.papers), FILES_MOST) for seat in accepted if seat.is_online)
    low = files + sum(len(seat.papers) for seat in full)
    high = low + sum(max(0, len(seat.papers) - least_missing) for seat in rest)
    fitting = [n for n in line.candidates(whole) if low <= n <= high]
    if not fitting:
        raise SpecFault("spec_papers", line.line, line.path, value=line.text, low=low, high=high)
    _fill(rest, fitting[0] - low, least_missing)


def _fill(seats: Sequence[Seat], count: int, least_missing: int = 0) -> None:
    """``count`` papers, spread over the dossiers: as many of each as its share, then one more where there is room."""
    room = [max(0, len(seat.papers) - least_missing) for seat in seats]
    whole = sum(room)
    for seat, most in zip(seats, room, strict=True):
        seat.scanned = most * count // whole if whole else 0
    left = count - sum(seat.scanned for seat in seats)
    for seat, most in zip(seats, room, strict=True):
        more = min(left, most - seat.scanned)
        seat.scanned += more
        left -= more


def _found(line: Wanted, whole: int) -> int:
    candidates = line.candidates(whole)
    if not candidates or candidates.start > whole:
        raise SpecFault("spec_rate", line.line, line.path, value=line.text, whole=whole)
    return candidates.start
