"""The list of decisions about units, and the page of one: what it changes and touches, how far the dossiers are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.listing import page_in
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.units.wording import JOBS, KINDS, LOOKS, STATES, readable, told
from motcua.desk.wording import words
from motcua.dossiers.models import Reroute
from motcua.dossiers.selectors.reorganisation import (
    MOST_ROWS,
    Preview,
    list_unit_decisions,
    preview,
    reroute_of,
)
from motcua.dossiers.services.reorganise import MANAGE, READ, SIGN
from motcua.organisation.changes import ChangeKind
from motcua.organisation.models import UnitDecision, UnitDecisionState
from motcua.organisation.services.unit_decisions import find_decision
from motcua.people.actors import Actor
from motcua.people.models import User
from motcua.people.permissions import decide
from motcua.web.access import official
from motcua.web.words import day, instant, number

FOLDED = 20
"""Changes beyond which their table is opened by hand: what matters stands below it."""

OPEN = (UnitDecisionState.DRAFT, UnitDecisionState.CHECKED)


@official(READ)
@require_GET
def decisions(request: HttpRequest) -> HttpResponseBase:
    actor = actor_at(request)
    state = str(request.GET.get("state", ""))
    state = state if state in UnitDecisionState.values else ""
    found = list_unit_decisions(state=state, page=page_in(request.GET))
    address = reverse("desk:unit_decisions")
    sides = [("", _("Tất cả")), *((one, words(STATES, one)) for one in UnitDecisionState.values)]
    context = {
        "count": ngettext("{count} quyết định", "{count} quyết định", found.total).format(count=number(found.total)),
        "side_items": [
            {"text": text, "href": f"{address}?state={one}" if one else address, "current": one == state}
            for one, text in sides
        ],
        "rows": [_row(one) for one in found.rows],
        "found": found,
        "last": found.first + len(found.rows) - 1,
        "may_draft": decide(actor, MANAGE, ()).allowed,
        "query": f"state={state}&" if state else "",
        "post_line": post_line(actor),
        "nav": "units",
    }
    return render(request, "desk/units/list.jinja", context)


def _row(one: UnitDecision) -> dict[str, object]:
    return {
        "href": reverse("desk:unit_decision", args=[one.uid]),
        "title": one.title or _("Chưa có trích yếu"),
        "number": one.number or _("chưa có số"),
        "state": words(STATES, one.state),
        "look": LOOKS[one.state],
        "effective_on": one.effective_on,
    }


@official(READ)
@require_GET
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, decision = actor_at(request), find_decision(uid)
    open_ = decision.state in OPEN
    may_edit = open_ and decide(actor, MANAGE, ()).allowed
    seen = preview(decision) if open_ and decision.changes else None
    job = reroute_of(decision)
    context = {
        "decision": decision,
        "name": decision.number or _("Bản nháp"),
        "state": words(STATES, decision.state),
        "look": LOOKS[decision.state],
        "facts": facts_of(decision),
        "warnings": warnings_of(decision),
        "changes": _changes(decision, may_edit=may_edit),
        "kinds": [
            {"href": reverse("desk:unit_change_add", args=[uid, kind.value]), "text": words(KINDS, kind)}
            for kind in ChangeKind
        ]
        if may_edit
        else [],
        "faults": fault_words(seen) if seen else [],
        "preview": seen,
        "figures": _figures(seen) if seen else [],
        "shown": MOST_ROWS,
        "folded": len(decision.changes) > FOLDED,
        "job": job,
        "job_state": words(JOBS, job.state) if job else "",
        "job_facts": _job_facts(job) if job else [],
        "offers": offers_for(actor, decision, seen),
        "may_edit": may_edit,
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": "units",
    }
    return render(request, "desk/units/decision.jinja", context)


def facts_of(decision: UnitDecision) -> list[tuple[str, str]]:
    signed = decision.signer or _name(decision.signed_by)
    rows = [
        (_("Số"), decision.number),
        (_("Trích yếu"), decision.title),
        (_("Căn cứ"), decision.source),
        (_("Ngày có hiệu lực"), day(decision.effective_on)),
        (_("Ngày ký"), day(decision.signed_on) if decision.signed_on else ""),
        (_("Thư báo người nộp"), "" if decision.tells_applicants else _("không gửi")),
        (_("Người soạn"), _name(decision.drafted_by)),
        (_("Người kiểm tra"), _name(decision.checked_by)),
        (_("Người ký"), signed),
        (_("Ghi vào hệ thống lúc"), instant(decision.in_force_at) if decision.in_force_at else ""),
    ]
    return [(label, text) for label, text in rows if text]


def _name(uid: UUID | None) -> str:
    return User.objects.filter(uid=uid).values_list("full_name", flat=True).first() or "" if uid else ""


def warnings_of(decision: UnitDecision) -> list[str]:
    """What is lawful and still worth a second look."""
    found = []
    today = legal_date(now())
    if decision.state in OPEN and decision.effective_on < today:
        days = (today - decision.effective_on).days
        found.append(
            ngettext(
                "Ghi vào hệ thống chậm {days} ngày: hồ sơ đang mở sẽ chuyển ngay, hồ sơ đã xong giữ nguyên.",
                "Ghi vào hệ thống chậm {days} ngày: hồ sơ đang mở sẽ chuyển ngay, hồ sơ đã xong giữ nguyên.",
                days,
            ).format(days=number(days))
        )
    if decision.signed_on and decision.effective_on < decision.signed_on:
        found.append(_("Ngày có hiệu lực trước ngày ký."))
    return found


def _changes(decision: UnitDecision, *, may_edit: bool) -> list[dict[str, str]]:
    rows = decision.changes[:MOST_ROWS]
    return [
        {
            "number": number(place),
            "kind": words(KINDS, str(change.get("kind", ""))),
            "text": told(change),
            "remove": reverse("desk:unit_change_remove", args=[decision.uid, place]) if may_edit else "",
        }
        for place, change in enumerate(rows, start=1)
    ]


def fault_words(seen: Preview) -> list[str]:
    return [
        (f"{_('Thay đổi')} {number(one.change)}: " if one.change else "") + say(one.code, readable(one.params))
        for one in seen.faults
    ]


def _figures(seen: Preview) -> list[tuple[str, str]]:
    rows = (
        (_("Đơn vị kết thúc"), seen.ended),
        (_("Đơn vị mới"), seen.begun),
        (_("Hồ sơ đang mở phải chuyển"), seen.dossiers),
        (_("Vị trí kết thúc hoặc chuyển"), seen.posts),
        (_("Người đang giữ các vị trí đó"), seen.people),
        (_("Ủy quyền thôi hiệu lực hoặc chuyển theo"), seen.delegations),
    )
    return [(label, number(value)) for label, value in rows]


def _job_facts(job: Reroute) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = [
        (_("Đã xem"), f"{number(job.done)} / {number(max(job.total, job.done))}"),
        (_("Đã chuyển"), number(job.moved)),
        (_("Còn ở đơn vị cũ"), number(job.failed)),
    ]
    if job.ended_at:
        rows.append((_("Xong lúc"), instant(job.ended_at)))
    return rows


def offers_for(actor: Actor, decision: UnitDecision, seen: Preview | None) -> Sequence[Mapping[str, str]]:
    """What this person may do now with the decision, the first one first."""

    def offer(slug: str, text: str, look: str = "") -> dict[str, str]:
        return {"href": reverse("desk:unit_decision_act", args=[decision.uid, slug]), "text": text, "look": look}

    drops = [offer("bo", _("Bỏ quyết định"), "secondary")] if decide(actor, MANAGE, ()).allowed else []
    if decision.state == UnitDecisionState.CHECKED:
        signs = [offer("ky", _("Ký, đưa vào hiệu lực"))] if decide(actor, SIGN, ()).allowed else []
        return [*signs, *drops]
    if decision.state == UnitDecisionState.DRAFT and drops:
        sound = seen is not None and not seen.faults
        return [*([offer("kiem-tra", _("Kiểm tra xong, trình ký"))] if sound else []), *drops]
    return []
