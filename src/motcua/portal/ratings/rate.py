"""The page behind the code: one sheet, without an account, without a script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, Invalid
from motcua.core.texts import say
from motcua.ratings.asked import Asked, ask
from motcua.ratings.circumstances import begin, circumstances, one_more, wrong_token
from motcua.ratings.editions import policy_on
from motcua.ratings.services.rate import Filled, rate
from motcua.web.access import public, secret_link
from motcua.web.fields import error_list
from motcua.web.rating_sheet import fields_of, posted

_GONE = frozenset({"rating_token_expired", "rating_token_revoked", "rating_too_late"})
_THANKED = frozenset({"rating_token_used"})


@csrf_exempt
@secret_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponseBase:
    """The session is never asked who is there: whoever is signed in on this telephone rates as a stranger. So there is
    nothing that a forged request could borrow, and no cookie is set against one."""
    at = now()
    try:
        asked = ask(token, now=at)
        if request.method != "POST":
            return _sheet(request, asked, {}, None)
        one_more(request, now=at)
        return _take(request, asked)
    except (Invalid, Conflict) as refused:
        return _refused(request, refused)


def _take(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    at, given = now(), posted(asked.items, request.POST)
    answers = {key: code for key, code in given.items() if key not in {"words", "contact"} and code}
    how = circumstances(request, begun=str(request.POST.get("begun", "")), now=at)
    try:
        rate(asked, Filled(answers, given["words"], given["contact"], how), now=at)
    except Invalid as error:
        return _sheet(request, asked, given, error)
    return HttpResponseRedirect(reverse("portal:rating_thanks"))


def _sheet(request: HttpRequest, asked: Asked, given: dict[str, str], error: Invalid | None) -> HttpResponse:
    at = now()
    fields = fields_of(asked.items, given, error, policy_on(legal_date(at)).words_most)
    context = {
        "signed_out": True,
        "about": asked.about,
        "unit": asked.unit.name,
        "of_dossier": asked.dossier is not None,
        "first": fields[0],
        "conduct": fields[1] if len(fields) > 3 else None,
        "more": fields[2:-2],
        "last": fields[-2:],
        "open": error is not None,
        "errors": error_list(fields),
        "begun": str(request.POST.get("begun", "")) or begin(at),
        "least": policy_on(legal_date(at)).least_shown,
    }
    return render(request, "portal/ratings/rate.jinja", context, status=400 if error else 200)


def _refused(request: HttpRequest, refused: DomainError) -> HttpResponse:
    if refused.code in {"rating_token_malformed", "rating_token_forged"}:
        wrong_token(request, now=now())
        status = 404
    else:
        status = 410 if refused.code in _GONE else 409
    context = {
        "signed_out": True,
        "words": say(refused.code, refused.params),
        "used": refused.code in _THANKED,
        "early": refused.code == "rating_too_early",
    }
    return render(request, "portal/ratings/refused.jinja", context, status=status)


@public
@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    """The same for everybody: nothing of the rating is on it."""
    policy = policy_on(legal_date(now()))
    context = {"signed_out": True, "least": policy.least_shown, "days": policy.follow_up_days}
    return render(request, "portal/ratings/thanks.jinja", context)
