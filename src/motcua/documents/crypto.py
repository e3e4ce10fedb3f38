"""Encryption of files at rest. Pure: bytes in, bytes out.

A blob is a header and a row of sealed chunks (AES-256-GCM, the STREAM construction): every file has a random key of
its own, so the nonce of a chunk is simply its number and a flag that says whether it is the last one. A chunk that is
changed, moved, taken from another file, dropped or added, and a blob cut at any byte, does not open.

The file's key is kept wrapped (AES-256-GCM) by a key from the environment, bound to the file's public identifier, so a
wrapped key copied to another row does not open either. Forgetting the wrapped key is erasing the file.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"MTCF\x01"
CHUNK = 256 * 1024
TAG = 16
SEALED = CHUNK + TAG
KEY_BYTES = 32
NONCE_BYTES = 12
_WRAP_PURPOSE = b"motcua file key 1\x00"


class DamagedError(ValueError):
    """The blob or the wrapped key is not what was written: changed, cut, mixed with another, or the key is wrong."""


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def wrap_key(file_key: bytes, *, wrapping_key: bytes, file_uid: UUID) -> bytes:
    """``file_key`` sealed under ``wrapping_key`` for this file only: nonce (12), key (32), tag (16)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(wrapping_key).encrypt(nonce, file_key, _WRAP_PURPOSE + file_uid.bytes)


def unwrap_key(wrapped: bytes, *, wrapping_key: bytes, file_uid: UUID) -> bytes:
    """The file key. Raises :class:`DamagedError` for another file, another wrapping key or changed bytes."""
    nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    try:
        return AESGCM(wrapping_key).decrypt(nonce, sealed, _WRAP_PURPOSE + file_uid.bytes)
    except (InvalidTag, ValueError) as error:
        raise DamagedError("the file's key does not open") from error


def sealed_size(size: int) -> int:
    """Bytes of the blob of a plaintext of ``size`` bytes."""
    chunks = max(1, -(-size // CHUNK))
    return len(MAGIC) + size + chunks * TAG


class Sealer:
    """Makes a blob of pieces of any length as they come. It holds back at most one chunk, because the last one is
    sealed as the last."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._held = bytearray()
        self._index = 0

    def start(self) -> bytes:
        return MAGIC

    def add(self, piece: bytes) -> Iterator[bytes]:
        self._held += piece
        while len(self._held) > CHUNK:
            yield self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]

    def finish(self) -> bytes:
        return self._seal(bytes(self._held), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> bytes:
        self._index += 1
        return self._cipher.encrypt(_nonce(self._index - 1, last=last), piece, MAGIC)


def encrypt(plaintext: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """The blob, piece by piece, in constant memory, however the plaintext is cut into pieces."""
    sealer = Sealer(key)
    yield sealer.start()
    for piece in plaintext:
        yield from sealer.add(piece)
    yield sealer.finish()


def decrypt(blob: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """The plaintext, piece by piece; a piece is given out only after it was verified. Raises :class:`DamagedError`."""
    cipher = AESGCM(key)
    for index, piece, last in _regroup(_without_header(blob)):
        yield _open(cipher, piece, index, last=last)


def _nonce(index: int, *, last: bool) -> bytes:
    return index.to_bytes(NONCE_BYTES - 1, "big") + (b"\x01" if last else b"\x00")


def _open(cipher: AESGCM, piece: bytes, index: int, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(index, last=last), piece, MAGIC)
    except (InvalidTag, ValueError) as error:
        raise DamagedError(f"chunk {index} does not open") from error


def _regroup(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """(number, sealed chunk, is the last); one empty last chunk if there is nothing."""
    held = bytearray()
    index = 0
    for piece in pieces:
        held += piece
        while len(held) > SEALED:
            yield index, bytes(held[:SEALED]), False
            del held[:SEALED]
            index += 1
    yield index, bytes(held), True


def _without_header(blob: Iterable[bytes]) -> Iterator[bytes]:
    head = b""
    found = False
    for piece in blob:
        if found:
            yield piece
            continue
        head += piece
        if len(head) >= len(MAGIC):
            if not head.startswith(MAGIC):
                raise DamagedError("not a blob of this store")
            found = True
            yield head[len(MAGIC) :]
    if not found:
        raise DamagedError("not a blob of this store")


class PlainReader(io.RawIOBase):
    """Random access to the plaintext of a blob that lies in a seekable file, chunk by chunk, so that a file can be
    inspected without ever lying open on a disk. Keeps one chunk in memory. Raises :class:`DamagedError` on reading."""

    def __init__(self, blob: BinaryIO, key: bytes, size: int) -> None:
        super().__init__()
        if blob.seek(0, os.SEEK_END) != sealed_size(size):
            raise DamagedError("the blob has another length than its row says")
        self._blob, self._cipher, self._size = blob, AESGCM(key), size
        self._last = max(0, -(-size // CHUNK) - 1)
        self._at = 0
        self._index = -1
        self._chunk = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at >= self._size or not view:
            return 0
        index, offset = divmod(self._at, CHUNK)
        if index != self._index:
            self._blob.seek(len(MAGIC) + index * SEALED)
            self._chunk = _open(self._cipher, self._blob.read(SEALED), index, last=index == self._last)
            self._index = index
        part = self._chunk[offset : offset + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)
