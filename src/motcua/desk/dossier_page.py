"""The page of one dossier: facts, timeline, the working of its date, and what may be done now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.core.canonical import Json
from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed
from motcua.desk.doubts import doubts
from motcua.desk.duty.on_dossier import duty_of, titles
from motcua.desk.facts import Seen, facts, limit_said, papers, pause_rows, working_rows
from motcua.desk.family import family_of
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.lateness.marks import on_page
from motcua.desk.list_address import filters_in, query_of
from motcua.desk.offered import offer
from motcua.desk.passage import timeline_items
from motcua.desk.reading import may_read_private
from motcua.desk.rows import owner_words
from motcua.desk.time_left import Watch, watch
from motcua.desk.wording import CHANNELS, FLAGS, SLIPS, STATES, VIEWS, words
from motcua.dossiers.letters import SLUG, letters_there
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Consultation, Dossier, DossierComponent, DossierDocument, DossierFee
from motcua.dossiers.permissions import READ, READ_PRIVATE, RECEIVE
from motcua.dossiers.selectors.due import came_early, settlement_clock
from motcua.dossiers.selectors.family import shared_documents
from motcua.dossiers.selectors.lists import COUNT_LIMIT, View, after, before, filtered, person_on_post
from motcua.dossiers.selectors.reading import readable
from motcua.dossiers.selectors.steps import step_names
from motcua.dossiers.selectors.timeline import Moment, private_of_first, timeline
from motcua.dossiers.slips import INTERNAL, SLIP_OF
from motcua.organisation.models import CalendarPurpose
from motcua.people.actors import Actor
from motcua.people.services.records import record_read
from motcua.procedures.letter_words import LETTERS
from motcua.web.access import holds, official
from motcua.worktime.selectors import compiled_revision


@official(READ)
@require_GET
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    return shown(request, uid, numbers=False)


@official(READ_PRIVATE)
@require_POST
def numbers(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The page once with the full numbers. Asking for them is recorded."""
    actor, at = actor_at(request), now()
    dossier = readable(uid, actor=actor, now=at)
    if not may_read_private(actor, dossier):
        raise NotAllowed("not_allowed")
    record_read(actor, READ_PRIVATE, "dossier", uid, now=at)
    return shown(request, uid, numbers=True)


def shown(request: HttpRequest, uid: UUID, *, numbers: bool) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    readable(uid, actor=actor, now=at)
    dossier = _whole(uid, at)
    sight = watch(at, actor).over([dossier])
    private = may_read_private(actor, dossier)
    moments = way_of(dossier, sight, private=private)
    steps = step_names([dossier.process_version_id])
    state = thaw(dossier.snapshot)
    family = family_of(dossier, actor, sight)
    components = list(DossierComponent.objects.filter(dossier=dossier).order_by("id"))
    documents = list(DossierDocument.objects.select_related("file").filter(dossier=dossier).order_by("id"))
    documents += shared_documents(dossier)
    fees = list(DossierFee.objects.filter(dossier=dossier).order_by("id"))
    filed = private_of_first(dossier) if private else {}
    query = query_of(filters_in(request.GET), **{k: request.GET.get(k, "") for k in ("after", "before")})
    context = {
        "dossier": dossier,
        "code": dossier.code or dossier.receipt_no,
        "left": sight.left(dossier),
        "channel": words(CHANNELS, dossier.channel),
        "badges": _badges(dossier),
        "facts": facts(dossier, filed, owner_words(dossier), fees, Seen(private, numbers)),
        "papers": papers(dossier, components, documents, open_files=private),
        "timeline_items": timeline_items(moments, steps, dossier.process_version_id, family.names),
        "why": _why(dossier),
        "family": family,
        "consultations": _consultations(dossier),
        "doubts": _doubts(filed) if not dossier.closed else [],
        "slips": _slips(dossier, moments) if private else [],
        "fresh_slip": request.GET.get("slip", "") if request.GET.get("slip", "") in SLIPS else "",
        "may_receive": holds(actor, RECEIVE),
        "duty": duty_of(actor, dossier, fees),
        "warning": on_page(dossier, steps) if not dossier.closed else None,
        "stands_in": titles(actor, [dossier.holder_post_id] if dossier.holder_post_id else []),
        "offer": offer(actor, dossier, state, at, query=query),
        "may_show_numbers": private and not numbers and bool(filed.get("applicant")),
        "back": _back(actor, dossier, request, sight),
        "query": query,
        "post_line": post_line(actor),
        "nav": "inbox",
    }
    return render(request, "desk/dossier.jinja", context)


def way_of(dossier: Dossier, sight: Watch, *, private: bool) -> list[Moment]:
    """Its events, with names, each stretch by the calendar of the unit that held it."""
    return timeline(
        dossier,
        calendar=sight.of_unit(dossier.settling_unit_id, CalendarPurpose.SETTLEMENT),
        reception=sight.of_unit(dossier.reception_unit_id, CalendarPurpose.RECEPTION),
        now=sight.now,
        with_private=private,
        names=True,
    )


def _whole(uid: UUID, at: dt.datetime) -> Dossier:
    joined = Dossier.objects.select_related(
        "procedure", "version", "case", "holder_unit", "holder_post", "settling_unit", "reception_unit", "place"
    )
    return joined.annotate(holder_person=person_on_post(legal_date(at))).get(uid=uid)


def _badges(dossier: Dossier) -> list[dict[str, str]]:
    found = [{"text": words(STATES, dossier.state), "kind": "neutral"}]
    if came_early(dossier):
        found.append({"text": _("Có sớm, người nộp đến nhận được ngay"), "kind": "ontime"})
    return found + [{"text": words(FLAGS, flag), "kind": "soon"} for flag in sorted(dossier.flags) if flag in FLAGS]


def _why(dossier: Dossier) -> Mapping[str, object] | None:
    """The working of the appointed date; None before acceptance."""
    answer = settlement_clock(dossier)
    if answer is None:
        return None
    run = answer.run
    try:
        calendar = compiled_revision(run.calendar, run.calendar_revision)
        rows = working_rows(answer, calendar)
    except DomainError:
        rows = []
    return {
        "limit": limit_said(answer),
        "started": run.started_at,
        "rows": rows,
        "pauses": pause_rows(answer),
        "due": run.due_at,
        "appointed": dossier.appointed_due_at,
        "committed": dossier.committed_due_at,
        "calendar": run.calendar,
        "revision": run.calendar_revision,
        "provisional": run.provisional,
    }


def _doubts(filed: Mapping[str, Json]) -> list[str]:
    applicant = filed.get("applicant")
    return doubts(applicant) if isinstance(applicant, dict) else []


def _consultations(dossier: Dossier) -> list[Mapping[str, object]]:
    rows = Consultation.objects.select_related("unit").filter(dossier=dossier).order_by("id")
    return [
        {
            "unit": row.unit.name,
            "asked_at": row.asked_at,
            "due_at": row.due_at,
            "state": _("quá hạn, không trả lời")
            if row.lapsed
            else _("đã trả lời")
            if row.answered_at
            else _("đang chờ"),
            "kind": "late" if row.lapsed else "ontime" if row.answered_at else "soon",
        }
        for row in rows
    ]


def _slips(dossier: Dossier, moments: list[Moment]) -> list[Mapping[str, str]]:
    kinds = {moment.kind for moment in moments}
    found = [number for number, of in {**SLIP_OF, **INTERNAL}.items() if number != "03" and kinds & set(of)]
    refused = any(
        moment.kind in SLIP_OF["03"] and (moment.data.get("result", "refusal") == "refusal") for moment in moments
    )
    numbers = sorted([*found, *(["03"] if refused else [])])
    papers = [(number, words(SLIPS, number)) for number in numbers]
    papers += [(f"{SLUG}{kind}", str(LETTERS[kind])) for kind in letters_there(dossier, moments)]
    return [
        {"number": number, "name": name, "href": reverse("desk:slip", args=[dossier.uid, number])}
        for number, name in papers
    ]


def _back(actor: Actor, dossier: Dossier, request: HttpRequest, sight: Watch) -> Mapping[str, object]:
    """The way back to the list, at the place the dossier has in it, and its neighbours."""
    filters = filters_in(request.GET)
    query = query_of(filters, **{name: request.GET.get(name, "") for name in ("after", "before")})
    title = words(VIEWS, filters.view)
    made: dict[str, object] = {"text": title, "href": f"{reverse('desk:inbox')}?{query}".removesuffix("?")}
    rows = filtered(actor, filters, now=sight.now, soon=sight.soon)
    if not rows.filter(pk=dossier.pk).exists():
        return made
    next_at = None if filters.view is View.DONE else dossier.next_at
    ahead = before(rows, next_at=next_at, key=dossier.pk)
    total = rows.order_by()[: COUNT_LIMIT + 1].count()
    line = ahead[:COUNT_LIMIT].count() + 1
    if total <= COUNT_LIMIT:
        made["text"] = _("{title}, dòng {line} trong {total}").format(title=title, line=line, total=total)
    neighbours = (("previous", ahead), ("next", after(rows, next_at=next_at, key=dossier.pk)))
    for name, found in neighbours:
        uid = found.values_list("uid", flat=True).first()
        if uid is not None:
            made[name] = f"{reverse('desk:dossier', args=[uid])}?{query}".removesuffix("?")
    return made


def to_dossier(uid: UUID, query: str = "", slip: str = "") -> HttpResponseRedirect:
    parts = [part for part in (query, f"slip={slip}" if slip else "") if part]
    address = reverse("desk:dossier", args=[uid])
    return HttpResponseRedirect(f"{address}?{'&'.join(parts)}" if parts else address)
