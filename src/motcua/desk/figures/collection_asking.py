"""Targets beside what was reached, and requests for figures with what the system answers itself."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from uuid import UUID

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.desk.duty import form
from motcua.desk.figures.collection_menu import NAV, links, require_one
from motcua.desk.inbox import actor_at, post_line
from motcua.figures.answers import answer
from motcua.figures.collection.models import FigureRequest, RequestState, Target
from motcua.figures.collection.permissions import ASK, READ, TARGET
from motcua.figures.collection.selectors.targets import targets
from motcua.figures.collection.services.asking import Wanted, collect_rest, register
from motcua.figures.collection.services.targets import set_target
from motcua.figures.collection.standing import Standing, standing
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.model import Form
from motcua.figures.numbers import print_number, print_percent
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.wording import language
from motcua.forms.schema import Field
from motcua.organisation.models import Unit
from motcua.web.access import holds, official

LOOKS = {Standing.REACHED: "ontime", Standing.ON_THE_WAY: "soon", Standing.MISSED: "late", Standing.UNKNOWN: "neutral"}
MOST = 100


@official(READ)
@require_GET
def targets_page(request: HttpRequest) -> HttpResponseBase:
    """The targets of units within reach, the latest periods first."""
    actor, today = actor_at(request), legal_date(now())
    reach = actor.reach_of(READ)
    units = Unit.objects.values_list("pk", flat=True) if reach.everywhere else reach.units
    context = {
        "links": links(actor, "targets"),
        "rows": [_target(one, today) for one in targets(units)[:MOST]],
        "new": reverse("desk:collection_target_new") if holds(actor, TARGET) else "",
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/collection_targets.jinja", context)


def _target(one: Target, today: object) -> dict[str, object]:
    period = parse_code(one.period_code)
    definition = shipped().in_force(one.indicator, period.last)
    value, shown, why, address = None, "", "", ""
    try:
        found = answer(one.indicator, one.unit.code, period)
    except DomainError as error:
        why = say(error.code, error.params)
    else:
        value, shown, why, address = found.outcome.value, found.printed, found.why, found.address
    wanted = Fraction(one.value or 0)
    here = standing(value, wanted, better=definition.better, period=period, today=legal_date(now()))
    words = {
        Standing.REACHED: _("đạt"),
        Standing.ON_THE_WAY: _("đang thực hiện"),
        Standing.MISSED: _("không đạt"),
        Standing.UNKNOWN: _("chưa có số"),
    }
    is_rate = definition.form is Form.RATE
    return {
        "name": definition.name(language()),
        "unit": one.unit.name,
        "period": period_name(period),
        "target": (print_percent if is_rate else print_number)(wanted, one.decimals, language()),
        "actual": shown,
        "why": why,
        "address": address,
        "state": words[here],
        "look": LOOKS[here],
        "by": _("{who}, {document} ngày {day}").format(
            who=one.set_by, document=one.document, day=f"{one.document_on:%d/%m/%Y}"
        ),
    }


@official(TARGET)
@require_http_methods(["GET", "POST"])
def target_new(request: HttpRequest) -> HttpResponseBase:
    def run(answers: Mapping[str, object]) -> str:
        set_target(
            *(str(answers.get(name) or "").strip() for name in ("indicator", "unit", "period", "value")),
            set_by=str(answers["set_by"]),
            document=str(answers["document"]),
            document_on=form.day_of(answers["document_on"]),
            actor=actor_at(request),
            now=now(),
        )
        return reverse("desk:collection_targets")

    asking = form.Asking(
        heading=_("Giao chỉ tiêu"),
        save=_("Giao chỉ tiêu"),
        back=reverse("desk:collection_targets"),
        back_text=_("Chỉ tiêu được giao"),
        fields=[
            form.choice("indicator", _("Chỉ tiêu"), _indicators(directed=True)),
            form.text("unit", _("Mã đơn vị"), most=40),
            form.text("period", _("Kỳ"), most=40, hint=_("Ví dụ: 2026, 2026-Q1, quý I năm 2026.")),
            form.text("value", _("Mức phải đạt"), required=False, most=40, hint=_("Để trống: rút chỉ tiêu đã giao.")),
            form.text("set_by", _("Người giao"), most=200),
            form.text("document", _("Văn bản giao"), most=300),
            form.date("document_on", _("Ngày văn bản")),
        ],
        done=_("Đã ghi chỉ tiêu."),
        nav=NAV,
        operation="figures.target",
        folded={"indicator"},
    )
    return form.ask(request, asking, run)


def _indicators(*, directed: bool = False) -> list[tuple[str, str]]:
    newest = [versions[-1] for versions in shipped().indicators.values()]
    named = [(one.id, one.name(language())) for one in newest if one.better or not directed]
    return sorted(named, key=lambda pair: pair[1])


@official()
@require_GET
def requests_page(request: HttpRequest) -> HttpResponseBase:
    actor = require_one(request, ASK, READ)
    rows = FigureRequest.objects.select_related("unit").order_by("-created_at", "-pk")
    saved = rows.aggregate(all=Sum("saved_minutes"))["all"] or 0
    context = {
        "links": links(actor, "requests"),
        "rows": [
            {
                "row": one,
                "state": RequestState(one.state).label,
                "hours": print_number(Fraction(one.saved_minutes, 60), 1, language()),
            }
            for one in rows[:MOST]
        ],
        "hours": print_number(Fraction(saved, 60), 1, language()),
        "new": reverse("desk:collection_request_new") if holds(actor, ASK) else "",
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/collection_requests.jinja", context)


@official(ASK)
@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest) -> HttpResponseBase:
    def run(answers: Mapping[str, object]) -> str:
        said = {name: str(answers.get(name) or "").strip() for name in (*_TEXTS, "indicators", "questions", "units")}
        wanted = Wanted(
            subject=said["subject"],
            why=said["why"],
            legal_basis=said["legal_basis"],
            indicators=[one for one in (said["indicators"],) if one],
            questions=[line.strip() for line in said["questions"].splitlines() if line.strip()],
            units=[code.strip() for code in said["units"].replace(";", ",").split(",") if code.strip()],
            period=said["period"],
            due_on=form.day_of(answers["due_on"]),
        )
        made = register(wanted, asking_unit=said["asking"], actor=actor_at(request), now=now())
        return reverse("desk:collection_request", args=[made.uid])

    asking = form.Asking(
        heading=_("Đăng ký yêu cầu số liệu"),
        save=_("Đăng ký"),
        back=reverse("desk:collection_requests"),
        back_text=_("Yêu cầu số liệu"),
        fields=_request_fields(),
        explain=_("Hệ thống trả lời ngay những số đã có; chỉ phần còn thiếu mới gửi đến đơn vị, một lần."),
        nav=NAV,
        operation="figures.request",
        folded={"indicators"},
    )
    return form.ask(request, asking, run)


_TEXTS = ("asking", "subject", "why", "legal_basis", "period")


def _request_fields() -> list[Field]:
    return [
        form.text("asking", _("Mã đơn vị yêu cầu"), most=40),
        form.text("subject", _("Cần số liệu gì"), most=300),
        form.choice("indicators", _("Chỉ tiêu đã có định nghĩa"), _indicators(), required=False),
        form.text("questions", _("Số khác, mỗi dòng một số"), required=False, long=True),
        form.text("why", _("Để làm gì"), long=True),
        form.text("legal_basis", _("Căn cứ pháp lý"), most=300),
        form.text("units", _("Của các đơn vị (mã, cách nhau bằng dấu phẩy)"), long=True),
        form.text("period", _("Kỳ"), most=40, hint=_("Ví dụ: 2026, 2026-Q1, quý I năm 2026.")),
        form.date("due_on", _("Cần trước ngày")),
    ]


@official()
@require_http_methods(["GET", "POST"])
def request_one(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """What the system answers, earlier requests like it, and sending the rest to the units."""
    actor = require_one(request, ASK, READ)
    found = FigureRequest.objects.select_related("unit", "campaign").filter(uid=uid).first()
    if found is None:
        raise NotFound("request_unknown")
    error: DomainError | None = None
    if request.method == "POST":
        try:
            collect_rest(uid, still_needed=str(request.POST.get("still_needed", "")), actor=actor, now=now())
        except NotAllowed:
            raise
        except DomainError as fault:
            error = fault
        else:
            messages.success(request, _("Đã gửi phần còn thiếu đến các đơn vị."))
            return HttpResponseRedirect(reverse("desk:collection_request", args=[uid]))
    context = {
        "links": links(actor, "requests"),
        "one": found,
        "state": RequestState(found.state).label,
        "period": period_name(parse_code(found.period_code)),
        "answers": [
            {
                **row,
                "name": dict(_indicators()).get(row["indicator"], row["indicator"]),
                "why": say(f"figure_why_{row['why']}", {"about": row["indicator"]}) if row["why"] else "",
            }
            for row in found.answers
        ],
        "questions": [item["text"] for item in found.wanted if "text" in item],
        "like": FigureRequest.objects.filter(uid__in=found.duplicates).order_by("-created_at"),
        "hours": print_number(Fraction(found.saved_minutes, 60), 1, language()),
        "open": found.state == RequestState.REGISTERED and holds(actor, ASK),
        "errors": [{"text": say(error.code, error.params), "href": "#f-still"}] if error else [],
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/collection_request.jinja", context, status=error.status if error else 200)
