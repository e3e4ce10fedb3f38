"""Signing in of citizens: the address, then the code that was sent to it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, TooMany
from motcua.core.masking import mask_email
from motcua.core.texts import say
from motcua.people import browser, identity
from motcua.people.actors import ActorKind
from motcua.people.identity import Start
from motcua.people.services.citizens import account_of
from motcua.web.access import current_actor, public
from motcua.web.fields import FieldView, error_list
from motcua.web.words import language_in_force

PROVIDER = "email"


@public
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for the address and send a code to it; the answer is the same for every address."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if request.method == "POST":
        return _send_code(request, wanted)
    actor = current_actor(request)
    if actor is not None and actor.kind is ActorKind.CITIZEN:
        return HttpResponseRedirect(browser.next_page(request, wanted, _home()))
    return _ask_address(request, wanted, request.GET.get("email", ""))


@public
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """Take the code. A right one signs in; the account is made at the first."""
    at = now()
    kept = browser.pending(request, at)
    if "challenge" not in kept:
        return HttpResponseRedirect(reverse("portal:sign_in"))
    if request.method != "POST":
        return _ask_code(request, kept)
    try:
        provider = identity.provider_named(PROVIDER)
        found = provider.complete(UUID(kept["challenge"]), {"code": request.POST.get("code", "")}, now=at)
        user = account_of(found, now=at, language=language_in_force())
    except DomainError as error:
        return _ask_code(request, kept, say(error.code, error.params))
    browser.sign_in(request, user, PROVIDER, at)
    return HttpResponseRedirect(browser.next_page(request, kept.get("next", ""), _home()))


def _send_code(request: HttpRequest, wanted: str) -> HttpResponseBase:
    at = now()
    typed = request.POST.get("email", "")
    start = Start(hint=typed, language=language_in_force(), source=browser.source_of(request))
    try:
        challenge = identity.provider_named(PROVIDER).begin(start, now=at)
    except DomainError as error:
        status = error.status if isinstance(error, TooMany) else 200
        return _ask_address(request, wanted, typed, say(error.code, error.params), status=status)
    kept = {"challenge": str(challenge.uid), "sent_to": mask_email(typed), "next": wanted}
    browser.remember_pending(request, kept, at)
    return HttpResponseRedirect(reverse("portal:sign_in_code"))


def _ask_address(request: HttpRequest, wanted: str, typed: str, error: str = "", *, status: int = 200) -> HttpResponse:
    field = FieldView(
        key="email",
        kind="email",
        label=_("Địa chỉ thư điện tử"),
        hint=_("Chúng tôi gửi một mã 6 chữ số đến địa chỉ này. Chưa có tài khoản thì hệ thống tự tạo."),
        required=True,
        value=typed[:254],
        error=error,
    )
    context = {"field": field, "errors": error_list([field]), "next": wanted}
    return render(request, "portal/sign_in.jinja", context, status=status)


def _ask_code(request: HttpRequest, kept: dict[str, str], error: str = "") -> HttpResponse:
    field = FieldView(key="code", kind="code", label=_("Mã 6 chữ số trong thư"), required=True, error=error)
    context = {"field": field, "errors": error_list([field]), "sent_to": kept.get("sent_to", "")}
    return render(request, "portal/sign_in_code.jinja", context)


def _home() -> str:
    return "/" if language_in_force() == "vi" else "/en/"


urlpatterns_sign_in: list[URLPattern] = [
    path("dang-nhap/", sign_in, name="sign_in"),
    path("dang-nhap/ma/", code, name="sign_in_code"),
]
