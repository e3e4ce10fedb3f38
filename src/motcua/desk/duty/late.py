"""Late dossiers: the list by unit and month, one record with its shares, the explanation and the decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import NotAllowed
from motcua.core.texts import say
from motcua.desk.duty import form
from motcua.desk.duty.menu import duty_links
from motcua.desk.duty.words import ACTS, DECISIONS, GROUPS, KINDS, STATES, span, who_words
from motcua.desk.export import TYPES, harmless, sheet
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.dossiers.models import ResponsibilityAccount, ResponsibilityRecord, ResponsibilityShare
from motcua.dossiers.permissions import EXPORT, READ
from motcua.dossiers.selectors.responsibility import (
    PAGE,
    RecordFilters,
    account_of,
    by_unit,
    cause_names,
    causes,
    history,
    record_of,
    records,
    to_explain,
)
from motcua.dossiers.selectors.steps import StepNames, step_names
from motcua.dossiers.services.answering import decide_account, explain, may_explain, why_not_decide
from motcua.people.actors import Actor
from motcua.people.models import User
from motcua.people.services.records import record_list, record_read
from motcua.web.access import holds, official
from motcua.web.words import instant, language_in_force, number

NAMES = ("unit", "month", "state", "cause")
MOST_EXPORTED = 20_000


def _filters(request: HttpRequest) -> RecordFilters:
    return RecordFilters(**{name: str(request.GET.get(name, ""))[:60].replace("\0", "") for name in NAMES})


def _query(filters: RecordFilters) -> str:
    return urlencode([(name, getattr(filters, name)) for name in NAMES if getattr(filters, name)])


def _names() -> Mapping[str, str]:
    return cause_names(english=language_in_force() == "en")


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    filters = _filters(request)
    rows = records(actor, filters)
    start = _page_of(request)
    found = list(rows[start * PAGE : start * PAGE + PAGE + 1])
    mine = list(to_explain(actor)[:PAGE])
    asked: dict[str, str | int | bool | list[str] | None] = {name: getattr(filters, name) for name in NAMES}
    record_list(actor, READ, "responsibility", asked, rows=len(found[:PAGE]), now=at)
    sums = by_unit(actor, filters)
    context = {
        "links": duty_links(actor, "responsibility"),
        "mine": [_asked_row(one, at) for one in mine],
        "rows": [_list_row(one) for one in found[:PAGE]],
        "sums": [(one.unit, number(one.records), span(one.late_minutes)) for one in sums],
        "count": number(sum(one.records for one in sums)),
        "fields": _filter_fields(actor, filters, at),
        "filtered": bool(_query(filters)),
        "previous": _turn(filters, start - 1) if start else "",
        "next": _turn(filters, start + 1) if len(found) > PAGE else "",
        "exports": _exports(filters) if holds(actor, EXPORT) and found else [],
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/late.jinja", context)


def _page_of(request: HttpRequest) -> int:
    text = str(request.GET.get("trang", ""))
    return min(int(text), 10_000) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _turn(filters: RecordFilters, to: int) -> str:
    query = _query(filters)
    return f"?{query}&trang={to}" if query else f"?trang={to}"


def _exports(filters: RecordFilters) -> list[dict[str, str]]:
    query = _query(filters)
    tail = f"?{query}" if query else ""
    return [{"text": kind.upper(), "href": reverse("desk:responsibility_export", args=[kind]) + tail} for kind in TYPES]


def _filter_fields(actor: Actor, filters: RecordFilters, at: dt.datetime) -> list[dict[str, object]]:
    units = records(actor, RecordFilters()).order_by().values_list("settling_unit__code", "settling_unit__name")
    pairs = sorted(set(units.distinct()[:500]), key=lambda one: one[1])
    months, day = [], legal_date(at).replace(day=1)
    for _number in range(12):
        months.append((f"{day:%Y-%m}", f"{day:%m/%Y}"))
        day = (day - dt.timedelta(days=1)).replace(day=1)
    lists: list[tuple[str, str, Sequence[tuple[str, str]]]] = [
        ("unit", _("Đơn vị"), pairs),
        ("month", _("Tháng"), months),
        ("state", _("Tình trạng"), [(code, words(STATES, code)) for code in STATES]),
        ("cause", _("Nguyên nhân"), sorted(_names().items(), key=lambda one: one[1])),
    ]
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": "", "text": _("Tất cả")},
                *({"value": v, "text": t, "selected": v == getattr(filters, name)} for v, t in options),
            ],
        }
        for name, label, options in lists
    ]


def _state_of(record: ResponsibilityRecord) -> str:
    if record.decided_at is not None:
        return "decided"
    return "running" if record.ended_at is None else "asked"


def _list_row(record: ResponsibilityRecord) -> Mapping[str, object]:
    state = _state_of(record)
    return {
        "href": reverse("desk:responsibility_record", args=[record.uid]),
        "code": record.dossier.code or record.dossier.receipt_no,
        "procedure": record.dossier.version.name,
        "unit": record.settling_unit.name,
        "late": span(record.late_minutes),
        "opened": record.opened_at,
        "state": words(STATES, state),
        "look": {"decided": "ontime", "running": "soon", "asked": "late"}[state],
    }


def _asked_row(account: ResponsibilityAccount, at: dt.datetime) -> Mapping[str, object]:
    return {
        "href": reverse("desk:explain", args=[account.uid]),
        "code": account.record.dossier.code or account.record.dossier.receipt_no,
        "procedure": account.record.dossier.version.name,
        "over": span(account.over_minutes),
        "by": account.explain_by,
        "late": account.explain_by < at,
    }


@official(READ)
@require_GET
def record(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One record: the sum, whose hours were whose, and what each says."""
    actor, at = actor_at(request), now()
    found = record_of(uid, actor)
    record_read(actor, READ, "responsibility", uid, now=at)
    steps = step_names([found.dossier.process_version_id])
    names = _names()
    shares = list(found.shares.select_related("unit", "post", "person").order_by("ordinal"))
    accounts = found.accounts.select_related("unit", "post", "person", "decided_by", "explained_by", "record")
    context = {
        "links": duty_links(actor, "responsibility"),
        "record": found,
        "code": found.dossier.code or found.dossier.receipt_no,
        "facts": _facts(found),
        "shares": [_share_row(one, steps, found) for one in shares],
        "total": span(sum(one.minutes for one in shares)),
        "accounts": [_account_card(one, actor, names, at) for one in accounts.order_by("-over_minutes", "pk")],
        "history": _history(found),
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/record.jinja", context)


def _facts(one: ResponsibilityRecord) -> list[tuple[str, str]]:
    return [
        (_("Thủ tục"), one.dossier.version.name),
        (_("Đơn vị giải quyết"), one.settling_unit.name),
        (_("Hạn phải xong"), instant(one.due_at)),
        (_("Có kết quả"), instant(one.ended_at) if one.ended_at else _("chưa, vẫn đang chậm")),
        (_("Chậm"), span(one.late_minutes)),
        (_("Cả thảy"), _("{minutes} làm việc kể từ khi tiếp nhận").format(minutes=span(one.minutes))),
        (_("Chờ bên ngoài"), span(one.outside_minutes)),
        (_("Tính đến"), instant(one.computed_at)),
    ]


def _share_row(one: ResponsibilityShare, steps: StepNames, found: ResponsibilityRecord) -> Mapping[str, object]:
    inside = one.kind in {"officer", "unit"}
    return {
        "who": who_words(one.kind, one.person, one.post, one.unit, standing_in=one.standing_in),
        "kind": words(KINDS, one.kind),
        "step": steps.name(found.dossier.process_version_id, one.step) if inside and one.step else "",
        "since": one.since,
        "until": one.until,
        "minutes": span(one.minutes),
        "limit": span(one.limit_minutes) if one.limit_minutes is not None else "",
        "over": span(one.over_minutes) if one.over_minutes else "",
        "outside": one.kind not in {"officer", "unit", "consulted"},
    }


def _account_card(
    one: ResponsibilityAccount, actor: Actor, names: Mapping[str, str], at: dt.datetime
) -> Mapping[str, object]:
    blocked = why_not_decide(actor, one, at)
    return {
        "title": who_words(one.kind, one.person, one.post, one.unit),
        "minutes": span(one.minutes),
        "over": span(one.over_minutes),
        "suggested": names.get(one.suggested, ""),
        "by": one.explain_by,
        "cause": names.get(one.cause, ""),
        "explanation": one.explanation,
        "explained_at": one.explained_at,
        "explained_by": one.explained_by.full_name if one.explained_by else "",
        "erased": one.erased_at is not None,
        "late": one.explained_at is None and one.explain_by < at,
        "decision": words(DECISIONS, one.decision) if one.decision else "",
        "decided_cause": names.get(one.decided_cause, ""),
        "ground": one.ground,
        "decided_at": one.decided_at,
        "decided_by": one.decided_by.full_name if one.decided_by else "",
        "explain": reverse("desk:explain", args=[one.uid]) if may_explain(actor, one) else "",
        "decide": reverse("desk:decide_hours", args=[one.uid]) if not blocked else "",
        "why_not": say(blocked) if blocked not in {"", "verb_not_granted", "responsibility_decided"} else "",
    }


def _history(found: ResponsibilityRecord) -> list[Mapping[str, object]]:
    rows = history(found)
    people = dict(User.objects.filter(uid__in={row.actor_uid for row in rows}).values_list("uid", "full_name"))
    return [
        {
            "title": words(ACTS, row.act),
            "at": row.recorded_at,
            "by": people.get(row.actor_uid, "") if row.actor_uid else _("Hệ thống"),
        }
        for row in reversed(rows)
    ]


@official(READ)
@require_http_methods(["GET", "POST"])
def explain_page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The person concerned says why."""
    actor, at = actor_at(request), now()
    account = account_of(uid, actor)
    if not may_explain(actor, account):
        raise NotAllowed("responsibility_decided" if account.decision else "explanation_of_another")
    names = _names()
    fields = [
        form.choice("cause", _("Nguyên nhân chính"), _causes(at)),
        form.text("explanation", _("Giải trình"), long=True, most=5000),
    ]

    def run(answers: Mapping[str, object]) -> str:
        explain(uid, cause=str(answers["cause"]), text=str(answers["explanation"]), actor=actor, now=now())
        return reverse("desk:responsibility_record", args=[account.record.uid])

    suggested = names.get(account.suggested, "")
    asking = form.Asking(
        heading=_("Giải trình hồ sơ chậm"),
        save=_("Gửi giải trình"),
        back=reverse("desk:responsibility_record", args=[account.record.uid]),
        back_text=_("Hồ sơ xác định trách nhiệm"),
        fields=fields,
        done=_("Đã gửi giải trình. Bạn sửa được cho đến khi lãnh đạo kết luận."),
        facts=[
            *_what(account),
            (_("Số liệu cho thấy"), suggested),
            (_("Giải trình trước"), instant(account.explain_by)),
        ],
        operation=f"explain:{uid}",
    )
    given = {"cause": account.cause or account.suggested, "explanation": account.explanation}
    return form.ask(request, asking, run, given=given)


def _causes(at: dt.datetime) -> list[tuple[str, str]]:
    english = language_in_force() == "en"
    return [
        (one.code, f"{words(GROUPS, one.group)}: {(one.name_en or one.name) if english else one.name}")
        for one in causes(legal_date(at))
    ]


def _what(account: ResponsibilityAccount) -> list[tuple[str, str]]:
    dossier = account.record.dossier
    return [
        (_("Hồ sơ"), dossier.code or dossier.receipt_no),
        (_("Phần của"), who_words(account.kind, account.person, account.post, account.unit)),
        (_("Giữ"), span(account.minutes)),
        (_("Vượt hạn"), span(account.over_minutes)),
    ]


@official(READ)
@require_http_methods(["GET", "POST"])
def decide_page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The head concludes, with a ground."""
    actor, at = actor_at(request), now()
    account = account_of(uid, actor)
    blocked = why_not_decide(actor, account, at)
    if blocked in {"verb_not_granted", "responsibility_own", "responsibility_party"} and request.method != "POST":
        raise NotAllowed(blocked)
    fields = [
        form.choice("decision", _("Kết luận"), [(code, words(DECISIONS, code)) for code in DECISIONS]),
        form.choice("cause", _("Nguyên nhân"), _causes(at)),
        form.text("ground", _("Căn cứ, lý do"), long=True),
    ]

    def run(answers: Mapping[str, object]) -> str:
        decide_account(
            uid,
            decision=str(answers["decision"]),
            cause=str(answers["cause"]),
            ground=str(answers["ground"]),
            actor=actor,
            now=now(),
        )
        return reverse("desk:responsibility_record", args=[account.record.uid])

    said = account.explanation or (_("Đã xóa theo quy định") if account.erased_at else _("Không có giải trình"))
    asking = form.Asking(
        heading=_("Kết luận trách nhiệm"),
        save=_("Ghi kết luận"),
        back=reverse("desk:responsibility_record", args=[account.record.uid]),
        back_text=_("Hồ sơ xác định trách nhiệm"),
        fields=fields,
        done=_("Đã ghi kết luận vào sổ hồ sơ."),
        explain=_("Kết luận được ghi vào chuỗi sự kiện của hồ sơ và không sửa được."),
        facts=[
            *_what(account),
            (_("Nguyên nhân người giải trình chọn"), _names().get(account.cause, "")),
            (_("Giải trình"), said),
        ],
        operation=f"decide_hours:{uid}",
        blocked=say(blocked) if blocked else "",
    )
    return form.ask(request, asking, run, given={"cause": account.cause or account.suggested})


@official(EXPORT)
@require_GET
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list as CSV or XLSX: a line for each one who answers for hours."""
    if kind not in TYPES:
        raise Http404
    actor, at = actor_at(request), now()
    filters = _filters(request)
    rows = records(actor, filters)
    asked: dict[str, str | int | bool | list[str] | None] = {name: getattr(filters, name) for name in NAMES}
    record_list(actor, EXPORT, "responsibility", {**asked, "as": kind}, rows=rows.count(), now=at)
    keys = rows.order_by().values("pk")
    accounts = (
        ResponsibilityAccount.objects.filter(record__in=keys)
        .select_related("record", "record__dossier", "record__dossier__version", "record__settling_unit")
        .select_related("unit", "post", "person")
        .order_by("-record__opened_at", "record_id", "pk")
    )
    body = sheet(kind, _lines(accounts[:MOST_EXPORTED].iterator(chunk_size=500)))
    response = StreamingHttpResponse(body, content_type=TYPES[kind])
    name = f"trach-nhiem-{at.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(rows: Iterator[ResponsibilityAccount]) -> Iterator[list[str]]:
    names = _names()
    yield [
        _("Mã hồ sơ"),
        _("Thủ tục"),
        _("Đơn vị giải quyết"),
        _("Hạn phải xong"),
        _("Chậm (phút làm việc)"),
        _("Phần của"),
        _("Giữ (phút)"),
        _("Vượt hạn (phút)"),
        _("Nguyên nhân giải trình"),
        _("Kết luận"),
        _("Nguyên nhân kết luận"),
    ]
    for one in rows:
        yield [
            harmless(text)
            for text in (
                one.record.dossier.code or one.record.dossier.receipt_no,
                one.record.dossier.version.name,
                one.record.settling_unit.name,
                instant(one.record.due_at),
                str(one.record.late_minutes),
                who_words(one.kind, one.person, one.post, one.unit),
                str(one.minutes),
                str(one.over_minutes),
                names.get(one.cause, ""),
                words(DECISIONS, one.decision) if one.decision else "",
                names.get(one.decided_cause, ""),
            )
        ]
