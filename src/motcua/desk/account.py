"""An official's own account: a new password, and the browsers in which they are signed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.core.clock import now
from motcua.core.errors import DomainError, NotSignedIn
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.people import browser
from motcua.people.actors import Actor
from motcua.people.models import User
from motcua.people.services import sessions
from motcua.people.services.sign_in import change_password
from motcua.web.access import current_actor, official


@official()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponseBase:
    """Replace one's password; the other browsers are signed out."""
    user = _account(request)
    faults: list[str] = []
    if request.method == "POST":
        old, new = request.POST.get("old", ""), request.POST.get("password", "")
        try:
            change_password(user, old, new, now=now(), keep=browser.session_uid(request))
        except DomainError as error:
            faults = [say(str(one["code"]), one) for one in error.errors] or [say(error.code, error.params)]
        else:
            messages.success(request, _("Đã đổi mật khẩu. Các trình duyệt khác đã bị đăng xuất."))
            return HttpResponseRedirect(reverse("desk:sessions"))
    context = {"faults": faults, "account": user.username, "post_line": post_line(actor_at(request))}
    return render(request, "desk/account_password.jinja", context)


@official()
def session_list(request: HttpRequest) -> HttpResponse:
    """Where one is signed in now."""
    rows = sessions.live(_account(request), now()).order_by("-seen_at")
    context = {"rows": rows, "own": browser.session_uid(request), "post_line": post_line(actor_at(request))}
    return render(request, "desk/account_sessions.jinja", context)


@official()
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponseBase:
    """Sign out everywhere else."""
    ended = sessions.end_all(_account(request), now(), reason="everywhere", keep=browser.session_uid(request))
    messages.success(request, _("Đã đăng xuất khỏi %(count)d trình duyệt khác.") % {"count": ended})
    return HttpResponseRedirect(reverse("desk:sessions"))


def _account(request: HttpRequest) -> User:
    actor = current_actor(request)
    if not isinstance(actor, Actor) or actor.user_id is None:
        raise NotSignedIn("not_signed_in")
    return User.objects.get(pk=actor.user_id)


urlpatterns_account: list[URLPattern] = [
    path("tai-khoan/mat-khau/", password, name="password"),
    path("tai-khoan/phien/", session_list, name="sessions"),
    path("tai-khoan/phien/dang-xuat/", end_sessions, name="sessions_end"),
]
