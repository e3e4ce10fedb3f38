"""The files and slips of a dossier, for whoever may read it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.core.errors import NotAllowed, NotFound
from motcua.desk.inbox import actor_at
from motcua.desk.reading import may_read_private
from motcua.documents.services import open_plaintext
from motcua.documents.serving import download_headers
from motcua.dossiers.letters import paper_pdf
from motcua.dossiers.models import DossierDocument
from motcua.dossiers.permissions import READ
from motcua.dossiers.selectors.family import shared_documents
from motcua.dossiers.selectors.reading import readable
from motcua.people.services.records import record_read
from motcua.web.access import official


@official(READ)
@require_GET
def document(request: HttpRequest, uid: UUID, document_uid: UUID) -> HttpResponseBase:
    """One file, when its dossier may be read with its private data; recorded. 409 while it is not scanned."""
    actor, at = actor_at(request), now()
    dossier = readable(uid, actor=actor, now=at)
    if not may_read_private(actor, dossier):
        raise NotAllowed("not_allowed")
    own = DossierDocument.objects.select_related("file").filter(dossier=dossier, uid=document_uid).first()
    row = own or next((one for one in shared_documents(dossier) if one.uid == document_uid), None)
    if row is None:
        raise NotFound("document_unknown")
    content = open_plaintext(row.file)
    record_read(actor, READ, "stored_file", row.file.uid, now=at)
    inline = request.GET.get("xem") == "1"
    headers = download_headers(name=row.file.name, media_type=row.file.media_type, size=row.file.size, inline=inline)
    return StreamingHttpResponse(content, headers=headers)


@official(READ)
@require_GET
def slip(request: HttpRequest, uid: UUID, number: str) -> HttpResponseBase:
    """A slip as PDF, made from the log each time. It names the applicant, so it needs the private data."""
    actor, at = actor_at(request), now()
    dossier = readable(uid, actor=actor, now=at)
    if not may_read_private(actor, dossier):
        raise NotAllowed("not_allowed")
    body = paper_pdf(dossier, number, internal=True)
    name = f"{number}-{dossier.code or dossier.receipt_no}.pdf"
    headers = download_headers(name=name, media_type="application/pdf", size=len(body), inline=True)
    return HttpResponse(body, headers=headers)
