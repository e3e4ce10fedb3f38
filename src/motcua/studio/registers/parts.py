"""The ways into the builders of form and process, under the subject of the register."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.core.clock import now
from motcua.forms.drafting import start_draft
from motcua.forms.schema import Field, FieldKind, FormSchema, Page
from motcua.procedures.process import END, Outcome, Process, Step, StepKind, UnitRule
from motcua.procedures.process_content import content_of
from motcua.procedures.services.process_drafts import open_or_start_process_draft, save_process_draft
from motcua.registers.permissions import AUTHOR
from motcua.registers.services.registering import subject_of
from motcua.studio.page import actor_at
from motcua.studio.registers.common import draft_of
from motcua.web.access import official
from motcua.worktime.rules import LimitUnit


@official(AUTHOR)
@require_POST
def form(request: HttpRequest, key: str) -> HttpResponseBase:
    """To the working copy of the form; one is begun where there is none."""
    draft = draft_of(key)
    found = draft.form
    if found is None:
        title = draft.definition.title or key
        schema = draft.schema or _blank(title)
        found = start_draft(subject_of(key), title, schema, actor=actor_at(request), now=now())
    return HttpResponseRedirect(reverse("studio:form", args=[found.uid]))


def _blank(title: str) -> FormSchema:
    question = Field("noi_dung", _("Nội dung"), FieldKind.TEXT, required=True, max_length=300)
    return FormSchema(title, (Page("noi_dung", _("Nội dung"), (question,)),))


@official(AUTHOR)
@require_POST
def process(request: HttpRequest, key: str) -> HttpResponseBase:
    """To the working copy of the process, begun where there is none; or without one from now on."""
    draft = draft_of(key)
    actor, at = actor_at(request), now()
    nothing = content_of(Process(()), name=draft.definition.title)
    if request.POST.get("act") == "without":
        copy = draft.process or open_or_start_process_draft(subject_of(key), nothing, actor=actor, now=at)
        save_process_draft(copy.uid, nothing, expected=copy.revision, actor=actor, now=at)
        return HttpResponseRedirect(reverse("studio:register", args=[key]))
    found = draft.process
    if found is None:
        content = content_of(draft.steps or Process((_first_step(),)), name=draft.definition.title)
        found = open_or_start_process_draft(subject_of(key), content, actor=actor, now=at)
    return HttpResponseRedirect(reverse("studio:process_draft", args=[found.uid]))


def _first_step() -> Step:
    return Step(
        "xem-xet",
        _("Xem xét"),
        StepKind.WORK,
        "settling_officer",
        UnitRule.SETTLING,
        None,
        1,
        LimitUnit.WORKING_DAY,
        (Outcome("xong", _("Xong"), END),),
    )
