"""The registers one may use, with what waits in them."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.desk.inbox import actor_at, post_line
from motcua.people.permissions import holds
from motcua.registers.lifecycle import RegisterState
from motcua.registers.permissions import AUTHOR, USE
from motcua.registers.selectors import shelf
from motcua.web.access import official
from motcua.web.navigation import address


@official(USE)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)
    context = {
        "rows": [
            {
                "title": one.definition.title,
                "purpose": one.definition.purpose,
                "href": reverse("desk:register", args=[one.version.register.key]),
                "enter": reverse("desk:register_new", args=[one.version.register.key]) if one.may_enter else "",
                "waiting": one.waiting,
                "closed": one.version.register.state == RegisterState.CLOSED,
            }
            for one in shelf(actor, now())
        ],
        "author": address("studio:registers") if holds(actor, AUTHOR) else None,
        "post_line": post_line(actor),
        "nav": "registers",
    }
    return render(request, "desk/registers/shelf.jinja", context)
