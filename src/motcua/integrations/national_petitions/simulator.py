"""The national system in memory, wrong on purpose as real ones are: items twice, late, out of order; an hour away; an
act that was carried out and whose answer was lost; another office that answered first. Pure: time is told to it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from .interface import Item, ItemKind, NationalAway, NationalRefused, Page


@dataclass(slots=True)
class Faults:
    """``twice``: each item comes in two pages. ``shuffled``: pages are in no order. ``late``: so many of the last items
    are held back until all others were read. ``lost_answers``: so many acts are carried out and answered with nothing.
    ``away``: from, until."""

    twice: bool = False
    shuffled: bool = False
    late: int = 0
    lost_answers: int = 0
    away: tuple[dt.datetime, dt.datetime] | None = None


@dataclass(slots=True)
class View:
    """A petition as the national system sees it."""

    state: str = "waiting"
    unit: str = ""
    answers: list[str] = field(default_factory=list)
    published: tuple[str, str] | None = None
    score: int = 0
    acts: list[str] = field(default_factory=list)


class SimulatedNational:
    """Implements :class:`~motcua.integrations.national_petitions.interface.NationalPetitions`."""

    def __init__(self, now: Callable[[], dt.datetime], faults: Faults | None = None, *, seed: int = 1) -> None:
        self.now, self.faults = now, faults or Faults()
        self.items: list[Item] = []
        self.views: dict[str, View] = {}
        self.done: dict[str, str] = {}
        self.calls = 0
        self._random = random.Random(seed)  # noqa: S311 - faults for tests

    # ---- what people and other offices do there

    def report(self, number: str, text: str, **more: str) -> Item:
        self.views[number] = View()
        return self._add(number, ItemKind.REPORT, text=text, **more)

    def supplement(self, number: str, text: str) -> Item:
        return self._add(number, ItemKind.SUPPLEMENT, text=text)

    def rating(self, number: str, score: int) -> Item:
        return self._add(number, ItemKind.RATING, score=score)

    def recall(self, number: str) -> Item:
        self.views[number].state = "recalled"
        return self._add(number, ItemKind.RECALL)

    def answered_by_another(self, number: str, text: str) -> None:
        view = self.views[number]
        view.state, view.answers = "closed_there", [text]

    def _add(self, number: str, kind: ItemKind, **fields: object) -> Item:
        version = 1 + sum(one.number == number for one in self.items)
        item = Item(f"{number}/{version}", number, kind, version, self.now(), **fields)  # type: ignore[arg-type]
        self.items.append(item)
        return item

    # ---- the protocol

    def pull(self, cursor: str, *, limit: int) -> Page:
        self._reached()
        start = int(cursor or 0)
        ready = self.items
        held = self.faults.late
        if held and start < len(self.items) - held:
            ready = self.items[:-held]
        batch = ready[start : start + limit]
        told = list(batch)
        if self.faults.twice:
            told += batch
        if self.faults.shuffled:
            self._random.shuffle(told)
        end = start + len(batch)
        return Page(tuple(told), str(end), end < len(self.items))

    def assign(self, number: str, *, unit: str, due_at: dt.datetime | None, key: str) -> None:
        view = self._act(number, "assign", key)
        if view is not None:
            view.state, view.unit = "assigned", unit
        self._maybe_lost()

    def answer(self, number: str, *, text: str, key: str) -> None:
        view = self._act(number, "answer", key)
        if view is not None:
            view.state = "answered"
            view.answers.append(text)
        self._maybe_lost()

    def send_back(self, number: str, *, reason: str, key: str) -> None:
        view = self._act(number, "send_back", key)
        if view is not None:
            view.state = "returned"
        self._maybe_lost()

    def publish(self, number: str, *, question: str, answer: str, key: str) -> None:
        view = self._act(number, "publish", key)
        if view is not None:
            view.published = (question, answer)
        self._maybe_lost()

    def rate(self, number: str, *, score: int, key: str) -> None:
        view = self._act(number, "rate", key)
        if view is not None:
            view.score = score
        self._maybe_lost()

    def _act(self, number: str, act: str, key: str) -> View | None:
        """The view to change; None where this key was carried out before."""
        self._reached()
        if key in self.done:
            return None
        view = self.views.get(number)
        if view is None:
            raise NationalRefused("unknown_number")
        if view.state in {"closed_there", "recalled"}:
            raise NationalRefused(view.state)
        self.done[key] = act
        view.acts.append(act)
        return view

    def _maybe_lost(self) -> None:
        if self.faults.lost_answers > 0:
            self.faults.lost_answers -= 1
            raise NationalAway("the answer was lost")

    def _reached(self) -> None:
        self.calls += 1
        if self.faults.away is not None and self.faults.away[0] <= self.now() < self.faults.away[1]:
            raise NationalAway("simulated")
