"""A petition on paper or in an e-mail, keyed in by the desk: the same act as any other channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.act_fields import choice, line, long
from motcua.desk.petitions.acts import stored_files
from motcua.desk.petitions.reading import category_choices
from motcua.desk.petitions.wording import CHANNELS, KINDS
from motcua.desk.wording import words
from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.forms.validation import FieldError, validate
from motcua.organisation.selectors import places_in_order
from motcua.petitions.lifecycle import Channel, Kind
from motcua.petitions.permissions import RECEIVE
from motcua.petitions.services import Sender, SubmitPetition, submit
from motcua.web.access import official
from motcua.web.fields import error_list, field_views, posted_answers
from motcua.web.once import once

KEYED = {"paper": Channel.PAPER, "email": Channel.EMAIL, "suggestion-box": Channel.SUGGESTION_BOX}


def _fields() -> list[Field]:
    on = legal_date(now())
    places = [(one.code, one.name) for one in places_in_order(on)]
    kinds = [(one.value, words(KINDS, one)) for one in Kind]
    return [
        long("text", _("Nội dung, chép đúng nguyên văn")),
        choice("kind", _("Phản ánh về"), kinds),
        choice("category", _("Loại việc"), category_choices(on), required=False, hint=_("Chưa rõ thì để trống.")),
        choice("place", _("Xã, phường"), places, required=False),
        line("street", _("Số nhà, tên đường"), required=False),
        Field("occurred_on", _("Ngày xảy ra"), FieldKind.DATE, required=False),
        line("person", _("Họ tên người gửi"), required=False),
        Field("phone", _("Điện thoại"), FieldKind.PHONE, required=False),
        Field("email", _("Thư điện tử"), FieldKind.EMAIL, required=False),
        line("home", _("Địa chỉ"), required=False),
        Field("anonymous", _("Người gửi muốn giấu tên"), FieldKind.CONSENT),
    ]


@official(RECEIVE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, channel: str) -> HttpResponseBase:
    if channel not in KEYED:
        raise Http404
    fields = _fields()
    if request.method != "POST":
        return _form(request, channel, fields, {"kind": Kind.STREET.value}, [])
    answers = posted_answers(fields, request.POST)
    checked = validate(FormSchema("", (Page("entry", "", tuple(fields)),)), answers)
    if checked.errors:
        return _form(request, channel, fields, answers, checked.errors, status=400)
    actor, at = actor_at(request), now()

    def run() -> str:
        with stored_files(request, actor, at) as files:
            command = _command(KEYED[channel], checked.answers)
            petition = submit(replace(command, files=tuple(files)), actor=actor, now=at)
        messages.success(request, _("Đã ghi {code}.").format(code=petition.receipt_no))
        return reverse("desk:petition", args=[petition.uid])

    try:
        address, _fresh = once(request, f"desk.petitions.entry:{channel}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        known = {one.key for one in fields}
        faults = [FieldError(str(one.get("field", "")), str(one.get("code", error.code))) for one in error.errors]
        on_fields = [one for one in faults if one.field in known]
        fault = "" if on_fields else say(error.code, error.params)
        return _form(request, channel, fields, answers, on_fields, fault=fault, status=error.status)
    return HttpResponseRedirect(address)


def _command(channel: Channel, answers: Mapping[str, object]) -> SubmitPetition:
    said = {name: str(value) for name, value in answers.items() if value is not None}
    occurred = said.get("occurred_on", "")
    return SubmitPetition(
        channel=channel,
        text=said["text"],
        kind=said["kind"],
        category=said.get("category", ""),
        place=said.get("place", ""),
        address_words=said.get("street", ""),
        occurred_on=dt.date.fromisoformat(occurred) if occurred else None,
        sender=Sender(
            name=said.get("person", ""),
            phone=said.get("phone", ""),
            email=said.get("email", ""),
            address=said.get("home", ""),
            anonymous=said.get("anonymous") in {"on", "True", "true"},
        ),
    )


def _form(
    request: HttpRequest,
    channel: str,
    fields: Sequence[Field],
    answers: Mapping[str, object],
    errors: Sequence[FieldError],
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponseBase:
    views = field_views(fields, answers, errors)
    listed = error_list(views)
    if fault:
        listed.insert(0, {"text": fault, "href": "#main-content"})
    actor = actor_at(request)
    context = {
        "title": _("Ghi phản ánh: {channel}").format(channel=words(CHANNELS, KEYED[channel])),
        "views": views,
        "errors": listed,
        "who": str(actor.uid),
        "idempotency_key": str(request.POST.get("idempotency_key") or new_id()),
        "post_line": post_line(actor),
        "nav": "hotline",
    }
    return render(request, "desk/petitions/entry.jinja", context, status=status)
