"""``$ref`` inside one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from .notes import RefusedError

MOST_FOLLOWED = 2_000
"""References of one file: each stands for a copy, and copies of copies grow without an end."""


class References:
    """Made of a whole file. Raises :class:`RefusedError` for a reference to elsewhere, to nothing, or to what it stands
    in itself, over however many turns."""

    def __init__(self, root: Mapping[str, object]) -> None:
        self._root = root
        self._followed = 0
        self._refuse_circles()

    def resolved(self, row: Mapping[str, object], place: str) -> Mapping[str, object]:
        """``row`` with its reference replaced by what it means; what stands beside a reference counts before it."""
        while "$ref" in row:
            self._followed += 1
            if self._followed > MOST_FOLLOWED:
                raise RefusedError("schema_references_too_many", place, most=MOST_FOLLOWED)
            beside = {name: value for name, value in row.items() if name != "$ref"}
            row = {**self._target(row["$ref"], place), **beside}
        return row

    def _target(self, pointer: object, place: str) -> Mapping[str, object]:
        if not isinstance(pointer, str) or not pointer.startswith("#"):
            raise RefusedError("schema_reference_remote", place, reference=str(pointer)[:100])
        found: object = self._root
        for part in pointer.removeprefix("#").split("/")[1:]:
            name = unquote(part).replace("~1", "/").replace("~0", "~")
            found = found.get(name) if isinstance(found, dict) else None
        if not isinstance(found, dict) or (pointer != "#" and not pointer.startswith("#/")):
            raise RefusedError("schema_reference_lost", place, reference=pointer[:100])
        return found

    def _refuse_circles(self) -> None:
        """One walk over everything, along references too: whoever is met while still open stands in itself."""
        opened, done = {id(self._root)}, set[int]()
        waiting: list[tuple[object, Iterator[tuple[object, str]]]] = [(self._root, self._inside(self._root))]
        while waiting:
            one, inside = waiting[-1]
            following = next(inside, None)
            if following is None:
                waiting.pop()
                opened.discard(id(one))
                done.add(id(one))
            elif id(following[0]) in opened:
                raise RefusedError("schema_reference_circle", following[1], reference=following[1])
            elif id(following[0]) not in done:
                opened.add(id(following[0]))
                waiting.append((following[0], self._inside(following[0])))

    def _inside(self, one: object) -> Iterator[tuple[object, str]]:
        if isinstance(one, dict):
            if isinstance(one.get("$ref"), str):
                yield self._target(one["$ref"], ""), one["$ref"][:100]
            yield from ((value, "") for value in one.values() if isinstance(value, dict | list))
        elif isinstance(one, list):
            yield from ((value, "") for value in one if isinstance(value, dict | list))
