"""Following a petition: with the receipt's number and secret, from its link, or signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotFound
from motcua.core.pagination import paginate
from motcua.documents.qr import qr_svg
from motcua.organisation.places import Where, place_of_point
from motcua.petitions import selectors
from motcua.petitions.lifecycle import Action, EventKind, State
from motcua.petitions.models import FileRole, Petition, PetitionFile
from motcua.petitions.permissions import allowed_actions
from motcua.petitions.texts import EVENT_NAMES, REASON_NAMES, STATE_NAMES
from motcua.portal.downloads import stored
from motcua.portal.my_dossiers import actor_of as citizen_of
from motcua.web.access import citizen, public, secret_link
from motcua.web.fields import FieldView, error_list
from motcua.web.words import file_size

from . import guard
from .due_words import due_of, next_words
from .opening import actor_of, own_link
from .pages import category_name

PAGE = 20
ACTS = {
    Action.SENDER_ANSWERS: "portal:petition_answer",
    Action.RATE: "portal:petition_rate",
    Action.REOPEN: "portal:petition_reopen",
    Action.WITHDRAW: "portal:petition_withdraw",
}


@public
@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponseBase:
    """Number and secret of a receipt. What is wrong of the two is not told, and not often may one try."""
    typed = {name: request.POST.get(name, "").replace("\x00", "")[:60].strip() for name in ("receipt", "secret")}
    fault, status = "", 200
    if request.method == "POST":
        guard.allow_lookup(request, now=now())
        found = selectors.tracked(typed["receipt"], typed["secret"])
        if found is not None:
            return HttpResponseRedirect(reverse("portal:petition", args=[found.receipt_no, found.secret]))
        fault, status = gettext("Số và mã không khớp. Hãy xem lại biên nhận, hoặc mở đường dẫn trong mã QR."), 404
    fields = [
        FieldView("receipt", "text", gettext("Số biên nhận"), required=True, value=typed["receipt"], error=fault,
                  hint=gettext("Ví dụ PA261124-7KQ2M9X")),
        FieldView("secret", "text", gettext("Mã riêng"), required=True, value=typed["secret"],
                  hint=gettext("Ghi dưới số biên nhận.")),
    ]  # fmt: skip
    context = {"nav": "voices", "fields": fields, "errors": error_list(fields)}
    return render(request, "portal/petitions/find.jinja", context, status=status)


def opened(receipt: str, secret: str) -> Petition:
    """Raises NotFound ``petition_unknown``."""
    found = selectors.tracked(receipt, secret)
    if found is None:
        raise NotFound("petition_unknown")
    return found


def _link(request: HttpRequest, petition: Petition) -> str:
    return request.build_absolute_uri(reverse("portal:petition", args=[petition.receipt_no, petition.secret]))


@secret_link
@never_cache
@require_safe
def receipt(request: HttpRequest, receipt: str, secret: str) -> HttpResponseBase:
    """What the sender takes away: number, link, code, what happens next and by when."""
    petition = opened(receipt, secret)
    link = _link(request, petition)
    context = {
        **_about(petition),
        "link": link,
        "qr": Markup(qr_svg(link)),  # noqa: S704  (our own drawing; the address is only its dots)
        "page": reverse("portal:petition", args=[petition.receipt_no, petition.secret]),
        "has_contact": bool(petition.words.phone or petition.words.email or petition.account_id),
    }
    return render(request, "portal/petitions/receipt.jinja", context)


@own_link
@never_cache
@require_safe
def page(request: HttpRequest, receipt: str, secret: str) -> HttpResponseBase:
    """The whole way of a petition for its sender, and what the sender may do now."""
    petition = opened(receipt, secret)
    args = [petition.receipt_no, petition.secret]
    allowed = allowed_actions(actor_of(request), petition, secret)
    acts = {action.value: reverse(name, args=args) for action, name in ACTS.items() if action in allowed}
    steps = selectors.timeline(petition, reader="sender")
    asked = next((one for one in reversed(steps) if one.kind is EventKind.SENDER_ASKED), None)
    context = {
        **_about(petition),
        "question": asked.words.get("words", "") if asked and petition.holder_kind == "sender" else "",
        "text": petition.words.text,
        "answer": selectors.latest_answer(petition) if petition.approved_at else "",
        "steps": [_step(one) for one in reversed(steps)],
        "files": _files(petition, args),
        "acts": _fitting(acts, petition),
        "receipt_page": reverse("portal:petition_receipt", args=args),
        "into": petition.merged_into.receipt_no if petition.merged_into else "",
    }
    return render(request, "portal/petitions/petition.jinja", context)


def _fitting(acts: Mapping[str, str], petition: Petition) -> Mapping[str, str]:
    """Without what the table allows and the state of this one does not: answers nobody asked for, a second rating."""
    found = dict(acts)
    if petition.holder_kind != "sender":
        found.pop(Action.SENDER_ANSWERS.value, None)
    if "rated" in petition.flags or not petition.approved_at:
        found.pop(Action.RATE.value, None)
    return found


def _about(petition: Petition) -> dict[str, Any]:
    category = selectors.category(petition.category, legal_date(petition.submitted_at)) if petition.category else None
    return {
        "nav": "voices",
        "petition": petition,
        "state": str(STATE_NAMES[petition.state]),
        "category": category_name(category) if category else "",
        "next_words": next_words(petition),
        "due": due_of(petition),
        "place": petition.place.name if petition.place else "",
        "outside": _is_outside(petition),
        "is_over": petition.closed,
        "is_apart": petition.state == State.LED_AWAY,
    }


def _is_outside(petition: Petition) -> bool:
    """A pin at sea or in another province; where there is no map of boundaries nobody knows."""
    if petition.lat is None or petition.lng is None:
        return False
    found = place_of_point(petition.lat, petition.lng, legal_date(petition.submitted_at))
    return found.where in {Where.AT_SEA, Where.OUTSIDE}


def _step(one: selectors.Step) -> dict[str, Any]:
    words = [str(one.words[name]) for name in ("words", "outside") if one.words.get(name)]
    if one.kind is EventKind.REJECTED and one.data.get("reason") in REASON_NAMES:
        words.insert(0, str(REASON_NAMES[str(one.data["reason"])]))
    return {"title": str(EVENT_NAMES[one.kind.value]), "at": one.at, "text": "\n".join(words)}


def _files(petition: Petition, args: list[str]) -> list[dict[str, Any]]:
    """What the sender gave and what came with the answer; answers only once they were approved."""
    rows = petition.files.select_related("file").order_by("seq", "ordinal", "id")
    roles = [FileRole.SENDER, FileRole.ANSWER] if petition.approved_at else [FileRole.SENDER]
    return [
        {
            "name": row.file.name or gettext("tệp"),
            "size": file_size(row.file.size),
            "href": reverse("portal:petition_file", args=[*args, row.file.uid]),
            "is_answer": row.role == FileRole.ANSWER,
        }
        for row in rows.filter(role__in=roles, file__erased_at=None)
    ]


@secret_link
@require_safe
def file(request: HttpRequest, receipt: str, secret: str, file: UUID) -> HttpResponseBase:
    petition = opened(receipt, secret)
    roles = [FileRole.SENDER, FileRole.ANSWER] if petition.approved_at else [FileRole.SENDER]
    row = PetitionFile.objects.select_related("file").filter(petition=petition, role__in=roles, file__uid=file).first()
    if row is None:
        raise NotFound("file_erased")
    return stored(row.file)


@citizen
@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    """The petitions sent from this account, the newest first."""
    actor = citizen_of(request)
    rows = Petition.objects.select_related("words", "holder_unit").defer("snapshot").filter(account=actor.user_id)
    cursor = request.GET.get("sau") or None
    found = paginate(rows, order=["-id"], cursor=cursor, limit=PAGE, purpose="portal.petitions")
    cards = [
        {
            "href": reverse("portal:petition", args=[one.receipt_no, one.secret]),
            "receipt": one.receipt_no,
            "title": one.words.title,
            "state": str(STATE_NAMES[one.state]),
            "at": one.submitted_at,
            "due": None if one.closed else one.next_at,
            "todo": gettext("Bạn cần trả lời câu hỏi.") if one.holder_kind == "sender" else "",
        }
        for one in found.items
    ]
    following = f"{reverse('portal:my_petitions')}?sau={found.next}" if found.next else ""
    return render(request, "portal/petitions/mine.jinja", {"nav": "voices", "rows": cards, "next": following})
