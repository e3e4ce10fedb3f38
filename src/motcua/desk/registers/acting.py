"""One record: what it says, where it stands, what happened to it, and what one may do now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.registers.shown import holder_words, state_words, step_name
from motcua.people.actors import Actor
from motcua.registers.definition import Definition, Right
from motcua.registers.lifecycle import RecordEventKind, RecordState
from motcua.registers.models import Record, RecordEvent, RecordEventBody
from motcua.registers.permissions import USE, decide, step_reach
from motcua.registers.selectors import history, record_of
from motcua.registers.services.records import do_step, strike_record
from motcua.web.access import official
from motcua.web.once import expected, once
from motcua.web.reading_back import rows


@official(USE)
@require_GET
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    return _page(request, uid)


def _page(request: HttpRequest, uid: UUID, *, error: DomainError | None = None, note: str = "") -> HttpResponseBase:
    actor, at = actor_at(request), now()
    record, definition = record_of(uid, actor, at)
    context = {
        "record": record,
        "definition": definition,
        "state": record.state,
        "state_words": state_words(record.state),
        "step": step_name(definition, record.step),
        "holder": holder_words(definition, record),
        "late": record.next_at is not None and record.next_at < at,
        "answers": rows(definition.form, record.answers),
        "erased": not record.answers,
        "history": [_happened(definition, one) for one in history(record)][::-1],
        "outcomes": _outcomes(actor, definition, record, at),
        "may_mend": _may(actor, definition, Right.ENTER, record, at) and _is_mendable(definition, record),
        "may_strike": _may(actor, definition, Right.STRIKE, record, at) and record.state != RecordState.STRUCK,
        "errors": [{"text": say(error.code, error.params), "href": "#step"}] if error else [],
        "note": note,
        "idempotency_key": str(new_id()),
        "back": reverse("desk:register", args=[record.register.key]),
        "post_line": post_line(actor),
        "nav": "registers",
    }
    return render(request, "desk/registers/record.jinja", context, status=error.status if error else 200)


def _outcomes(actor: Actor, definition: Definition, record: Record, at: dt.datetime) -> list[tuple[str, str]]:
    """The ways on from the step, for whoever does it."""
    if record.state != RecordState.OPEN or definition.process is None or record.holder_unit_id is None:
        return []
    step = definition.process.step(record.step)
    if not step_reach(actor, definition, step.role, legal_date(at)).covers(record.holder_unit_id):
        return []
    return [(one.key, one.name or one.key) for one in step.outcomes]


def _may(actor: Actor, definition: Definition, right: Right, record: Record, at: dt.datetime) -> bool:
    return decide(actor, definition, right, record.unit_id, legal_date(at)).allowed


def _is_mendable(definition: Definition, record: Record) -> bool:
    return record.state == RecordState.OPEN or (record.state == RecordState.ENDED and definition.process is None)


def _happened(definition: Definition, event: RecordEvent) -> Mapping[str, object]:
    what = {
        RecordEventKind.ENTERED: _("Ghi vào sổ"),
        RecordEventKind.MENDED: _("Sửa nội dung"),
        RecordEventKind.STEP_DONE: step_name(definition, event.step),
        RecordEventKind.STRUCK: _("Gạch bỏ"),
        RecordEventKind.ERASED: _("Xóa dữ liệu theo luật"),
    }[RecordEventKind(event.kind)]
    way = _way(definition, event)
    late = event.due_at is not None and event.at > event.due_at
    who = event.user.full_name if event.user else _("Hệ thống")
    return {
        "at": event.at,
        "title": f"{what}: {way}" if way else what,
        "by": f"{who}, {event.unit.name}" if event.unit else who,
        "state": "late" if late else "",
        "held": _("trễ hạn bước") if late else "",
        "held_state": "late",
        "text": _note(event),
    }


def _way(definition: Definition, event: RecordEvent) -> str:
    if definition.process is None or not event.outcome:
        return ""
    step = next((one for one in definition.process.steps if one.key == event.step), None)
    chosen = step.outcome(event.outcome) if step else None
    return (chosen.name or chosen.key) if chosen else event.outcome


def _note(event: RecordEvent) -> str:
    try:
        return event.body.note
    except RecordEventBody.DoesNotExist:
        return ""


@official(USE)
@require_POST
def step(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Do the step the record stands at; a refusal shows the page as it is now, with the note still there."""
    actor, at = actor_at(request), now()
    note = request.POST.get("note", "").replace("\x00", "")

    def run() -> str:
        seen = expected(request)
        outcome = request.POST.get("outcome", "")[:40]
        do_step(uid, outcome, expected=seen if seen is not None else 0, note=note, actor=actor, now=at)
        return reverse("desk:register_record", args=[uid])

    try:
        address, is_new = once(request, f"desk.registers.step:{uid}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _page(request, uid, error=error, note=note)
    if is_new:
        messages.success(request, _("Đã ghi nhận."))
    return HttpResponseRedirect(address)


@official(USE)
@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    record, definition = record_of(uid, actor, at)
    if not _may(actor, definition, Right.STRIKE, record, at):
        raise NotAllowed("register_right_missing")
    reason = request.POST.get("reason", "").replace("\x00", "")
    fault: DomainError | None = None
    if request.method == "POST":

        def run() -> str:
            seen = expected(request)
            strike_record(uid, reason, expected=seen if seen is not None else 0, actor=actor, now=at)
            return reverse("desk:register_record", args=[uid])

        try:
            address, _is_new = once(request, f"desk.registers.strike:{uid}", run, actor=actor, now=at)
        except (NotAllowed, NotFound):
            raise
        except DomainError as error:
            fault = error
        else:
            return HttpResponseRedirect(address)
    context = {
        "record": record,
        "definition": definition,
        "reason": reason,
        "errors": [{"text": say(fault.code, fault.params), "href": "#reason"}] if fault else [],
        "idempotency_key": str(new_id()),
        "back": reverse("desk:register_record", args=[uid]),
        "post_line": post_line(actor),
        "nav": "registers",
    }
    return render(request, "desk/registers/strike.jinja", context, status=fault.status if fault else 200)
