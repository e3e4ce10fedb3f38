"""One wave: how far it is, its groups, its cases to hand out, and the next act."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.core.clock import now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.people.permissions import holds
from motcua.surveys import design as designs
from motcua.surveys.lifecycle import WaveState
from motcua.surveys.models import Wave
from motcua.surveys.permissions import READ, RUN
from motcua.surveys.reading import shown
from motcua.surveys.selectors import definition_of, groups_of, states_of, wave_of
from motcua.surveys.services.closing import close_wave, publish_result
from motcua.surveys.services.fielding import start_fielding
from motcua.surveys.services.waves import cancel_wave, draw_wave
from motcua.web.access import official
from motcua.web.once import once

from .words import badge_of, case_words


@official(READ)
@require_GET
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    return _page(request, wave_of(uid))


@official(RUN)
@require_POST
def act(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Draw, start, close, publish or cancel, once."""
    actor, at = actor_at(request), now()
    wave = wave_of(uid)
    name = request.POST.get("act", "")
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "draw": (
            lambda: draw_wave(uid, seed=request.POST.get("seed", "")[:100], actor=actor, now=at),
            _("Đã bốc thăm chọn mẫu."),
        ),
        "start": (lambda: start_fielding(uid, actor=actor, now=at), _("Đã bắt đầu nhận phiếu.")),
        "close": (lambda: close_wave(uid, actor=actor, now=at), _("Đã chốt số liệu; mối nối phiếu và hồ sơ đã xóa.")),
        "publish": (lambda: publish_result(uid, actor=actor, now=at), _("Đã công bố kết quả.")),
        "cancel": (
            lambda: cancel_wave(uid, request.POST.get("reason", ""), actor=actor, now=at),
            _("Đã hủy đợt khảo sát."),
        ),
    }
    if name not in acts:
        return _page(request, wave, Invalid("data_invalid"))
    run, said = acts[name]

    def write() -> str:
        run()
        return reverse("desk:survey_wave", args=[uid])

    try:
        address, is_new = once(request, f"desk.surveys.{name}:{uid}", write, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _page(request, wave_of(uid), error)
    if is_new:
        messages.success(request, said)
    return HttpResponseRedirect(address)


def _page(request: HttpRequest, wave: Wave, error: DomainError | None = None) -> HttpResponseBase:
    actor = actor_at(request)
    states = states_of(wave)
    definition, groups = definition_of(wave.version), groups_of(wave)
    context = {
        "wave": wave,
        "badge_text": badge_of(wave.state),
        "state": wave.state,
        "design": designs.from_json(wave.design),
        "states": [(case_words(state), count) for state, count in sorted(states.items())],
        "asked": sum(count for state, count in states.items() if state != "reserve"),
        "answered": states.get("answered", 0),
        "groups": groups,
        "units": sorted({one.group.unit for one in groups}, key=lambda unit: unit.code),
        "definition": definition,
        "shown": shown(wave) if wave.closed_at else None,
        "may_run": holds(actor, RUN),
        "is_open": wave.state in {WaveState.PLANNED, WaveState.DRAWN, WaveState.FIELDED},
        "errors": [{"text": say(error.code, error.params), "href": "#main-content"}] if error else [],
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": "surveys",
    }
    return render(request, "desk/surveys/wave.jinja", context, status=error.status if error else 200)
