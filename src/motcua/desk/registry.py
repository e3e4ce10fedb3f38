"""The registry for those who control it: how far each procedure has come, and the list behind each gap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.core.search_text import fold
from motcua.core.vietnamese_order import dictionary_key
from motcua.desk.decisions.listing import page_in
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.people.actors import Actor
from motcua.procedures.lifecycle import DecisionKind
from motcua.procedures.selectors import coverage
from motcua.procedures.selectors.coverage import BoardLine, BoardStage, Gap
from motcua.web.access import holds, official
from motcua.web.words import number, percent

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

READ_DRAFTS = "procedure.read_drafts"
PAGE = 25
LONGEST = 200

STAGES: Mapping[str, str | StrPromise] = {
    "published": gettext_lazy("Đã công bố"),
    "internal_process": gettext_lazy("Có quy trình nội bộ"),
    "electronic_process": gettext_lazy("Có quy trình điện tử"),
    "national_database": gettext_lazy("Có trên Cơ sở dữ liệu quốc gia"),
    "posted": gettext_lazy("Đã niêm yết"),
}
EXPLAIN: Mapping[str, str | StrPromise] = {
    "published": gettext_lazy("Thủ tục cấp tỉnh, cấp xã đang có hiệu lực."),
    "internal_process": gettext_lazy("Đã có quy trình nội bộ được phê duyệt."),
    "electronic_process": gettext_lazy(
        "Nhận được trên hệ thống: có quy trình, có nơi giải quyết, rõ thời hạn và phí ít nhất một cách nộp."
    ),
    "national_database": gettext_lazy("Nội dung đang dùng có trên Cơ sở dữ liệu quốc gia."),
    "posted": gettext_lazy("Nội dung đang dùng treo ở ít nhất một trung tâm."),
}
MEND: Mapping[str, str | StrPromise] = {
    "internal_process": gettext_lazy("Soạn quyết định phê duyệt quy trình nội bộ, nạp tệp CSV của từng thủ tục."),
    "electronic_process": gettext_lazy(
        "Mở thủ tục trên cổng để xem còn thiếu gì: quy trình, nơi giải quyết, thời hạn hay mức phí; rồi soạn quyết định"
        " tương ứng."
    ),
    "national_database": gettext_lazy("Đăng trên Cơ sở dữ liệu quốc gia, rồi ghi ngày đăng ở trang của quyết định."),
    "posted": gettext_lazy("In tờ niêm yết của lĩnh vực, treo ở trung tâm rồi ghi nhận."),
}


@official(READ_DRAFTS)
@require_GET
def board(request: HttpRequest) -> HttpResponseBase:
    """Each stage with its count, how much of what is published that is, and the way to the list of its gaps."""
    actor = actor_at(request)
    lines = coverage(legal_date(now()))
    whole = lines[0].count if lines else 0
    context = {
        "lines": [_line(line, whole) for line in lines],
        "whole": whole,
        "post_line": post_line(actor),
        "nav": "registry",
    }
    return render(request, "desk/board.jinja", context)


def _line(line: BoardLine, whole: int) -> dict[str, object]:
    return {
        "stage": words(STAGES, line.stage.value),
        "explain": words(EXPLAIN, line.stage.value),
        "count": line.count,
        "share": percent(line.count / whole, 1) if whole else "",
        "used": round(100 * line.count / whole) if whole else 0,
        "missing": len(line.gaps),
        "href": reverse("desk:registry_gaps", args=[line.stage.value]) if line.gaps else "",
    }


@official(READ_DRAFTS)
@require_GET
def gaps(request: HttpRequest, stage: str) -> HttpResponseBase:
    """The published procedures that have not come to a stage, by field and words, a page at a time."""
    actor = actor_at(request)
    line = next((one for one in coverage(legal_date(now())) if one.stage.value == stage), None)
    if line is None:
        raise NotFound("stage_unknown", params={"stage": stage[:40]})
    field, query = (_text(request, name) for name in ("field", "q"))
    found = _found(line.gaps, field, query)
    pages = max(1, -(-len(found) // PAGE))
    page = min(page_in(request.GET), pages)
    kept = urlencode({name: value for name, value in (("field", field), ("q", query)) if value})
    shown = found[(page - 1) * PAGE : page * PAGE]
    context = {
        "title": _("Chưa có: {stage}").format(stage=words(STAGES, stage)),
        "count": ngettext("{count} thủ tục", "{count} thủ tục", len(found)).format(count=number(len(found))),
        "mend": words(MEND, stage) if stage in MEND else "",
        "mend_link": _mend_link(actor, line.stage),
        "filters": _fields(line.gaps, field, query),
        "tags": _tags(field, query),
        "clear": reverse("desk:registry_gaps", args=[stage]),
        "action": reverse("desk:registry_gaps", args=[stage]),
        "rows": [_gap(one) for one in shown],
        "first": (page - 1) * PAGE + 1,
        "last": (page - 1) * PAGE + len(shown),
        "total": len(found),
        "page": page,
        "total_pages": pages,
        "query": f"{kept}&" if kept else "",
        "back": reverse("desk:registry"),
        "post_line": post_line(actor),
        "nav": "registry",
    }
    return render(request, "desk/gaps.jinja", context)


def _text(request: HttpRequest, name: str) -> str:
    return "".join(sign for sign in request.GET.get(name, "")[:LONGEST] if sign.isprintable()).strip()


def _found(all_gaps: Sequence[Gap], field: str, query: str) -> list[Gap]:
    wanted = fold(query)
    return [
        gap
        for gap in all_gaps
        if (not field or gap.field == field) and (not wanted or wanted in fold(f"{gap.code} {gap.name}"))
    ]


def _gap(gap: Gap) -> dict[str, str]:
    return {
        "name": gap.name,
        "note": f"{gap.code} · {gap.field}",
        "href": reverse("portal:procedure", args=[gap.code]),
    }


def _mend_link(actor: Actor, stage: BoardStage) -> dict[str, str]:
    """Where the gap is mended, for whom may do it."""
    if stage is BoardStage.INTERNAL_PROCESS and holds(actor, "procedure.draft"):
        kind = urlencode({"kind": DecisionKind.INTERNAL_PROCESS.value})
        return {"href": f"{reverse('desk:decision_new')}?{kind}", "text": _("Soạn quyết định")}
    if stage is BoardStage.POSTED and holds(actor, "procedure.post"):
        return {"href": reverse("desk:postings"), "text": _("Mở trang niêm yết")}
    if stage is BoardStage.NATIONAL_DATABASE:
        return {"href": f"{reverse('desk:decisions')}?state=in_force", "text": _("Quyết định có hiệu lực")}
    return {}


def _fields(all_gaps: Sequence[Gap], field: str, query: str) -> list[dict[str, object]]:
    counted = sorted(Counter(gap.field for gap in all_gaps).items(), key=lambda field: dictionary_key(field[0]))
    options = [("", _("Tất cả")), *((name, f"{name} ({number(count)})") for name, count in counted)]
    return [
        {"name": "q", "label": _("Tên, mã thủ tục"), "kind": "search", "value": query},
        {
            "name": "field",
            "label": _("Lĩnh vực"),
            "options": [{"value": value, "text": text, "selected": value == field} for value, text in options],
        },
    ]


def _tags(field: str, query: str) -> list[dict[str, str]]:
    found = []
    if query:
        found.append({"text": f"{_('Tìm')}: {query}", "href": "?" + urlencode({"field": field} if field else {})})
    if field:
        found.append({"text": f"{_('Lĩnh vực')}: {field}", "href": "?" + urlencode({"q": query} if query else {})})
    return found
