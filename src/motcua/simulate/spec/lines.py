"""Where each key of a specification stands. Pure."""

from __future__ import annotations

import re
from typing import Final

_HEADER: Final = re.compile(r"\s*\[(\[)?\s*([A-Za-z0-9_.\-\"]+)\s*\]")
_KEY: Final = re.compile(r"\s*(\"[^\"]*\"|[A-Za-z0-9_\-]+)\s*=")


class Lines:
    """By block (name of the head, empty outside of any), its number, table and key; in inline tables too."""

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[str, int, str, str], int] = {}
        self._heads: dict[str, list[int]] = {}
        block, table = "", ""
        for number, line in enumerate(text.splitlines(), start=1):
            header = _HEADER.match(line)
            if header is None:
                self._read(line, number, block, table)
                continue
            name = header[2].replace('"', "")
            block, _, table = name.partition(".")
            if not table and (header[1] or block not in self._heads):
                self._heads.setdefault(block, []).append(number)

    def _read(self, line: str, number: int, block: str, table: str) -> None:
        key = _KEY.match(line)
        if key is None:
            return
        name, at = key[1].strip('"'), max(0, len(self._heads.get(block, ())) - 1)
        self._found.setdefault((block, at, table, name), number)
        if "{" in line:
            for inner in re.findall(r"(\"[^\"]*\"|[A-Za-z0-9_\-.]+)\s*=", line.partition("{")[2]):
                self._found.setdefault((block, at, name, inner.strip('"')), number)

    def head(self, block: str, number: int = 0) -> int:
        """The line in which a block begins; 0 when unknown."""
        heads = self._heads.get(block, ())
        return heads[number] if number < len(heads) else 0

    def of(self, block: str, number: int, table: str, key: str) -> int:
        return self._found.get((block, number, table, key), 0)
