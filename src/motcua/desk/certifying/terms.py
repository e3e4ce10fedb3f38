"""Fees and words of certification: what is in force, what comes, what was, and a form for a change from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.certification.kinds import Kind, kinds
from motcua.certification.models import Terms
from motcua.certification.permissions import TERMS
from motcua.certification.rules import Counts, Tariff
from motcua.certification.services.terms import set_terms
from motcua.core.canonical import Json
from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.one_form import OneForm
from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.forms.validation import validate
from motcua.web.access import official
from motcua.web.fields import posted_answers
from motcua.web.words import money

AMOUNTS = {
    Counts.COPIES: ("first_pages", "first_amount", "later_amount", "most_per_copy"),
    Counts.CASES: ("per_case",),
}


@official(TERMS)
@require_GET
def terms(request: HttpRequest) -> HttpResponseBase:
    on = legal_date(now())
    rows = list(Terms.objects.order_by("kind", "-valid_from"))
    context = {
        "kinds": [
            {
                "kind": one,
                "rows": [(row, _costs(row, one), row.is_in_force(on)) for row in rows if row.kind == one.key],
                "href": reverse("desk:certification_terms_of", args=[one.key]),
            }
            for one in kinds().values()
        ],
        "post_line": post_line(actor_at(request)),
        "nav": "certification_terms",
    }
    return render(request, "desk/certifying/terms.jinja", context)


def _costs(row: Terms, what: Kind) -> str:
    """``2.000 đ/trang; từ trang thứ 3: 1.000 đ; nhiều nhất 200.000 đ một bản``."""
    if what.counts is Counts.CASES:
        return _("{amount} một giấy tờ").format(amount=money(row.per_case))
    parts = [
        _("{amount}/trang").format(amount=money(row.first_amount)),
        _("từ trang thứ {n}: {amount}").format(n=row.first_pages + 1, amount=money(row.later_amount)),
    ]
    if row.most_per_copy:
        parts.append(_("nhiều nhất {amount} một bản").format(amount=money(row.most_per_copy)))
    return "; ".join(parts)


def _fields(what: Kind) -> list[Field]:
    labels = {
        "first_pages": _("Số trang đầu tính mức thứ nhất"),
        "first_amount": _("Phí mỗi trang đầu"),
        "later_amount": _("Phí mỗi trang sau"),
        "most_per_copy": _("Nhiều nhất cho một bản"),
        "per_case": _("Phí một giấy tờ"),
    }
    found = [
        Field(
            name,
            labels[name],
            FieldKind.NUMBER if name == "first_pages" else FieldKind.MONEY,
            required=name != "most_per_copy",
            hint=_("Để trống là không giới hạn") if name == "most_per_copy" else "",
            minimum=0,
        )
        for name in AMOUNTS[what.counts]
    ]
    places = "{number}, {book}, {date}, {signer}, {signer_title}, {requester}, {title}, {copies}"
    return [
        *found,
        Field(
            "wording",
            _("Lời chứng"),
            FieldKind.LONG_TEXT,
            required=True,
            max_length=1000,
            hint=_("Chỗ điền: {places}").format(places=places),
        ),
        Field("source", _("Văn bản quy định"), FieldKind.TEXT, required=True, max_length=300),
        Field("valid_from", _("Áp dụng từ ngày"), FieldKind.DATE, required=True),
        Field("verified", _("Đã đối chiếu với văn bản gốc"), FieldKind.CONSENT),
    ]


@official(TERMS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, what: str) -> HttpResponseBase:
    """The form begins with what was set last."""
    chosen = kinds().get(what)
    if chosen is None:
        raise Http404
    form = _form(chosen)
    if request.method != "POST":
        last = Terms.objects.filter(kind=what).order_by("-valid_from").first()
        held: dict[str, object] = {}
        if last is not None:
            held = {name: getattr(last, name) for name in (*AMOUNTS[chosen.counts], "wording")}
        return form.page(request, held)
    answers = posted_answers(form.fields, request.POST)
    found = validate(FormSchema("", (Page("form", "", tuple(form.fields)),)), answers)
    if found.errors:
        return form.page(request, answers, found.errors)
    try:
        _set(request, chosen, found.answers)
    except NotAllowed:
        raise
    except DomainError as error:
        return form.page(request, answers, error=error)
    messages.success(request, _("Đã ghi mức phí và lời chứng mới."))
    return HttpResponseRedirect(reverse("desk:certification_terms"))


def _set(request: HttpRequest, what: Kind, given: Mapping[str, Json]) -> None:
    amounts = {name: int(str(given[name])) for name in AMOUNTS[what.counts] if given.get(name) is not None}
    set_terms(
        what.key,
        Tariff(**amounts),
        wording=str(given["wording"]),
        valid_from=dt.date.fromisoformat(str(given["valid_from"])),
        source=str(given["source"]),
        verified=bool(given.get("verified")),
        actor=actor_at(request),
        now=now(),
    )


def _form(what: Kind) -> OneForm:
    return OneForm(
        heading=_("Mức phí và lời chứng"),
        name=str(what.name),
        explain=_("Việc đã chứng thực giữ mức phí và lời chứng của ngày đó. Mức mới dùng từ ngày ghi dưới đây."),
        save=_("Ghi mức mới"),
        back=reverse("desk:certification_terms"),
        back_text=_("Mức phí và lời chứng"),
        nav="certification_terms",
        fields=_fields(what),
    )
