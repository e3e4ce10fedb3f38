"""How the pages of a draft are opened: by its secret, with forms that take files of petitions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from motcua.people.actors import Actor, ActorKind
from motcua.petitions.intake.drafts import STRANGER
from motcua.petitions.intake.uploads import PetitionUploadHandler
from motcua.web.access import current_actor, secret_link

View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """The citizen signed in, or a stranger. Officials who report something do it as people."""
    found = current_actor(request)
    return found if found is not None and found.kind is ActorKind.CITIZEN else STRANGER


def taking_files(view: View) -> View:
    """The form is read by the handler of petitions, so the token against forged requests is looked at after that."""
    guarded = csrf_protect(view)

    @wraps(view)
    def opened(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            request.upload_handlers = [PetitionUploadHandler(request)]
        return guarded(request, *args, **kwargs)

    return csrf_exempt(opened)


def own_link(view: View) -> View:
    """As ``secret_link``, for pages with forms: the address is told to this site alone, which the token needs."""
    inside = secret_link(view)

    @wraps(inside)
    def opened(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = inside(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return opened
