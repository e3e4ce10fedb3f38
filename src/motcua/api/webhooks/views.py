"""Three calls: a person wrote, a message arrived or did not, something happened on a line."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from motcua.core.clock import now
from motcua.core.errors import DomainError, NotFound
from motcua.core.problems import problem
from motcua.integrations.incoming.receiving import Arrived, receive
from motcua.integrations.messaging.sending import note_report
from motcua.integrations.models import IncomingChannel
from motcua.integrations.telephony.calls import note
from motcua.integrations.webhooks.taking import take

from . import bodies

MOST_BYTES = 100_000
CHANNELS = {"sms": IncomingChannel.SMS, "zalo": IncomingChannel.ZALO}
SWITCHBOARD = "switchboard"


def signed(act: Callable[[str, bytes], None]) -> Callable[..., HttpResponse]:
    """Around an act: POST only, bounded, signed, taken once. What the act refuses is no call taken: it may come again.
    The same call again is answered 409 and does nothing."""

    @csrf_exempt
    @wraps(act)
    def opened(request: HttpRequest, source: str = SWITCHBOARD, **_: Any) -> HttpResponse:
        if request.method != "POST":
            return problem(405, "method_not_allowed")
        try:
            body = request.body
            if len(body) > MOST_BYTES:
                return problem(413, "request_too_large")
            with transaction.atomic():
                take(source, request.headers, body, now=now())
                act(source, body)
        except (RequestDataTooBig, UnreadablePostError):
            return problem(413, "request_too_large")
        except DomainError as error:
            return problem(error.status, error.code, params=error.params)
        return HttpResponse(status=204)

    return opened


@signed
def incoming(source: str, body: bytes) -> None:
    """``{"message_id", "sender", "text", "name"?}``: kept; a job reads it."""
    channel = CHANNELS.get(source)
    if channel is None:
        raise NotFound("webhook_unknown")
    given = bodies.fields(body)
    receive(
        Arrived(
            channel,
            bodies.text(given, "message_id"),
            body,
            "application/json",
            sender=bodies.text(given, "sender", longest=60),
            text=bodies.text(given, "text", longest=20_000, needed=False),
        ),
        now=now(),
    )


@signed
def report(source: str, body: bytes) -> None:
    """``{"provider_id", "fate": "delivered"|"failed", "at", "code"?}``."""
    note_report(source, bodies.report(body))


@signed
def call(source: str, body: bytes) -> None:
    """``{"call_id", "kind": "ringing"|"answered"|"ended"|"missed", "at", "caller"?, "called"?, "operator"?}``."""
    note(bodies.call(body), now=now())
