"""One record of responsibility: its shares, what each says, what was done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.core.texts import say
from motcua.desk.duty.menu import duty_links
from motcua.desk.duty.words import ACTS, DECISIONS, KINDS, cause_words, span, who_words
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.dossiers.models import ResponsibilityAccount, ResponsibilityRecord, ResponsibilityShare
from motcua.dossiers.permissions import READ
from motcua.dossiers.selectors.responsibility import history, record_of
from motcua.dossiers.selectors.steps import StepNames, step_names
from motcua.dossiers.services.answering import may_explain, why_not_decide
from motcua.people.actors import Actor
from motcua.people.models import User
from motcua.people.services.records import record_read
from motcua.web.access import official
from motcua.web.words import instant


@official(READ)
@require_GET
def record(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One record: the sum, whose hours were whose, and what each says."""
    actor, at = actor_at(request), now()
    found = record_of(uid, actor)
    record_read(actor, READ, "responsibility", uid, now=at)
    steps = step_names([found.dossier.process_version_id])
    names = cause_words()
    shares = list(found.shares.select_related("unit", "post", "person").order_by("ordinal"))
    accounts = found.accounts.select_related("unit", "post", "person", "decided_by", "explained_by", "record")
    context = {
        "links": duty_links(actor, "responsibility"),
        "record": found,
        "code": found.dossier.code or found.dossier.receipt_no,
        "facts": _facts(found),
        "shares": [_share_row(one, steps, found) for one in shares],
        "total": span(sum(one.minutes for one in shares)),
        "accounts": [_account_card(one, actor, names, at) for one in accounts.order_by("-over_minutes", "pk")],
        "history": _history(found),
        "post_line": post_line(actor),
        "nav": "duty",
    }
    return render(request, "desk/duty/record.jinja", context)


def _facts(one: ResponsibilityRecord) -> list[tuple[str, str]]:
    return [
        (_("Thủ tục"), one.dossier.version.name),
        (_("Đơn vị giải quyết"), one.settling_unit.name),
        (_("Hạn phải xong"), instant(one.due_at)),
        (_("Có kết quả"), instant(one.ended_at) if one.ended_at else _("chưa, vẫn đang chậm")),
        (_("Chậm"), span(one.late_minutes)),
        (_("Cả thảy"), _("{minutes} làm việc kể từ khi tiếp nhận").format(minutes=span(one.minutes))),
        (_("Chờ bên ngoài"), span(one.outside_minutes)),
        (_("Tính đến"), instant(one.computed_at)),
    ]


def _share_row(one: ResponsibilityShare, steps: StepNames, found: ResponsibilityRecord) -> Mapping[str, object]:
    inside = one.kind in {"officer", "unit"}
    return {
        "who": who_words(one.kind, one.person, one.post, one.unit, standing_in=one.standing_in),
        "kind": words(KINDS, one.kind),
        "step": steps.name(found.dossier.process_version_id, one.step) if inside and one.step else "",
        "since": one.since,
        "until": one.until,
        "minutes": span(one.minutes),
        "limit": span(one.limit_minutes) if one.limit_minutes is not None else "",
        "over": span(one.over_minutes) if one.over_minutes else "",
        "outside": one.kind not in {"officer", "unit", "consulted"},
    }


def _account_card(
    one: ResponsibilityAccount, actor: Actor, names: Mapping[str, str], at: dt.datetime
) -> Mapping[str, object]:
    blocked = why_not_decide(actor, one, at)
    return {
        "title": who_words(one.kind, one.person, one.post, one.unit),
        "minutes": span(one.minutes),
        "over": span(one.over_minutes),
        "suggested": names.get(one.suggested, ""),
        "by": one.explain_by,
        "cause": names.get(one.cause, ""),
        "explanation": one.explanation,
        "explained_at": one.explained_at,
        "explained_by": one.explained_by.full_name if one.explained_by else "",
        "erased": one.erased_at is not None,
        "late": one.explained_at is None and one.explain_by < at,
        "decision": words(DECISIONS, one.decision) if one.decision else "",
        "decided_cause": names.get(one.decided_cause, ""),
        "ground": one.ground,
        "decided_at": one.decided_at,
        "decided_by": one.decided_by.full_name if one.decided_by else "",
        "explain": reverse("desk:explain", args=[one.uid]) if may_explain(actor, one) else "",
        "decide": reverse("desk:decide_hours", args=[one.uid]) if not blocked else "",
        "why_not": say(blocked) if blocked not in {"", "verb_not_granted", "responsibility_decided"} else "",
    }


def _history(found: ResponsibilityRecord) -> list[Mapping[str, object]]:
    rows = history(found)
    people = dict(User.objects.filter(uid__in={row.actor_uid for row in rows}).values_list("uid", "full_name"))
    return [
        {
            "title": words(ACTS, row.act),
            "at": row.recorded_at,
            "by": people.get(row.actor_uid, "") if row.actor_uid else _("Hệ thống"),
        }
        for row in reversed(rows)
    ]
