"""Writing and reading the sealed parts of a backup, piece by piece, in constant memory."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from motcua.backup import sealing
from motcua.backup.manifest import Manifest, Part
from motcua.core.errors import Invalid
from motcua.documents import crypto
from motcua.documents.crypto import DamagedError

READ_BYTES = 1024 * 1024


class Writer:
    """Seals one part into a file; ``written`` are its bytes so far."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._sealer = crypto.Sealer(key)
        self._digest = hashlib.sha256()
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self.written = 0
        self._put(self._sealer.start())

    def add(self, piece: bytes) -> None:
        for sealed in self._sealer.add(piece):
            self._put(sealed)

    def finish(self) -> Part:
        """The part is on the disk when this returns."""
        self._put(self._sealer.finish())
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Part(size=self.written, sha256=self._digest.hexdigest())

    def abandon(self) -> None:
        try:
            self._file.close()
        except OSError:  # what was held back finds no room either
            return

    def _put(self, sealed: bytes) -> None:
        self._file.write(sealed)
        self._digest.update(sealed)
        self.written += len(sealed)


def write_part(path: Path, key: bytes, pieces: Iterable[bytes]) -> Part:
    """Seal all ``pieces`` into ``path``. What fails leaves a file that no manifest names."""
    writer = Writer(path, key)
    try:
        for piece in pieces:
            writer.add(piece)
        return writer.finish()
    except BaseException:
        writer.abandon()
        raise


def read_part(place: Path, part: str, manifest: Manifest, key: bytes) -> Iterator[bytes]:
    """The content of a part. A piece is given out only after it was found unchanged; the last one only after the whole
    was. Raises Invalid ``backup_part_missing`` or ``backup_damaged``."""
    named = {"backup": place.name, "part": part}
    told = manifest.parts[part]
    digest = hashlib.sha256()
    size = 0

    def sealed() -> Iterator[bytes]:
        nonlocal size
        with (place / part).open("rb") as file:
            while piece := file.read(READ_BYTES):
                digest.update(piece)
                size += len(piece)
                yield piece
        if (size, digest.hexdigest()) != (told.size, told.sha256):
            raise DamagedError("not the bytes that were written")

    try:
        yield from crypto.decrypt(sealed(), sealing.part_key(key, backup=manifest.uid, part=part))
    except FileNotFoundError as error:
        raise Invalid("backup_part_missing", params=named) from error
    except (DamagedError, OSError) as error:
        raise Invalid("backup_damaged", params=named) from error


def lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """Text lines of a stream of bytes."""
    held = b""
    for piece in pieces:
        *whole, held = (held + piece).split(b"\n")
        yield from (line.decode() for line in whole)
    if held:
        yield held.decode()


def joined(rows: Iterable[str], *, size: int = 64 * 1024) -> Iterator[bytes]:
    """Lines as pieces of about ``size`` bytes."""
    held: list[str] = []
    length = 0
    for row in rows:
        held.append(row)
        length += len(row) + 1
        if length >= size:
            yield ("\n".join(held) + "\n").encode()
            held, length = [], 0
    if held:
        yield ("\n".join(held) + "\n").encode()
