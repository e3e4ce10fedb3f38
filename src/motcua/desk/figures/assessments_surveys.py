"""Tables of survey answers: uploaded, read and shown with what is wrong, then taken in."""

from __future__ import annotations

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
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.once import once
from motcua.desk.figures import assessments_words as say_
from motcua.desk.figures.assessments import NAV
from motcua.desk.inbox import actor_at, post_line
from motcua.figures.assessments.models import AssessmentRound
from motcua.figures.assessments.selectors import find_round, tree_of
from motcua.figures.assessments.services import surveys
from motcua.figures.assessments.tables import MOST_BYTES
from motcua.figures.assessments.verbs import MANAGE
from motcua.figures.wording import language
from motcua.web.access import official
from motcua.web.words import day


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Upload a table; the next page shows what was read and what is wrong, before anything is entered."""
    actor = actor_at(request)
    round_ = find_round(uid, actor)
    if request.method != "POST":
        return _upload_page(request, round_)

    def run() -> str:
        upload = request.FILES.get("file")
        if not isinstance(upload, UploadedFile):
            raise Invalid("upload_missing", errors=[{"field": "file", "code": "upload_missing"}])
        data = upload.read(MOST_BYTES + 1)
        made = surveys.preview(
            round_,
            data,
            file_name=upload.name or "bang.csv",
            declared_type=upload.content_type or "",
            actor=actor,
            now=now(),
        )
        return reverse("desk:assessment_survey_seen", args=[uid, made.uid])

    try:
        address, _fresh = once(request, f"assessment:{uid}:survey", run, actor=actor, now=now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _upload_page(request, round_, error)
    return HttpResponseRedirect(address)


def _upload_page(request: HttpRequest, round_: AssessmentRound, error: DomainError | None = None) -> HttpResponseBase:
    context = {
        "round": round_,
        "errors": [{"text": say(error.code, error.params), "href": "#f-file"}] if error else [],
        "criteria": [
            (leaf.id, leaf.name(language()), ", ".join(leaf.rule.weights or ()) or _("điểm"))
            for leaf in tree_of(round_).leaves
            if leaf.origin.value in {"survey", "imported"}
        ],
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor_at(request)),
        "nav": NAV,
    }
    return render(request, "desk/figures/assessment_survey.jinja", context, status=error.status if error else 200)


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def survey_seen(request: HttpRequest, uid: UUID, survey: UUID) -> HttpResponseBase:
    actor = actor_at(request)
    round_ = find_round(uid, actor)
    found = surveys.find_survey(round_, survey)
    if request.method == "POST":

        def run() -> str:
            surveys.take(uid, survey, actor=actor, now=now())
            return reverse("desk:assessment", args=[uid])

        address, fresh = once(request, f"assessment:{uid}:take", run, actor=actor, now=now())
        if fresh:
            messages.success(request, _("Đã ghi kết quả điều tra vào các bảng điểm."))
        return HttpResponseRedirect(address)
    context = {
        "round": round_,
        "name": found.file.name,
        "rows": [
            {**row, "points": say_.points(None) if not row["points"] else say_.points(Fraction(row["points"])),
             "told": say_.declared(row["found"])}
            for row in found.rows[:500]
        ],
        "total": len(found.rows),
        "faults": [{**one, "text": say(one["code"], one["params"])} for one in found.faults[:500]],
        "taken": surveys.was_taken(found),
        "added": day(found.added_at),
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": NAV,
    }  # fmt: skip
    return render(request, "desk/figures/assessment_survey_seen.jinja", context)
