"""Bodies of programs as text. GeoReport wants UTF-8; a program may say another charset and is believed then. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_to_bytes

_CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "windows-1258": "cp1258",
    "cp1258": "cp1258",
}
"""Charsets a body may be declared in. The web reads ISO 8859-1 as Windows-1252, and so do we."""

MOST_FIELDS = 200
_ATTRIBUTE = re.compile(r"attribute\[([A-Za-z0-9_.-]{1,64})\](\[\d*\])?")


class Undecodable(ValueError):
    """The bytes are no text in the charset that they are in, by word or by rule."""


class TooManyFields(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form: the last value of each, and the answers to the attributes of the service."""

    fields: Mapping[str, str]
    attributes: Mapping[str, Sequence[str]]


def charset_of(declared: str) -> str:
    """Python's name of a declared charset; UTF-8 where none is. Raises Undecodable for one we do not read."""
    if not declared:
        return "utf-8"
    try:
        return _CHARSETS[declared.strip().strip("\"'").lower()]
    except KeyError:
        raise Undecodable(declared[:40]) from None


def read_form(body: bytes, *, charset: str = "") -> Form:
    """The fields of an ``application/x-www-form-urlencoded`` body. Raises Undecodable, TooManyFields."""
    codec = charset_of(charset)
    try:
        pairs = parse_qsl(
            body.decode("latin-1"), keep_blank_values=True, encoding="latin-1", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise TooManyFields from None
    fields: dict[str, str] = {}
    attributes: dict[str, list[str]] = {}
    for name, value in pairs:
        key, text = _decoded(name, codec), _decoded(value, codec)
        found = _ATTRIBUTE.fullmatch(key)
        if found is None:
            fields[key] = text
        else:
            attributes.setdefault(found[1], []).append(text)
    return Form(fields, attributes)


def _decoded(text: str, codec: str) -> str:
    """``text`` carries one byte a character: what was percent-encoded, and what was sent raw."""
    raw = text.encode("latin-1")
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        if codec == "cp1252":  # five bytes mean nothing there; in ISO 8859-1 they are control characters
            return raw.decode("latin-1")
        raise Undecodable(codec) from None


def guessed(body: bytes) -> str:
    """A body nobody can decode for sure, readable for a person: percent signs resolved, UTF-8 where it holds, else
    Windows-1252; no byte is lost, each stands for a character."""
    raw = unquote_to_bytes(body.replace(b"+", b" "))
    for codec in ("utf-8", "cp1252"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
