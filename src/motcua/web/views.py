"""The few pages of the page layer itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST

from motcua.web import sign_in
from motcua.web.access import public
from motcua.web.navigation import in_language
from motcua.web.words import language_in_force


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the sign-in of this browser and go to the front page. Repeating it changes nothing."""
    response = HttpResponseRedirect(in_language("/", language_in_force()))
    sign_in.forget(request, response)
    return response
