"""One criterion of a sheet: what it asks, its form by who looks, its files, what was entered before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.once import once
from motcua.desk.duty import form
from motcua.desk.figures import assessments_words as say_
from motcua.desk.figures.assessments import NAV
from motcua.desk.figures.assessments_sheet import May, does, may_of
from motcua.desk.inbox import actor_at, post_line
from motcua.figures.assessments.models import AssessmentAppeal, AssessmentEntry, AssessmentEvidence, AssessmentSheet
from motcua.figures.assessments.selectors import criterion_of, entries_of, find_sheet, tree_of
from motcua.figures.assessments.services import appeals, entries
from motcua.figures.assessments.services.evidence import Upload, store
from motcua.figures.assessments.typed import APPLIES_NOT, Asks, asks, options
from motcua.figures.indicator_texts import LAYERS
from motcua.figures.trees.model import Criterion, Origin, Tree
from motcua.figures.wording import language
from motcua.forms.schema import Field
from motcua.people.actors import Actor
from motcua.web.access import official
from motcua.web.fields import field_views


@official()
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: UUID, criterion: str) -> HttpResponseBase:
    """The form is sent as it is, without scripts; after saving comes the next criterion that waits for this person."""
    actor = actor_at(request)
    sheet = find_sheet(uid, actor)
    tree = tree_of(sheet.round)
    leaf = criterion_of(tree, criterion)
    may = may_of(actor, sheet, tree)
    appealed = AssessmentAppeal.objects.filter(sheet=sheet, criterion=leaf.id).exists()
    if request.method != "POST":
        return _page(request, actor, sheet, tree, leaf, may.on(leaf, appealed=appealed))
    what = str(request.POST.get("do", ""))
    try:
        address, fresh = once(
            request,
            f"assessment:{uid}:{leaf.id}",
            lambda: _done(request, actor, sheet, leaf, what),
            actor=actor,
            now=now(),
        )
    except NotFound:
        raise
    except DomainError as error:
        shown = what if what in {"self", "appraise", "appeal"} and not isinstance(error, NotAllowed) else ""
        return _page(request, actor, sheet, tree, leaf, shown, error)
    if fresh:
        messages.success(request, _("Đã lưu tiêu chí {criterion}.").format(criterion=leaf.id))
    return HttpResponseRedirect(_next(address, sheet, tree, leaf, may, request))


def _done(request: HttpRequest, actor: Actor, sheet: AssessmentSheet, leaf: Criterion, what: str) -> str:
    at = now()
    uploads = [
        Upload(one, one.name or "", one.content_type or "")
        for one in request.FILES.getlist("files")
        if isinstance(one, UploadedFile)
    ]
    values = {name: str(request.POST.get(name, ""))[:200] for name in request.POST}
    if "agree" in request.POST or "not_here" in request.POST:
        values["value"] = "agree" if "agree" in request.POST else APPLIES_NOT
    reason = str(request.POST.get("reason", ""))
    if what == "appeal":
        files = store(uploads, actor=actor, now=at)
        wanted = values.get("value", "")
        appeals.appeal(sheet.uid, leaf.id, text=reason, wanted=wanted, files=files, actor=actor, now=at)
    else:
        seen = str(request.POST.get("seen", ""))
        typed = entries.Typed(
            values,
            reason=reason,
            seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else None,
            keeps=request.POST.getlist("keep"),
            files=store(uploads, actor=actor, now=at) if what == "self" else (),
        )
        work = entries.enter if what == "self" else entries.appraise
        work(sheet.uid, leaf.id, typed, actor=actor, now=at)
    return reverse("desk:assessment_sheet", args=[sheet.uid])


def _next(address: str, sheet: AssessmentSheet, tree: Tree, leaf: Criterion, may: May, request: HttpRequest) -> str:
    """The next criterion of the sheet that this person may still do something about, where they ask for it."""
    if "next" not in request.POST:
        return f"{address}#tc-{leaf.id.replace('.', '-')}"
    ids = [one.id for one in tree.leaves if may.on(one, appealed=False)]
    later = ids[ids.index(leaf.id) + 1 :] if leaf.id in ids else []
    return reverse("desk:assessment_criterion", args=[sheet.uid, later[0]]) if later else address


def _page(
    request: HttpRequest,
    actor: Actor,
    sheet: AssessmentSheet,
    tree: Tree,
    leaf: Criterion,
    what: str,
    error: DomainError | None = None,
) -> HttpResponseBase:
    rows = [row for row in entries_of([sheet]).get(sheet.pk, []) if row.criterion == leaf.id]
    own = next((row for row in reversed(rows) if row.layer == "self"), None)
    judged = next((row for row in reversed(rows) if row.layer == "appraised"), None)
    fields = _fields(what, leaf, own)
    answers = _sent(request, fields) if error is not None else _given(what, leaf, own, judged)
    context = {
        "sheet": sheet,
        "who": say_.who(sheet),
        "leaf": leaf,
        "name": leaf.name(language()),
        "most": say_.points(leaf.max_points),
        "rule": say_.rule(leaf),
        "note": leaf.note,
        "what": what,
        "does": does(what),
        "views": field_views(fields, answers),
        "errors": [] if error is None else [{"text": say(error.code, error.params), "href": "#main-content"}],
        **_layers(own, judged),
        "files": _files(sheet, leaf, own, what),
        "history": [_told(row) for row in reversed(rows)],
        "seen": rows[-1].seq if rows else 0,
        "uploads": what in {"self", "appeal"},
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    status = 200 if error is None else error.status
    return render(request, "desk/figures/assessment_criterion.jinja", context, status=status)


def _layers(own: AssessmentEntry | None, judged: AssessmentEntry | None) -> dict[str, object]:
    """What was entered of the criterion by the unit itself and by who appraised it."""
    return {
        "own": own,
        "own_points": say_.entry_points(own),
        "own_declared": say_.declared(own.found) if own else "",
        "judged": judged,
        "judged_points": say_.entry_points(judged),
        "judged_declared": say_.declared(judged.found) if judged else "",
        "proof": str(judged.found.get("address", "")) if judged else "",
    }


def _fields(what: str, leaf: Criterion, own: AssessmentEntry | None) -> list[Field]:
    reason = _("Giải trình cách tính")
    if what == "self":
        return [*_asked(leaf), form.text("reason", reason, required=False, long=True, most=2000)]
    if what == "appeal":
        wanted = form.text("value", _("Điểm đề nghị"), required=False, most=20, hint=_range(leaf))
        return [form.text("reason", _("Nội dung kiến nghị"), long=True, most=2000), wanted]
    if what != "appraise":
        return []
    if own is None and leaf.origin is Origin.IMPORTED:
        return [*_asked(leaf), form.text("reason", _("Lý do, nguồn số liệu"), required=False, long=True, most=2000)]
    return [
        form.text("value", _("Điểm thẩm định"), required=False, most=20, hint=_range(leaf)),
        form.text("reason", _("Lý do (bắt buộc khi khác điểm trước)"), required=False, long=True, most=2000),
    ]


def _range(leaf: Criterion) -> str:
    return _("Từ 0 đến {most}, ví dụ 1,5.").format(most=say_.points(leaf.max_points))


def _asked(leaf: Criterion) -> list[Field]:
    """What the rule asks for."""
    not_here = (APPLIES_NOT, _("Không áp dụng cho đơn vị này"))
    match asks(leaf):
        case Asks.YES_NO:
            pairs = [("yes", _("Có, đúng hạn")), ("late", _("Có, nhưng chậm")), ("no", _("Không")), not_here]
            pairs = pairs if leaf.rule.deadline else [("yes", _("Có")), *pairs[2:]]
            return [form.choice("value", _("Kết quả"), pairs)]
        case Asks.ANSWER:
            pairs = [*((one, say_.answer(one)) for one in options(leaf)), not_here]
            return [form.choice("value", _("Kết quả"), pairs)]
        case Asks.COUNTS:
            return [
                form.text(f"option_{one}", say_.answer(one).capitalize(), required=False, most=12)
                for one in options(leaf)
            ]
        case Asks.COUNT:
            return [form.text("value", _("Số lượng"), most=20)]
        case Asks.SHARE:
            hint = _("Ví dụ 18/64 hoặc 28,13%.")
            return [form.text("value", _("Kết quả đạt được"), most=40, hint=hint)]
        case Asks.AMOUNT:
            return [form.text("value", _("Giá trị của chỉ số"), most=20)]
        case _:
            return [form.text("value", _("Điểm"), most=20, hint=_range(leaf))]


def _sent(request: HttpRequest, fields: Sequence[Field]) -> Mapping[str, object]:
    return {field.key: str(request.POST.get(field.key, "")) for field in fields}


def _given(
    what: str, leaf: Criterion, own: AssessmentEntry | None, judged: AssessmentEntry | None
) -> Mapping[str, object]:
    row = own if what == "self" else judged if what == "appraise" else None
    if row is None:
        return {}
    found = row.found
    given: dict[str, object] = {"reason": row.reason, "value": _again(found, row)}
    counts = found.get("counts")
    if isinstance(counts, dict):
        given |= {f"option_{one}": str(count) for one, count in counts.items()}
        given["value"] = next((one for one, count in counts.items() if count), "")
    if what == "appraise" and not (own is None and leaf.origin is Origin.IMPORTED):
        given["value"] = say_.points(row.exact).replace(".", "") if row.points else ""
    return given


def _again(found: Mapping[str, object], row: AssessmentEntry) -> str:
    """What was typed, to be typed again."""
    match found.get("kind"):
        case "not_applicable":
            return APPLIES_NOT
        case "yes_no":
            return "yes" if found.get("yes") and found.get("in_time") else "late" if found.get("yes") else "no"
        case "rate":
            below = Fraction(str(found["denominator"]))
            whole = f"{found['numerator']}/{found['denominator']}"
            return say_.declared(found) if below == 1 else whole
        case "amount" | "points":
            return say_.points(Fraction(str(found["value"])))
        case _:
            return ""


def _files(
    sheet: AssessmentSheet, leaf: Criterion, own: AssessmentEntry | None, what: str
) -> list[Mapping[str, object]]:
    kept = {str(one) for one in own.evidence} if own else set()
    rows = AssessmentEvidence.objects.filter(sheet=sheet, criterion=leaf.id).select_related("file").order_by("id")
    return [
        {
            "uid": str(one.uid),
            "name": one.file.name or _("tệp đã xóa"),
            "href": reverse("desk:assessment_file", args=[sheet.uid, one.uid]),
            "kept": str(one.uid) in kept,
            "state": one.file.scan_state,
        }
        for one in rows
        if what == "self" or str(one.uid) in kept or own is None
    ]


def _told(row: AssessmentEntry) -> Mapping[str, object]:
    by = row.author.full_name if row.author is not None else _("hệ thống")
    return {
        "title": f"{str(LAYERS[row.layer]).capitalize()}: {say_.entry_points(row)}",
        "at": row.at,
        "by": f"{by}, {row.on_behalf_of}" if row.on_behalf_of else by,
        "text": " – ".join(part for part in (say_.declared(row.found), row.reason) if part),
    }
