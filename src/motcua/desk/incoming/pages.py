"""What came in and could not be read: the list, one message, and the three things a person can do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.documents.services import read_content
from motcua.documents.serving import download_headers
from motcua.integrations.incoming.settling import ASIDE, Typed, make_petition, put_aside, read_again, require_receiving
from motcua.integrations.models import IncomingMessage, IncomingState
from motcua.people.services.records import record_list, record_read
from motcua.petitions.permissions import RECEIVE
from motcua.petitions.selectors import categories
from motcua.petitions.services import Sender
from motcua.web.access import official
from motcua.web.once import once

PAGE: Final = 25
LONGEST_SHOWN: Final = 20_000
CHANNELS: Final = {
    "email": gettext_lazy("Thư điện tử"),
    "zalo": gettext_lazy("Zalo"),
    "sms": gettext_lazy("Tin nhắn SMS"),
    "open311": gettext_lazy("Open311"),
    "national": gettext_lazy("Hệ thống quốc gia"),
}


@official(RECEIVE)
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """The messages that wait for a person, the oldest first; or those that were stopped, the newest first."""
    actor, at = actor_at(request), now()
    require_receiving(actor, at)
    stopped = request.GET.get("xem") == "chan"
    state = IncomingState.STOPPED if stopped else IncomingState.UNREAD
    start = _start(request)
    rows = IncomingMessage.objects.filter(state=state.value).order_by("-id" if stopped else "id")
    found = list(rows[start : start + PAGE + 1])
    record_list(actor, RECEIVE, "incoming", {"state": state.value}, rows=len(found[:PAGE]), now=at)
    here = reverse("desk:incoming") + ("?xem=chan&tu=" if stopped else "?tu=")
    context = {
        "rows": [_row(one) for one in found[:PAGE]],
        "stopped": stopped,
        "previous": f"{here}{max(0, start - PAGE)}" if start else "",
        "next": f"{here}{start + PAGE}" if len(found) > PAGE else "",
        "first": start + 1,
        "last": start + len(found[:PAGE]),
        "waiting": IncomingMessage.objects.filter(state=IncomingState.UNREAD.value).count(),
        "post_line": post_line(actor),
        "nav": "petitions",
    }
    return render(request, "desk/incoming/list.jinja", context)


def _start(request: HttpRequest) -> int:
    text = str(request.GET.get("tu", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _row(one: IncomingMessage) -> dict[str, object]:
    said = one.subject_line or one.body_words
    return {
        "href": reverse("desk:incoming_one", args=[one.uid]),
        "channel": str(CHANNELS[one.channel]),
        "sender": one.sent_from,
        "said": said[:140] or _("(không có chữ)"),
        "reason": say(one.reason),
        "at": one.received_at,
        "purge_on": one.purge_on,
    }


@official(RECEIVE)
@require_GET
def one(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    return _page(request, _message(request, uid))


def _message(request: HttpRequest, uid: UUID) -> IncomingMessage:
    """Raises NotAllowed, NotFound (``incoming_unknown``)."""
    actor, at = actor_at(request), now()
    require_receiving(actor, at)
    found = IncomingMessage.objects.select_related("raw", "settled_by").filter(uid=uid).first()
    if found is None:
        raise NotFound("incoming_unknown")
    record_read(actor, RECEIVE, "incoming", found.uid, now=at)
    return found


def _page(
    request: HttpRequest, message: IncomingMessage, *, error: DomainError | None = None, status: int = 200
) -> HttpResponseBase:
    at = now()
    tree = categories(legal_date(at))
    context = {
        "message": message,
        "facts": _facts(message),
        "words": message.body_words[:LONGEST_SHOWN],
        "is_open": message.state in {IncomingState.UNREAD.value, IncomingState.STOPPED.value},
        "has_original": message.raw is not None and message.raw.erased_at is None,
        "petition": reverse("desk:petition", args=[message.petition_uid]) if message.petition_uid else "",
        "groups": [(branch.name, [(leaf.code, leaf.name) for leaf in leaves]) for branch, leaves in tree],
        "typed": request.POST if error else {"text": message.body_words[:LONGEST_SHOWN], "title": message.subject_line},
        "reasons": [(code, say(code)) for code in ASIDE],
        "errors": [{"text": say(error.code, error.params), "href": "#f-text"}] if error else [],
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor_at(request)),
        "nav": "petitions",
    }
    return render(request, "desk/incoming/message.jinja", context, status=status)


def _facts(message: IncomingMessage) -> list[tuple[str, str]]:
    found = {key: str(value) for key, value in message.facts_read.items()}
    rows = [
        (_("Kênh"), str(CHANNELS[message.channel])),
        (_("Người gửi"), message.sent_from),
        (_("Vì sao ở đây"), say(message.reason) if message.reason else ""),
        (_("Bảng mã đoán được"), found.get("charset", "")),
        (_("Máy chủ thư xác thực"), found.get("authentication", "")),
        (_("Tệp kèm theo"), found.get("attachments", "").removeprefix("0")),
        (_("Nội dung được giữ đến"), f"{message.purge_on:%d/%m/%Y}"),
    ]
    return [(name, value) for name, value in rows if value]


@official(RECEIVE)
@require_GET
def original(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The message as it came, to be opened elsewhere; never shown by the browser."""
    message = _message(request, uid)
    if message.raw is None or message.raw.erased_at is not None:
        raise NotFound("incoming_gone")
    body = b"".join(read_content(message.raw))
    headers = download_headers(name=message.raw.name, media_type="application/octet-stream", size=len(body))
    return HttpResponse(body, headers=headers)


@official(RECEIVE)
@require_POST
def take(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """What the person could make out becomes a petition."""
    given = {name: str(request.POST.get(name, "")) for name in ("text", "title", "category", "name", "phone", "email")}
    sender = Sender(name=given["name"], phone=given["phone"], email=given["email"])
    typed = Typed(given["text"], given["title"], given["category"], sender)

    def run() -> str:
        petition = make_petition(uid, typed, actor=actor_at(request), now=now())
        return reverse("desk:petition", args=[petition.uid])

    return _answered(request, uid, "take", run, _("Đã lập phản ánh từ tin này."))


@official(RECEIVE)
@require_POST
def aside(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    def run() -> str:
        put_aside(uid, str(request.POST.get("reason", "")), actor=actor_at(request), now=now())
        return reverse("desk:incoming")

    return _answered(request, uid, "aside", run, _("Đã để riêng tin này."))


@official(RECEIVE)
@require_POST
def again(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    def run() -> str:
        read_again(uid, actor=actor_at(request), now=now())
        return reverse("desk:incoming")

    return _answered(request, uid, "again", run, _("Hệ thống sẽ đọc lại tin này trong ít phút."))


def _answered(request: HttpRequest, uid: UUID, operation: str, run: Callable[[], str], done: str) -> HttpResponseBase:
    try:
        address, fresh = once(request, f"desk.incoming.{operation}:{uid}", run, actor=actor_at(request), now=now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _page(request, _message(request, uid), error=error, status=error.status)
    if fresh:
        messages.success(request, done)
    return HttpResponseRedirect(address)
