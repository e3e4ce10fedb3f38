"""Rules of alerts: those in force and to come, a change from a day on, and what was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import Invalid, NotFound
from motcua.core.texts import say
from motcua.desk.duty import dated, form
from motcua.desk.figures.alerts_menu import links
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.figures.alerts.models import AlertRule
from motcua.figures.alerts.permissions import RULES
from motcua.figures.alerts.rule_book import RuleTerms, add_rule, change_rule, check_terms, end_rule
from motcua.figures.alerts.wording import BREADTHS, ORIGINS, SIDES, WINDOWS, bound, rule_words, subject_name
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.feeds.models import FeedSource
from motcua.figures.wording import language
from motcua.forms.schema import Field, FieldKind
from motcua.people.permissions import scope
from motcua.web.access import official

NAV = "alerts"
_TEXTS = ("name", "origin", "subject", "unit", "breadth", "window", "side", "raise_at", "clear_at", "quiet_from",
          "quiet_to", "source")  # fmt: skip


@official(RULES)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, today = actor_at(request), legal_date(now())
    rows = AlertRule.objects.filter(scope(actor, RULES, "unit")).select_related("unit").order_by("name", "valid_from")
    context = {
        "links": links(actor, "rules"),
        "rows": [_row(one, today) for one in dated.living(rows, today)],
        "old": [_row(one, today) for one in dated.over(rows, today)],
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/alert_rules.jinja", context)


def _row(one: AlertRule, today: dt.date) -> Mapping[str, object]:
    return {
        **dated.row_of(one, today, "desk:alert_rule"),
        "subject": subject_name(one),
        "window": words(WINDOWS, one.window) if one.window else "",
        "unit": one.unit.name,
        "breadth": words(BREADTHS, one.breadth),
        "words": rule_words(one),
    }


@official(RULES)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)

    def run(answers: Mapping[str, object]) -> str:
        add_rule(_terms(answers), valid_from=form.day_of(answers["valid_from"]), actor=actor, now=now())
        return reverse("desk:alert_rules")

    given = {
        "valid_from": dated.today_typed(),
        "origin": "indicator",
        "breadth": "whole",
        "window": "month",
        "readings": "3",
        "least": "0",
    }
    return form.ask(request, _asking(_("Thêm quy tắc cảnh báo"), "alert_rule"), run, given=given)


@official(RULES)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Other terms from a day on; until then the old ones hold."""
    actor, found = actor_at(request), _found(uid)

    def run(answers: Mapping[str, object]) -> str:
        change_rule(uid, _terms(answers), valid_from=form.day_of(answers["valid_from"]), actor=actor, now=now())
        return reverse("desk:alert_rules")

    asking = _asking(_("Sửa quy tắc cảnh báo"), f"alert_rule:{uid}", dated.facts_of(found))
    given = {name: getattr(found, name) for name in ("name", "origin", "subject", "breadth", "window", "side")} | {
        "unit": found.unit.code,
        "raise_at": bound(found, found.raise_at),
        "clear_at": bound(found, found.clear_at),
        "readings": str(found.readings),
        "least": str(found.least),
        "quiet_from": f"{found.quiet_from:%H:%M}" if found.quiet_from else "",
        "quiet_to": f"{found.quiet_to:%H:%M}" if found.quiet_to else "",
    }
    return form.ask(request, asking, run, given=given)


@official(RULES)
@require_http_methods(["GET", "POST"])
def ended(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, found = actor_at(request), _found(uid)
    return dated.ask_end(
        request,
        _listed(),
        _("Thôi dùng quy tắc cảnh báo"),
        [(_("Quy tắc"), found.name), dated.facts_of(found)[0]],
        lambda on: end_rule(uid, on=on, actor=actor, now=now()),
        operation=f"alert_rule_end:{uid}",
        also=_("Cảnh báo đang mở của quy tắc này sẽ được khép."),
    )


def _listed() -> dated.Listed:
    return dated.Listed(reverse("desk:alert_rules"), _("Quy tắc cảnh báo"), NAV)


@official(RULES)
@require_POST
def check(request: HttpRequest) -> HttpResponseBase:
    """What is wrong with a rule while it is typed; only fields that were touched are spoken of."""
    typed = {name: str(request.POST.get(name, ""))[:300] for name in (*_TEXTS, "readings", "least")}
    try:
        check_terms(_terms(typed), legal_date(now()))
    except Invalid as error:
        touched = [one for one in error.errors if typed.get(str(one["field"]), "").strip()]
        faults = [say(str(one["code"])) for one in touched]
    else:
        faults = []
    whole = all(typed[name].strip() for name in ("name", "subject", "unit", "raise_at", "clear_at"))
    return render(request, "desk/figures/alert_rule_check.jinja", {"faults": faults, "whole": whole})


def _asking(heading: str, operation: str, facts: list[tuple[str, str]] | None = None) -> form.Asking:
    return form.Asking(
        heading=heading,
        save=_("Lưu quy tắc"),
        back=reverse("desk:alert_rules"),
        back_text=_("Quy tắc cảnh báo"),
        fields=_fields(),
        done=_("Đã lưu. Nội dung cũ giữ nguyên đến ngày áp dụng."),
        explain=_("Giữa hai ngưỡng không có gì thay đổi: cảnh báo không bật tắt liên tục khi số liệu dao động."),
        facts=facts or [],
        nav=NAV,
        operation=operation,
        folded={"origin", "subject", "breadth", "window"},
        check=reverse("desk:alert_rule_check"),
    )


def _fields() -> list[Field]:
    def options(table: Mapping[str, object]) -> list[tuple[str, str]]:
        return [(code, str(text)) for code, text in table.items()]

    return [
        form.text("name", _("Tên quy tắc"), most=200),
        form.choice("origin", _("Xem gì"), options(ORIGINS)),
        form.choice("subject", _("Chỉ số hoặc nguồn số liệu"), _subjects()),
        form.text("unit", _("Đơn vị (mã)"), most=40, hint=_("Ví dụ: AS là cả tỉnh, AS.S01 là một sở.")),
        form.choice("breadth", _("Phạm vi"), options(BREADTHS)),
        form.choice("window", _("Tính cho"), options(WINDOWS), required=False, hint=_("Chỉ với chỉ số.")),
        form.choice("side", _("Cảnh báo khi"), options(SIDES)),
        form.text("raise_at", _("Ngưỡng cảnh báo"), most=30, hint=_("Ví dụ: 95 %; 1.200")),
        form.text("clear_at", _("Ngưỡng hết cảnh báo"), most=30, hint=_("Về phía tốt hơn ngưỡng cảnh báo.")),
        _number("readings", _("Số lần đo liên tiếp"), 1, 100, _("Chỉ số được đo mỗi giờ một lần.")),
        _number("least", _("Bỏ qua khi mẫu số dưới"), 0, 1_000_000, _("0: không bỏ qua.")),
        form.text("quiet_from", _("Không gửi thư từ (giờ)"), required=False, most=5, hint="22:00"),
        form.text("quiet_to", _("đến (giờ)"), required=False, most=5, hint="06:00"),
        form.date("valid_from", _("Áp dụng từ ngày"), hint=_("Sớm nhất là hôm nay.")),
        form.text("source", _("Căn cứ"), most=300),
    ]


def _number(key: str, label: str, least: int, most: int, hint: str) -> Field:
    return Field(key, label, FieldKind.NUMBER, required=True, minimum=least, maximum=most, hint=hint)


def _subjects() -> list[tuple[str, str]]:
    named = [(name, versions[-1].name(language())) for name, versions in shipped().indicators.items()]
    feeds = FeedSource.objects.filter(ended_at=None).order_by("name").values_list("code", "name")
    return [*sorted(named, key=lambda pair: pair[1]), *feeds]


def _terms(answers: Mapping[str, object]) -> RuleTerms:
    texts = {name: str(answers.get(name) or "") for name in _TEXTS}
    return RuleTerms(**texts, readings=_int(answers.get("readings")), least=_int(answers.get("least")))


def _int(value: object) -> int:
    """A whole number of a checked form; 0 for what is none."""
    text = str(value or "").strip().removesuffix(".0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _found(uid: UUID) -> AlertRule:
    found = AlertRule.objects.select_related("unit").filter(uid=uid).first()
    if found is None:
        raise NotFound("alert_rule_unknown")
    return found
