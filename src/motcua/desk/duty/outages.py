"""Declared outages: what is down, since when, and giving the time back when it works again."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import Invalid, NotFound
from motcua.desk.duty import form
from motcua.desk.duty.menu import duty_links
from motcua.desk.inbox import actor_at, post_line
from motcua.dossiers.models import Outage
from motcua.dossiers.permissions import OUTAGE
from motcua.dossiers.services.outages import declare, end
from motcua.dossiers.tasks import exclude_outage
from motcua.forms.schema import Field
from motcua.organisation.models import Unit, in_force
from motcua.people.permissions import scope
from motcua.web.access import official
from motcua.web.words import instant, number

MOST_UNITS = 500


@official(OUTAGE)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)
    rows = Outage.objects.filter(scope(actor, OUTAGE, "unit")).select_related("unit", "declared_by")
    context = {
        "links": duty_links(actor, "outages"),
        "rows": [_row(one) for one in rows.order_by("-began_at")[:50]],
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/outages.jinja", context)


def _row(one: Outage) -> Mapping[str, object]:
    running = one.ended_at is None
    if running:
        state = _("đang ngừng")
    elif one.applied_at is None:
        state = _("đang tính lại hạn")
    else:
        state = _("đã tính lại hạn {count} hồ sơ").format(count=number(one.moved))
    return {
        "system": one.system,
        "unit": one.unit.name,
        "reason": one.reason,
        "began": one.began_at,
        "ended": one.ended_at,
        "planned": one.planned,
        "state": state,
        "look": "late" if running else "ontime",
        "by": one.declared_by.full_name,
        "end": reverse("desk:outage_end", args=[one.uid]) if running else "",
    }


def _fields(pairs: list[tuple[str, str]]) -> list[Field]:
    return [
        form.text("system", _("Hệ thống nào ngừng"), most=200),
        form.choice("unit", _("Ở đâu"), pairs, hint=_("Cả các đơn vị trực thuộc.")),
        form.date("day", _("Ngày bắt đầu ngừng")),
        form.text("time", _("Giờ bắt đầu"), most=5, hint=_("Ví dụ 09:30")),
        form.tick("planned", _("Ngừng có kế hoạch (thông báo trước ít nhất 7 ngày làm việc)")),
        form.text("reason", _("Vì sao"), long=True, most=1000),
        form.text("decision_number", _("Số văn bản thông báo"), required=False, most=100),
    ]


@official(OUTAGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    units = Unit.objects.filter(in_force(legal_date(at)), scope(actor, OUTAGE, "pk")).exclude(level="unit")
    local = at.astimezone(LEGAL_ZONE)
    fields = _fields([(unit.code, unit.name) for unit in units.order_by("level", "name")[:MOST_UNITS]])

    def run(answers: Mapping[str, object]) -> str:
        began = form.instant_of(answers["day"], answers["time"])
        if began is None:
            raise Invalid("data_invalid", errors=[{"field": "time", "code": "not_an_instant"}])
        declare(
            units.get(code=str(answers["unit"])),
            began_at=began,
            system=str(answers["system"]),
            reason=str(answers["reason"]),
            planned=answers.get("planned") is True,
            decision_number=str(answers.get("decision_number") or ""),
            actor=actor,
            now=now(),
        )
        return reverse("desk:outages")

    asking = form.Asking(
        heading=_("Công bố hệ thống ngừng hoạt động"),
        save=_("Công bố"),
        back=reverse("desk:outages"),
        back_text=_("Hệ thống ngừng hoạt động"),
        fields=fields,
        done=_("Đã công bố. Khi hệ thống chạy lại, hãy ghi giờ chạy lại để tính lại hạn hồ sơ."),
        explain=_("Thời gian hệ thống ngừng không tính vào hạn giải quyết; hạn dời đi đúng bằng thời gian đó."),
        operation="outage",
    )
    given = {"day": f"{local:%d/%m/%Y}", "time": f"{local:%H:%M}"}
    return form.ask(request, asking, run, given=given)


@official(OUTAGE)
@require_http_methods(["GET", "POST"])
def ended(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    found = Outage.objects.filter(scope(actor, OUTAGE, "unit"), uid=uid).select_related("unit").first()
    if found is None:
        raise NotFound("outage_unknown")
    local = at.astimezone(LEGAL_ZONE)

    def run(answers: Mapping[str, object]) -> str:
        moment = form.instant_of(answers["day"], answers["time"])
        if moment is None:
            raise Invalid("data_invalid", errors=[{"field": "time", "code": "not_an_instant"}])
        with transaction.atomic():
            end(uid, ended_at=moment, actor=actor, now=now())
            exclude_outage.defer(outage=str(uid))
        return reverse("desk:outages")

    asking = form.Asking(
        heading=_("Hệ thống đã chạy lại"),
        save=_("Ghi giờ chạy lại, tính lại hạn"),
        back=reverse("desk:outages"),
        back_text=_("Hệ thống ngừng hoạt động"),
        fields=[form.date("day", _("Ngày chạy lại")), form.text("time", _("Giờ chạy lại"), most=5)],
        done=_("Đã ghi. Hạn của các hồ sơ đang mở được tính lại trong ít phút."),
        facts=[(_("Hệ thống"), found.system), (_("Ở đâu"), found.unit.name), (_("Ngừng từ"), instant(found.began_at))],
        operation=f"outage_end:{uid}",
        blocked="" if found.ended_at is None else _("Lần ngừng hoạt động này đã được ghi là kết thúc."),
    )
    given = {"day": f"{local:%d/%m/%Y}", "time": f"{local:%H:%M}"}
    return form.ask(request, asking, run, given=given)
