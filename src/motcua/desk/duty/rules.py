"""Rules of what happens when a date passes: those in force and to come, a change from a day on, and what was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.desk.duty import dated, form
from motcua.desk.duty.menu import duty_links
from motcua.desk.duty.words import PROCESS_ACTS, PROCESS_WAITS, TIMER_ACTS, WAITS
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.dossiers.models import TimerRule
from motcua.dossiers.permissions import TIMERS
from motcua.dossiers.services.timer_rules import LONGEST, RuleTerms, add_rule, change_rule, end_rule
from motcua.forms.schema import Field, FieldKind
from motcua.web.access import official
from motcua.worktime.texts import UNITS

FROM_END, FROM_START = "end", "start"


def rule_row(one: TimerRule) -> Mapping[str, object]:
    """One rule in words."""
    wait = words(PROCESS_WAITS, one.wait)
    if one.before:
        when = _("{wait}: trước hạn {amount} {unit}").format(
            wait=wait, amount=one.amount, unit=UNITS.get(one.unit, one.unit)
        )
    elif one.amount == 0:
        when = _("{wait}: ngay khi hết hạn").format(wait=wait)
    elif one.since_start:
        when = _("{wait}: sau {amount} {unit} kể từ khi bắt đầu").format(
            wait=wait, amount=one.amount, unit=UNITS.get(one.unit, one.unit)
        )
    else:
        when = _("{wait}: sau {amount} {unit} kể từ khi hết hạn").format(
            wait=wait, amount=one.amount, unit=UNITS.get(one.unit, one.unit)
        )
    return {"name": one.name, "when": when, "act": words(PROCESS_ACTS, one.act), "source": one.source}


@official(TIMERS)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, today = actor_at(request), legal_date(now())
    rows = (
        TimerRule.objects.filter(process_version=None)
        .select_related("procedure")
        .order_by("wait", "act", "valid_from", "pk")
    )
    context = {
        "links": duty_links(actor, "rules"),
        "rows": [_edited(one, today) for one in dated.living(rows, today)],
        "old": [{**rule_row(one), "since": one.valid_from, "until": one.valid_to} for one in dated.over(rows, today)],
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/rules.jinja", context)


def _edited(one: TimerRule, today: dt.date) -> Mapping[str, object]:
    return {
        **dated.row_of(one, today, "desk:timer_rule"),
        **rule_row(one),
        "procedure": one.procedure.key if one.procedure else "",
        "case": one.case_key,
    }


@official(TIMERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)

    def run(answers: Mapping[str, object]) -> str:
        add_rule(_terms(answers), valid_from=form.day_of(answers["valid_from"]), actor=actor, now=now())
        return reverse("desk:timer_rules")

    given = {"valid_from": dated.today_typed(), "unit": "working_day", "since": FROM_END, "amount": "0"}
    return form.ask(request, _asking(_("Thêm quy tắc hẹn giờ"), "timer_rule"), run, given=given)


@official(TIMERS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Other terms from a day on; until then the old ones hold."""
    actor, found = actor_at(request), _found(uid)

    def run(answers: Mapping[str, object]) -> str:
        change_rule(uid, _terms(answers), valid_from=form.day_of(answers["valid_from"]), actor=actor, now=now())
        return reverse("desk:timer_rules")

    asking = _asking(_("Sửa quy tắc hẹn giờ"), f"timer_rule:{uid}", dated.facts_of(found))
    given = {
        "name": found.name,
        "wait": found.wait,
        "act": found.act,
        "amount": str(found.amount),
        "unit": found.unit,
        "since": FROM_START if found.since_start else FROM_END,
        "procedure": found.procedure.key if found.procedure else "",
        "case_key": found.case_key,
    }
    return form.ask(request, asking, run, given=given)


@official(TIMERS)
@require_http_methods(["GET", "POST"])
def ended(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, found = actor_at(request), _found(uid)
    return dated.ask_end(
        request,
        _listed(),
        _("Thôi dùng quy tắc hẹn giờ"),
        [(_("Quy tắc"), found.name), dated.facts_of(found)[0]],
        lambda on: end_rule(uid, on=on, actor=actor, now=now()),
        operation=f"timer_rule_end:{uid}",
    )


def _listed() -> dated.Listed:
    return dated.Listed(reverse("desk:timer_rules"), _("Quy tắc hẹn giờ"))


def _asking(heading: str, operation: str, facts: list[tuple[str, str]] | None = None) -> form.Asking:
    return form.Asking(
        heading=heading,
        save=_("Lưu quy tắc"),
        back=reverse("desk:timer_rules"),
        back_text=_("Quy tắc hẹn giờ"),
        fields=_fields(),
        done=_("Đã lưu. Nội dung cũ giữ nguyên đến ngày áp dụng."),
        facts=facts or [],
        operation=operation,
        folded={"wait", "unit"},
    )


def _fields() -> list[Field]:
    since = [(FROM_END, _("Kể từ khi hết hạn")), (FROM_START, _("Kể từ khi bắt đầu chờ"))]
    return [
        form.text("name", _("Tên quy tắc"), most=200, hint=_("Hiện trong thư và danh sách việc của người nhận.")),
        form.choice("wait", _("Khi hồ sơ đang"), [(code, str(words(WAITS, code))) for code in WAITS]),
        form.choice("act", _("Thì hệ thống"), [(code, str(words(TIMER_ACTS, code))) for code in TIMER_ACTS]),
        Field(
            "amount",
            _("Sau bao lâu"),
            FieldKind.NUMBER,
            required=True,
            minimum=0,
            maximum=LONGEST,
            hint=_("0: ngay khi hết hạn."),
        ),
        form.choice("unit", _("Tính bằng"), [(code, str(name)) for code, name in UNITS.items()]),
        form.choice("since", _("Tính từ"), since),
        form.text("procedure", _("Chỉ cho thủ tục (mã)"), required=False, most=100, hint=_("Để trống: mọi thủ tục.")),
        form.text("case_key", _("Chỉ cho trường hợp (mã)"), required=False, most=80),
        form.date("valid_from", _("Áp dụng từ ngày"), hint=_("Sớm nhất là hôm nay.")),
        form.text("source", _("Căn cứ"), most=300, hint=_("Văn bản hoặc quyết định cho phép đặt quy tắc này.")),
    ]


def _terms(answers: Mapping[str, object]) -> RuleTerms:
    return RuleTerms(
        name=str(answers["name"]),
        wait=str(answers["wait"]),
        act=str(answers["act"]),
        amount=int(str(answers["amount"])),
        unit=str(answers["unit"]),
        since_start=answers["since"] == FROM_START,
        procedure=str(answers.get("procedure") or "").strip(),
        case_key=str(answers.get("case_key") or "").strip(),
        source=str(answers["source"]),
    )


def _found(uid: UUID) -> TimerRule:
    found = TimerRule.objects.select_related("procedure").filter(uid=uid).first()
    if found is None:
        raise NotFound("timer_rule_unknown")
    return found
