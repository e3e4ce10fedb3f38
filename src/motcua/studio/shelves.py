"""What stands in the studio: forms, processes, templates, dry runs, registers. Each part registers its own shelf in
``StudioConfig.ready``; the landing page and the navigation at the side draw them, so a part that comes later adds
itself without touching either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motcua.people.actors import Actor
from motcua.web.access import holds
from motcua.web.navigation import address

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

DRAFT = "procedure.draft"


@dataclass(frozen=True, slots=True)
class Shelf:
    """``key`` is what a page passes to :func:`side_items` to be marked as current; ``url_name`` takes no arguments.
    ``text`` says in one sentence what is done there. ``count``: how many lie there, in one statement."""

    key: str
    title: str | StrPromise
    text: str | StrPromise
    url_name: str
    order: int
    verb: str = DRAFT
    count: Callable[[], int] | None = None


_shelves: dict[str, Shelf] = {}


def register(*shelves: Shelf) -> None:
    """Add shelves; a key registered twice is replaced, so ``ready`` may run again."""
    for shelf in shelves:
        _shelves[shelf.key] = shelf


def shelves_of(actor: Actor) -> Iterator[tuple[Shelf, str]]:
    """The shelves this official may open, in order, each with its address. One whose page nobody brings is left
    out."""
    for shelf in sorted(_shelves.values(), key=lambda one: (one.order, one.key)):
        href = address(shelf.url_name)
        if href is not None and holds(actor, shelf.verb):
            yield shelf, href


def side_items(actor: Actor, current: str) -> list[dict[str, object]]:
    """The navigation at the side of every page of the studio."""
    return [
        {"text": str(shelf.title), "href": href, "current": shelf.key == current} for shelf, href in shelves_of(actor)
    ]
