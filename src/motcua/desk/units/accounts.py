"""The accounts that fees go to: which agency has which, and a form for a new one from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.head import field_errors
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.units.head import checked
from motcua.dossiers.services.reorganise import MANAGE
from motcua.forms.schema import Field, FieldKind
from motcua.forms.validation import FieldError
from motcua.organisation.models import Unit, UnitAccount, in_force
from motcua.organisation.selectors import account_of, unit_on
from motcua.organisation.services.accounts import set_account
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers


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
    if request.method != "POST":
        stands = account_of(unit.pk, legal_date(at))
        held = {"number": stands.number, "bank": stands.bank, "holder": stands.holder} if stands else {}
        return _form(request, unit, {**held, "valid_from": legal_date(at).isoformat()}, [])
    fields = _fields()
    answers = posted_answers(fields, request.POST)
    found = checked(fields, answers)
    if found.errors:
        return _form(request, unit, answers, found.errors, status=400)
    said = {name: str(found.answers[name]) for name in ("number", "bank", "holder", "source")}
    try:
        day = dt.date.fromisoformat(str(found.answers["valid_from"]))
        set_account(unit, **said, valid_from=day, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _form(request, unit, answers, [], error=error, status=error.status)
    messages.success(request, _("Đã ghi tài khoản của {unit}.").format(unit=unit.name))
    return HttpResponseRedirect(reverse("desk:unit_accounts"))


def _form(
    request: HttpRequest,
    unit: Unit,
    answers: Mapping[str, object],
    faults: Sequence[FieldError],
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    views = field_views(_fields(), answers, [*faults, *field_errors(error)])
    listed = error_list(views)
    if error is not None and not listed:
        listed = [{"text": say(error.code, error.params), "href": "#main-content"}]
    context = {
        "heading": _("Tài khoản thu phí, lệ phí"),
        "name": unit.name,
        "explain": _("Người nộp thấy tài khoản này khi phải nộp tiền. Tài khoản cũ được dùng đến hết ngày trước."),
        "save": _("Ghi tài khoản"),
        "form_views": views,
        "errors": listed,
        "faults": [],
        "upload": False,
        "idempotency_key": str(new_id()),
        "expected": None,
        "back": reverse("desk:unit_accounts"),
        "back_text": _("Tài khoản của các cơ quan"),
        "post_line": post_line(actor_at(request)),
        "nav": "units",
    }
    return render(request, "desk/decisions/form.jinja", context, status=status)
