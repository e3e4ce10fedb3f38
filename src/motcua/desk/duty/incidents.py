"""Papers lost or damaged: the list, recording one with the steps of its restoration, closing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import NotAllowed, NotFound
from motcua.desk.duty import form
from motcua.desk.duty.menu import duty_links
from motcua.desk.duty.words import FAULTS, INCIDENTS
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.dossiers.models import Dossier, DossierComponent, Incident
from motcua.dossiers.permissions import CORRECT, READ
from motcua.dossiers.selectors.reading import readable
from motcua.dossiers.services.incidents import (
    Report,
    Restoration,
    close_incident,
    incidents,
    may_record,
    record_incident,
    tasks_of,
)
from motcua.forms.schema import Field, FieldKind
from motcua.organisation.models import Post, in_force
from motcua.people.services.records import record_list
from motcua.web.access import official
from motcua.web.words import day, money

STEPS = 3
"""How many steps of restoration the form asks for."""


@official(READ)
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    rows = list(incidents(actor)[:100])
    record_list(actor, READ, "incident", {}, rows=len(rows), now=at)
    context = {
        "links": duty_links(actor, "incidents"),
        "rows": [_row(one) for one in rows],
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/incidents.jinja", context)


def _row(one: Incident) -> Mapping[str, object]:
    return {
        "href": reverse("desk:incident", args=[one.uid]),
        "code": one.dossier.code or one.dossier.receipt_no,
        "kind": words(INCIDENTS, one.kind),
        "procedure": one.dossier.version.name,
        "unit": one.unit.name,
        "found": one.found_on,
        "open": one.closed_at is None,
    }


@official(READ)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Record that papers of a dossier are lost or damaged."""
    actor, at = actor_at(request), now()
    dossier = readable(uid, actor=actor, now=at)
    if not may_record(actor, dossier):
        raise NotAllowed("verb_not_granted", params={"verb": CORRECT})
    papers = list(DossierComponent.objects.filter(dossier=dossier).order_by("id"))
    posts = _posts(dossier, legal_date(at))
    fields = _fields(papers, posts)
    by_uid = {str(post.uid): post for post in posts}

    def run(answers: Mapping[str, object]) -> str:
        components = [row.component for row in papers if answers.get(f"paper_{row.pk}") is True]
        made = record_incident(uid, _report(answers, components, by_uid), actor=actor, now=now())
        return reverse("desk:incident", args=[made.uid])

    asking = form.Asking(
        heading=_("Ghi nhận mất, hỏng giấy tờ"),
        save=_("Ghi nhận, báo người nộp"),
        back=reverse("desk:dossier", args=[uid]),
        back_text=_("Hồ sơ {code}").format(code=dossier.code or dossier.receipt_no),
        fields=fields,
        done=_("Đã ghi nhận. Thư xin lỗi được gửi cho người nộp; các bước khắc phục ở danh sách việc."),
        explain=_("Cơ quan xin lỗi, khôi phục và chịu chi phí, trừ khi do người nộp."),
        operation=f"incident:{uid}",
        folded={"responsible", *(f"owner_{n}" for n in range(1, STEPS + 1))},
    )
    return form.ask(request, asking, run, given={"found_on": f"{at.astimezone(LEGAL_ZONE):%d/%m/%Y}"})


def _report(answers: Mapping[str, object], components: list[str], posts: Mapping[str, Post]) -> Report:
    steps = [
        Restoration(str(answers[f"step_{n}"]), form.day_of(answers[f"due_{n}"]), posts[str(answers[f"owner_{n}"])])
        for n in range(1, STEPS + 1)
        if answers.get(f"step_{n}") and answers.get(f"due_{n}") and answers.get(f"owner_{n}")
    ]
    return Report(
        kind=str(answers["kind"]),
        fault=str(answers["fault"]),
        found_on=form.day_of(answers["found_on"]),
        found_by=str(answers.get("found_by") or ""),
        description=str(answers["description"]),
        message=str(answers["message"]),
        components=components,
        cost=_int(answers.get("cost")),
        responsible=posts.get(str(answers.get("responsible") or "")),
        steps=steps,
    )


def _int(value: object) -> int:
    return int(str(value)) if value not in (None, "") else 0


def _posts(dossier: Dossier, on: dt.date) -> list[Post]:
    units = {dossier.reception_unit_id, dossier.settling_unit_id}
    return list(Post.objects.filter(in_force(on), unit__in=units).select_related("unit").order_by("unit", "code"))


def _fields(papers: list[DossierComponent], posts: list[Post]) -> list[Field]:
    owners = [(str(post.uid), f"{post.title}, {post.unit.name}") for post in posts]
    steps: list[Field] = []
    for n in range(1, STEPS + 1):
        label = _("Bước khắc phục {n}").format(n=n)
        steps += [
            form.text(f"step_{n}", label, required=False, most=300),
            form.date(f"due_{n}", _("Xong trước ngày (bước {n})").format(n=n), required=False),
            form.choice(f"owner_{n}", _("Ai làm (bước {n})").format(n=n), owners, required=False),
        ]
    return [
        form.choice("kind", _("Sự cố"), [(c, words(INCIDENTS, c)) for c in ("papers_lost", "papers_damaged")]),
        *(form.tick(f"paper_{row.pk}", row.name) for row in papers),
        form.date("found_on", _("Phát hiện ngày")),
        form.text("found_by", _("Ai phát hiện"), required=False, most=200),
        form.choice("fault", _("Do ai"), [(code, words(FAULTS, code)) for code in FAULTS]),
        form.choice("responsible", _("Người chịu trách nhiệm"), owners, required=False),
        form.text("description", _("Chuyện gì đã xảy ra (nội bộ)"), long=True, most=5000),
        form.text("message", _("Lời xin lỗi, cách khắc phục gửi người nộp"), long=True, most=5000),
        Field("cost", _("Chi phí khắc phục (đồng)"), FieldKind.MONEY, minimum=0),
        *steps,
    ]


@official(READ)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One incident: its facts and steps; closing it."""
    actor = actor_at(request)
    found = incidents(actor).filter(uid=uid).first()
    if found is None:
        raise NotFound("incident_unknown")
    closing = found.closed_at is None and may_record(actor, found.dossier)

    def run(answers: Mapping[str, object]) -> str:
        close_incident(uid, outcome=str(answers["outcome"]), message=str(answers["message"]), actor=actor, now=now())
        return reverse("desk:incidents")

    asking = form.Asking(
        heading=words(INCIDENTS, found.kind),
        save=_("Đã khắc phục xong"),
        back=reverse("desk:incidents"),
        back_text=_("Sự cố"),
        fields=_closing_fields() if closing else [],
        done=_("Đã ghi khắc phục xong và báo người nộp."),
        facts=_facts(found),
        operation=f"incident_close:{uid}",
        explain="" if closing else _("Đã khắc phục xong.") if found.closed_at else "",
    )
    return form.ask(request, asking, run)


def _closing_fields() -> list[Field]:
    outcomes = [
        ("restored", _("Đã khôi phục giấy tờ")),
        ("replaced", _("Đã cấp lại giấy tờ khác thay")),
        ("compensated", _("Đã bồi thường")),
    ]
    return [
        form.choice("outcome", _("Kết quả khắc phục"), outcomes),
        form.text("message", _("Báo cho người nộp"), long=True, most=5000),
    ]


def _facts(found: Incident) -> list[tuple[str, str]]:
    steps = [
        (step.title, _("trước {day}: {state}").format(day=day(step.due_on), state=step.get_state_display()))
        for step in tasks_of(found)
    ]
    return [
        (_("Hồ sơ"), found.dossier.code or found.dossier.receipt_no),
        (_("Phát hiện ngày"), day(found.found_on)),
        (_("Ai phát hiện"), found.found_by),
        (_("Do ai"), words(FAULTS, found.fault)),
        (_("Chi phí khắc phục"), money(found.cost)),
        (_("Chuyện gì đã xảy ra"), found.description),
        *steps,
    ]
