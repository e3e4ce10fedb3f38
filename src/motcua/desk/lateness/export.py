"""The list of warnings as CSV or XLSX: exactly the filtered rows."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import LEGAL_ZONE, now
from motcua.desk.export import TYPES, harmless, sheet
from motcua.desk.inbox import actor_at
from motcua.desk.lateness.page import asked_in, recorded
from motcua.desk.lateness.words import band_words, reason_words, step_to_see_to
from motcua.desk.rows import owner_words
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import EXPORT, UNIT_FIELDS
from motcua.dossiers.selectors.steps import step_names
from motcua.foresight.lateness.models import LatenessScore
from motcua.foresight.lateness.selectors import named, warned
from motcua.people.permissions import scope
from motcua.people.services.records import record_list
from motcua.web.access import official
from motcua.web.words import instant

MOST_EXPORTED = 20_000


@official(EXPORT)
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    if kind not in TYPES:
        raise Http404
    actor, at = actor_at(request), now()
    asked = asked_in(request)
    may = Dossier.objects.filter(scope(actor, EXPORT, *UNIT_FIELDS))
    rows = warned(actor, asked, now=at).filter(dossier__in=may)
    record_list(actor, EXPORT, "lateness", {**recorded(asked), "as": kind}, rows=rows.count(), now=at)
    response = StreamingHttpResponse(sheet(kind, _lines(rows)), content_type=TYPES[kind])
    name = f"nguy-co-tre-{at.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(rows: QuerySet[LatenessScore]) -> Iterator[list[str]]:
    names = step_names(rows.order_by().values_list("dossier__process_version_id", flat=True).distinct())
    yield [
        _("Mã hồ sơ"),
        _("Thủ tục"),
        _("Đơn vị đang giữ"),
        _("Người giữ"),
        _("Khả năng trễ"),
        _("Bước cần gỡ"),
        _("Lý do"),
        _("Hẹn trả"),
    ]
    for row in named(rows)[:MOST_EXPORTED].iterator(chunk_size=500):
        yield [
            harmless(text)
            for text in (
                row.dossier.code or row.dossier.receipt_no,
                row.dossier.version.name,
                row.unit.name,
                owner_words(row.dossier),
                band_words(row),
                step_to_see_to(row, row.dossier, names),
                "; ".join(reason_words(row)),
                instant(row.due_at),
            )
        ]
