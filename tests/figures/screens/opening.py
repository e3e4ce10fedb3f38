"""The checker of screens: every number of a page opens, and what opens counts as many.

A number that is a figure is ``a.figure``. One with ``data-proof`` leads to the proof of an indicator, which says the
same number and whose inputs are figures again; every other leads to a list. A list says ``data-total`` (rows on all
pages) and, where a row may count more than once, ``data-sum``; its rows carry ``data-row``, what the reader may not see
is counted in ``data-hidden``. Digits anywhere else in ``<main>`` must stand in ``<time>``, ``<code>``, a choice of a
form or an element with ``data-plain``, or be what the page itself states (``data-said``).

An address may end in ``#place``: then the element of that id states the number, such as one line of a unit's sheet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Final

from django.test import Client

Attributes = dict[str, str]
VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
QUIET: Final = frozenset({"time", "code", "select", "script", "style", "noscript"})
PLAIN: Final = frozenset({"data-plain", "data-said"})
MOST_PAGES: Final = 50


@dataclass(frozen=True)
class Figure:
    """A number on a page. ``number``: as programs read it; None where the figure is missing and says why."""

    text: str
    number: str | None
    address: str
    has_proof: bool


@dataclass
class Seen:
    """What of a page matters here. ``said``: the number that a proof says."""

    figures: list[Figure] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    total: int | None = None
    sum: str | None = None
    hidden: int = 0
    rows: int = 0
    next: str = ""
    said: str | None = None
    places: dict[str, str] = field(default_factory=dict)

    def said_at(self, place: str) -> str | None:
        return self.places.get(place) if place else self.said


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()
        self.open: list[tuple[str, Attributes]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        self._note(tag, own)
        if tag not in VOID:
            self.open.append((tag, own))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, {name: value or "" for name, value in attrs})

    def _note(self, tag: str, own: Attributes) -> None:
        if not self._in_main() and tag != "main":
            return
        seen = self.seen
        if "data-total" in own:
            seen.total, seen.sum = int(own["data-total"]), own.get("data-sum")
            seen.hidden = int(own.get("data-hidden", 0))
        seen.rows += "data-row" in own
        if "data-said" in own and "id" in own:
            seen.places[own["id"]] = own["data-said"]
        elif "data-said" in own:
            seen.said = own["data-said"]
        if tag == "a" and own.get("rel") == "next":
            seen.next = own["href"]
        if tag == "a" and _is_figure(own):
            self.text = []

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not any(name == tag for name, _own in self.open):
            return
        while self.open:
            name, own = self.open.pop()
            if name == "a" and _is_figure(own):
                text = " ".join("".join(self.text).split())
                number = own.get("data-number")
                self.seen.figures.append(Figure(text, number, own["href"], "data-proof" in own))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._in_main():
            return
        if any(tag == "a" and _is_figure(own) for tag, own in self.open):
            self.text.append(data)
        elif re.search(r"\d", data) and not any(tag in QUIET or PLAIN & own.keys() for tag, own in self.open):
            self.seen.strays.append(" ".join(data.split()))

    def _in_main(self) -> bool:
        return any(tag == "main" for tag, _own in self.open)


def _is_figure(own: Attributes) -> bool:
    return "figure" in own.get("class", "").split()


def read(html: str) -> Seen:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.seen


def _whole(page: str, address: str) -> str:
    """An address as a page writes it; one that begins with its query is of the same page."""
    return page.partition("?")[0] + address if address.startswith("?") else address


class Opener:
    """Opens every number of pages as one reader; what was opened once is not opened again."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.lists: dict[str, tuple[str | None, list[str]]] = {}
        self.proofs: dict[str, Seen] = {}
        self.opened = 0

    def get(self, address: str) -> Seen:
        answer = self.client.get(address)
        assert answer.status_code == 200, f"{address} answers {answer.status_code}"
        seen = read(answer.content.decode())
        seen.figures = [replace(one, address=_whole(address, one.address)) for one in seen.figures]
        return seen

    def faults_of(self, address: str) -> list[str]:
        """What is wrong with a screen; nothing when every number opens to as many rows."""
        seen = self.get(address)
        faults = [f"{address}: {text!r} is a number that does not open" for text in seen.strays]
        for one in seen.figures:
            faults += [f"{address}: {fault}" for fault in self.faults_behind(one)]
        return faults

    def faults_behind(self, figure: Figure) -> list[str]:
        self.opened += 1
        if figure.has_proof or figure.number is None:
            return self._faults_of_proof(figure)
        number, faults = self._list(figure.address)
        if number != figure.number:
            faults = [*faults, f"{figure.text!r} says {figure.number}, its list has {number}: {figure.address}"]
        return faults

    def _faults_of_proof(self, figure: Figure) -> list[str]:
        page, _hash, place = figure.address.partition("#")
        if page not in self.proofs:
            self.proofs[page] = seen = self.get(page)
            faults = [fault for one in seen.figures for fault in self.faults_behind(one)]
        else:
            seen, faults = self.proofs[page], []
        said = seen.said_at(place)
        if said != figure.number:
            faults.append(f"{figure.text!r} says {figure.number}, its proof {said}: {figure.address}")
        return faults

    def _list(self, address: str) -> tuple[str | None, list[str]]:
        """The number that a list counts, and what is wrong with the list itself."""
        if address not in self.lists:
            self.lists[address] = self._walked(address)
        return self.lists[address]

    def _walked(self, address: str) -> tuple[str | None, list[str]]:
        first = seen = self.get(address)
        if first.total is None:
            return None, [f"the list says no total: {address}"]
        rows, path = seen.rows + seen.hidden, address.partition("?")[0]
        for _page in range(MOST_PAGES):
            if not seen.next:
                break
            seen = self.get(_whole(path, seen.next))
            rows += seen.rows + seen.hidden
        number = first.sum if first.sum is not None else str(first.total)
        faults = [] if rows == first.total else [f"the list says {first.total} rows and has {rows}: {address}"]
        return number, faults
