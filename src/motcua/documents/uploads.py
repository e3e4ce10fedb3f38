"""Files in a browser's form, sealed while they arrive: Django's own handlers would leave them readable in the system's
temporary folder and keep a file of any size.

A file over the limit is read to its end but not kept; the page that asks for it gets ``file_too_large`` like any other
fault, with everything else of the form still there. A form larger than any dossier is not read at all.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from motcua.core import clock
from motcua.core.errors import DomainError, Invalid
from motcua.documents.incoming import Receiver, Upload
from motcua.documents.limits import limits_on, most_in_a_form


class SealedFile(UploadedFile):
    """An uploaded file that lies sealed. ``fault`` is what went wrong on the way, if anything did.

    It can be read like any uploaded file; ``store_upload`` takes the sealed file itself. Closing it forgets it.
    """

    def __init__(self, upload: Upload | None, *, fault: DomainError | None, size: int, name: str, kind: str) -> None:
        super().__init__(file=upload.plaintext() if upload else BytesIO(), name=name, content_type=kind, size=size)
        self._upload = upload
        self.fault = fault

    def take(self) -> Upload:
        """The sealed upload, once; the caller leaves its context. Raises the fault, if there is one."""
        if self.fault is not None:
            raise self.fault
        if self._upload is None:
            raise Invalid("upload_incomplete")
        upload, self._upload = self._upload, None
        return upload

    def close(self) -> None:
        super().close()
        if self._upload is not None:
            with self._upload:
                self._upload = None


class SealingUploadHandler(FileUploadHandler):
    """Named in ``FILE_UPLOAD_HANDLERS``."""

    chunk_size = 64 * 1024

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """A form that says it is larger than all files of a dossier may be is refused before a byte of it is read.
        Raises RequestDataTooBig."""
        if content_length > most_in_a_form(limits_on(clock.legal_date(clock.now()))):
            raise RequestDataTooBig("a form larger than all files of a dossier")

    def new_file(
        self,
        field_name: str,
        file_name: str,
        content_type: str,
        content_length: int | None,
        charset: str | None = None,
        content_type_extra: dict[str, bytes] | None = None,
    ) -> None:
        super().new_file(field_name, file_name, content_type, content_length, charset, content_type_extra)
        self._receiver = Receiver(limits_on(clock.legal_date(clock.now())))
        self._fault: DomainError | None = None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._fault is not None:
            return
        try:
            self._receiver.add(raw_data)
        except DomainError as error:
            self._receiver.abandon()
            self._fault = error

    def file_complete(self, file_size: int) -> SealedFile:
        upload = None
        if self._fault is None:
            try:
                upload = self._receiver.finish()
            except DomainError as error:
                self._receiver.abandon()
                self._fault = error
        name, kind = self.file_name or "", self.content_type or ""
        return SealedFile(upload, fault=self._fault, size=file_size, name=name, kind=kind)

    def upload_interrupted(self) -> None:
        """The request broke off: forget what came."""
        if hasattr(self, "_receiver"):
            self._receiver.abandon()
