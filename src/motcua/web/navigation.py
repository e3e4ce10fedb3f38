"""The entries of the two faces' menus. A front end registers its own in ``AppConfig.ready``; the base templates
draw them. So a room that comes later adds its entry without touching the bases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Menu(StrEnum):
    PORTAL = "portal"
    PORTAL_FOOTER = "portal_footer"
    DESK = "desk"
    ACCOUNT_CITIZEN = "account_citizen"
    ACCOUNT_OFFICIAL = "account_official"


@dataclass(frozen=True)
class Entry:
    """``key`` is what a page sets as ``nav`` to be marked as current; ``url_name`` takes no arguments.
    ``verb`` hides the entry from an official who does not hold it anywhere. ``group``: the entry it stands under where
    a menu is drawn in groups."""

    key: str
    label: str | StrPromise
    url_name: str
    order: int = 100
    verb: str | None = None
    group: str = ""


@dataclass(frozen=True)
class Link:
    key: str
    text: str
    href: str
    group: str = ""


@dataclass(frozen=True)
class Part:
    """What stands in the top line of a menu: one link, or a name with several under it."""

    text: str
    links: tuple[Link, ...]

    @property
    def is_group(self) -> bool:
        return len(self.links) > 1

    def holds(self, key: str) -> bool:
        return any(link.key == key for link in self.links)


_entries: dict[Menu, dict[str, Entry]] = {menu: {} for menu in Menu}


def register(menu: Menu, *entries: Entry) -> None:
    """Add entries; a key registered twice is replaced, so ``ready`` may run again."""
    for entry in entries:
        _entries[menu][entry.key] = entry


def links(menu: Menu, verbs: frozenset[str] | None = None) -> Iterator[Link]:
    """The menu in order, addresses in the language in force. ``verbs`` are those the reader holds anywhere;
    None shows only entries that need none. An entry whose page nobody brings is left out."""
    for entry in sorted(_entries[Menu(menu)].values(), key=lambda one: (one.order, one.key)):
        if entry.verb is None or (verbs is not None and entry.verb in verbs):
            href = address(entry.url_name)
            if href is not None:
                yield Link(entry.key, str(entry.label), href, entry.group)


_group_names: dict[Menu, dict[str, str | StrPromise]] = {menu: {} for menu in Menu}


def name_groups(menu: Menu, names: Mapping[str, str | StrPromise]) -> None:
    """What groups of a menu are called."""
    _group_names[menu].update(names)


def parts(menu: Menu, verbs: frozenset[str] | None = None) -> list[Part]:
    """:func:`links` in groups, each where its first entry stands; a group of one is that entry itself."""
    names = _group_names[Menu(menu)]
    found: dict[str, list[Link]] = {}
    for link in links(menu, verbs):
        found.setdefault(link.group if link.group in names else f"/{link.key}", []).append(link)
    return [Part(str(names[key]) if len(own) > 1 else own[0].text, tuple(own)) for key, own in found.items()]


_counters: dict[str, Callable[[HttpRequest], int]] = {}


def count_notices(counter: Callable[[HttpRequest], int]) -> None:
    """Say how many notices wait for the official of a request; the desk's header shows it on every page."""
    _counters["desk"] = counter


def notices_waiting(request: HttpRequest) -> int:
    """How many notices wait; 0 while nobody counts them."""
    counter = _counters.get("desk")
    return counter(request) if counter is not None else 0


def address(url_name: str) -> str | None:
    """The address of a page that another front end may or may not bring; None while nobody brings it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def in_language(path: str, language: str) -> str:
    """The same page in the other language: ``/thu-tuc/?q=a`` <-> ``/en/thu-tuc/?q=a``. Vietnamese has no prefix."""
    bare = path[3:] if path == "/en" or path.startswith(("/en/", "/en?")) else path
    if not bare.startswith("/"):
        bare = f"/{bare}"
    return f"/en{bare}" if language == "en" else bare
