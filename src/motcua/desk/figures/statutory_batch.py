"""One act for all units' reports of a period: shown before it is done, then a result for each report."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.models import JobProgress, JobState
from motcua.core.texts import say
from motcua.desk.figures.statutory_menu import form_options, links, nav, require_any, state_name
from motcua.desk.inbox import post_line
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.periods import Period, parse_code
from motcua.figures.statutory.batch_models import BatchAct, RowState, StatutoryBatch, StatutoryBatchRow
from motcua.figures.statutory.loader import shipped
from motcua.figures.statutory.models import StatutoryReport
from motcua.figures.statutory.permissions import DRAFT, LOCK, PROVINCE, RECEIVE
from motcua.figures.statutory.services.batches import VERB_OF, Plan, ask_batch, may_read_batch, period_of_batch, plan
from motcua.figures.statutory.tasks import queue_batch
from motcua.people.actors import Actor
from motcua.web.access import holds, official

MOST: Final = 500
RECENT: Final = 6
ACTS: Final = {
    BatchAct.BEGIN: gettext_lazy("Mở và tính sẵn bản nháp"),
    BatchAct.COUNT: gettext_lazy("Tính lại các bản nháp"),
    BatchAct.REMIND: gettext_lazy("Gửi thư nhắc"),
    BatchAct.ISSUE: gettext_lazy("Chốt và công bố"),
}
WHAT: Final = {
    BatchAct.BEGIN: gettext_lazy("Mở báo cáo cho đơn vị chưa có, rồi tính bản nháp cho báo cáo chưa ai lập. "
                                 "Đơn vị vẫn tự kiểm tra và gửi."),
    BatchAct.COUNT: gettext_lazy("Tính lại các bản đơn vị đang lập, chưa kiểm tra. Số đã gõ và giải trình giữ nguyên."),
    BatchAct.REMIND: gettext_lazy("Gửi thư cho người lập báo cáo ở các đơn vị chưa gửi; mỗi đơn vị một thư một ngày."),
    BatchAct.ISSUE: gettext_lazy("Chốt từng báo cáo đã nhận và công bố. Báo cáo không cân đối, hoặc khác số mà chưa "
                                 "giải trình, thì bị từ chối riêng; các báo cáo khác vẫn được chốt."),
}  # fmt: skip
STATES: Final = {
    RowState.WAITING: (gettext_lazy("đang chờ"), "soon"),
    RowState.DONE: (gettext_lazy("đã làm"), "ontime"),
    RowState.REFUSED: (gettext_lazy("bị từ chối"), "late"),
}


def batch_links(actor: Actor, form: str, period: str) -> list[dict[str, str]]:
    """What this official may do with all reports of a form and period, or of all forms."""
    address = reverse("desk:statutory_batch_new")
    return [
        {"text": str(ACTS[act]), "href": f"{address}?viec={act.value}&bieu={form}&ky={period}"}
        for act in BatchAct
        if holds(actor, VERB_OF[act])
    ]


@official()
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """What would be done; sending it queues the work once, however often it is clicked."""
    actor, given = require_any(request, DRAFT, RECEIVE, LOCK), request.POST if request.method == "POST" else request.GET
    act = next((one for one in BatchAct if one.value == given.get("viec", "")), BatchAct.REMIND)
    form, typed = str(given.get("bieu", "")).strip()[:80], str(given.get("ky", "")).strip()[:60]
    planned, period, error = None, None, ""
    try:
        period = _period(typed) if typed or request.method == "POST" else None
        if period is not None and request.method == "POST":
            batch = ask_batch(_uid(request), act, form, period, actor=actor, now=now(),
                              defer=lambda job: queue_batch(job, _uid(request)))  # fmt: skip
            return HttpResponseRedirect(reverse("desk:statutory_batch", args=[batch.uid]))
        planned = plan(act, form, period, actor=actor, now=now()) if period is not None else None
    except NotAllowed:
        raise
    except DomainError as refused:
        error = say(refused.code, refused.params)
    context = {
        "links": links(actor, "statutory_level"),
        "act": act.value,
        "heading": str(ACTS[act]),
        "what": str(WHAT[act]),
        "form": form,
        "form_name": _form_name(form),
        "typed": period.code if period else typed,
        "period": period_name(period) if period else "",
        "every": f"?viec={act.value}&ky={period.code}" if period and form else "",
        "errors": [{"text": error, "href": "#ky" if planned is None else "#main-content"}] if error else [],
        **(_planned(planned) if planned else _asking(actor, act, form)),
        "key": str(new_id()),
        "back": _back(form, period),
        "post_line": post_line(actor),
        "nav": nav(actor),
    }
    return render(request, "desk/figures/statutory_batch_new.jinja", context, status=422 if error else 200)


def _period(typed: str) -> Period:
    """Raises Invalid ``report_period_missing``, ``period_unknown``."""
    if not typed:
        raise Invalid("report_period_missing")
    return parse_period(typed)


def _asking(actor: Actor, act: BatchAct, form: str) -> dict[str, object]:
    """What is asked where the period is missing or cannot be: the choice of act and form is kept."""
    on, address = legal_date(now()), reverse("desk:statutory_batch_new")
    opened = StatutoryReport.objects.filter(**({"form": form} if form else {})).exclude(unit__level=PROVINCE)
    codes = opened.order_by("-last", "-period").values_list("period", flat=True).distinct()[:RECENT]
    return {
        "rows": [],
        "total": 0,
        "unopened": 0,
        "acts": [
            {"value": one.value, "text": str(ACTS[one]), "selected": one is act}
            for one in BatchAct
            if holds(actor, VERB_OF[one])
        ],
        "forms": form_options(form, on),
        "recent": [
            {"text": period_name(parse_code(code)), "href": f"{address}?viec={act.value}&bieu={form}&ky={code}"}
            for code in codes
        ],
    }


def _uid(request: HttpRequest) -> UUID:
    """Of the page that asks. Raises NotFound ``report_unknown`` for what is none."""
    try:
        return UUID(str(request.POST.get("key", "")))
    except ValueError:
        raise NotFound("report_unknown") from None


def _form_name(form: str) -> str:
    versions = shipped().versions.get(form)
    return versions[-1].number if versions else _("Mọi biểu đơn vị phải lập")


def _back(form: str, period: Period | None) -> str:
    return f"{reverse('desk:statutory_level')}?bieu={form}&ky={period.code if period else ''}"


def _planned(found: Plan) -> dict[str, object]:
    return {
        "forms": [],
        "rows": [
            {
                "href": reverse("desk:statutory_report", args=[one.uid]),
                "unit": one.unit.name,
                "form": _form_name(one.form),
            }
            for one in found.reports[:MOST]
        ],
        "total": len(found.reports),
        "unopened": found.unopened,
        "closed": found.closed,
        "left": [(state_name(state), number) for state, number in sorted(found.left.items())],
    }


@official()
@require_GET
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """How far it is, and what became of each report."""
    actor = require_any(request, DRAFT, RECEIVE, LOCK)
    batch = StatutoryBatch.objects.select_related("asked_by").filter(uid=uid).first()
    if batch is None or not may_read_batch(actor, batch):
        raise NotFound("report_unknown")
    period = period_of_batch(batch)
    counts = dict(batch.rows.order_by().values_list("state").annotate(n=Count("pk")))
    rows = batch.rows.select_related("report__unit").order_by("-state", "ordinal")[:MOST]
    job = JobProgress.objects.filter(uid=batch.job).first() if batch.job is not None else None
    act = BatchAct(batch.act)
    context = {
        "links": links(actor, "statutory_level"),
        "batch": batch,
        "heading": str(ACTS[act]),
        "form_name": _form_name(batch.form),
        "period": period_name(period),
        "counts": [
            (str(STATES[state][0]), counts.get(state.value, 0)) for state in RowState if counts.get(state.value)
        ],
        "rows": [_row(row) for row in rows],
        "total": sum(counts.values()),
        "done": sum(counts.values()) - counts.get(RowState.WAITING.value, 0),
        "running": job is not None and job.state in {JobState.QUEUED, JobState.RUNNING},
        "failed": job is not None and job.state == JobState.FAILED,
        "back": _back(batch.form, period),
        "post_line": post_line(actor),
        "nav": nav(actor),
    }
    return render(request, "desk/figures/statutory_batch.jinja", context)


def _row(row: StatutoryBatchRow) -> dict[str, object]:
    text, look = STATES[RowState(row.state)]
    return {
        "href": reverse("desk:statutory_report", args=[row.report.uid]),
        "unit": row.report.unit.name,
        "form": _form_name(row.report.form),
        "state": str(text),
        "look": look,
        "why": say(row.code, row.about) if row.code else "",
    }
