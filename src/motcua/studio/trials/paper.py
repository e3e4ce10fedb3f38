"""The report of a dry run as a paper that goes with its decision: drawn from the report alone, so the same report gives
the same bytes, whenever it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.canonical import Json
from motcua.core.errors import Conflict
from motcua.documents.printing import render_pdf
from motcua.foresight.trial.models import TrialReport
from motcua.foresight.trial.services import find_trial
from motcua.people.selectors import role_names
from motcua.studio.trials import words
from motcua.studio.trials.listing import READ
from motcua.web import words as said
from motcua.web.access import official

TEMPLATE: Final = "trial_report@1"
LOADS: Final = 20
"""Desks on paper; the workbook has them all."""
_DIGEST: Final = 32

Table = dict[str, Json]


@official(READ)
@require_GET
def paper(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The PDF. Raises NotFound ``trial_unknown``, Conflict ``trial_ended`` before there is a report."""
    row = find_trial(uid)
    if not row.report or row.ended_at is None:
        raise Conflict("trial_ended")
    response = HttpResponse(render_pdf(TEMPLATE, paper_of(row), made_at=row.ended_at), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="chay-thu-{row.uid}.pdf"'
    return response


def paper_of(row: TrialReport) -> dict[str, Json]:
    """What the paper says, as plain texts."""
    report: dict[str, Any] = row.report or {}
    check = words.self_check(report)
    return {
        "title": row.title,
        "office": {"name": settings.PROVINCE_NAME},
        "kicker": _("Báo cáo chạy thử trước khi ban hành"),
        "facts": _facts(row, report),
        "warning_head": _("Tin được đến đâu"),
        "warning": check.get("text", "") if check else "",
        "finding": words.finding(report),
        "tables": [*_tables(report, check)],
        "lists": _lists(report),
        "digest_label": _("Dấu báo cáo (SHA-256)"),
        "digest": [row.digest[:_DIGEST], row.digest[_DIGEST:]],
        "foot": _("Dự báo từ hồ sơ đã giải quyết, không phải cam kết. Người ký quyết định."),
    }


def _facts(row: TrialReport, report: dict[str, Any]) -> list[Json]:
    decision = row.decision
    days = _("{first} đến {last}").format(first=said.day(row.first_day), last=said.day(row.last_day))
    rows: list[Json] = [
        [_("Hồ sơ nộp từ"), days],
        [_("Hồ sơ được chạy lại"), said.number(report["dossiers"])],
        [_("Hồ sơ khác dùng chung bộ phận"), said.number(report["beside"])],
        [_("Thủ tục"), "; ".join(f"{key} {name}" for key, name in report["procedures"])],
    ]
    if decision is not None:
        rows.insert(0, [_("Quyết định"), decision.title or decision.number or ""])
    return rows


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> Table:
    return {"title": title, "heads": [*heads], "rows": [[*row] for row in rows], "note": note}


def _tables(report: dict[str, Any], check: dict[str, Any]) -> list[Json]:
    names = role_names()
    measures = [
        (one["name"], *(f"{one[side]} ({one[f'{side}_between']})" for side in ("before", "after", "change")))
        for one in words.measure_rows(report)
    ]
    heads = (_("Số đo"), _("Không thay đổi"), _("Có thay đổi"), _("Khác nhau"))
    found: list[Json] = [_table(_("Điều gì đã khác"), heads, measures, _("Trong ngoặc là khoảng tin cậy 95%."))]
    if check and check["rows"]:
        heads = (_("Số đo"), _("Dự báo"), _("Sổ sách"), _("Sai"))
        rows = [
            (one["name"], f"{one['foretold']} ({one['between']})", one["recorded"], one["error"])
            for one in check["rows"]
        ]
        found.append(_table(_("Thử dự báo lại quá khứ"), heads, rows))
    loads = [_load(one, names) for one in report["loads"][:LOADS]]
    if loads:
        heads = (
            _("Bộ phận (trước / sau)"),
            _("Người"),
            _("Phần giờ hiện có"),
            _("Chờ bình quân"),
        )
        found.append(_table(_("Khối lượng việc của từng bộ phận"), heads, loads))
    return found


def _load(one: dict[str, Any], names: dict[str, str]) -> tuple[str, ...]:
    used = (words.used(minutes, most) for minutes, most in zip(one["minutes"], one["capacity"], strict=True))
    return (
        f"{one['name']}, {words.role_text(one['role'], names)}",
        " / ".join(str(people) for people in dict.fromkeys(one["people"])),
        " / ".join(used),
        " / ".join(words.length(minutes) for minutes in one["waited"]),
    )


def _lists(report: dict[str, Any]) -> list[Json]:
    lines: list[Json] = [
        f"{key}, {words.step_text(report, key, step)}: {words.BASES[basis]} ({said.number(stays)})"
        for key, step, basis, stays in report["assumptions"]
    ]
    return [{"title": _("Bước chưa có trong lịch sử: lấy giả định"), "lines": lines}] if lines else []
