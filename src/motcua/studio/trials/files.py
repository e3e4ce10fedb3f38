"""A report as a workbook: every table of the page, and its inputs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from motcua.core.errors import Conflict
from motcua.foresight.trial.services import find_trial
from motcua.people.selectors import role_names
from motcua.studio.trials import words
from motcua.studio.trials.listing import READ
from motcua.web.access import official

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE = 64 * 1024


@official(READ)
@require_GET
def workbook(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    row = find_trial(uid)
    if not row.report:
        raise Conflict("trial_ended")
    response = StreamingHttpResponse(_written(row.title, row.digest, row.report), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="chay-thu-{row.uid}.xlsx"'
    return response


def _written(title: str, digest: str, report: dict[str, Any]) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    for name, lines in _sheets(title, digest, report):
        sheet = book.create_sheet(name[:31])
        for line in lines:
            cells = []
            for value in line:
                cell = WriteOnlyCell(sheet, value=value)
                if isinstance(value, str):
                    cell.data_type = "s"
                cells.append(cell)
            sheet.append(cells)
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


Lines = list[Sequence[str | int]]


def _sheets(title: str, digest: str, report: dict[str, Any]) -> Iterator[tuple[str, Lines]]:
    inputs = report["inputs"]
    head: Lines = [(title,), (words.finding(report),), (_("Dấu báo cáo (SHA-256)"), digest)]
    head += [(str(name), "" if value is None else str(value)) for name, value in inputs.items()]
    head += [(_("Hồ sơ được chạy lại"), report["dossiers"]), (_("Hồ sơ khác dùng chung bộ phận"), report["beside"])]
    yield _("Tóm tắt"), head
    lines: Lines = [(_("Số đo"), _("Trước"), _("Sau"), _("Thay đổi"), _("Khoảng của thay đổi"))]
    lines += [
        (one["name"], one["before"], one["after"], one["change"], one["change_between"])
        for one in words.measure_rows(report)
    ]
    yield _("Số đo"), lines
    names = role_names()
    lines = [
        (_("Đơn vị"), _("Vai trò"), _("Người trước"), _("Người sau"), _("Lượt trước"), _("Lượt sau"),
         _("Phút làm trước"), _("Phút làm sau"), _("Phút có thể làm")),
    ]  # fmt: skip
    lines += [
        (one["name"], words.role_text(one["role"], names), *one["people"], *one["stays"], *one["minutes"],
         one["capacity"][1])
        for one in report["loads"]
    ]  # fmt: skip
    yield _("Khối lượng"), lines
    yield _("Theo tháng"), [(_("Tháng"), _("Hồ sơ"), _("Trễ trước"), _("Trễ sau")), *map(tuple, report["months"])]
    lines = [(_("Thủ tục"), _("Bước"), _("Lấy từ"), _("Số lượt"))]
    lines += [
        (key, words.step_text(report, key, step), str(words.BASES[basis]), stays)
        for key, step, basis, stays in report["assumptions"]
    ]
    yield _("Giả định"), lines
    check = words.self_check(report)
    if check:
        lines = [(check["text"],), (_("Số đo"), _("Dự báo"), _("Khoảng"), _("Sổ sách"), _("Sai"))]
        lines += [
            (one["name"], one["foretold"], one["between"], one["recorded"], one["error"]) for one in check["rows"]
        ]
        yield _("Thử lại quá khứ"), lines
