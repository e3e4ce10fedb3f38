"""A sheet: filling, sending, proving, appraising and correcting it. Whatever is wrong, what was typed stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.desk.figures.collection import LOOKS
from motcua.desk.figures.collection_menu import NAV, links, require_one
from motcua.desk.inbox import post_line
from motcua.documents.services import open_plaintext
from motcua.documents.serving import download_headers
from motcua.figures.collection.models import Sheet, SheetState
from motcua.figures.collection.permissions import APPRAISE, FILL, READ
from motcua.figures.collection.reading import Cell
from motcua.figures.collection.selectors.sheets import known, readable_sheet
from motcua.figures.collection.services import evidence, sheets
from motcua.figures.collection.unit_words import named
from motcua.figures.collection.wording import compared, implied, kind_words, printed, stored
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code, previous, same_of_last_year
from motcua.figures.wording import impossible_rate, language, understood
from motcua.organisation.selectors import find_unit
from motcua.people.actors import Actor
from motcua.people.models import User
from motcua.people.permissions import decide
from motcua.web.access import official

Draft = dict[str, dict[str, str]]


@official()
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor = require_one(request, FILL, APPRAISE, READ)
    sheet = readable_sheet(uid, actor)
    if request.method != "POST":
        return _drawn(request, sheet, actor)
    draft, note = _typed(request), str(request.POST.get("note", ""))
    try:
        done = _act(request, sheet, draft, note, actor)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _drawn(request, readable_sheet(uid, actor), actor, draft=draft, note=note, error=error)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("desk:collection_sheet", args=[uid]))


def _typed(request: HttpRequest) -> Draft:
    draft: Draft = {}
    for name in request.POST:
        what, _dot, key = str(name).partition(".")
        if what in {"text", "note"} and key:
            draft.setdefault(key[:80], {})[what] = str(request.POST.get(name, "")).strip()
    return draft


def _act(request: HttpRequest, sheet: Sheet, draft: Draft, note: str, actor: Actor) -> str:
    at, act = now(), str(request.POST.get("act", "save"))
    seen = str(request.POST.get("expected", ""))
    expected = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
    reason = str(request.POST.get("reason", ""))
    match act:
        case "submit":
            sheets.submit(sheet.uid, draft, note=note, expected=expected, actor=actor, now=at)
            return _("Đã gửi phiếu để thẩm định.")
        case "accept":
            sheets.accept(sheet.uid, actor=actor, now=at)
            return _("Đã chấp nhận; số liệu được tính từ bây giờ.")
        case "return":
            sheets.send_back(sheet.uid, reason=reason, actor=actor, now=at)
            return _("Đã trả lại phiếu để sửa.")
        case "correct":
            sheets.open_correction(sheet.uid, reason=reason, actor=actor, now=at)
            return _("Đã mở phiếu để đính chính; số đã chấp nhận vẫn được tính cho đến khi số mới được chấp nhận.")
        case _:
            sheets.save_draft(sheet.uid, draft, note=note, expected=expected, actor=actor, now=at)
            return _prove(request, sheet, actor, at) or _("Đã lưu. Có thể đóng trang và điền tiếp sau.")


def _prove(request: HttpRequest, sheet: Sheet, actor: Actor, at: dt.datetime) -> str:
    """The file that came with a save, or the one to take away."""
    gone = str(request.POST.get("remove", ""))
    if gone:
        evidence.remove_evidence(_uid(gone), actor=actor, now=at)
        return _("Đã bỏ tệp kiểm chứng.")
    found = request.FILES.get("file")
    if not isinstance(found, UploadedFile):
        return ""
    evidence.add_evidence(
        sheet.uid,
        str(request.POST.get("line", "")),
        found,
        file_name=found.name or "",
        declared_type=found.content_type or "",
        actor=actor,
        now=at,
    )
    return _("Đã lưu và thêm tệp kiểm chứng.")


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid("evidence_unknown") from None


def _drawn(
    request: HttpRequest,
    sheet: Sheet,
    actor: Actor,
    *,
    draft: Draft | None = None,
    note: str | None = None,
    error: DomainError | None = None,
) -> HttpResponseBase:
    at, campaign = now(), sheet.campaign
    fills = bool(decide(actor, FILL, [sheet.unit_id])) and sheet.state in sheets.FILLABLE and not campaign.locked_at
    cells = sheets.cells_of(sheet, draft if fills else None)
    faults = {str(one["field"]): say(str(one["code"]), one) for one in error.errors} if error else {}
    appraiser = find_unit(campaign.form.appraiser, legal_date(at))
    appraises = bool(decide(actor, APPRAISE, [appraiser.pk if appraiser else None]))
    lines = _lines(sheet, cells, faults)
    context = {
        "links": links(actor, "collection"),
        "sheet": sheet,
        "campaign": campaign,
        "period": period_name(parse_code(campaign.period_code)),
        "state": SheetState(sheet.state).label,
        "look": LOOKS[sheet.state],
        "late": sheet.state in sheets.FILLABLE and not sheet.accepted_at and campaign.due_at < at,
        "lines": lines,
        "note": sheet.note if note is None else note,
        "fills": fills,
        "appraises": appraises and sheet.state == SheetState.SUBMITTED and not campaign.locked_at,
        "own": sheet.submitted_by is not None and sheet.submitted_by == actor.uid,
        "corrects": sheet.state == SheetState.ACCEPTED
        and not campaign.locked_at
        and (appraises or _may_fill(actor, sheet)),
        "errors": _errors(error, lines),
        "files": _files(sheet, cells),
        "history": _history(sheet),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/collection_sheet.jinja", context, status=error.status if error else 200)


def _may_fill(actor: Actor, sheet: Sheet) -> bool:
    return bool(decide(actor, FILL, [sheet.unit_id]))


def _errors(error: DomainError | None, lines: list[dict[str, object]]) -> list[dict[str, str]]:
    if error is None:
        return []
    listed = [
        {"text": f"{line['name']}: {line['error']}", "href": f"#f-{line['key']}"} for line in lines if line["error"]
    ]
    return listed or [{"text": say(error.code, error.params), "href": "#main-content"}]


def _lines(sheet: Sheet, cells: tuple[Cell, ...], faults: Mapping[str, str]) -> list[dict[str, object]]:
    """Each line with what was understood, and beside it the last period and the same period of last year."""
    period = parse_code(sheet.campaign.period_code)
    before, year = previous(period), same_of_last_year(period)
    rows = known([cell.line.measure for cell in cells if cell.line.measure], sheet.unit, (before, year))
    lines = []
    for cell in cells:
        last, then = (stored(rows.get((cell.line.measure, one.code))) for one in (before, year))
        fault = faults.get(cell.line.key) or (say(cell.fault.code, cell.fault.params) if cell.fault else "")
        lines.append(
            {
                "key": cell.line.key,
                "name": cell.line.name(language()),
                "kind": kind_words(cell.line.kind),
                "unit": named(cell.line.counts),
                "hint": cell.line.hint,
                "required": cell.line.required,
                "evidence": cell.line.evidence,
                "text": cell.text,
                "note": cell.note,
                "error": fault,
                "understood": printed(cell.reported) if cell.reported else "",
                "implied": implied(cell.reported),
                "remarks": understood(cell.typed) if cell.typed and cell.reported else [],
                "impossible": impossible_rate(cell.impossible) if cell.impossible else "",
                "last": printed(last) if last else "",
                "last_change": compared(cell.reported, last),
                "year": printed(then) if then else "",
                "year_change": compared(cell.reported, then),
            }
        )
    return lines


def _files(sheet: Sheet, cells: tuple[Cell, ...]) -> list[dict[str, object]]:
    names = {cell.line.key: cell.line.name(language()) for cell in cells}
    rows = sheet.evidence.filter(removed_at=None).select_related("file").order_by("pk")
    return [
        {
            "uid": row.uid,
            "name": row.file.name,
            "line": names.get(row.line, ""),
            "href": reverse("desk:collection_evidence", args=[sheet.uid, row.uid]),
        }
        for row in rows
    ]


def _history(sheet: Sheet) -> list[dict[str, object]]:
    events = list(sheet.events.order_by("-seq"))
    names = dict(
        User.objects.filter(uid__in={one.actor for one in events if one.actor}).values_list("uid", "full_name")
    )
    titles = {
        "opened": _("Mở kỳ báo cáo"),
        "submitted": _("Gửi phiếu"),
        "returned": _("Trả lại để sửa"),
        "accepted": _("Chấp nhận"),
        "correction": _("Mở để đính chính"),
    }
    return [
        {
            "title": titles.get(one.kind, one.kind),
            "at": one.at,
            "by": names.get(one.actor, _("hệ thống")) if one.actor else _("hệ thống"),
            "text": one.reason,
        }
        for one in events
    ]


@official()
@require_GET
def proof(request: HttpRequest, uid: UUID, file: UUID) -> HttpResponseBase:
    """One file of evidence, for whoever may read the sheet."""
    actor = require_one(request, FILL, APPRAISE, READ)
    row = readable_sheet(uid, actor).evidence.select_related("file").filter(uid=file).first()
    if row is None:
        raise NotFound("evidence_unknown")
    content = open_plaintext(row.file)
    headers = download_headers(name=row.file.name, media_type=row.file.media_type, size=row.file.size)
    return StreamingHttpResponse(content, headers=headers)
