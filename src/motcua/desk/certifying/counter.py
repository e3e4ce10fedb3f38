"""The quick counter: forty copies certified with a dozen keys, in one act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.certification.kinds import kind, kinds
from motcua.certification.permissions import CERTIFY
from motcua.certification.rules import MOST_LINES, fee
from motcua.certification.selectors import Desk, Signer, desk_of, last_signer, signers, terms_on
from motcua.certification.services.certifying import Order, certify_visit
from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed
from motcua.core.idempotency import Claim, request_hash
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.certifying.typed import Form, form_of, with_card
from motcua.desk.identity_card import read_card
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import PAID_HOW, words
from motcua.dossiers.traces import circumstances
from motcua.people.actors import Actor
from motcua.web.access import official

PAID = ("cash", "transfer", "exempt")
ANCHORS = {"id_number": "id_number", "name": "name", "signer": "signer", "paid": "paid"}


@official(CERTIFY)
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponseBase:
    """``do``: ``enter`` (the Enter key anywhere) reads a card when one was scanned, else certifies; ``more`` adds
    rows; ``sum`` tells what it costs so far."""
    actor, at = actor_at(request), now()
    desk = desk_of(actor, legal_date(at))
    wanted = str(request.POST.get("do", "enter"))
    form = form_of(request, more=wanted == "more")
    if request.method != "POST" or wanted in {"more", "sum"}:
        return _page(request, form, desk, actor, at)
    scanned = str(request.POST.get("card", "")).strip()
    if scanned and wanted == "enter":
        card = read_card(scanned)
        if card is None:
            unread = {"text": _("Không đọc được mã QR trên thẻ. Hãy quét lại hoặc điền tay."), "href": "#card"}
            return _page(request, form, desk, actor, at, errors=[unread], status=400)
        return _page(request, with_card(form, card), desk, actor, at, scanned=True)
    return _certified(request, form, desk, actor, at)


def _certified(request: HttpRequest, form: Form, desk: Desk, actor: Actor, at: dt.datetime) -> HttpResponseBase:
    if form.errors:
        return _page(request, form, desk, actor, at, errors=form.errors, status=400)
    about = circumstances(request, now=at, counter_session=str(request.session.get("motcua_session", ""))[:60])
    orders = [Order(key, form.person, lines, form.signer, form.paid, about) for key, lines in form.by_kind.items()]
    try:
        answer = certify_visit(orders, actor=actor, now=at, idempotency=_claim(request, form, actor))
    except NotAllowed:
        raise
    except DomainError as error:
        return _page(request, form, desk, actor, at, errors=_errors(error), status=error.status)
    return HttpResponseRedirect(reverse("desk:certified", args=[answer.body["dossier"]]))


def _claim(request: HttpRequest, form: Form, actor: Actor) -> Claim | None:
    key = str(request.POST.get("idempotency_key", ""))[:150]
    content = {
        "kind": form.kind,
        "person": dict(form.person),
        "lines": [[key, line.title, line.pages, line.copies] for key, line in form.lines],
        "signer": form.signer,
        "paid": form.paid,
    }
    return Claim(str(actor.uid), "desk.certify", key, request_hash(content)) if key else None


def _errors(error: DomainError) -> list[dict[str, str]]:
    found = [
        {
            "text": say(str(one.get("code", "")), {k: v for k, v in one.items() if k not in {"field", "code"}}),
            "href": f"#{one.get('field', 'main-content')}",
        }
        for one in error.errors
    ]
    return found or [{"text": say(error.code, error.params), "href": "#main-content"}]


def _page(
    request: HttpRequest,
    form: Form,
    desk: Desk,
    actor: Actor,
    at: dt.datetime,
    *,
    errors: Sequence[dict[str, str]] = (),
    scanned: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    on = legal_date(at)
    what = kind(form.kind)
    together = [(kind(key), terms_on(key, on), lines) for key, lines in form.by_kind.items()]
    signing = signers(desk.authority, on)
    chosen = form.signer or _usual(signing, desk, form.kind, actor)
    context = {
        "form": form,
        "faulty": {one["href"].removeprefix("#") for one in errors},
        "kinds": [{"value": one.key, "text": one.name, "selected": one.key == what.key} for one in kinds().values()],
        "needs_number": any("id_number" in one.asks for one, _law, _lines in together),
        "by_copies": what.counts.value == "copies",
        "laws": [(one.counts.value == "copies", law, one.name) for one, law, _lines in together],
        "fees": [fee(law.tariff, one.counts, line) for one, law, lines in together for line in lines],
        "many": sum(line.copies for _kind, line in form.lines),
        "signers": [
            {"value": one.uid, "text": f"{one.name}, {one.title}", "selected": one.uid == chosen} for one in signing
        ],
        "paid": [{"value": one, "text": words(PAID_HOW, one), "selected": one == form.paid} for one in PAID],
        "errors": list(errors),
        "more": len(form.rows) < MOST_LINES,
        "scanned": scanned,
        "authority": desk.name,
        "who": str(actor.uid),
        "sent": request.method == "POST",
        "idempotency_key": str(request.POST.get("idempotency_key") or new_id()),
        "post_line": post_line(actor),
        "nav": "certify",
    }
    return render(request, "desk/certifying/counter.jinja", context, status=status)


def _usual(signing: Sequence[Signer], desk: Desk, what: str, actor: Actor) -> str:
    """Whom this official named last, else the first who signs here."""
    last = last_signer(desk.centre, what, actor.user_id)
    found = next((one.uid for one in signing if one.post == last), None)
    return found or (signing[0].uid if signing else "")
