"""The browser's form of a petition: as :mod:`motcua.documents.uploads`, with room for one video. A form larger than
all files of a petition is refused before a byte of it is read; a file larger than any is dropped while it comes."""

from __future__ import annotations

from typing import IO

from django.core.exceptions import RequestDataTooBig

from motcua.core import clock
from motcua.documents.incoming import Receiver
from motcua.documents.uploads import SealingUploadHandler

from .limits import for_store, intake_limits


class PetitionUploadHandler(SealingUploadHandler):
    """Set by the view before the form is read."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Raises RequestDataTooBig."""
        if content_length > intake_limits(clock.legal_date(clock.now())).most_in_a_form:
            raise RequestDataTooBig("a form larger than all files of a petition")

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
        day = clock.legal_date(clock.now())
        self._receiver = Receiver(for_store(day, file_bytes=intake_limits(day).largest))
