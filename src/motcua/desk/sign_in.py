"""Signing in of officials: the password, then the second factor; at the first time also setting both up.

Between the pages the browser's session holds which account is half signed in and at which stage, for ten minutes. It
opens nothing: only the last stage makes a signed-in session.
"""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotFound, TooMany
from motcua.core.texts import say
from motcua.desk.landing import landing
from motcua.people import browser, sealing, totp
from motcua.people.actors import ActorKind, load_actor
from motcua.people.models import User
from motcua.people.services import second_factor
from motcua.people.services.sign_in import check_password, confirm_totp, replace_password
from motcua.web.access import current_actor, public
from motcua.web.fields import FieldView, error_list

_METHOD = "password_totp"
_KEY = "second_factor_key"
_CODE, _SET_UP, _PASSWORD = "code", "set_up", "new_password"
_PAGES = {_CODE: "desk:sign_in_code", _SET_UP: "desk:sign_in_set_up", _PASSWORD: "desk:sign_in_password"}


@public
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for the name and the password. Whatever is wrong with them, the answer is the same."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    if request.method != "POST":
        actor = current_actor(request)
        if actor is not None and actor.kind is ActorKind.OFFICIAL:
            return HttpResponseRedirect(landing(actor, browser.next_page(request, wanted, "")))
        return _ask_password(request, wanted)
    at, source = now(), browser.source_of(request)
    name, password = request.POST.get("username", ""), request.POST.get("password", "")
    try:
        user = check_password(name, password, source=source, now=at)
    except DomainError as error:
        status = error.status if isinstance(error, TooMany) else 200
        return _ask_password(request, wanted, name, say(error.code, error.params), status=status)
    stage = _CODE if second_factor.is_set_up(user.pk) else _SET_UP
    return _go_on(request, user, stage, wanted)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """Take a code of the app."""
    user, kept = _half_signed_in(request, _CODE)
    if user is None:
        return HttpResponseRedirect(reverse("desk:sign_in"))
    error = ""
    if request.method == "POST":
        try:
            confirm_totp(user, request.POST.get("code", ""), now())
        except DomainError as refused:
            error = say(refused.code, refused.params)
        else:
            return _after_second_factor(request, user, kept)
    field = _code_field(error)
    return render(request, "desk/sign_in_code.jinja", {"field": field, "errors": error_list([field])})


@public
@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponseBase:
    """Show the key as a QR code and in letters, and take the first code as the proof that the app has it."""
    user, kept = _half_signed_in(request, _SET_UP)
    if user is None:
        return HttpResponseRedirect(reverse("desk:sign_in"))
    key = sealing.unseal(_KEY, kept["key"])
    error = ""
    if request.method == "POST":
        try:
            second_factor.set_up(user, key, request.POST.get("code", ""), now())
        except DomainError as refused:
            error = say(refused.code, refused.params)
        else:
            return _after_second_factor(request, user, kept)
    field = _code_field(error)
    groups = [key[start : start + 4] for start in range(0, len(key), 4)]
    context = {"field": field, "errors": error_list([field]), "groups": groups, "account": user.username}
    return render(request, "desk/sign_in_set_up.jinja", context)


@public
@never_cache
@require_GET
def qr(request: HttpRequest) -> HttpResponseBase:
    """The key as a picture, for the browser that is setting it up and for no other."""
    user, kept = _half_signed_in(request, _SET_UP)
    if user is None:
        raise NotFound("not_found")
    uri = totp.provisioning_uri(sealing.unseal(_KEY, kept["key"]), user.username, _issuer())
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=3, light="#fff", xmldecl=True)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@public
@never_cache
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponseBase:
    """A password that an administrator set must be replaced before anything opens."""
    user, kept = _half_signed_in(request, _PASSWORD)
    if user is None:
        return HttpResponseRedirect(reverse("desk:sign_in"))
    faults: list[str] = []
    if request.method == "POST":
        try:
            replace_password(user, request.POST.get("password", ""), now=now())
        except DomainError as error:
            faults = [say(str(one["code"]), one) for one in error.errors] or [say(error.code, error.params)]
        else:
            return _signed_in(request, user, kept)
    return render(request, "desk/sign_in_password.jinja", {"faults": faults, "account": user.username})


def _half_signed_in(request: HttpRequest, stage: str) -> tuple[User | None, dict[str, str]]:
    kept = browser.pending(request, now())
    if kept.get("stage") != stage:
        return None, kept
    return User.objects.filter(uid=kept["account"], is_active=True).first(), kept


def _go_on(request: HttpRequest, user: User, stage: str, wanted: str) -> HttpResponseRedirect:
    kept = {"account": str(user.uid), "stage": stage, "next": wanted}
    if stage == _SET_UP:
        kept["key"] = sealing.seal(_KEY, totp.new_key())
    browser.remember_pending(request, kept, now())
    return HttpResponseRedirect(reverse(_PAGES[stage]))


def _after_second_factor(request: HttpRequest, user: User, kept: dict[str, str]) -> HttpResponseBase:
    if user.must_change_password:
        return _go_on(request, user, _PASSWORD, kept.get("next", ""))
    return _signed_in(request, user, kept)


def _signed_in(request: HttpRequest, user: User, kept: dict[str, str]) -> HttpResponseRedirect:
    at = now()
    browser.sign_in(request, user, _METHOD, at)
    actor = load_actor(user.pk, legal_date(at))
    return HttpResponseRedirect(landing(actor, browser.next_page(request, kept.get("next", ""), "")))


def _ask_password(
    request: HttpRequest, wanted: str, name: str = "", error: str = "", *, status: int = 200
) -> HttpResponse:
    field = FieldView(
        key="username",
        kind="text",
        label=_("Tên đăng nhập"),
        required=True,
        value=name[:64],
        error=error,
        autocomplete="username",
    )
    context = {"field": field, "errors": [{"text": error, "href": "#f-username"}] if error else [], "next": wanted}
    return render(request, "desk/sign_in.jinja", context, status=status)


def _code_field(error: str) -> FieldView:
    return FieldView(key="code", kind="code", label=_("Mã 6 chữ số trong ứng dụng"), required=True, error=error)


def _issuer() -> str:
    return _("Một cửa %(province)s") % {"province": settings.PROVINCE_NAME}


urlpatterns_sign_in: list[URLPattern] = [
    path("dang-nhap/", sign_in, name="sign_in"),
    path("dang-nhap/ma/", code, name="sign_in_code"),
    path("dang-nhap/mat-khau-moi/", new_password, name="sign_in_password"),
    path("thiet-lap-totp/", set_up, name="sign_in_set_up"),
    path("thiet-lap-totp/ma.svg", qr, name="sign_in_qr"),
]
