"""One form on a page of its own: its questions, the act behind it once, and the faults in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from motcua.core.clock import LEGAL_ZONE, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.once import once
from motcua.desk.inbox import actor_at, post_line
from motcua.forms.schema import Field, FieldKind, FormSchema, Option, Page
from motcua.forms.validation import FieldError, validate
from motcua.web.fields import error_list, field_views, posted_answers


@dataclass(frozen=True, slots=True)
class Asking:
    """What the page says around its questions. ``facts`` are (key, value) lines above them."""

    heading: str
    save: str
    back: str
    back_text: str
    fields: Sequence[Field]
    done: str = ""
    explain: str = ""
    facts: Sequence[tuple[str, str]] = ()
    nav: str = "duty"
    operation: str = "duty"
    blocked: str = ""
    folded: Collection[str] = ()
    """Keys of choices to be drawn as lists that open."""
    check: str = ""
    """Where what is typed is checked at once; the answer is shown below the questions."""


def choice(key: str, label: str, pairs: Sequence[tuple[str, str]], *, required: bool = True, hint: str = "") -> Field:
    options = tuple(Option(code, text) for code, text in pairs)
    return Field(key, label, FieldKind.CHOICE, required=required, options=options, hint=hint)


def text(key: str, label: str, *, required: bool = True, long: bool = False, hint: str = "", most: int = 2000) -> Field:
    kind = FieldKind.LONG_TEXT if long else FieldKind.TEXT
    return Field(key, label, kind, required=required, hint=hint, max_length=most)


def date(key: str, label: str, *, required: bool = True, hint: str = "") -> Field:
    return Field(key, label, FieldKind.DATE, required=required, hint=hint)


def tick(key: str, label: str) -> Field:
    return Field(key, label, FieldKind.CONSENT)


def ask(
    request: HttpRequest,
    asking: Asking,
    run: Callable[[Mapping[str, object]], str],
    *,
    given: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    """Draw the form, or do what was sent: ``run`` takes the checked answers and gives the address to go to."""
    if request.method != "POST":
        return _drawn(request, asking, given or {}, [], status=409 if asking.blocked else 200)
    answers = posted_answers(asking.fields, request.POST)
    checked = validate(FormSchema("", (Page("duty", "", tuple(asking.fields)),)), answers)
    if checked.errors:
        return _drawn(request, asking, answers, checked.errors, status=400)
    actor, at = actor_at(request), now()
    try:
        address, fresh = once(request, asking.operation, lambda: run(checked.answers), actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        known = {field.key for field in asking.fields}
        errors = [FieldError(str(one.get("field", "")), str(one.get("code", error.code))) for one in error.errors]
        on_fields = [one for one in errors if one.field in known]
        fault = "" if on_fields else say(error.code, error.params)
        return _drawn(request, asking, answers, on_fields, fault=fault, status=error.status)
    if fresh and asking.done:
        messages.success(request, asking.done)
    return HttpResponseRedirect(address)


def _drawn(
    request: HttpRequest,
    asking: Asking,
    answers: Mapping[str, object],
    errors: Sequence[FieldError],
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponseBase:
    views = [replace(view, folded=view.key in asking.folded) for view in field_views(asking.fields, answers, errors)]
    listed = error_list(views)
    if fault or asking.blocked:
        listed.insert(0, {"text": fault or asking.blocked, "href": "#main-content"})
    context = {
        "asking": asking,
        "views": views,
        "errors": listed,
        "idempotency_key": str(request.POST.get("idempotency_key") or new_id()),
        "post_line": post_line(actor_at(request)),
        "nav": asking.nav,
    }
    return render(request, "desk/duty/form.jinja", context, status=status)


def day_of(value: object) -> dt.date:
    """A checked date of a form."""
    return dt.date.fromisoformat(str(value))


def instant_of(day: object, time: object) -> dt.datetime | None:
    """A date and a time of day (``07:30``, ``7h30``) of a form; None when the time is none."""
    try:
        at = dt.time.fromisoformat(str(time).strip().replace("h", ":").zfill(5))
    except ValueError:
        return None
    return dt.datetime.combine(day_of(day), at.replace(tzinfo=None), LEGAL_ZONE)
