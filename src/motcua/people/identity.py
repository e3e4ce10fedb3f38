"""How a citizen proves who they are. Whoever can do it implements :class:`IdentityProvider`: today a code by e-mail,
tomorrow the national electronic identity by OIDC. What comes out is an :class:`Identity`; the account behind it is made
and found by :mod:`motcua.people.services.citizens`, the same way for all providers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol
from uuid import UUID


class Assurance(IntEnum):
    """How sure the provider is: of an address only, or of the person (Decree 69/2024/ND-CP, levels 1 and 2)."""

    ADDRESS = 0
    LEVEL_1 = 1
    LEVEL_2 = 2


@dataclass(frozen=True, slots=True)
class Start:
    """What a sign-in begins with. ``hint`` is what the person typed, an address or nothing; ``return_to`` the absolute
    address a provider outside sends the browser back to."""

    hint: str
    language: str
    source: str
    return_to: str = ""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A sign-in under way. With ``redirect_to`` the browser goes there; else the page asks for the answer."""

    uid: UUID
    redirect_to: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who it is: ``subject`` never changes within ``provider``. Other fields may be empty."""

    provider: str
    subject: str
    assurance: Assurance
    email: str = ""
    name: str = ""
    id_number: str = ""
    birth_date: dt.date | None = None


class IdentityProvider(Protocol):
    """One way of proving who one is."""

    @property
    def name(self) -> str: ...

    def begin(self, start: Start, *, now: dt.datetime) -> Challenge:
        """Raises Invalid for a hint that cannot be, TooMany for a source that asks too often. What it answers never
        tells whether an account exists."""

    def complete(self, challenge: UUID, answer: Mapping[str, str], *, now: dt.datetime) -> Identity:
        """``answer`` is what the person typed (``code``), or what a provider outside sent back with the browser
        (``code``, ``state``). Works once. Raises NotAllowed."""


_providers: dict[str, IdentityProvider] = {}


def register(provider: IdentityProvider) -> None:
    """Offer a provider under its name; in ``apps.ready()``."""
    _providers[provider.name] = provider


def provider_named(name: str) -> IdentityProvider:
    """Raises KeyError."""
    return _providers[name]


def provider_names() -> tuple[str, ...]:
    return tuple(sorted(_providers))
