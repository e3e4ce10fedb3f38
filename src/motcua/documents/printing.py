"""Papers as PDF: a typst template and its data.

Data never becomes markup: it reaches the template as one JSON text and is shown with functions that print strings.
The result is PDF/A-2a and PDF/UA-1 (archivable, readable by a screen reader), and the same data gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Mapping
from functools import cache
from typing import ClassVar, Literal, Protocol

import structlog
import typst

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Unavailable
from motcua.documents import typefaces
from motcua.documents.printable import printable
from motcua.documents.qr import qr_svg
from motcua.documents.templates import FOLDER, template, template_on

log = structlog.get_logger()

Standard = Literal["1.7", "2.0", "a-2a", "a-2b", "a-2u", "a-3a", "ua-1"]
ARCHIVABLE: tuple[Standard, ...] = ("a-2a", "ua-1")
QR_CODES = ("qr", "receipt_qr")
"""What of the data is the text of a QR code: the paper's own, which the law wants, and a signed receipt's."""
_local = threading.local()


class Printable(Protocol):
    """A paper that knows its template and its data: a slip, a posting sheet."""

    template: ClassVar[str]

    @property
    def issued_at(self) -> dt.datetime: ...

    def to_json(self) -> dict[str, Json]: ...


def print_paper(paper: Printable, *, version: int | None = None) -> bytes:
    """The PDF of a slip or a posting sheet, by the version of its template in force on the day of issue or by a given
    one. Raises as :func:`render_pdf`."""
    in_force = template_on(paper.template, legal_date(paper.issued_at)) if version is None else None
    reference = in_force.reference if in_force else f"{paper.template}@{version}"
    return render_pdf(reference, paper.to_json(), made_at=paper.issued_at)


def render_pdf(
    reference: str,
    data: Mapping[str, Json],
    *,
    made_at: dt.datetime,
    standards: tuple[Standard, ...] = ARCHIVABLE,
) -> bytes:
    """The PDF of ``data`` by a template (``slip01`` or ``slip01@1``). ``data["qr"]`` is the text of the QR code,
    ``data["receipt_qr"]`` that of a second one if the paper carries a signed receipt,
    ``made_at`` the time in the file's metadata. Safe in threads.

    Raises NotFound ``print_template_unknown``, Unavailable ``print_failed``."""
    path = template(reference).path
    codes = {key: qr_svg(str(data[key])) for key in QR_CODES if data.get(key)}
    shown = {key: value for key, value in data.items() if key not in QR_CODES}
    inputs = {"data": json.dumps(printable(shown), ensure_ascii=False), **codes}
    try:
        made = _compiler().compile(
            path, format="pdf", sys_inputs=inputs, pdf_standards=list(standards), timestamp=int(made_at.timestamp())
        )
    except typst.TypstError as error:
        # The message may quote the data, so only the place is logged.
        log.error("print.failed", template=reference, trace=error.trace[:3])  # noqa: TRY400
        raise Unavailable("print_failed") from None
    if not isinstance(made, bytes):
        raise Unavailable("print_failed")
    return made


PIXELS_PER_INCH = 144


def render_png(reference: str, data: Mapping[str, Json], *, made_at: dt.datetime) -> bytes:
    """The first page of the same drawing as a picture, for walls and messages. ``made_at`` is taken so that both are
    called alike. Raises as :func:`render_pdf`."""
    path = template(reference).path
    try:
        made = _compiler().compile(
            path,
            format="png",
            ppi=PIXELS_PER_INCH,
            sys_inputs={"data": json.dumps(printable(dict(data)), ensure_ascii=False)},
        )
    except typst.TypstError as error:
        log.error("print.failed", template=reference, made_at=str(made_at), trace=error.trace[:3])  # noqa: TRY400
        raise Unavailable("print_failed") from None
    page = made[0] if isinstance(made, list) else made
    if not isinstance(page, bytes):
        raise Unavailable("print_failed")
    return page


def _compiler() -> typst.Compiler:
    """A compiler serves one thread at a time; typefaces are shared by all."""
    compiler = getattr(_local, "compiler", None)
    if compiler is None:
        compiler = typst.Compiler(root=FOLDER, font_paths=_fonts(), ignore_system_fonts=True)
        _local.compiler = compiler
    return compiler


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[typefaces.FOLDER])
