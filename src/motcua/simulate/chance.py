"""Chance that comes out the same again: everything drawn follows from the seed and what it is drawn for. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import Final

from motcua.dossiers.codes import ALPHABET

_DIGEST: Final = 64


class Dice:
    """Chance for one dossier: bytes of a keyed digest, and numbers made of them. Not random to anybody who knows the
    seed: never for secrets of real people."""

    __slots__ = ("_bytes", "_key", "_place", "_round")

    def __init__(self, seed: int, *what: object) -> None:
        self._key = f"motcua simulate {seed} {what}".encode()
        self._round = 0
        self._bytes = hashlib.blake2b(self._key, digest_size=_DIGEST).digest()
        self._place = 0

    def take(self, count: int) -> bytes:
        """``count`` bytes, at most 64."""
        if self._place + count > _DIGEST:
            self._round += 1
            self._bytes = hashlib.blake2b(self._key + b" %d" % self._round, digest_size=_DIGEST).digest()
            self._place = 0
        taken = self._bytes[self._place : self._place + count]
        self._place += count
        return taken

    def below(self, top: int) -> int:
        """A whole number from 0 to ``top - 1``."""
        return int.from_bytes(self.take(4), "big") * top >> 32

    def share(self) -> float:
        """A number from 0 to just under 1."""
        return int.from_bytes(self.take(4), "big") / 4294967296.0

    def choice(self, items: Sequence[str]) -> str:
        return items[self.below(len(items))]

    def happens(self, rate: float) -> bool:
        return self.share() < rate


def id_of(dice: Dice, at: dt.datetime) -> uuid.UUID:
    """A UUIDv7 of the instant whose random part follows from the seed."""
    value = (int(at.timestamp() * 1000) & ((1 << 48) - 1)) << 80
    drawn = int.from_bytes(dice.take(10), "big")
    value |= 0x7 << 76 | (drawn >> 68 & 0xFFF) << 64 | 0b10 << 62 | drawn & ((1 << 62) - 1)
    return uuid.UUID(int=value)


def letters(dice: Dice, count: int) -> str:
    """Letters of the alphabet of receipt numbers."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in dice.take(count))
