"""A step's own page: ways on, conditions, timers, actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.forms.condition_rows import Conditions
from motcua.people.actors import Actor
from motcua.procedures.letter_kinds import SENT_BY_STEPS
from motcua.procedures.letter_words import LETTERS
from motcua.procedures.models import ProcessDraft
from motcua.procedures.process import END
from motcua.procedures.process_content import Content, steps_of, with_steps
from motcua.procedures.process_rows import Row, renamed
from motcua.procedures.selectors.process_drafts import find_process_draft
from motcua.procedures.services.process_drafts import SaveAct, save_process_draft
from motcua.studio.page import studio_page
from motcua.studio.processes.common import (
    DRAFT,
    SHELF,
    base_content,
    checked_draft,
    content_of_draft,
    head_of,
    seen_revision,
    sent_once,
    told,
)
from motcua.studio.processes.comparisons import COMPARISON_WORDS, MODES
from motcua.studio.processes.conditions import Askable, askable
from motcua.studio.processes.conflict import kept_aside
from motcua.studio.processes.step_form import (
    ALWAYS,
    MOST_TIMERS,
    MOST_WAYS,
    TIMER_CELLS,
    StepForm,
    WayForm,
    posted_step,
    step_form,
)
from motcua.studio.processes.table import shown_time, target_choices
from motcua.studio.processes.words import SINCE, TIMER_ACTS, TIMER_UNITS, WAITS, action_choices, choices
from motcua.web.access import official

MORE = "more"


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, uid: UUID, number: int) -> HttpResponseBase:
    draft = find_process_draft(uid)
    asked = askable(draft, legal_date(now()))
    if request.method != "POST":
        content = content_of_draft(draft)
        return _page(request, draft, content, number, step_form(_row(content, number), asked), asked)
    seen = seen_revision(request, draft)
    base = base_content(draft, seen)
    row = _row(base, number)
    changed, form = posted_step(row, request.POST, asked)
    content = _with(base, number, row, changed)
    if request.POST.get("do") == MORE:
        return _page(request, draft, content, number, form, asked)
    if form.faults:
        return _page(request, draft, content, number, form, asked, status=400)
    return _saved(request, draft, content, seen, _Shown(number, form, asked))


@dataclass(frozen=True, slots=True)
class _Shown:
    """The page to come back to when the save is refused."""

    number: int
    form: StepForm
    asked: Askable


def _saved(request: HttpRequest, draft: ProcessDraft, content: Content, seen: int, shown: _Shown) -> HttpResponseBase:
    def run(actor: Actor, at: dt.datetime) -> str:
        save_process_draft(draft.uid, content, expected=seen, actor=actor, now=at, act=SaveAct.STEP_EDITED)
        return reverse("studio:process_draft", args=[draft.uid]) + f"#buoc-{shown.number}"

    try:
        address = sent_once(request, "step", draft.uid, run)
    except (NotAllowed, NotFound):
        raise
    except Conflict as error:
        if error.code == "draft_edited":
            return kept_aside(request, draft, content, seen)
        return _page(request, draft, content, shown.number, shown.form, shown.asked, error=error)
    except DomainError as error:
        return _page(request, draft, content, shown.number, shown.form, shown.asked, error=error)
    messages.success(request, _("Đã lưu bước {number}.").format(number=shown.number))
    return HttpResponseRedirect(address)


def _row(content: Content, number: int) -> Row:
    rows = steps_of(content)
    if not 1 <= number <= len(rows):
        raise NotFound("process_step_not_found")
    return rows[number - 1]


def _with(content: Content, number: int, row: Row, changed: Row) -> Content:
    """The row in its place; under another key, what led to it leads to it still."""
    rows = steps_of(content)
    key = changed.get("key")
    kept: Row = {**changed, "key": row.get("key")}
    placed = [kept if place == number - 1 else one for place, one in enumerate(rows)]
    return with_steps(content, renamed(placed, number - 1, str(key or "")))


def _page(
    request: HttpRequest,
    draft: ProcessDraft,
    content: Content,
    number: int,
    form: StepForm,
    asked: Askable,
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    row = steps_of(content)[number - 1]
    found = checked_draft(draft, content)
    faults = [say(one.code, one.params) for one in found.faults if one.row == number - 1]
    empty = dict.fromkeys(("key", *TIMER_CELLS), "")
    spare_way = WayForm("", "", END, ALWAYS, Conditions())
    context = {
        **head_of(draft),
        "number": number,
        "row": row,
        "time": shown_time(row),
        "form": form,
        "ways": [*form.ways, spare_way][:MOST_WAYS],
        "timers": [*form.timers, empty][:MOST_TIMERS],
        "way_choices": [(way.key, way.name or way.key) for way in form.ways],
        "targets": target_choices(steps_of(content)),
        "fields": asked.choices(),
        "comparisons": choices(COMPARISON_WORDS),
        "modes": choices(MODES),
        "actions": action_choices(),
        "letters": [("", "–"), *((one.value, str(LETTERS[one])) for one in LETTERS if one in SENT_BY_STEPS)],
        "waits": choices(WAITS),
        "acts": choices(TIMER_ACTS),
        "since": choices(SINCE),
        "units": choices(TIMER_UNITS),
        "errors": [*(told(error) if error else []), *({"text": one, "href": "#huong"} for one in form.faults)],
        "faults": faults,
        "more": MORE,
    }
    shown_status = error.status if error else status
    return studio_page(request, "studio/processes/step.jinja", context, shelf=SHELF, status=shown_status)
