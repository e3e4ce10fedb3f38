"""PDF: it has a beginning and an end, its catalogue and first page can be read, and no password is needed.

Nothing of it is drawn or run. Reading is bounded in time: a file made to keep a reader busy is refused.
"""

from __future__ import annotations

import logging
import os
import time
import zlib
from io import BufferedReader, RawIOBase
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject

from motcua.core.errors import Invalid
from motcua.documents.limits import Limits

TAIL_BYTES = 2048
MAX_DEPTH = 50

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings quote the file's content


class _LateError(TimeoutError):
    """Reading took longer than allowed."""


class _Deadline(RawIOBase):
    """A reader that refuses to go on after some time, so that no parser built on it can."""

    def __init__(self, stream: BinaryIO, seconds: float) -> None:
        super().__init__()
        self._stream = stream
        self._until = time.monotonic() + seconds

    def _check(self) -> None:
        if time.monotonic() > self._until:
            raise _LateError

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._check()
        return self._stream.seek(offset, whence)

    def readinto(self, buffer: object) -> int:
        self._check()
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        piece = self._stream.read(len(view))
        view[: len(piece)] = piece
        return len(piece)


def check_pdf(stream: BinaryIO, limits: Limits) -> None:
    """Raises Invalid ``pdf_malformed``, ``pdf_protected`` (a password is needed to open it) or ``pdf_too_complex``."""
    _check_end(stream)
    reader_file = BufferedReader(_Deadline(stream, limits.pdf_seconds), buffer_size=16 * 1024)
    try:
        fault = _fault(PdfReader(reader_file, strict=False))
    except (_LateError, RecursionError, MemoryError) as error:
        raise Invalid("pdf_too_complex") from error
    except (PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError) as error:
        raise Invalid("pdf_malformed") from error
    except (OSError, TypeError, ValueError, zlib.error) as error:
        raise Invalid("pdf_malformed") from error
    finally:
        reader_file.detach()
    if fault:
        raise Invalid(fault)


def _check_end(stream: BinaryIO) -> None:
    """A file cut on its way has no end mark."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - TAIL_BYTES))
    tail = stream.read(TAIL_BYTES)
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise Invalid("pdf_malformed")
    stream.seek(0)


def _fault(reader: PdfReader) -> str:
    """Walk down the first branch of the page tree; a loop, or a tree without a page, is malformed."""
    if reader.is_encrypted and not reader.decrypt(""):
        return "pdf_protected"
    node = reader.root_object["/Pages"].get_object()
    for _ in range(MAX_DEPTH):
        if not isinstance(node, DictionaryObject):
            break
        if node.get("/Type") == "/Page":
            return ""
        children = node["/Kids"].get_object()
        if not isinstance(children, ArrayObject):
            break
        node = children[0].get_object()
    return "pdf_malformed"


def page_count(stream: BinaryIO, limits: Limits) -> int:
    """How many pages there are. Raises as :func:`check_pdf`."""
    reader_file = BufferedReader(_Deadline(stream, limits.pdf_seconds), buffer_size=16 * 1024)
    try:
        return len(PdfReader(reader_file, strict=False).pages)
    except (_LateError, RecursionError, MemoryError) as error:
        raise Invalid("pdf_too_complex") from error
    except (PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError) as error:
        raise Invalid("pdf_malformed") from error
    except (OSError, TypeError, ValueError, zlib.error) as error:
        raise Invalid("pdf_malformed") from error
    finally:
        reader_file.detach()
