"""What the three cuts are measured against: dated rows with source and mark; set one by one or from a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed
from motcua.core.texts import say
from motcua.desk.figures.boards_address import side_links
from motcua.desk.figures.cuts_shown import baseline_words
from motcua.desk.inbox import actor_at, post_line
from motcua.documents.serving import download_headers
from motcua.figures.collection.models import CollectionRule, RuleKind
from motcua.figures.cuts.baseline_lines import COLUMNS, MOST_LINES, read_lines, read_typed
from motcua.figures.cuts.baselines import Baseline, baselines
from motcua.figures.cuts.permissions import BASELINE
from motcua.figures.cuts.services import Outcome, set_baseline, set_lines
from motcua.figures.indicator_texts import MARKS
from motcua.figures.numbers import print_number
from motcua.figures.wording import language
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.procedures.models.registry import ProcedureVersion
from motcua.web.access import holds, official

READ: Final = "figures.read"
PAGE: Final = 100
MOST_BYTES: Final = 2 * 1024 * 1024


@official(READ)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    """Every row there ever was, the newest first; who may, sets a new one that counts from its day on."""
    actor, at = actor_at(request), now()
    error: DomainError | None = None
    if request.method == "POST":
        require(actor, BASELINE, [None])
        try:
            done = _set(request, actor, at)
        except NotAllowed:
            raise
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("desk:cuts_baseline"))
    key = str(request.GET.get("thu-tuc", "")).replace("\x00", "").strip()[:80]
    known = baselines(legal_date(at))
    rows = CollectionRule.objects.filter(kind=RuleKind.BASELINE).order_by("-valid_from", "-pk")
    rows = rows.filter(key=key) if key else rows
    start = _start(request)
    context = {
        "links": side_links(actor, "cuts"),
        "default": baseline_words(known),
        "others": len(known.own),
        "procedure": key,
        "rows": _rows(list(rows[start : start + PAGE]), legal_date(at)),
        "total": rows.count(),
        "next": f"?thu-tuc={key}&tu={start + PAGE}" if rows.count() > start + PAGE else "",
        "may_set": holds(actor, BASELINE),
        "given": _given(request, known.of(key) if key else known.default, key),
        "marks": [(mark, str(text)) for mark, text in MARKS.items()],
        "faults": {str(one["field"]): say(str(one["code"])) for one in error.errors} if error else {},
        "errors": _errors(error),
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/cuts_baseline.jinja", context, status=error.status if error else 200)


def _set(request: HttpRequest, actor: Actor, at: dt.datetime) -> str:
    one = read_typed({name: str(request.POST.get(name, ""))[:400] for name in COLUMNS})
    set_baseline(
        one.terms, since=one.since, source=one.source, mark=one.mark, procedure=one.procedure, actor=actor, now=at
    )
    return _("Đã đặt mốc so sánh. Số liệu của các kỳ kết thúc trước ngày hiệu lực giữ nguyên.")


def _errors(error: DomainError | None) -> list[dict[str, str]]:
    if error is None:
        return []
    single = [{"text": say(str(one["code"])), "href": f"#f-{one['field']}"} for one in error.errors]
    return single or [{"text": say(error.code, error.params), "href": "#main-content"}]


def _given(request: HttpRequest, one: Baseline, key: str) -> dict[str, str]:
    """What stands in the form: what was typed, else the numbers in force."""
    if request.method == "POST":
        return {name: str(request.POST.get(name, "")) for name in COLUMNS}
    return {
        "procedure": key,
        "trips": _trips(one.trips_hundredths),
        "minutes": str(one.desk_minutes),
        "trip_dong": str(one.trip_dong),
        "fee": "" if one.fee is None else str(one.fee),
        "mark": "own",
    }


def _trips(hundredths: int) -> str:
    places = 0 if hundredths % 100 == 0 else 1 if hundredths % 10 == 0 else 2
    return print_number(Fraction(hundredths, 100), places, language())


def _rows(found: Sequence[CollectionRule], today: dt.date) -> list[dict[str, object]]:
    versions = ProcedureVersion.objects.filter(procedure__key__in={row.key for row in found if row.key})
    newest = versions.order_by("procedure", "-number").distinct("procedure")
    names = dict(newest.values_list("procedure__key", "name"))
    return [
        {
            "key": row.key,
            "name": names.get(row.key, "") if row.key else _("Mặc định cả tỉnh"),
            "href": f"?thu-tuc={row.key}" if row.key else "",
            "trips": _trips(row.terms["trips_hundredths"]),
            "minutes": print_number(row.terms["desk_minutes"], 0, language()),
            "dong": print_number(row.terms["trip_dong"], 0, language()),
            "fee": print_number(row.terms["fee_dong"], 0, language()) if "fee_dong" in row.terms else _("như nay"),
            "from": row.valid_from,
            "to": row.valid_to,
            "is_now": row.valid_from <= today and (row.valid_to is None or row.valid_to > today),
            "source": row.source,
            "mark": str(MARKS[row.mark]),
        }
        for row in found
    ]


def _start(request: HttpRequest) -> int:
    text = str(request.GET.get("tu", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


@official(BASELINE)
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponseBase:
    """A file is looked at, then taken over: a result for each line, both times. What the page carries between the two
    is the lines as they were read; they are read and judged anew."""
    actor, error = actor_at(request), ""
    found: list[Outcome] = []
    applies = request.POST.get("act") == "apply"
    if request.method == "POST":
        try:
            lines = _kept(request) if applies else _read(request)
            found = set_lines(lines, actor=actor, now=now(), is_trial=not applies)
        except NotAllowed:
            raise
        except DomainError as refused:
            error = say(refused.code, refused.params)
    good = sum(one.fault is None for one in found)
    context = {
        "links": side_links(actor, "cuts"),
        "found": [{"line": one.line, "given": one.given, "why": _why(one.fault)} for one in found],
        "kept": json.dumps([dict(one.given) for one in found], ensure_ascii=False) if found and not applies else "",
        "good": good,
        "bad": len(found) - good,
        "done": applies and not error,
        "said": ngettext("{count} dòng đã có hiệu lực.", "{count} dòng đã có hiệu lực.", good).format(count=good),
        "most": MOST_LINES,
        "errors": [{"text": error, "href": "#f-file"}] if error else [],
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/cuts_baseline_load.jinja", context, status=400 if error else 200)


def _read(request: HttpRequest) -> list[dict[str, str]]:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or (file.size or 0) > MOST_BYTES:
        raise Invalid("national_file_unreadable")
    return read_lines(file.read())


def _kept(request: HttpRequest) -> list[dict[str, str]]:
    """Raises Invalid ``national_file_unreadable`` for what this page did not write."""
    try:
        lines = json.loads(str(request.POST.get("lines", "")))
    except ValueError:
        raise Invalid("national_file_unreadable") from None
    if not isinstance(lines, list) or len(lines) > MOST_LINES:
        raise Invalid("national_file_unreadable")
    return [{name: str(line.get(name, ""))[:400] for name in COLUMNS} for line in lines if isinstance(line, Mapping)]


def _why(fault: DomainError | None) -> str:
    if fault is None:
        return ""
    single = [say(str(one["code"])) for one in fault.errors]
    return " ".join(single) or say(fault.code, fault.params)


@official(BASELINE)
@require_GET
def sample(request: HttpRequest) -> HttpResponseBase:
    """An empty file with the heads and one line to write over."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["Mã thủ tục", "Số lượt đi lại", "Số phút chờ", "Số đồng một lượt", "Phí, lệ phí trước đây",
                    "Hiệu lực từ", "Nguồn", "Mức tin cậy"])  # fmt: skip
    lines.writerow(["", "2,5", "60", "40000", "", f"{legal_date(now()):%d/%m/%Y}", "Quyết định số …", "own"])
    content = ("\ufeff" + out.getvalue()).encode()
    return HttpResponse(
        content, headers=download_headers(name="moc-so-sanh.csv", media_type="text/csv", size=len(content))
    )
