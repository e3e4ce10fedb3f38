"""Where publications lie: a folder or a bucket of an S3-compatible store. A name is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.utils.module_loading import import_string

from motcua.core.errors import Conflict, Invalid, Unavailable
from motcua.documents.blobs import store_errors
from motcua.figures.facts.manifest import sync_folder

BUCKET_SCHEME: Final = "s3"
_PIECE: Final = 1 << 20


class Place(Protocol):
    """Names are relative, with ``/`` between folders."""

    @property
    def shown(self) -> str:
        """As a person would write it."""

    def size(self, name: str) -> int | None:
        """In bytes; None when it is not there."""

    def read(self, name: str) -> bytes:
        """Raises FileNotFoundError."""

    def names(self, folder: str) -> list[str]:
        """The files in a folder, sorted, without its own name; empty when there is none."""

    def put_file(self, name: str, source: Path) -> None:
        """Raises Conflict ``exchange_no_space``, Unavailable ``storage_unavailable``."""

    def put_new(self, name: str, content: bytes) -> None:
        """Raises FileExistsError when the name is taken, else as :meth:`put_file`."""

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """A file on this machine with its bytes, for the block. Raises FileNotFoundError."""
        yield Path()


class FolderPlace:
    """What appears was written out to the disk before; what a killed writer left has a name that starts with a dot."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def shown(self) -> str:
        return str(self.root)

    def size(self, name: str) -> int | None:
        try:
            return (self.root / name).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def read(self, name: str) -> bytes:
        return (self.root / name).read_bytes()

    def names(self, folder: str) -> list[str]:
        place = self.root / folder
        if not place.is_dir():
            return []
        return sorted(path.name for path in place.iterdir() if not path.name.startswith("."))

    def put_file(self, name: str, source: Path) -> None:
        with self._draft(name) as draft, source.open("rb") as content:
            shutil.copyfileobj(content, draft, _PIECE)
            self._settle(draft, name, replace=True)

    def put_new(self, name: str, content: bytes) -> None:
        with self._draft(name) as draft:
            draft.write(content)
            self._settle(draft, name, replace=False)

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        path = self.root / name
        if not path.is_file():
            raise FileNotFoundError(name)
        yield path

    @contextmanager
    def _draft(self, name: str) -> Iterator[BinaryIO]:
        target = self.root / name
        path = target.parent / f".{target.name}.{os.getpid()}.part"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as draft:
                yield draft
        except FileExistsError:
            raise
        except OSError as error:
            raise Conflict("exchange_no_space", params={"place": self.shown, "why": error.strerror or ""}) from error
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _settle(self, draft: BinaryIO, name: str, *, replace: bool) -> None:
        draft.flush()
        os.fsync(draft.fileno())
        target = self.root / name
        if replace:
            os.replace(draft.name, target)
        else:
            os.link(draft.name, target)
        sync_folder(target.parent)
        if target.parent != self.root:
            sync_folder(target.parent.parent)


class BucketPlace:
    """A bucket, through the storage that papers may lie in. One writer at a time is assumed."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self.shown = f"{BUCKET_SCHEME}://{bucket}/{prefix}".rstrip("/")
        options = {**settings.EXCHANGE_OPTIONS, "bucket_name": bucket, "location": prefix, "file_overwrite": True}
        built = import_string("storages.backends.s3.S3Storage")(**options)
        if not isinstance(built, Storage):
            raise TypeError("not a storage")
        self._storage = built

    def size(self, name: str) -> int | None:
        with store_errors():
            return self._storage.size(name) if self._storage.exists(name) else None

    def read(self, name: str) -> bytes:
        with store_errors():
            if not self._storage.exists(name):
                raise FileNotFoundError(name)
            with self._storage.open(name, "rb") as content:
                return bytes(content.read())

    def names(self, folder: str) -> list[str]:
        with store_errors():
            return sorted(self._storage.listdir(folder)[1])

    def put_file(self, name: str, source: Path) -> None:
        with store_errors(), source.open("rb") as content:
            self._storage.save(name, File(content))
        if self.size(name) != source.stat().st_size:
            raise Unavailable("storage_unavailable")

    def put_new(self, name: str, content: bytes) -> None:
        if self.size(name) is not None:
            raise FileExistsError(name)
        with store_errors():
            self._storage.save(name, ContentFile(content))

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        with store_errors():
            if not self._storage.exists(name):
                raise FileNotFoundError(name)
            with tempfile.NamedTemporaryFile(prefix="motcua-", suffix=".parquet") as kept:
                with self._storage.open(name, "rb") as content:
                    shutil.copyfileobj(content, kept, _PIECE)
                kept.flush()
                yield Path(kept.name)


def place_of(address: str) -> Place:
    """A folder, or ``s3://bucket/prefix``. Raises Invalid ``exchange_place_unknown``."""
    if "://" not in address:
        return FolderPlace(Path(address).absolute())
    parts = urlsplit(address)
    if parts.scheme != BUCKET_SCHEME or not parts.netloc:
        raise Invalid("exchange_place_unknown", params={"place": address[:200]})
    return BucketPlace(parts.netloc, parts.path.strip("/"))
