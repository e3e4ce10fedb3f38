"""Feeds: what is registered, what came by hour and day, the readings behind each number, and their keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import Invalid, NotFound
from motcua.desk.duty import form
from motcua.desk.figures.alerts import Number
from motcua.desk.figures.alerts_menu import links
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.figures.alerts.readings import feed_address
from motcua.figures.feeds.hours import areas, by_day, by_hour, hour_of, newest_hours
from motcua.figures.feeds.keeping import kept_since
from motcua.figures.feeds.models import FeedReading, FeedSource
from motcua.figures.feeds.permissions import MANAGE, READ
from motcua.figures.feeds.services import SourceTerms, end_source, register_source, renew_key
from motcua.figures.feeds.wording import DOMAINS, TOGETHER, printed_number
from motcua.figures.typed_numbers import Expected, read_number
from motcua.forms.schema import Field, FieldKind
from motcua.organisation.models import Unit
from motcua.organisation.selectors import find_unit
from motcua.people.permissions import decide
from motcua.web.access import holds, official

NAV = "alerts"
HOURS, DAYS, PAGE, BATCHES = 24, 14, 200, 10


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    sources = FeedSource.objects.select_related("unit").order_by("ended_at", "domain", "name")
    context = {
        "links": links(actor, "feeds"),
        "rows": [_row(one, at) for one in sources],
        "new": reverse("desk:feed_new") if holds(actor, MANAGE) else "",
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/feeds.jinja", context)


def _row(source: FeedSource, at: dt.datetime) -> Mapping[str, object]:
    hour = newest_hours(source, source.unit, at)
    number = None
    if hour is not None:
        address = feed_address(source.code, source.unit.code, hour.begins)
        number = Number(printed_number(hour.value), address, "", source.measured_in)
    return {
        "name": source.name,
        "href": reverse("desk:feed", args=[source.code]),
        "domain": words(DOMAINS, source.domain),
        "unit": source.unit.name,
        "counts": source.counts,
        "number": number,
        "hour": hour.begins if hour else None,
        "last": source.last_at,
        "ended": source.ended_at,
        "late": is_late(source, at),
    }


def is_late(source: FeedSource, at: dt.datetime) -> bool:
    since = source.last_at or source.registered_at
    return source.ended_at is None and at - since > dt.timedelta(minutes=source.stale_minutes)


@official(READ)
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponseBase:
    """One source; with ``hour`` the readings of that hour."""
    actor, at, source = actor_at(request), now(), _found(code)
    unit = _unit(request, source, at)
    typed = str(request.GET.get("hour", "")).replace("\x00", "").strip()[:30]
    if typed:
        return _readings(request, source, unit, _hour(typed))
    end = hour_of(at) + dt.timedelta(hours=1)
    today = legal_date(at)
    may = bool(decide(actor, MANAGE, [source.unit_id])) and source.ended_at is None
    context = {
        "links": links(actor, "feeds"),
        "source": source,
        "row": _row(source, at),
        "unit": unit,
        "together": words(TOGETHER, source.together),
        "hours": [
            {"at": span.begins, "number": _number(source, unit, span.value, span.begins), "readings": span.readings}
            for span in reversed(by_hour(source, unit, end - dt.timedelta(hours=HOURS), end))
        ],
        "days": [
            {"at": span.begins, "printed": printed_number(span.value), "readings": span.readings}
            for span in reversed(by_day(source, unit, today - dt.timedelta(days=DAYS - 1), today))
        ],
        "batches": list(source.batches.order_by("-received_at", "-pk")[:BATCHES]),
        "key": reverse("desk:feed_key", args=[code]) if may else "",
        "end": reverse("desk:feed_end", args=[code]) if may else "",
        "kept": reverse("desk:feed_kept", args=[code]) if may else "",
        "address": f"/api/v1/feeds/{source.code}",
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/feed.jinja", context)


def _number(source: FeedSource, unit: Unit, value: Fraction, hour: dt.datetime) -> Number:
    return Number(printed_number(value), feed_address(source.code, unit.code, hour), "", source.measured_in)


def _readings(request: HttpRequest, source: FeedSource, unit: Unit, hour: dt.datetime) -> HttpResponseBase:
    """What one hour's number was made of."""
    end = hour + dt.timedelta(hours=1)
    spans = by_hour(source, unit, hour, end)
    rows = FeedReading.objects.filter(source=source, unit__in=areas(unit, legal_date(end)), at__gte=hour, at__lt=end)
    number = _number(source, unit, spans[0].value, hour) if spans else None
    context = {
        "links": links(actor_at(request), "feeds"),
        "source": source,
        "unit": unit,
        "hour": hour,
        "until": end,
        "number": number,
        "together": words(TOGETHER, source.together),
        "total": rows.count(),
        "rows": [
            {"at": row.at, "unit": row.unit.name, "id": row.reading, "value": printed_number(Fraction(row.value))}
            for row in rows.select_related("unit").order_by("at", "pk")[:PAGE]
        ],
        "most": PAGE,
        "gone": source.kept_days if hour < kept_since(source, now()) else 0,
        "post_line": post_line(actor_at(request)),
        "nav": NAV,
    }
    return render(request, "desk/figures/feed_readings.jinja", context)


def _found(code: str) -> FeedSource:
    found = FeedSource.objects.select_related("unit").filter(code=code).first()
    if found is None:
        raise NotFound("feed_unknown")
    return found


def _unit(request: HttpRequest, source: FeedSource, at: dt.datetime) -> Unit:
    code = str(request.GET.get("unit", "")).replace("\x00", "").strip()[:40]
    found = find_unit(code, legal_date(at)) if code else source.unit
    if found is None:
        raise NotFound("board_unit_unknown", params={"unit": code, "day": f"{legal_date(at):%d/%m/%Y}"})
    return found


def _hour(typed: str) -> dt.datetime:
    """Raises Invalid ``period_unknown``."""
    try:
        at = dt.datetime.fromisoformat(typed.replace(" ", "+"))
    except ValueError:
        raise Invalid("period_unknown", params={"text": typed}) from None
    if not 1901 <= at.year <= 2199:
        raise Invalid("period_unknown", params={"text": typed})
    return hour_of(at if at.tzinfo else at.replace(tzinfo=LEGAL_ZONE))


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)

    def run(answers: Mapping[str, object]) -> str:
        source, _key = register_source(_terms(answers), actor=actor, now=now())
        return reverse("desk:feed", args=[source.code])

    asking = form.Asking(
        heading=_("Đăng ký nguồn số liệu tự động"),
        save=_("Đăng ký"),
        back=reverse("desk:feeds"),
        back_text=_("Nguồn số liệu tự động"),
        fields=_fields(),
        done=_("Đã đăng ký. Hãy tạo khóa rồi giao cho đơn vị vận hành nguồn."),
        nav=NAV,
        operation="feed",
        folded={"domain", "together"},
    )
    given = {"is_whole": "yes", "cadence_minutes": "60", "stale_minutes": "180"}
    return form.ask(request, asking, run, given=given)


def _fields() -> list[Field]:
    def options(table: Mapping[str, object]) -> list[tuple[str, str]]:
        return [(code, str(text)) for code, text in table.items()]

    return [
        form.text("code", _("Mã nguồn"), most=60, hint=_("Ví dụ: chieu-sang-do-thi")),
        form.text("name", _("Tên nguồn"), most=200),
        form.choice("domain", _("Lĩnh vực"), options(DOMAINS)),
        form.text("counts", _("Đếm hoặc đo gì"), most=200, hint=_("Ví dụ: số đèn đang sáng")),
        form.text("measured_in", _("Đơn vị đo"), most=30, hint=_("Ví dụ: đèn, xe, lượt")),
        form.choice("together", _("Trong một giờ"), options(TOGETHER)),
        form.choice("is_whole", _("Giá trị là số nguyên"), [("yes", _("Có")), ("no", _("Không"))]),
        form.text("lowest", _("Giá trị nhỏ nhất"), required=False, most=30),
        form.text("highest", _("Giá trị lớn nhất"), required=False, most=30),
        form.text("unit", _("Phạm vi: mã đơn vị"), most=40, hint=_("Gồm mọi địa bàn bên dưới.")),
        _minutes("cadence_minutes", _("Nhịp gửi (phút)")),
        _minutes("stale_minutes", _("Cảnh báo khi im lặng quá (phút)")),
    ]


def _minutes(key: str, label: str) -> Field:
    return Field(key, label, FieldKind.NUMBER, required=True, minimum=1, maximum=43_200)


def _terms(answers: Mapping[str, object]) -> SourceTerms:
    texts = {name: str(answers.get(name) or "") for name in
             ("code", "name", "domain", "counts", "measured_in", "together", "unit")}  # fmt: skip
    return SourceTerms(
        **texts,
        is_whole=answers.get("is_whole") == "yes",
        lowest=_limit(answers, "lowest"),
        highest=_limit(answers, "highest"),
        cadence_minutes=int(str(answers["cadence_minutes"])),
        stale_minutes=int(str(answers["stale_minutes"])),
    )


def _limit(answers: Mapping[str, object], name: str) -> Decimal | None:
    """Raises Invalid with the field's error."""
    text = str(answers.get(name) or "").strip()
    if not text:
        return None
    try:
        return read_number(text, Expected.AMOUNT).written
    except Invalid:
        raise Invalid("data_invalid", errors=[{"field": name, "code": "alert_number_wrong"}]) from None


@official(MANAGE)
@require_POST
def key(request: HttpRequest, code: str) -> HttpResponseBase:
    """Another key, shown this once."""
    actor, source = actor_at(request), _found(code)
    made = renew_key(code, actor=actor, now=now())
    context = {
        "source": source,
        "key": made,
        "address": f"/api/v1/feeds/{source.code}",
        "topic": f"motcua/feeds/{source.code}",
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/feed_key.jinja", context)


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def ended(request: HttpRequest, code: str) -> HttpResponseBase:
    actor, source = actor_at(request), _found(code)

    def run(_answers: Mapping[str, object]) -> str:
        end_source(code, actor=actor, now=now())
        return reverse("desk:feeds")

    asking = form.Asking(
        heading=_("Kết thúc nguồn số liệu"),
        save=_("Kết thúc"),
        back=reverse("desk:feed", args=[code]),
        back_text=source.name,
        fields=[form.tick("sure", _("Từ bây giờ không nhận thêm số đo nào của nguồn này; số đã nhận giữ nguyên."))],
        done=_("Đã kết thúc nguồn số liệu."),
        facts=[(_("Nguồn"), source.name)],
        nav=NAV,
        operation=f"feed_end:{code}",
        blocked="" if source.ended_at is None else _("Nguồn số liệu này đã kết thúc."),
    )
    return form.ask(request, asking, run)
