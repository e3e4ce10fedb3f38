"""A page that is one form, for settings that begin on a day: its fields, what is wrong with them, and a way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from motcua.core.errors import DomainError
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.head import field_errors
from motcua.desk.inbox import actor_at, post_line
from motcua.forms.schema import Field
from motcua.forms.validation import FieldError
from motcua.web.fields import error_list, field_views

_WORDS = ("heading", "name", "explain", "save", "back", "back_text", "nav")


@dataclass(frozen=True, slots=True)
class OneForm:
    """The words of the page. ``nav`` names its place in the menu."""

    heading: str
    name: str
    explain: str
    save: str
    back: str
    back_text: str
    nav: str
    fields: Sequence[Field]

    def page(
        self,
        request: HttpRequest,
        answers: Mapping[str, object],
        faults: Sequence[FieldError] = (),
        *,
        error: DomainError | None = None,
    ) -> HttpResponseBase:
        """The form with what was typed; a fault stands at its field, or on top when it belongs to none."""
        views = field_views(self.fields, answers, [*faults, *field_errors(error)])
        listed = error_list(views)
        if error is not None and not listed:
            listed = [{"text": say(error.code, error.params), "href": "#main-content"}]
        context = {
            **{
                name: getattr(self, name) for name in ("heading", "name", "explain", "save", "back", "back_text", "nav")
            },
            "form_views": views,
            "errors": listed,
            "faults": [],
            "upload": False,
            "idempotency_key": str(new_id()),
            "expected": None,
            "post_line": post_line(actor_at(request)),
        }
        status = error.status if error is not None else 400 if faults else 200
        return render(request, "desk/decisions/form.jinja", context, status=status)
