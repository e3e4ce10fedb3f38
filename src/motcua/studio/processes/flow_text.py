"""Breaking a name into the lines of a box. Pure; widths are estimates on the safe side, as the server has no font."""

from __future__ import annotations

import unicodedata

NARROW = frozenset("iIlíìịĩỉjtfr.,:;'!|()[]1 ")
ELLIPSIS = "…"


def width_of(text: str, size: int) -> int:
    """About how many pixels ``text`` takes at ``size``."""
    return int(sum(_part(character) for character in text) * size) + 1


def _part(character: str) -> float:
    if unicodedata.combining(character) or character in "\u200d\ufe0f":
        return 0.0
    if unicodedata.east_asian_width(character) in {"W", "F"} or ord(character) > 0x2FFF:
        return 1.4
    if character in NARROW:
        return 0.36
    if character.isupper() or character in "mwMW%@":
        return 0.78
    return 0.62


def broken(text: str, width: int, size: int, most: int) -> list[str]:
    """``text`` in at most ``most`` lines of ``width`` pixels; what does not fit ends in an ellipsis. A word longer than
    a line is cut."""
    lines: list[str] = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if width_of(joined, size) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        lines[-1] = word
        while width_of(lines[-1], size) > width and len(lines) <= most:
            head = _head(lines[-1], width, size)
            lines[-1:] = [head, lines[-1][len(head) :]]
        if len(lines) > most:
            break
    if len(lines) <= most:
        return [line for line in lines if line]
    return [*lines[: most - 1], _head(lines[most - 1], width - width_of(ELLIPSIS, size), size).rstrip() + ELLIPSIS]


def _head(text: str, width: int, size: int) -> str:
    """The longest beginning that fits, at least one character."""
    taken = 1
    while taken < len(text) and width_of(text[: taken + 1], size) <= width:
        taken += 1
    return text[:taken]
