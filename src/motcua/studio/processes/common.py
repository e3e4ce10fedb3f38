"""What the pages of one process being written have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.people.actors import Actor
from motcua.procedures.models import ProcessDraft
from motcua.procedures.process_content import Content, RowFault, steps_of, total_minutes
from motcua.procedures.selectors.process_drafts import draft_save, procedure_names, unit_names
from motcua.procedures.services.process_proposing import Checked, checked_content, place_of
from motcua.studio.page import actor_at
from motcua.studio.processes.drawing import Drawing, Marks, drawn
from motcua.studio.processes.words import minutes_words
from motcua.web.once import expected, once

SHELF = "processes"
DRAFT = "procedure.draft"


@dataclass(frozen=True, slots=True)
class Sum:
    """The hours of the steps against the limit, in words and for a bar."""

    text: str
    used: int
    most: int
    is_over: bool


def content_of_draft(draft: ProcessDraft) -> Content:
    return draft.content if isinstance(draft.content, dict) else {}


def base_content(draft: ProcessDraft, seen: int | None) -> Content:
    """What the page that was sent had been made from. Raises Conflict ``draft_edited`` when that is kept no longer or
    never was."""
    if seen is None or seen == draft.revision:
        return content_of_draft(draft)
    save = draft_save(draft, seen)
    if save is None or not isinstance(save.content, dict):
        raise Conflict("draft_edited", params={"revision": draft.revision, "expected": seen})
    return save.content


def checked_draft(draft: ProcessDraft, content: Mapping[str, Json], on: dt.date | None = None) -> Checked:
    return checked_content(place_of(draft), content, on or legal_date(now()))


def names_of_units(content: Mapping[str, Json], on: dt.date) -> Mapping[str, str]:
    codes = [str(row.get("named_unit")) for row in steps_of(content) if row.get("named_unit")]
    return unit_names(codes, on) if codes else {}


def sum_of(checked: Checked) -> Sum:
    """The hours of all steps in the table; ``check`` judges the slowest way through."""
    used, most = total_minutes(checked.read.process, checked.limit)
    if most is None:
        return Sum(_("{used}; chưa rõ thời hạn giải quyết").format(used=minutes_words(used)), used, 0, is_over=False)
    over = any(fault.code == "process_over_limit" for fault in checked.faults)
    if over:
        text = _("{used} trong thời hạn {most}: quá thời hạn").format(
            used=minutes_words(used), most=minutes_words(most)
        )
    elif used > most:
        text = _("Cộng mọi bước {used}; đường dài nhất vẫn trong thời hạn {most}").format(
            used=minutes_words(used), most=minutes_words(most)
        )
    else:
        text = _("{used} trong thời hạn {most}, còn {left}").format(
            used=minutes_words(used), most=minutes_words(most), left=minutes_words(most - used)
        )
    return Sum(text, used, most, is_over=over)


def fault_lines(faults: tuple[RowFault, ...], cell: str = "#r{row}-{column}") -> list[dict[str, str]]:
    """Faults for the summary on top, each leading to its cell."""
    shown = {"name", "time", "role", "named_unit"}
    lines = []
    for fault in faults:
        text = say(fault.code, fault.params)
        if fault.row is None:
            lines.append({"text": text, "href": "#ten-quy-trinh" if fault.column == "name" else "#bang"})
            continue
        column = {"named_unit": "rule"}.get(fault.column, fault.column) if fault.column in shown else "next"
        place = text if _of_step(fault) else _("Bước {number}: {text}").format(number=fault.row + 1, text=text)
        lines.append({"text": place, "href": cell.format(row=fault.row, column=column)})
    return lines


def _of_step(fault: RowFault) -> bool:
    """Whether the sentence names its step itself."""
    return "step" in fault.params and fault.code not in {"step_time_malformed", "unit_unknown"}


def drawings(
    content: Mapping[str, Json], faults: tuple[RowFault, ...], on: dt.date, marks: Marks | None = None
) -> dict[str, Drawing]:
    """The drawing for a wide and for a narrow window, the faults marked."""
    counts: dict[int, int] = {}
    for fault in faults:
        if fault.row is not None:
            counts[fault.row] = counts.get(fault.row, 0) + 1
    given = marks or Marks()
    told = Marks(counts or given.faults, given.compared, given.anchor)
    rows, names = steps_of(content), names_of_units(content, on)
    return {"wide": drawn(rows, names, marks=told), "narrow": drawn(rows, names, marks=told, one_column=True)}


def head_of(draft: ProcessDraft) -> dict[str, object]:
    """Names and addresses that every page of a draft shows."""
    name = procedure_names([draft.procedure_key]).get(draft.procedure_key, draft.procedure_key) or draft.subject
    where = [draft.procedure_key, draft.case_key, draft.unit_code]
    content = content_of_draft(draft)
    return {
        "draft": draft,
        "procedure_name": name,
        "where": [part for part in where if part],
        "title": str(content.get("name") or _("Quy trình chưa có tên")),
        "expected": draft.revision,
        "idempotency_key": str(new_id()),
        "back": reverse("studio:process_draft", args=[draft.uid]),
        "register": _register(draft),
    }


def _register(draft: ProcessDraft) -> str:
    """The page of the register that a process belongs to; empty for a procedure's."""
    if not draft.subject.startswith("register:"):
        return ""
    try:
        return reverse("studio:register", kwargs={"key": draft.subject.removeprefix("register:")})
    except NoReverseMatch:
        return ""


def sent_once(request: HttpRequest, what: str, uid: UUID, run: Callable[[Actor, dt.datetime], str]) -> str:
    """Do what a form asks, once; the address to go to."""
    actor, at = actor_at(request), now()
    address, _fresh = once(request, f"studio.processes.{what}:{uid}", lambda: run(actor, at), actor=actor, now=at)
    return address


def seen_revision(request: HttpRequest, draft: ProcessDraft) -> int:
    """The revision the form was made from; the present one for a form that does not say."""
    seen = expected(request)
    return draft.revision if seen is None else seen


def told(error: DomainError) -> list[dict[str, str]]:
    return [{"text": say(error.code, error.params), "href": "#main-content"}]
