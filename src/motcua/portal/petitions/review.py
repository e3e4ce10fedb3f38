"""The last page: everything once more, and sending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, Invalid
from motcua.core.texts import say
from motcua.organisation.places import Where
from motcua.petitions.intake import drafts
from motcua.petitions.lifecycle import Kind
from motcua.petitions.texts import KIND_NAMES
from motcua.web.fields import FieldView, error_list

from . import guard, proof
from .delivering import deliver
from .opening import actor_of, own_link
from .pages import category_name, title_of
from .sending import receipt_redirect
from .writing import Step, Writing


@own_link
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Look through and send. Sent twice (a double click, the way back) it is one petition."""
    writing = Writing(drafts.draft_of(secret), actor_of(request), now())
    gone = receipt_redirect(writing.draft)
    if gone is not None:
        return gone
    unfinished = writing.unfinished()
    if unfinished is not Step.CHECK:
        return HttpResponseRedirect(writing.href(unfinished))
    if request.method != "POST":
        return _ask(request, writing)
    try:
        is_proven = proof.proven(request, str(writing.draft.uid), now=writing.at)
        contacts = guard.contacts_of(writing.said("phone"), writing.said("email"))
        guard.allow_send(request, contacts, proven=is_proven, now=writing.at)
        petition = deliver(writing, language=get_language() or "vi")
    except DomainError as error:
        if error.status >= 500:
            raise
        return _ask(request, writing, error)
    return HttpResponseRedirect(reverse("portal:petition_receipt", args=[petition.receipt_no, petition.secret]))


def _ask(request: HttpRequest, writing: Writing, error: DomainError | None = None) -> HttpResponseBase:
    asked = proof.challenge(str(writing.draft.uid), now=writing.at)
    is_about_sum = error is not None and error.code in {"petition_proof_missing", "petition_question_wrong"}
    fault = say(error.code, error.params) if error is not None else ""
    field = FieldView(
        "sum",
        "number",
        gettext("{first} cộng {second} bằng mấy?").format(first=asked.first, second=asked.second),
        required=True,
        hint=gettext("Câu hỏi này để máy không gửi hàng loạt."),
        error=fault if is_about_sum else "",
    )
    errors = error_list([field])
    if error is not None and not is_about_sum:
        errors = [{"text": fault, "href": "#send"}]
    context = {
        "nav": "voices",
        "title": title_of(Step.CHECK),
        "rows": rows_of(writing),
        "step": writing.place_of(Step.CHECK),
        "saved_at": writing.draft.saved_at,
        "purge_on": writing.draft.purge_on,
        "origin": writing.draft.origin,
        "challenge": asked,
        "field": field,
        "errors": errors,
        "honeypot": guard.HONEYPOT,
        "refused": writing.draft.files.filter(file=None).count(),
    }
    status = error.status if error is not None and not isinstance(error, Invalid) else 200
    return render(request, "portal/petitions/check.jinja", context, status=status)


def rows_of(writing: Writing) -> list[Mapping[str, Any]]:
    """What was answered, with the way back to each."""
    category = writing.category
    pin = writing.pin
    where = [text for text in (pin.address_words, pin.place.name if pin.place else "", _outside(writing)) if text]
    names = [row.name for row in writing.draft.files.exclude(file=None).order_by("added_at", "id")]
    rows = [
        _row(writing, Step.WORDS, gettext("Sự việc"), writing.said("text")),
        _row(writing, Step.CATEGORY, gettext("Lĩnh vực"), category_name(category) if category else ""),
    ]
    if Step.KIND in writing.way():
        rows.append(_row(writing, Step.KIND, gettext("Loại"), str(KIND_NAMES[writing.kind])))
    if writing.kind != Kind.STREET:
        about = ", ".join(text for text in (writing.said("procedure"), writing.said("article")) if text)
        rows.append(_row(writing, Step.RULE, gettext("Thủ tục, quy định"), about or gettext("Không ghi")))
    rows.append(_row(writing, Step.FILES, gettext("Ảnh, video, ghi âm"), ", ".join(names) or gettext("Không có")))
    rows.append(_row(writing, Step.PLACE, gettext("Nơi xảy ra"), ". ".join(where) or _numbers(writing)))
    rows.append(_row(writing, Step.CONTACT, gettext("Người gửi"), _who(writing)))
    return rows


def _row(writing: Writing, step: Step, key: str, value: str) -> Mapping[str, Any]:
    return {"key": key, "value": value, "href": f"{writing.href(step)}?ve={Step.CHECK.value}"}


def _outside(writing: Writing) -> str:
    """A pin at sea or in another province: kept, and said that it is forwarded."""
    pin = writing.pin
    is_outside = pin.found is not None and pin.found.where in {Where.AT_SEA, Where.OUTSIDE}
    return pin.words if is_outside else ""


def _numbers(writing: Writing) -> str:
    point = writing.point
    return gettext("Không ghi") if point is None else f"{point.lat:.5f}, {point.lng:.5f}"


def _who(writing: Writing) -> str:
    if writing.answers.get("anonymous") is True:
        return gettext("Không ghi tên")
    return ", ".join(text for text in (writing.said("name"), writing.said("phone"), writing.said("email")) if text)
