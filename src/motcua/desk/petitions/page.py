"""The page of one petition: what was said, where, by whom, what happened, what is suggested, what may be done now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.act_fields import FIELDS
from motcua.desk.petitions.advice import Advised, Sounds, for_page, like_it, point_of, sounds_like
from motcua.desk.petitions.consequence import refused
from motcua.desk.petitions.history import dues, events_of, items, last_answer
from motcua.desk.petitions.inbox import first_pile
from motcua.desk.petitions.piles import filters_in, query_of
from motcua.desk.petitions.reading import after_act, category_name, petition_of, said
from motcua.desk.petitions.shown import badges, facts, time_left
from motcua.desk.petitions.wording import ACTIONS, CHANNELS
from motcua.desk.time_left import watch
from motcua.desk.wording import words
from motcua.people.actors import Actor
from motcua.people.services.records import record_read
from motcua.petitions.lifecycle import AT_DESK, Action, Assign, Command, Correct, Flag, State, Verify
from motcua.petitions.models import Petition, PetitionFile
from motcua.petitions.permissions import READ, allowed_actions, decide_act
from motcua.petitions.services import act
from motcua.web.access import official
from motcua.web.maps.drawing import plan
from motcua.web.once import once
from motcua.web.words import instant

_KEYS = {Action.TAKE: "n", Action.ANSWER: "t", Action.APPROVE: "d", Action.PUBLISH: "p", Action.ASSIGN: "g"}
_FIRST = (
    *(Action.TAKE, Action.ANSWER, Action.APPROVE, Action.RETURN_TO_UNIT, Action.PUBLISH, Action.VERIFY, Action.ASSIGN),
    *(Action.RECORD_APOLOGY, Action.CLOSE, Action.ASK_SENDER, Action.GO_ON),
)


@official(READ)
@require_GET
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    petition = petition_of(uid, actor)
    record_read(actor, READ, "petition", uid, now=at)
    return shown(request, petition)


@official(READ)
@require_POST
def sender(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The page once with who sent it. Asking for it is recorded; only whoever may write to the sender may."""
    actor, at = actor_at(request), now()
    petition = petition_of(uid, actor)
    if not may_open_sender(actor, petition):
        raise NotAllowed("not_allowed")
    record_read(actor, "petition.sender", "petition", uid, now=at)
    return shown(request, petition, sender_open=True)


def may_open_sender(actor: Actor, petition: Petition) -> bool:
    """Whoever receives it or handles it."""
    return any(
        decide_act(actor, action, petition).allowed for action in (Action.VERIFY, Action.TAKE, Action.RECORD_APOLOGY)
    )


def shown(
    request: HttpRequest,
    petition: Petition,
    *,
    sender_open: bool = False,
    errors: Sequence[dict[str, str]] = (),
    status: int = 200,
) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    on = legal_date(at)
    events = events_of(petition)
    allowed = allowed_actions(actor, petition)
    at_desk = (petition.state in AT_DESK and Action.ASSIGN in allowed) or Action.VERIFY in allowed
    sounds = heard(petition, at) if at_desk else Sounds((), is_urgent=False, track="")
    advice = for_page(petition, sounds, at) if at_desk else None
    point = point_of(petition)
    drawn = plan(on) if point else None
    context = {
        "petition": petition,
        "heading": said(petition, 90),
        "badges": badges(petition),
        "category": category_name(petition.category, on),
        "channel": words(CHANNELS, petition.channel),
        "left": time_left(petition, watch(at, actor)) if not petition.closed else None,
        "due_sub": _("Xong trước {at}").format(at=instant(petition.next_at)) if petition.next_at else "",
        "dues": dues(petition.clocks.prefetch_related("pauses").order_by("pk")),
        "advice": advice,
        "same": _same(petition, at, allowed) if at_desk else [],
        "alerts": _alerts(sounds, petition),
        "apology": _apology(petition),
        "merged_into": _link(petition.merged_into) if petition.merged_into else None,
        "merged": [_link(one) for one in petition.merged.select_related("words").order_by("pk")[:50]],
        "erased": petition.words.erased_at is not None,
        "paragraphs": [part for part in petition.words.text.split("\n") if part.strip()],
        "photos": _files(petition),
        "plan": drawn,
        "pin": drawn.at(point.lat, point.lng) if drawn and point else None,
        "facts": facts(petition, sender_open=sender_open),
        "may_open_sender": not sender_open and not petition.words.anonymous and may_open_sender(actor, petition),
        "answer": [part for part in last_answer(events).split("\n") if part.strip()],
        "history": items(events),
        "buttons": _buttons(petition, [one for one in allowed if refused(petition, one, at) is None], hidden=advice),
        "errors": errors,
        "idempotency_key": str(new_id()),
        "back": f"{reverse('desk:petitions')}?{query_of(filters_in(request.GET, first_pile(actor)))}",
        "post_line": post_line(actor),
        "nav": "petitions",
    }
    return render(request, "desk/petitions/petition.jinja", context, status=status)


def heard(petition: Petition, at: dt.datetime) -> Sounds:
    return sounds_like(petition.words.text, point=point_of(petition), place=petition.place, now=at)


def _same(petition: Petition, at: dt.datetime, allowed: Sequence[Action]) -> list[dict[str, str]]:
    if Action.MERGE not in allowed:
        return []
    rows = like_it(
        petition.words.text,
        category=petition.category,
        point=point_of(petition),
        place=petition.place,
        at=petition.submitted_at,
        leave_out=petition,
    )
    merge = reverse("desk:petition_merge", args=[petition.uid])
    return [{**one, "merge": f"{merge}?into={one['code']}"} for one in rows]


def _alerts(sounds: Sounds, petition: Petition) -> list[str]:
    found = []
    if sounds.is_urgent and Flag.URGENT not in petition.flags:
        found.append(_("Lời kể nghe như việc khẩn. Nếu đúng, bấm “Đánh dấu khẩn” để báo ngay đơn vị địa bàn."))
    if sounds.track in {"complaint", "denunciation"}:
        found.append(
            _("Lời kể nghe như khiếu nại, tố cáo: có luật riêng, không xử lý và không công khai như phản ánh.")
        )
    return found


def _apology(petition: Petition) -> str:
    if petition.apology_since is None:
        return ""
    return _("trễ hạn từ {at}; gửi thư, gặp hoặc gọi rồi ghi lại.").format(at=instant(petition.apology_since))


def _link(petition: Petition) -> dict[str, str]:
    href = reverse("desk:petition", args=[petition.uid])
    return {"href": href, "code": petition.receipt_no, "text": said(petition, 80)}


def _files(petition: Petition) -> list[dict[str, object]]:
    roles = {"sender": _("người gửi"), "answer": _("kèm trả lời"), "published": _("bản đã che, công khai")}
    rows: Sequence[PetitionFile] = list(petition.files.select_related("file").order_by("seq", "ordinal", "pk")[:40])
    return [
        {
            "href": reverse("desk:petition_file", args=[petition.uid, one.file.uid]),
            "name": one.file.name,
            "is_photo": one.file.media_type in {"image/jpeg", "image/png", "image/webp"},
            "alt": _("Ảnh {number}, {role}").format(number=number, role=roles[one.role]),
            "note": roles[one.role],
        }
        for number, one in enumerate(rows, start=1)
    ]


def _buttons(petition: Petition, allowed: Sequence[Action], *, hidden: Advised | None) -> list[dict[str, str]]:
    """The acts of this person now, the usual ones first; the one that the suggestions do already comes last."""
    order = {action: place for place, action in enumerate(_FIRST)}
    done_above = {"category": Action.VERIFY, "unit": Action.ASSIGN}.get(hidden.kind if hidden else "")
    shown_acts = [one for one in allowed if one in FIELDS or one in {Action.PUBLISH, Action.MERGE}]
    shown_acts.sort(key=lambda one: 99 if one is done_above else order.get(one, 50))
    if petition.apology_since is None:
        shown_acts = [one for one in shown_acts if one is not Action.RECORD_APOLOGY]
    return [
        {"text": words(ACTIONS, one), "href": _address(petition, one), "key": _KEYS.get(one, "")} for one in shown_acts
    ]


def _address(petition: Petition, action: Action) -> str:
    if action is Action.PUBLISH:
        return reverse("desk:petition_publish", args=[petition.uid])
    if action is Action.MERGE:
        return reverse("desk:petition_merge", args=[petition.uid])
    return reverse("desk:petition_act", args=[petition.uid, action.value])


@official(READ)
@require_POST
def take_advice(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One key: take a suggestion, or another choice in its place."""
    actor, at = actor_at(request), now()
    petition = petition_of(uid, actor)
    wanted = str(request.POST.get("take") or request.POST.get("other") or "")[:40]
    seen = str(request.POST.get("expected_seq", ""))
    expected = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else None

    def run() -> str:
        if not wanted:
            raise Invalid("nothing_chosen")
        if expected is not None and expected != petition.seq:
            raise Conflict("stale", params={"expected": expected, "seq": petition.seq})
        done = act(uid, _chosen(petition, wanted), actor=actor, now=at, expected_seq=expected)
        return after_act(done, actor)

    try:
        address, fresh = once(request, f"desk.petitions.advice:{uid}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        told = [{"text": say(error.code, error.params), "href": "#way-title"}]
        return shown(request, petition_of(uid, actor), errors=told, status=error.status)
    if fresh:
        messages.success(request, _("Đã ghi cho phản ánh {code}.").format(code=petition.receipt_no))
    return HttpResponseRedirect(address)


def _chosen(petition: Petition, wanted: str) -> Command:
    """What a suggestion means at the step the petition stands at."""
    if petition.state == State.NEW:
        return Verify(category=wanted)
    return Assign(unit=wanted) if petition.state == State.VERIFIED else Correct(category=wanted)
