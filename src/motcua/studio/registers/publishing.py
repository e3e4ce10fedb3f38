"""Publishing a register from a day on, closing and opening it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.core.clock import now
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.forms.answers import MalformedError, read_date
from motcua.forms.schema import FormSchema
from motcua.registers.permissions import AUTHOR
from motcua.registers.services.registering import close_register, publish_register, reopen_register
from motcua.studio.page import actor_at
from motcua.studio.registers.common import draft_of
from motcua.studio.registers.overview import overview_page
from motcua.web.access import official
from motcua.web.once import expected, once


@official(AUTHOR)
@require_POST
def publish(request: HttpRequest, key: str) -> HttpResponseBase:
    """With the working copies of form and process as the author saw them: whoever wrote in one meanwhile is told of,
    and nothing is published; what is wrong is shown on the register's page."""
    actor, at = actor_at(request), now()
    draft = draft_of(key)
    address = reverse("studio:register", args=[key])

    def run() -> str:
        seen = expected(request)
        if request.POST.get("copies", draft.copies) != draft.copies:
            raise Conflict("draft_edited", params={"seen": request.POST["copies"], "is": draft.copies})
        publish_register(
            key,
            draft.schema or FormSchema("", ()),
            draft.steps,
            expected=seen if seen is not None else 0,
            valid_from=_day(request),
            actor=actor,
            now=at,
        )
        return address

    try:
        target, is_new = once(request, f"studio.registers.publish:{key}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        lines = [{"text": say(error.code, error.params), "href": "#publish"}]
        return overview_page(request, draft_of(key), lines, error.status)
    if is_new:
        messages.success(request, _("Đã phát hành sổ."))
    return HttpResponseRedirect(target)


def _day(request: HttpRequest) -> dt.date:
    try:
        return read_date(request.POST.get("valid_from", "").strip()[:20])
    except MalformedError as error:
        raise Invalid(error.code, params=error.params) from error


@official(AUTHOR)
@require_POST
def turn(request: HttpRequest, key: str) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    act = reopen_register if request.POST.get("act") == "open" else close_register
    act(key, actor=actor, now=at)
    return HttpResponseRedirect(reverse("studio:register", args=[key]))
