"""The files of a petition, for whoever may read it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.core.errors import NotFound
from motcua.desk.inbox import actor_at
from motcua.desk.petitions.reading import petition_of
from motcua.documents.services import open_plaintext
from motcua.documents.serving import download_headers
from motcua.people.services.records import record_read
from motcua.petitions.permissions import READ
from motcua.web.access import official


@official(READ)
@require_GET
def file(request: HttpRequest, uid: UUID, file_uid: UUID) -> HttpResponseBase:
    """One file; recorded. 409 while it is not scanned."""
    actor, at = actor_at(request), now()
    row = petition_of(uid, actor).files.select_related("file").filter(file__uid=file_uid).first()
    if row is None:
        raise NotFound("document_unknown")
    content = open_plaintext(row.file)
    record_read(actor, READ, "stored_file", row.file.uid, now=at)
    inline = request.GET.get("xem") == "1"
    headers = download_headers(name=row.file.name, media_type=row.file.media_type, size=row.file.size, inline=inline)
    return StreamingHttpResponse(content, headers=headers)
