"""An upload on its way in: counted, hashed and sealed while it streams, never whole in memory, never open on a disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from typing import BinaryIO, Protocol, runtime_checkable

from motcua.core.errors import Invalid
from motcua.documents import crypto
from motcua.documents.blobs import discard, open_incoming, store_errors, take_in
from motcua.documents.crypto import PlainReader, Sealer
from motcua.documents.limits import Limits, check_file_size

READ_BYTES = 64 * 1024


@runtime_checkable
class Chunked(Protocol):
    """Django's uploaded files give their content so."""

    def chunks(self) -> Iterable[bytes]: ...


@runtime_checkable
class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


Source = Chunked | Readable | Iterable[bytes]


@dataclass(slots=True)
class Upload:
    """A sealed upload that is whole but not yet in the store. Use as a context: leaving it forgets what was not kept.

    ``size`` and ``sha256`` are those of the plaintext.
    """

    file: BinaryIO
    key: bytes
    size: int
    sha256: bytes

    def __enter__(self) -> Upload:
        return self

    def __exit__(self, *_: object) -> None:
        discard(self.file)

    def plaintext(self) -> BinaryIO:
        """The content, to be looked into; closing it leaves the upload as it is."""
        return BufferedReader(PlainReader(self.file, self.key, self.size))

    def keep(self, name: str) -> None:
        """Take it into the store. Raises Unavailable ``storage_unavailable``."""
        take_in(self.file, name)


class Receiver:
    """Takes an upload piece by piece. Nothing is written to the disk before the first piece."""

    def __init__(self, limits: Limits) -> None:
        self.size = 0
        self._limits = limits
        self._digest = hashlib.sha256()
        self._key = crypto.new_key()
        self._sealer = Sealer(self._key)
        self._file: BinaryIO | None = None

    def add(self, piece: bytes) -> None:
        """Raises TooLarge ``file_too_large`` and Unavailable ``storage_unavailable``."""
        self.size += len(piece)
        check_file_size(self.size, self._limits)
        self._digest.update(piece)
        with store_errors():
            for sealed in self._sealer.add(piece):
                self._open().write(sealed)

    def finish(self, expected_size: int | None = None) -> Upload:
        """Raises Invalid ``file_empty`` or ``upload_incomplete``, Unavailable ``storage_unavailable``."""
        if self.size == 0:
            raise Invalid("file_empty")
        if expected_size not in {None, self.size}:
            raise Invalid("upload_incomplete")
        with store_errors():
            file = self._open()
            file.write(self._sealer.finish())
            file.flush()
        self._file = None
        return Upload(file, self._key, self.size, self._digest.digest())

    def abandon(self) -> None:
        """Forget what came so far."""
        if self._file is not None:
            discard(self._file)
            self._file = None

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._file = open_incoming()
            self._file.write(self._sealer.start())
        return self._file


def receive(source: Source, *, limits: Limits, expected_size: int | None = None) -> Upload:
    """Read the whole source. Raises TooLarge ``file_too_large`` as soon as it is (at once when ``expected_size`` says
    so), Invalid ``file_empty`` or ``upload_incomplete`` (it broke off), Unavailable ``storage_unavailable``."""
    if expected_size is not None:
        check_file_size(expected_size, limits)
    receiver = Receiver(limits)
    try:
        for piece in _pieces(source):
            receiver.add(piece)
        return receiver.finish(expected_size)
    except BaseException:
        receiver.abandon()
        raise


def _pieces(source: Source) -> Iterator[bytes]:
    pieces = _plain_pieces(source)
    while True:
        try:
            piece = next(pieces, None)
        except (OSError, EOFError) as error:
            raise Invalid("upload_incomplete") from error
        if piece is None:
            return
        yield piece


def _plain_pieces(source: Source) -> Iterator[bytes]:
    if isinstance(source, Chunked):
        yield from source.chunks()
    elif isinstance(source, Readable):
        while piece := source.read(READ_BYTES):
            yield piece
    else:
        yield from source
