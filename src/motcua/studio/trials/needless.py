"""Papers that never mattered, and papers that the state holds already: the page and its file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.foresight.trial.papers import ENOUGH, MOST_MATTERING, Finding, Reason, needless_papers
from motcua.procedures.models import Case
from motcua.studio.page import studio_page
from motcua.studio.trials import words
from motcua.studio.trials.listing import READ
from motcua.web.access import official

SHELF = "needless"


def _reason(one: Finding) -> str:
    if one.reason is Reason.HELD:
        return _("Nhà nước đã có: {source}").format(source=one.source)
    if one.reason is Reason.REUSED:
        return _("{share} số lần lấy lại được từ kho hoặc kết quả trước").format(share=words.share(one.matters.value))
    return _("Chưa lần nào làm đổi kết quả")


def _found() -> tuple[list[Finding], str]:
    try:
        return needless_papers(until=legal_date(now())), ""
    except DomainError as error:
        return [], say(error.code, error.params)


def _cases(found: Sequence[Finding]) -> dict[tuple[str, str], str]:
    """Names of cases, of procedures that have several: the same paper may be needless in one alone."""
    keys = {one.procedure for one in found}
    rows = Case.objects.filter(version__valid_to=None, version__procedure__key__in=keys).order_by("pk")
    named = {(key, case): name for key, case, name in rows.values_list("version__procedure__key", "key", "name")}
    several = Counter(key for key, _case in named)
    return {place: name for place, name in named.items() if several[place[0]] > 1}


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    found, fault = _found()
    cases = _cases(found)
    rows = [
        {
            "procedure": one.procedure_name,
            "case": cases.get((one.procedure, one.case), ""),
            "key": one.procedure,
            "paper": one.name,
            "reason": _reason(one),
            "asked": one.asked,
            "lacked": one.lacked,
            "most": words.share(one.matters.high),
            "applicants": words.hours(one.applicants_minutes),
            "desk": words.hours(one.desk_minutes),
            "required": one.required,
        }
        for one in found
    ]
    context = {
        "rows": rows,
        "fault": fault,
        "enough": ENOUGH,
        "most": words.share(MOST_MATTERING),
        "applicants": words.hours(sum(one.applicants_minutes for one in found)),
        "desk": words.hours(sum(one.desk_minutes for one in found)),
    }
    return studio_page(request, "studio/trials/needless.jinja", context, shelf=SHELF)


@official(READ)
@require_GET
def sheet(request: HttpRequest) -> HttpResponseBase:
    response = StreamingHttpResponse(_lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="giay-to-thua.csv"'
    return response


def _lines() -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    head = (
        _("Mã thủ tục"), _("Thủ tục"), _("Trường hợp"), _("Mã giấy tờ"), _("Giấy tờ"), _("Lý do"), _("Hồ sơ phải nộp"),
        _("Hồ sơ thiếu"), _("Cận trên phần triệu"), _("Phút của người dân mỗi năm"), _("Phút của bộ phận mỗi năm"),
    )  # fmt: skip
    yield _line(head)
    for one in _found()[0]:
        numbers = one.asked, one.lacked, one.matters.high, one.applicants_minutes, one.desk_minutes
        texts = one.procedure, one.procedure_name, one.case, one.component, one.name, _reason(one)
        yield _line((*texts, *map(str, numbers)))


def _line(cells: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    safe = [f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell for cell in cells]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(safe)
    return out.getvalue().encode("utf-8", "replace")
