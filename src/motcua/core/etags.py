"""Strong entity tags (RFC 9110, section 8.8.3) from what an answer depends on."""

from __future__ import annotations

from motcua.core.canonical import digest, encode


def etag(*parts: object) -> str:
    """A quoted tag over ids, numbers and instants, such as a dossier's id and seq. Name everything the bytes depend on,
    the language and the reader's rights included."""
    return f'"{digest(encode(list(parts))).hex()[:32]}"'


def matches(tag: str, header: str | None) -> bool:
    """True when ``If-None-Match`` names the tag, weakly compared, or is ``*``."""
    if not header:
        return False
    if header.strip() == "*":
        return True
    return tag in {one.strip().removeprefix("W/") for one in header.split(",")}
