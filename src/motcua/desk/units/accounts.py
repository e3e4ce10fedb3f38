"""The accounts that fees go to: which agency has which, and a form for a new one from a day on."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.one_form import OneForm
from motcua.desk.units.head import checked
from motcua.dossiers.services.reorganise import MANAGE
from motcua.forms.schema import Field, FieldKind
from motcua.organisation.models import Unit, UnitAccount, in_force
from motcua.organisation.selectors import account_of, unit_on
from motcua.organisation.services.accounts import set_account
from motcua.web.access import official
from motcua.web.fields import posted_answers


def _fields() -> list[Field]:
    return [
        Field("number", _("Số tài khoản"), FieldKind.TEXT, required=True, max_length=30),
        Field("bank", _("Ngân hàng, Kho bạc"), FieldKind.TEXT, required=True, max_length=200),
        Field("holder", _("Chủ tài khoản"), FieldKind.TEXT, required=True, max_length=300),
        Field("valid_from", _("Dùng từ ngày"), FieldKind.DATE, required=True),
        Field("source", _("Căn cứ"), FieldKind.TEXT, required=True, max_length=300, hint=_("Văn bản mở tài khoản")),
    ]


@official(MANAGE)
@require_GET
def accounts(request: HttpRequest) -> HttpResponseBase:
    """Every agency with a code of its own, by its account in force."""
    today = legal_date(now())
    own = {row.unit_id: row for row in UnitAccount.objects.filter(in_force(today))}
    agencies = Unit.objects.filter(in_force(today)).exclude(agency_code="").order_by("code")
    context = {
        "rows": [
            {
                "unit": unit,
                "account": own.get(unit.pk),
                "href": reverse("desk:unit_account", args=[unit.code]),
            }
            for unit in agencies
        ],
        "missing": sum(1 for unit in agencies if unit.pk not in own),
        "post_line": post_line(actor_at(request)),
        "nav": "units",
    }
    return render(request, "desk/units/accounts.jinja", context)


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, code: str) -> HttpResponseBase:
    """A new account from a day on; what stands is shown to begin from, and stays for the days before."""
    actor, at = actor_at(request), now()
    unit = unit_on(code, legal_date(at))
    form = _form(unit)
    if request.method != "POST":
        stands = account_of(unit.pk, legal_date(at))
        held = {"number": stands.number, "bank": stands.bank, "holder": stands.holder} if stands else {}
        return form.page(request, {**held, "valid_from": legal_date(at).isoformat()})
    answers = posted_answers(form.fields, request.POST)
    found = checked(form.fields, answers)
    if found.errors:
        return form.page(request, answers, found.errors)
    said = {name: str(found.answers[name]) for name in ("number", "bank", "holder", "source")}
    try:
        day = dt.date.fromisoformat(str(found.answers["valid_from"]))
        set_account(unit, **said, valid_from=day, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return form.page(request, answers, error=error)
    messages.success(request, _("Đã ghi tài khoản của {unit}.").format(unit=unit.name))
    return HttpResponseRedirect(reverse("desk:unit_accounts"))


def _form(unit: Unit) -> OneForm:
    return OneForm(
        heading=_("Tài khoản thu phí, lệ phí"),
        name=unit.name,
        explain=_("Người nộp thấy tài khoản này khi phải nộp tiền. Tài khoản cũ được dùng đến hết ngày trước."),
        save=_("Ghi tài khoản"),
        back=reverse("desk:unit_accounts"),
        back_text=_("Tài khoản của các cơ quan"),
        nav="units",
        fields=_fields(),
    )
