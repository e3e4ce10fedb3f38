"""What every page says to everybody for a while: one line under the menus. Rooms above bring the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from motcua.core.remember import remembered

Source = Callable[[], str]

_asked: dict[Source, Callable[[str], str]] = {}


def announce(source: Source) -> None:
    """Ask ``source`` for a line, in the language in force; an empty one is not shown. Asked at most once in a few
    seconds, because it stands on every page. Registered twice counts once."""
    if source not in _asked:
        _asked[source] = remembered(seconds=2)(lambda _language: source())


def announcements(language: str) -> Iterator[str]:
    """The lines to show now."""
    for ask in _asked.values():
        line = ask(language)
        if line:
            yield line
