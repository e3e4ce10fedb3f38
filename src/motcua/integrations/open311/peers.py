"""Open311 servers of others that this province talks to: a list that an administrator keeps in a file. No address comes
from anywhere else, so nobody can make us call where they want."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Peer:
    """``services`` says which service of theirs stands for a category of ours; ``other`` for all the rest. ``name`` is
    what an operator forwards to."""

    code: str
    name: str
    url: str
    api_key: str = ""
    jurisdiction_id: str = ""
    other: str = ""
    services: Mapping[str, str] = field(default_factory=dict)

    def service_for(self, category: str) -> str:
        return self.services.get(category, self.other)


def parse(text: str) -> tuple[Peer, ...]:
    """Raises ValueError for a file that says something else: unknown keys, an address that is not https (plain http is
    for this machine alone), one that carries a name or a password."""
    rows = tomllib.loads(text).get("peer", [])
    try:
        peers = tuple(Peer(**row) for row in rows)
    except TypeError as error:
        raise ValueError(str(error)) from None
    for peer in peers:
        _check(peer.url)
    if len({peer.code for peer in peers}) != len(peers):
        raise ValueError("two peers have one code")
    return peers


def _check(url: str) -> None:
    parts = urlsplit(url)
    here = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and here):
        raise ValueError(f"{url}: https is needed")
    if parts.username or parts.password or parts.query or parts.fragment or not parts.hostname:
        raise ValueError(f"{url}: only scheme, host and path")


@cache
def _read(path: str) -> tuple[Peer, ...]:
    try:
        return parse(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"MOTCUA_OPEN311_PEERS: {error}") from None


def all_peers() -> tuple[Peer, ...]:
    """Raises ImproperlyConfigured for a file that cannot be read."""
    return _read(settings.OPEN311_PEERS) if settings.OPEN311_PEERS else ()


def peer_named(name: str) -> Peer | None:
    """By name or code, as an operator forwards to it."""
    return next((peer for peer in all_peers() if name in {peer.name, peer.code}), None)
