"""The days as they pass: stories enter when people come, wait for desks and leave when they are told. One heap of
instants; memory grows with what is under way, not with the history. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from motcua.simulate.course import Course, Need, course
from motcua.simulate.offered import Offices
from motcua.simulate.offices import Desk
from motcua.simulate.province import Officer
from motcua.simulate.story import Story

_Entry = tuple[int, int, Story, Course, Need | None, Officer | None]
"""When, a number that keeps equal instants in order, whose story; the need that begins then, or who has served it."""


def told(stories: Iterable[Story], offices: Offices, until: int) -> Iterator[Story]:
    """The stories as they end, or as far as they are at ``until`` (ticks). ``stories`` come in the order of time."""
    heap: list[_Entry] = []
    number = 0
    for story in stories:
        while heap and heap[0][0] <= story.ticks:
            number += 1
            yield from _moved(heap, offices, until, number)
        number += 1
        told_by = course(story, offices)
        yield from _placed(heap, until, number, story, told_by, next(told_by, None))
    while heap:
        number += 1
        yield from _moved(heap, offices, until, number)


def _moved(heap: list[_Entry], offices: Offices, until: int, number: int) -> Iterator[Story]:
    at, _number, story, told_by, need, officer = heappop(heap)
    if need is not None and need.desk is not None:
        ended, served = _served(need.desk, at, need.minutes)
        if ended > until:
            yield story
        else:
            heappush(heap, (ended, number, story, told_by, None, served))
        return
    try:
        following = told_by.send((at, officer))
    except StopIteration:
        yield story
        return
    yield from _placed(heap, until, number, story, told_by, following)


def _served(desk: Desk, at: int, minutes: float) -> tuple[int, Officer]:
    return desk.serve(at, minutes)


def _placed(
    heap: list[_Entry], until: int, number: int, story: Story, told_by: Course, need: Need | None
) -> Iterator[Story]:
    """Keep the story for when its need begins; one that waits past the end is told as far as it is."""
    if need is None or need.ticks > until:
        yield story
    else:
        heappush(heap, (need.ticks, number, story, told_by, need, None))
