"""One sheet: its criteria with all layers side by side; one criterion with its form, files, history; appeals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.desk.duty import form
from motcua.desk.figures import assessments_words as say_
from motcua.desk.figures.assessments import NAV, until
from motcua.desk.inbox import actor_at, post_line
from motcua.documents.services import open_plaintext
from motcua.documents.serving import download_headers
from motcua.figures.assessments.models import AssessmentAppeal, AssessmentEntry, AssessmentSheet, Part, Stage
from motcua.figures.assessments.selectors import (
    entries_of,
    find_sheet,
    judges_of,
    period_of,
    place_of,
    scored,
    tree_of,
)
from motcua.figures.assessments.services import appeals, entries
from motcua.figures.assessments.services.evidence import find_evidence
from motcua.figures.assessments.standing import is_own, judging, may_fill
from motcua.figures.assessments.verbs import MANAGE, SELF
from motcua.figures.period_texts import period_name
from motcua.figures.trees.layers import Layer, Layered, LayeredScore
from motcua.figures.trees.model import Criterion, Origin, Tree
from motcua.figures.wording import language
from motcua.people.actors import Actor
from motcua.people.permissions import decide
from motcua.people.services.records import record_read
from motcua.web.access import official


@dataclass(frozen=True, slots=True)
class May:
    """What this official may do with the sheet now. ``appraises``: ids of the groups given to them."""

    fills: bool
    appraises: frozenset[str]
    appeals: bool

    def on(self, leaf: Criterion, *, appealed: bool) -> str:
        if self.fills and leaf.origin is not Origin.COMPUTED and leaf.origin is not Origin.SURVEY:
            return "self"
        if leaf.group in self.appraises and leaf.origin is not Origin.SURVEY:
            return "appraise"
        return "appeal" if self.appeals and not appealed else ""


def may_of(actor: Actor, sheet: AssessmentSheet, tree: Tree) -> May:
    round_, today = sheet.round, legal_date(now())
    open_ = not sheet.left_reason
    last = until(round_)
    in_time = last is None or today <= last
    mine = may_fill(actor, sheet) and open_ and in_time
    groups: frozenset[str] = frozenset()
    if (
        round_.stage == Stage.APPRAISAL
        and open_
        and in_time
        and not is_own(actor, sheet, place_of(actor, sheet, today))
    ):
        judges = judges_of(round_)
        groups = frozenset(one.id for one in tree.groups if judging(actor, judges, Part.APPRAISER, one.id))
    return May(
        fills=mine and round_.stage == Stage.SELF and sheet.submitted_at is None,
        appraises=groups,
        appeals=mine and round_.stage == Stage.APPEAL,
    )


def does(what: str) -> str:
    return {"self": _("Tự chấm"), "appraise": _("Thẩm định"), "appeal": _("Kiến nghị về điểm")}.get(what, _("Xem"))


@official()
@require_GET
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    sheet = find_sheet(uid, actor)
    record_read(actor, SELF, "assessment_sheet", sheet.uid, now=at)
    tree = tree_of(sheet.round)
    rows = entries_of([sheet]).get(sheet.pk, [])
    score, may = scored(sheet.round, rows, tree), may_of(actor, sheet, tree)
    newest = _newest(rows)
    asked = {one.criterion: one for one in AssessmentAppeal.objects.filter(sheet=sheet).select_related("answer")}
    band = score.band
    context = {
        "sheet": sheet,
        "who": say_.who(sheet),
        "stage": Stage(sheet.round.stage).label,
        "look": say_.LOOKS[sheet.round.stage],
        "period": period_name(period_of(sheet.round)),
        "until": until(sheet.round),
        "groups": [
            {
                "name": group.name(language()),
                "most": say_.points(group.max_points),
                "rows": [
                    _row(sheet, one, newest, may, asked) for one in score.criteria if one.criterion.group == group.id
                ],
            }
            for group in tree.groups
        ],
        "totals": _totals(score),
        "band": "" if band is None else (band.name_vi if language() == "vi" else band.name_en),
        "may": may,
        "manages": decide(actor, MANAGE, ()).allowed,
        "left": len(score.open),
        "post_line": post_line(actor),
        "nav": NAV,
    }  # fmt: skip
    return render(request, "desk/figures/assessment_sheet.jinja", context)


def _totals(score: LayeredScore) -> list[dict[str, str]]:
    most = say_.points(score.most)
    return [
        {"key": _("Tự đánh giá"), "value": say_.points(score.total(Layer.SELF))},
        {"key": _("Thẩm định và điều tra"), "value": f"{say_.points(score.final)}/{most}"},
        {"key": _("Phần trăm"), "value": say_.percent(score.percent, score.tree.decimals)},
    ]


def _newest(rows: Sequence[AssessmentEntry]) -> dict[tuple[str, str], AssessmentEntry]:
    return {(row.criterion, row.layer): row for row in rows}


def _row(
    sheet: AssessmentSheet,
    one: Layered,
    newest: Mapping[tuple[str, str], AssessmentEntry],
    may: May,
    asked: Mapping[str, AssessmentAppeal],
) -> Mapping[str, object]:
    leaf = one.criterion
    own, judged = newest.get((leaf.id, "self")), newest.get((leaf.id, "appraised")) or newest.get((leaf.id, "survey"))
    final = newest.get((leaf.id, "final"))
    appeal = asked.get(leaf.id)
    return {
        "id": leaf.id,
        "name": leaf.name(language()),
        "most": say_.points(leaf.max_points),
        "bonus": leaf.bonus,
        "own": say_.entry_points(own),
        "declared": say_.declared(own.found) if own else "",
        "files": len(own.evidence) if own else 0,
        "judged": say_.entry_points(judged),
        "computed": judged is not None and judged.origin == "computed",
        "proof": str(judged.found.get("address", "")) if judged else "",
        "differs": own is not None and judged is not None and own.points != judged.points,
        "reason": judged.reason if judged else "",
        "final": say_.entry_points(final or judged),
        "decided": final is not None,
        "appeal": "" if appeal is None else "answered" if hasattr(appeal, "answer") else "waiting",
        "appeal_href": reverse("desk:assessment_appeal", args=[appeal.uid]) if appeal else "",
        "does": does(may.on(leaf, appealed=appeal is not None)),
        "acts": bool(may.on(leaf, appealed=appeal is not None)),
        "href": reverse("desk:assessment_criterion", args=[sheet.uid, leaf.id]),
        "source": {"computed": _("hệ thống tính"), "survey": _("điều tra"), "imported": _("nhập từ nơi khác")}.get(
            leaf.origin.value, ""
        ),
    }


@official()
@require_POST
def submit(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor = actor_at(request)
    try:
        entries.submit(uid, actor=actor, now=now())
    except DomainError as error:
        find_sheet(uid, actor)
        messages.error(request, say(error.code, error.params))
    else:
        messages.success(request, _("Đã nộp bảng tự đánh giá."))
    return HttpResponseRedirect(reverse("desk:assessment_sheet", args=[uid]))


@official()
@require_GET
def file(request: HttpRequest, uid: UUID, evidence: UUID) -> HttpResponseBase:
    """One file of evidence, for whoever may see the sheet; recorded. 409 while it is not scanned."""
    actor = actor_at(request)
    row = find_evidence(find_sheet(uid, actor), evidence)
    content = open_plaintext(row.file)
    record_read(actor, SELF, "stored_file", row.file.uid, now=now())
    headers = download_headers(name=row.file.name, media_type=row.file.media_type, size=row.file.size)
    return StreamingHttpResponse(content, headers=headers)


@official()
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """An appeal and its answer; the council answers here."""
    actor = actor_at(request)
    found = appeals.find_appeal(uid)
    sheet = find_sheet(found.sheet.uid, actor)
    leaf = next(one for one in tree_of(sheet.round).leaves if one.id == found.criterion)
    council = judging(actor, judges_of(sheet.round), Part.COUNCIL) is not None
    own = is_own(actor, sheet, place_of(actor, sheet, legal_date(now())))
    answers = council and not own and sheet.round.stage == Stage.APPEAL and not hasattr(found, "answer")

    def run(typed: Mapping[str, object]) -> str:
        appeals.answer(
            uid,
            granted=typed["granted"] == "yes",
            points=str(typed.get("points") or ""),
            reason=str(typed["reason"]),
            actor=actor,
            now=now(),
        )
        return reverse("desk:assessment_sheet", args=[sheet.uid])

    asking = form.Asking(
        heading=_("Kiến nghị về tiêu chí {criterion}").format(criterion=leaf.id),
        save=_("Trả lời"),
        back=reverse("desk:assessment_sheet", args=[sheet.uid]),
        back_text=say_.who(sheet),
        fields=_answer_fields(leaf) if answers else [],
        done=_("Đã trả lời kiến nghị."),
        facts=_appeal_facts(found, leaf),
        nav=NAV,
        operation=f"assessment_appeal:{uid}",
    )
    return form.ask(request, asking, run, given={"points": say_.points(Fraction(found.wanted)) if found.wanted else ""})


def _answer_fields(leaf: Criterion) -> list[form.Field]:
    hint = _("Từ 0 đến {most}; để trống nếu không chấp nhận.").format(most=say_.points(leaf.max_points))
    return [
        form.choice("granted", _("Kết luận"), [("yes", _("Chấp nhận, sửa điểm")), ("no", _("Giữ nguyên điểm"))]),
        form.text("points", _("Điểm cuối cùng"), required=False, most=20, hint=hint),
        form.text("reason", _("Lý do"), long=True, most=2000),
    ]


def _appeal_facts(found: AssessmentAppeal, leaf: Criterion) -> list[tuple[str, str]]:
    rows = [
        (_("Tiêu chí"), f"{leaf.id}. {leaf.name(language())}"),
        (_("Nội dung kiến nghị"), found.text),
        (_("Điểm đề nghị"), say_.points(Fraction(found.wanted)) if found.wanted else _("không nêu")),
        (_("Người kiến nghị"), found.author.full_name if found.author else ""),
    ]
    if hasattr(found, "answer"):
        reply = found.answer
        rows += [
            (_("Kết luận"), _("Chấp nhận, sửa điểm") if reply.granted else _("Giữ nguyên điểm")),
            (_("Lý do"), reply.reason),
            (_("Người trả lời"), reply.author.full_name if reply.author else ""),
        ]
    return rows
