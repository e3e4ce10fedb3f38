"""Slips and files on their way to the person's own device."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from motcua.documents.models import StoredFile
from motcua.documents.services import open_plaintext
from motcua.documents.serving import download_headers
from motcua.dossiers.letters import paper_pdf
from motcua.dossiers.models import Dossier

PDF = "application/pdf"


def slip(dossier: Dossier, number: str) -> HttpResponseBase:
    """A slip as PDF. Raises NotFound ``slip_not_there``."""
    made = paper_pdf(dossier, number)
    name = f"mau-{number}-{dossier.code or dossier.receipt_no}.pdf"
    return HttpResponse(made, headers=download_headers(name=name, media_type=PDF, size=len(made), inline=True))


def stored(file: StoredFile) -> HttpResponseBase:
    """A stored file, once it may be served. Raises as :func:`motcua.documents.services.open_plaintext`."""
    headers = download_headers(name=file.name, media_type=file.media_type, size=file.size)
    return StreamingHttpResponse(open_plaintext(file), headers=headers)
