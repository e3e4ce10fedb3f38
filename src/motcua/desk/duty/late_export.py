"""The late dossiers as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import LEGAL_ZONE, now
from motcua.desk.duty.late import NAMES, filters_of
from motcua.desk.duty.words import DECISIONS, cause_words, who_words
from motcua.desk.export import TYPES, harmless, sheet
from motcua.desk.inbox import actor_at
from motcua.desk.wording import words
from motcua.dossiers.models import ResponsibilityAccount
from motcua.dossiers.permissions import EXPORT
from motcua.dossiers.selectors.responsibility import records
from motcua.people.services.records import record_list
from motcua.web.access import official
from motcua.web.words import instant

MOST_EXPORTED = 20_000


@official(EXPORT)
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as CSV or XLSX: a line for each one who answers for hours."""
    if kind not in TYPES:
        raise Http404
    actor, at = actor_at(request), now()
    filters = filters_of(request)
    rows = records(actor, filters)
    asked: dict[str, str | int | bool | list[str] | None] = {name: getattr(filters, name) for name in NAMES}
    record_list(actor, EXPORT, "responsibility", {**asked, "as": kind}, rows=rows.count(), now=at)
    keys = rows.order_by().values("pk")
    accounts = (
        ResponsibilityAccount.objects.filter(record__in=keys)
        .select_related("record", "record__dossier", "record__dossier__version", "record__settling_unit")
        .select_related("unit", "post", "person")
        .order_by("-record__opened_at", "record_id", "pk")
    )
    body = sheet(kind, _lines(accounts[:MOST_EXPORTED].iterator(chunk_size=500)))
    response = StreamingHttpResponse(body, content_type=TYPES[kind])
    name = f"trach-nhiem-{at.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(rows: Iterator[ResponsibilityAccount]) -> Iterator[list[str]]:
    names = cause_words()
    yield [
        _("Mã hồ sơ"),
        _("Thủ tục"),
        _("Đơn vị giải quyết"),
        _("Hạn phải xong"),
        _("Chậm (phút làm việc)"),
        _("Phần của"),
        _("Giữ (phút)"),
        _("Vượt hạn (phút)"),
        _("Nguyên nhân giải trình"),
        _("Kết luận"),
        _("Nguyên nhân kết luận"),
    ]
    for one in rows:
        yield [
            harmless(text)
            for text in (
                one.record.dossier.code or one.record.dossier.receipt_no,
                one.record.dossier.version.name,
                one.record.settling_unit.name,
                instant(one.record.due_at),
                str(one.record.late_minutes),
                who_words(one.kind, one.person, one.post, one.unit),
                str(one.minutes),
                str(one.over_minutes),
                names.get(one.cause, ""),
                words(DECISIONS, one.decision) if one.decision else "",
                names.get(one.decided_cause, ""),
            )
        ]
