"""Calling people whom no letter reaches, and keying in what they say."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.ratings.editions import policy_on, questions_on
from motcua.ratings.models import Callback
from motcua.ratings.permissions import CALL
from motcua.ratings.services.callbacks import answered, callback, not_answered, to_call
from motcua.ratings.services.rate import Filled
from motcua.web.access import official
from motcua.web.fields import error_list
from motcua.web.once import once
from motcua.web.rating_sheet import fields_of, posted


@official(CALL)
@require_GET
def listing(request: HttpRequest) -> HttpResponseBase:
    actor, today = actor_at(request), legal_date(now())
    context = {
        "rows": [
            {
                "href": reverse("desk:rating_call", args=[one.uid]),
                "unit": one.unit.name,
                "procedure": one.dossier.version.name,
                "due": one.due_on,
                "late": one.due_on is not None and one.due_on < today,
                "tries": one.tries,
            }
            for one in to_call(actor)[:100]
        ],
        "post_line": post_line(actor),
        "nav": "ratings",
        "tab": "calls",
    }
    return render(request, "desk/ratings/calls.jinja", context)


@official(CALL)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    row = callback(uid, actor=actor, now=at)
    if request.method != "POST":
        return _page(request, row, {}, None)
    questions = questions_on(legal_date(at))
    items = questions.asked(dossier=True, online=row.dossier.channel == "online")
    given = posted(items, request.POST)
    what = str(request.POST.get("what", ""))

    def run() -> str:
        if what in {"declined", "unreached"}:
            not_answered(uid, declined=what == "declined", actor=actor, now=at)
        else:
            answers = {key: code for key, code in given.items() if key not in {"words", "contact"} and code}
            answered(uid, Filled(answers, given["words"], given["contact"]), actor=actor, now=at)
        return reverse("desk:rating_calls")

    try:
        address, done = once(request, f"desk.ratings.call:{uid}", run, actor=actor, now=at)
    except DomainError as error:
        return _page(request, row, given, error)
    if done:
        messages.success(request, _("Đã ghi cuộc gọi."))
    return HttpResponseRedirect(address)


def _page(request: HttpRequest, row: Callback, given: dict[str, str], error: DomainError | None) -> HttpResponseBase:
    today = legal_date(now())
    items = questions_on(today).asked(dossier=True, online=row.dossier.channel == "online")
    fields = fields_of(items, given, error if isinstance(error, Invalid) else None, policy_on(today).words_most)
    whole = [{"text": say(error.code, error.params), "href": "#main-content"}] if error and not error.errors else []
    context = {
        "person": row.dossier.applicant.name,
        "number": row.dossier.applicant.phone,
        "procedure": row.dossier.version.name,
        "unit": row.unit.name,
        "due": row.due_on,
        "tries": row.tries,
        "fields": fields,
        "errors": [*whole, *error_list(fields)],
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor_at(request)),
        "nav": "ratings",
        "tab": "calls",
    }
    return render(request, "desk/ratings/call.jinja", context, status=error.status if error else 200)
