"""Who may open a page at all. Every view declares it with one of these decorators; the system check in
:mod:`motcua.web.checks` refuses to start with a view that does not.

The declaration opens the door to the room; whether this dossier may be seen or changed is decided by
``people.permissions`` in the selector or service that touches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from types import ModuleType
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from motcua.core.clock import now
from motcua.core.errors import NotAllowed, NotSignedIn
from motcua.people import browser
from motcua.people.actors import Actor, ActorKind

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], R]

ATTRIBUTE = "motcua_access"


class Door(StrEnum):
    PUBLIC = "public"
    CITIZEN = "citizen"
    OFFICIAL = "official"
    SECRET_LINK = "secret_link"  # noqa: S105
    PROGRAM = "program"


@dataclass(frozen=True)
class Access:
    """What a view declares: its door and, for officials, the verb they must hold somewhere."""

    door: Door
    verb: str | None = None


def access_of(view: Callable[..., object]) -> Access | None:
    """The declaration of a view, None when it has none."""
    found = getattr(view, ATTRIBUTE, None)
    return found if isinstance(found, Access) else None


# ---- the declarations


def public(view: View[P, R]) -> View[P, R]:
    """Anyone may open it. Nothing about a person may be on it."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return view(request, *args, **kwargs)

    return _declared(opened, Access(Door.PUBLIC))


def program(view: View[P, R]) -> View[P, R]:
    """For programs (the API, probes, metrics): it checks tokens itself and is never redirected to a sign-in page."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return view(request, *args, **kwargs)

    return _declared(opened, Access(Door.PROGRAM))


def secret_link(view: View[P, R]) -> View[P, R]:
    """Opened by an unguessable token in the address, which the view checks (404 when wrong). The answer is never
    kept, indexed or named in a Referer."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        response = view(request, *args, **kwargs)
        _keep_private(response)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return _declared(opened, Access(Door.SECRET_LINK))


def citizen(view: View[P, HttpResponseBase]) -> View[P, HttpResponseBase]:
    """A person or business signed in; ``request.actor`` is set. Others are sent to the citizens' sign-in page."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = current_actor(request)
        if actor is None:
            return _ask_to_sign_in(request, settings.CITIZEN_SIGN_IN)
        if actor.kind is not ActorKind.CITIZEN:
            raise NotAllowed("citizens_only")
        response = view(request, *args, **kwargs)
        _keep_private(response)
        return response

    return _declared(opened, Access(Door.CITIZEN))


def citizen_filling_in(view: View[P, HttpResponseBase]) -> View[P, HttpResponseBase]:
    """As :func:`citizen`, for a page that only keeps what the person fills in. What they send after their session
    stood idle too long is kept all the same; then they sign in, and go on where the page would have led them."""
    inside = citizen(view)

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST" or current_actor(request) is not None:
            return inside(request, *args, **kwargs)
        owner = browser.idle_actor_of(request, now()) if hasattr(request, "session") else None
        if owner is None or owner.kind is not ActorKind.CITIZEN:
            return inside(request, *args, **kwargs)
        request.actor = owner  # type: ignore[attr-defined]
        try:
            response = view(request, *args, **kwargs)
        finally:
            request.actor = None  # type: ignore[attr-defined]
        return response if request.headers.get("HX-Request") == "true" else _kept(request, response)

    return _declared(opened, Access(Door.CITIZEN))


def _kept(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Off to sign in, saying what became of what was sent; of the page's own answer only where it leads is used."""
    onward = response.headers.get("Location", "")
    messages.warning(
        request,
        _("Phiên đăng nhập đã hết. Những gì bạn vừa điền đã được lưu; hãy đăng nhập để làm tiếp.")
        if onward
        else _("Phiên đăng nhập đã hết. Những gì điền đúng đã được lưu; hãy đăng nhập rồi xem lại trang vừa gửi."),
    )
    return HttpResponseRedirect(_sign_in_address(settings.CITIZEN_SIGN_IN, onward or request.get_full_path()))


def official(verb: str | None = None) -> Callable[[View[P, HttpResponseBase]], View[P, HttpResponseBase]]:
    """An official signed in who holds ``verb`` for at least one unit; ``request.actor`` is set.
    Others are sent to the officials' sign-in page, or refused when signed in."""

    def declare(view: View[P, HttpResponseBase]) -> View[P, HttpResponseBase]:
        @wraps(view)
        def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = current_actor(request)
            if actor is None:
                return _ask_to_sign_in(request, settings.OFFICIAL_SIGN_IN)
            if actor.kind is not ActorKind.OFFICIAL:
                raise NotAllowed("officials_only")
            if verb is not None and not holds(actor, verb):
                raise NotAllowed("not_allowed", params={"verb": verb})
            response = view(request, *args, **kwargs)
            _keep_private(response)
            return response

        return _declared(opened, Access(Door.OFFICIAL, verb))

    return declare


# ---- the actor of a request


def current_actor(request: HttpRequest) -> Actor | None:
    """Who is signed in, loaded once a request in one statement; None for a stranger. Sets ``request.actor``."""
    if not hasattr(request, "actor"):
        found = browser.actor_of(request, now()) if hasattr(request, "session") else None
        request.actor = found  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    return actor if isinstance(actor, Actor) else None


def holds(actor: Actor, verb: str) -> bool:
    """Whether the actor may do ``verb`` anywhere at all."""
    reach = actor.reach_of(verb)
    return reach.everywhere or bool(reach.units)


def verbs_of(actor: Actor) -> frozenset[str]:
    """The verbs the actor holds anywhere."""
    return frozenset(verb for verb in actor.reach if holds(actor, verb))


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Where to go after signing in: the ``next`` of the form or address when it is a path of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return _path_of(wanted) if "://" not in wanted and _path_of(wanted) else otherwise


# ---- patterns of others


def opened_by(
    door: Callable[[Callable[..., Any]], Callable[..., Any]],
    included: tuple[Any, str | None, str | None] | Sequence[URLPattern | URLResolver],
) -> tuple[list[URLPattern | URLResolver], str | None, str | None]:
    """Declare every view of someone else's URL list: ``path("api/v1/", opened_by(program, api.urls))``.

    ``included`` is what ``include()`` returns, or a list of patterns. Callbacks are wrapped in copies of the
    patterns; the other package's own lists stay as they are.
    """
    patterns, app_name, namespace = included if isinstance(included, tuple) else (included, None, None)
    found = patterns.urlpatterns if isinstance(patterns, ModuleType) else patterns
    return _wrap(found, door), app_name, namespace


def _wrap(
    patterns: Iterable[URLPattern | URLResolver], door: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> list[URLPattern | URLResolver]:
    wrapped: list[URLPattern | URLResolver] = []
    for one in patterns:
        if isinstance(one, URLPattern):
            wrapped.append(URLPattern(one.pattern, door(one.callback), one.default_args, one.name))
        else:
            inner = _wrap(one.url_patterns, door)
            wrapped.append(URLResolver(one.pattern, inner, one.default_kwargs, one.app_name, one.namespace))
    return wrapped


def walk(
    patterns: Iterable[URLPattern | URLResolver], prefix: str = "", namespace: str = ""
) -> Iterator[tuple[str, str, Callable[..., object]]]:
    """Every address of a URL list as (route, name with namespace, view); what the check and the matrix tests walk."""
    for one in patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route, f"{namespace}{one.name or ''}", one.callback
        else:
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from walk(one.url_patterns, route, inner)


# ---- inside


def _declared(view: Callable[..., Any], access: Access) -> Callable[..., Any]:
    setattr(view, ATTRIBUTE, access)
    return view


def _keep_private(response: HttpResponseBase) -> None:
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_store=True)


def _ask_to_sign_in(request: HttpRequest, url_name: str) -> HttpResponseBase:
    """A page is fetched again after the sign-in. What was being sent cannot be, so that is said plainly (401)."""
    if request.headers.get("HX-Request") == "true":
        came_from = request.headers.get("HX-Current-URL", "")
        return HttpResponse(status=401, headers={"HX-Redirect": _sign_in_address(url_name, _path_of(came_from))})
    if request.method not in {"GET", "HEAD"}:
        came_from = _path_of(request.headers.get("Referer", ""))
        raise NotSignedIn("sign_in_expired", params={"sign_in": _sign_in_address(url_name, came_from)})
    return HttpResponseRedirect(_sign_in_address(url_name, request.get_full_path()))


def _sign_in_address(url_name: str, back_to: str) -> str:
    return f"{reverse(url_name)}?{urlencode({'next': back_to})}" if back_to else reverse(url_name)


def _path_of(address: str) -> str:
    """The path and query of an address of our own; nothing of its host is kept."""
    _, scheme, rest = address.partition("://")
    path = "/" + rest.partition("/")[2] if scheme else address
    ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours else ""
