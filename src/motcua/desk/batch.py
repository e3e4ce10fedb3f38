"""One act for several dossiers of a list: shown row by row before, done row by row, each with its own answer.

There is no act on a list: every dossier is locked, checked and written by itself, so one that cannot be moved leaves
the others done, and says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, Invalid
from motcua.core.idempotency import Claim, request_hash
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.act_choices import given
from motcua.desk.batch_acts import BATCH_ACTS
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.list_address import filters_in, query_of
from motcua.desk.offered import button_words, refusal
from motcua.desk.wording import ACTIONS, words
from motcua.dossiers.context import context_of
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import READ, decide_act, scope_read
from motcua.dossiers.services.act import act
from motcua.people.actors import Actor
from motcua.web.access import official
from motcua.web.words import number

MOST = 100


@dataclass(slots=True)
class Line:
    """One chosen dossier: ``why`` it cannot be done, or ``done``; ``seq`` is what the page showed."""

    dossier: Dossier
    text: str
    why: str = ""
    done: bool = False
    posts: Sequence[tuple[str, str]] = ()

    @property
    def code(self) -> str:
        return self.dossier.code or self.dossier.receipt_no


@official(READ)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    sent = request.POST if request.method == "POST" else request.GET
    action = next((one for one in BATCH_ACTS if one.value == sent.get("do", "")), BATCH_ACTS[0])
    chosen = _chosen(sent.getlist("dossier"), actor)
    lines = [_line(actor, action, dossier, at) for dossier in chosen]
    posts = _common([line.posts for line in lines if not line.why]) if action is Action.ASSIGN else []
    fault = ""
    if request.method == "POST":
        post = str(sent.get("post", ""))
        if action is Action.ASSIGN and post not in dict(posts):
            fault = _("Chọn người nhận việc.")
        else:
            for line in lines:
                _do(line, action, post, request, actor, at)
    context = {
        "heading": words(ACTIONS, action),
        "action": action.value,
        "lines": lines,
        "ready": sum(1 for line in lines if not line.why and not line.done),
        "done": sum(1 for line in lines if line.done),
        "sent": request.method == "POST" and not fault,
        "posts": posts,
        "needs_post": action is Action.ASSIGN,
        "fault": fault,
        "sum": _sum(lines),
        "idempotency_key": str(sent.get("idempotency_key") or new_id()),
        "back": f"{reverse('desk:inbox')}?{query_of(filters_in(request.GET))}".removesuffix("?"),
        "post_line": post_line(actor),
        "nav": "inbox",
    }
    return render(request, "desk/batch.jinja", context, status=400 if fault else 200)


def _chosen(uids: Sequence[str], actor: Actor) -> list[Dossier]:
    """The chosen dossiers this official may read, in the order of the list."""
    if len(uids) > MOST:
        raise Invalid("data_invalid", errors=[{"field": "dossier", "code": "too_many"}])
    wanted = []
    for text in uids:
        try:
            wanted.append(UUID(text))
        except ValueError:
            continue
    rows = Dossier.objects.filter(scope_read(actor), uid__in=wanted).select_related("version")
    return list(rows.order_by("next_at", "id"))


def _line(actor: Actor, action: Action, dossier: Dossier, at: dt.datetime) -> Line:
    state = thaw(dossier.snapshot)
    context = context_of(dossier, state, at)
    line = Line(dossier, button_words(action, state, context))
    decision = decide_act(actor, action, dossier, state)
    why = "" if decision.allowed else say(decision.code)
    line.why = why or refusal(action, state, context, at) or ""
    if line.why:
        return line
    offered = given(actor, action, dossier, state, at)
    if action is Action.COMPLETE_STEP and len(offered.outcomes) > 1:
        line.why = _("Bước này có nhiều kết quả để chọn: hãy mở từng hồ sơ.")
    if action is Action.TRANSFER and offered.needs_unit:
        line.why = _("Hồ sơ này phải chọn nơi nhận: hãy mở từng hồ sơ.")
    line.posts = offered.posts
    return line


def _common(offers: Sequence[Sequence[tuple[str, str]]]) -> list[tuple[str, str]]:
    """The posts that every chosen dossier can be given to, in the words of the first."""
    if not offers:
        return []
    shared = set.intersection(*({value for value, _text in pairs} for pairs in offers))
    return [pair for pair in offers[0] if pair[0] in shared]


def _do(line: Line, action: Action, post: str, request: HttpRequest, actor: Actor, at: dt.datetime) -> None:
    """Do one; a page sent again does nothing twice and says the same."""
    data: Mapping[str, object] = {"post": post} if action is Action.ASSIGN else {}
    key = str(request.POST.get("idempotency_key", ""))[:150]
    content = {"action": action.value, "data": dict(data)}
    claim = Claim(str(actor.uid), f"desk.batch:{line.dossier.uid}", key, request_hash(content)) if key else None
    if line.why and claim is None:
        return
    try:
        act(dossier=line.dossier.uid, action=action, data=data, actor=actor, now=at, idempotency=claim)
    except DomainError as error:
        line.why = line.why or say(error.code, error.params)
    else:
        line.done, line.why = True, ""


def _sum(lines: Sequence[Line]) -> str:
    done, all_ = sum(1 for line in lines if line.done), len(lines)
    text = ngettext("Đã làm {done} trong {all} hồ sơ.", "Đã làm {done} trong {all} hồ sơ.", all_)
    return text.format(done=number(done), all=number(all_))
