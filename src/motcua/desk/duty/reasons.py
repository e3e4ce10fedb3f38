"""The list of reasons for being late: dated, with sources."""

from __future__ import annotations

from collections.abc import Mapping

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
from motcua.desk.duty.words import GROUPS
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.dossiers.models import LatenessCause
from motcua.dossiers.permissions import CAUSES
from motcua.dossiers.selectors.responsibility import causes
from motcua.dossiers.services.causes import add_cause, end_cause
from motcua.web.access import official


@official(CAUSES)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, today = actor_at(request), legal_date(now())
    context = {
        "links": duty_links(actor, "causes"),
        "rows": [
            {
                "code": one.code,
                "name": one.name,
                "group": words(GROUPS, one.group),
                "external": one.external,
                "since": one.valid_from,
                "source": one.source,
                "end": reverse("desk:cause_end", args=[one.code]),
            }
            for one in causes(today)
        ],
        "old": list(LatenessCause.objects.filter(valid_to__lte=today).order_by("code", "valid_from")),
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/causes.jinja", context)


@official(CAUSES)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)
    fields = [
        form.text(
            "code", _("Mã"), most=40, hint=_("Chữ thường không dấu, số, gạch dưới. Mã cũ: thay chữ từ ngày mới.")
        ),
        form.text("name", _("Nguyên nhân"), most=200),
        form.text("name_en", _("Tiếng Anh"), required=False, most=200),
        form.choice("group", _("Thuộc về"), [(code, str(words(GROUPS, code))) for code in GROUPS]),
        form.tick("external", _("Bên ngoài cơ quan, không ai trong cơ quan phải chịu trách nhiệm")),
        form.date("valid_from", _("Dùng từ ngày")),
        form.text("source", _("Căn cứ"), most=300, hint=_("Văn bản ban hành danh mục.")),
    ]

    def run(answers: Mapping[str, object]) -> str:
        add_cause(
            code=str(answers["code"]).strip(),
            name=str(answers["name"]),
            name_en=str(answers.get("name_en") or ""),
            group=str(answers["group"]),
            external=answers.get("external") is True,
            valid_from=form.day_of(answers["valid_from"]),
            source=str(answers["source"]),
            actor=actor,
            now=now(),
        )
        return reverse("desk:causes")

    asking = form.Asking(
        heading=_("Thêm, sửa nguyên nhân chậm"),
        save=_("Lưu"),
        back=reverse("desk:causes"),
        back_text=_("Nguyên nhân chậm"),
        fields=fields,
        done=_("Đã lưu. Kết luận cũ giữ nguyên chữ của ngày kết luận."),
        operation="cause",
    )
    return form.ask(request, asking, run, given={"valid_from": dated.today_typed()})


@official(CAUSES)
@require_http_methods(["GET", "POST"])
def ended(request: HttpRequest, code: str) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    found = next((one for one in causes(legal_date(at)) if one.code == code), None)
    if found is None:
        raise NotFound("cause_unknown", params={"code": code})

    return dated.ask_end(
        request,
        dated.Listed(reverse("desk:causes"), _("Nguyên nhân chậm")),
        _("Thôi dùng nguyên nhân"),
        [(_("Nguyên nhân"), found.name)],
        lambda on: end_cause(code, on, actor=actor, now=now()),
        operation=f"cause_end:{code}",
    )
