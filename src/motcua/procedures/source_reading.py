"""Careful reading of one JSON object that somebody else wrote: every value has its type and its greatest size."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from motcua.core.canonical import Json
from motcua.forms.cleaning import UncleanError, clean_line, clean_lines

MAX_LINE_BYTES = 4 * 1024 * 1024


class RowRejectedError(ValueError):
    """The line cannot be taken in. ``code`` is stable; ``field`` says where."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(f"{code} {field}".strip())
        self.code = code
        self.field = field


def bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream without ever holding a longer one than can be taken in: of such a line its beginning comes,
    just too long, and the rest is skipped."""
    while line := stream.readline(MAX_LINE_BYTES + 1):
        yield line
        while len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE_BYTES + 1)
            if not line:
                return


def parse_line(line: bytes) -> Mapping[str, Json]:
    """The JSON object of a line. Raises :class:`RowRejectedError` ``line_too_long``, ``not_utf8``, ``not_json`` or
    ``not_an_object``."""
    if len(line) > MAX_LINE_BYTES:
        raise RowRejectedError("line_too_long")
    try:
        row = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise RowRejectedError("not_utf8") from None
    except (ValueError, RecursionError):
        raise RowRejectedError("not_json") from None
    if not isinstance(row, dict):
        raise RowRejectedError("not_an_object")
    return row


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is no JSON")


class Reader:
    """Typed access to one object of the row. ``where`` leads error messages; ``defects`` counts what is doubtful."""

    def __init__(self, row: Mapping[str, Json], defects: Counter[str], where: str = "") -> None:
        self._row = row
        self.defects = defects
        self._where = where

    def refuse(self, code: str, name: str) -> RowRejectedError:
        return RowRejectedError(code, f"{self._where}{name}")

    def line(self, name: str, most: int) -> str:
        """One line of text, clean; empty when absent or null."""
        return self._clean(self._row.get(name), name, most, many=False)

    def lines(self, name: str, most: int) -> str:
        return self._clean(self._row.get(name), name, most, many=True)

    def texts(self, name: str, most: int, length: int) -> tuple[str, ...]:
        """The texts of a list (or one text alone), empty and repeated ones left out."""
        value = self._row.get(name)
        items = [value] if isinstance(value, str) else self._list(name, most)
        read = (self._clean(item, name, length, many=False) for item in items)
        return tuple(dict.fromkeys(text for text in read if text))

    def readers(self, name: str, most: int) -> Iterator[Reader]:
        """A reader for each object of a list."""
        for position, item in enumerate(self._list(name, most), start=1):
            if not isinstance(item, dict):
                raise self.refuse("row_wrong_type", f"{name}[{position}]")
            yield Reader(item, self.defects, f"{self._where}{name}[{position}].")

    def number(self, name: str) -> int | float | None:
        value = self._row.get(name)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        raise self.refuse("row_wrong_type", name)

    def flag(self, name: str) -> bool:
        value = self._row.get(name, False)
        if value is None or isinstance(value, bool):
            return bool(value)
        raise self.refuse("row_wrong_type", name)

    def is_texts(self, name: str) -> bool:
        """Whether the list holds texts rather than objects."""
        value = self._row.get(name)
        return isinstance(value, list) and bool(value) and isinstance(value[0], str)

    def has(self, name: str) -> bool:
        return self._row.get(name) is not None

    def _list(self, name: str, most: int) -> list[Json]:
        value = self._row.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.refuse("row_wrong_type", name)
        if len(value) > most:
            raise self.refuse("row_too_many", name)
        return value

    def _clean(self, value: Json, name: str, most: int, *, many: bool) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refuse("row_wrong_type", name)
        if len(value) > 2 * most + 1000:
            raise self.refuse("row_too_long", name)
        try:
            text = clean_lines(value) if many else clean_line(value)
        except UncleanError as error:
            raise self.refuse(error.code, name) from None
        if len(text) > most:
            raise self.refuse("row_too_long", name)
        return text
