"""A list as a file: exactly the rows the page shows, in its order, streamed."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.desk.inbox import actor_at
from motcua.desk.list_address import FILTERED, filters_in
from motcua.desk.rows import owner_words, step_words
from motcua.desk.time_left import Watch, watch
from motcua.desk.wording import STATES, STATUSES, words
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import EXPORT, UNIT_FIELDS
from motcua.dossiers.selectors.lists import MOST_EXPORTED, exported, filtered, status_of
from motcua.dossiers.selectors.steps import StepNames, step_names
from motcua.people.permissions import scope
from motcua.people.services.records import record_list
from motcua.web.access import official
from motcua.web.spreadsheets import harmless

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_CHOSEN = 1000
_PIECE = 64 * 1024


@official(EXPORT)
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list of the address, or the rows chosen in it (``dossier``), as CSV or XLSX. Whoever exports leaves a record
    with the filter and the number of rows."""
    if kind not in TYPES:
        raise Http404
    actor, at = actor_at(request), now()
    filters, seen = filters_in(request.GET), watch(at, actor)
    rows = filtered(actor, filters, now=at, soon=seen.soon).filter(scope(actor, EXPORT, *UNIT_FIELDS))
    chosen = _chosen(request.GET.getlist("dossier"))
    if chosen:
        rows = rows.filter(uid__in=chosen)
    units = rows.order_by().values_list("reception_unit", "settling_unit").distinct()
    seen = seen.over_units({unit for pair in units for unit in pair})
    many = min(rows.count(), MOST_EXPORTED)
    names = step_names(rows.order_by().values_list("process_version", flat=True).distinct())
    recorded = {name: str(getattr(filters, name)) for name in FILTERED}
    recorded |= {"view": filters.view.value, "as": kind, "chosen": str(len(chosen) or "")}
    record_list(actor, EXPORT, "dossier", recorded, rows=many, now=at)
    lines = _lines(exported(rows, legal_date(at)), seen, names)
    body = csv_pieces(lines) if kind == CSV else xlsx(lines, _("Hồ sơ"))
    response = StreamingHttpResponse(body, content_type=TYPES[kind])
    name = f"ho-so-{at.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _chosen(uids: Sequence[str]) -> list[UUID]:
    """The public ids among what the address names; what is none is passed over."""
    found = []
    for text in uids[:MOST_CHOSEN]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def heads() -> list[str]:
    return [
        _("Mã hồ sơ"),
        _("Người nộp"),
        _("Thủ tục"),
        _("Lĩnh vực"),
        _("Trạng thái"),
        _("Bước"),
        _("Người giữ"),
        _("Tình trạng"),
        _("Thời gian còn lại"),
        _("Việc tiếp theo trước"),
        _("Ngày nộp"),
        _("Hẹn trả"),
        _("Phần của hồ sơ"),
    ]


def _lines(rows: Iterable[Dossier], seen: Watch, names: StepNames) -> Iterator[list[str]]:
    yield heads()
    for row in rows:
        status = _("đã xong") if row.closed else words(STATUSES, status_of(row, seen.now, seen.soon))
        yield [
            harmless(text)
            for text in (
                row.code or row.receipt_no,
                row.applicant_name,
                row.version.name,
                row.version.field,
                words(STATES, row.state),
                step_words(row, names),
                owner_words(row),
                status,
                seen.left(row).words,
                _instant(row.next_at),
                _instant(row.submitted_at),
                _instant(row.appointed_due_at),
                getattr(row, "whole_code", None) or "",
            )
        ]


def _instant(at: dt.datetime | None) -> str:
    return f"{at.astimezone(LEGAL_ZONE):%d/%m/%Y %H:%M}" if at else ""


class _Echo:
    """A file that gives back what is written to it."""

    @staticmethod
    def write(text: str) -> str:
        return text


def sheet(kind: str, lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Lines of text as a file of the kind."""
    return csv_pieces(lines) if kind == CSV else xlsx(lines, _("Hồ sơ"))


def csv_pieces(lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """UTF-8 with its mark, so that spreadsheets read the letters right; every cell quoted."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield b"\xef\xbb\xbf"
    for line in lines:
        yield writer.writerow(line).encode("utf-8", "replace")


def xlsx(lines: Iterable[Sequence[str]], title: str) -> Iterator[bytes]:
    """A workbook of one sheet. Every cell is text; rows go to disk as they come."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for line in lines:
        cells = []
        for text in line:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
