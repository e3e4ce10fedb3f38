"""The parts of a dossier and the whole of a part, as the desk shows them: agency, state and time left in one line each,
with a way to the dossiers the reader may read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.texts import say
from motcua.desk.time_left import Watch
from motcua.desk.wording import OUTCOMES, STATES, words
from motcua.dossiers.lifecycle import State
from motcua.dossiers.log.family_facts import BLOCKED
from motcua.dossiers.models import Alert, Dossier
from motcua.dossiers.permissions import may_open_parts
from motcua.dossiers.selectors.family import PartView, open_alerts, parts_of, whole_view
from motcua.dossiers.selectors.steps import step_names
from motcua.dossiers.services.family_blocked import blocked_parts
from motcua.people.actors import Actor
from motcua.procedures.bundle import Outcome


@dataclass(frozen=True, slots=True)
class FamilyOnPage:
    """Everything is empty for an ordinary dossier. ``names``: of the parts, by key."""

    parts: Sequence[Mapping[str, object]]
    names: Mapping[str, str]
    whole: Mapping[str, str] | None
    alerts: Sequence[str]
    may_open: bool
    """The reader may try a part that could not open."""


def family_of(dossier: Dossier, actor: Actor, sight: Watch) -> FamilyOnPage:
    """What the page says of a family."""
    parts = parts_of(dossier, actor)
    children = [part.child for part in parts if part.child is not None]
    names = step_names(child.process_version_id for child in children)
    watched = sight.over(children) if children else sight
    is_told_of = parts or dossier.state == State.CONSULTING
    blocked = blocked_parts(dossier) if parts else {}
    return FamilyOnPage(
        parts=[_row(part, watched, names.name, blocked.get(part.key)) for part in parts],
        names={part.key: part.name for part in parts},
        whole=_whole(dossier, actor),
        alerts=[_alert(one, parts) for one in open_alerts(dossier)] if is_told_of else [],
        may_open=bool(blocked) and may_open_parts(actor, dossier),
    )


def _row(
    part: PartView, sight: Watch, step_name: Callable[[int, str], str], blocked: Mapping[str, Json] | None
) -> Mapping[str, object]:
    child = part.child
    if child is None and blocked is not None:
        row = {"name": part.name, "duty": part.duty, "agency": "", "state": _("chưa giao được"), "kind": "late"}
        return {**row, "why": _why(blocked)}
    if child is None:
        return {"name": part.name, "duty": part.duty, "agency": "", "state": _("chưa đến lượt"), "kind": "neutral"}
    named = step_name(child.process_version_id, child.step) if child.step else ""
    return {
        "name": part.name,
        "duty": part.duty,
        "agency": part.agency,
        "code": child.code or child.receipt_no,
        "href": reverse("desk:dossier", args=[child.uid]) if part.may_open else "",
        "state": outcome_words(part, named),
        "kind": _kind(part),
        "left": sight.left(child) if part.ended_at is None else None,
        "opened_at": part.opened_at,
        "ended_at": part.ended_at,
    }


def _why(blocked: Mapping[str, Json]) -> str:
    """Why a part could not open, with what the registry misses."""
    found = blocked.get("reasons")
    reasons = [str(reason) for reason in found] if isinstance(found, list) else []
    if "no_competence" in reasons:
        reasons = ["no_competence"]  # where it is received and by which process follows from that
    params = {"procedure": blocked.get("procedure"), "why": "; ".join(say(reason) for reason in reasons)}
    return say(str(blocked.get("fault")), params)


def outcome_words(part: PartView, step: str) -> str:
    """How a part stands: its outcome, or the step it is at."""
    if part.outcome is not None and part.outcome is not Outcome.OPEN:
        return words(OUTCOMES, part.outcome)
    return step or (words(STATES, part.child.state) if part.child else "")


def _kind(part: PartView) -> str:
    match part.outcome:
        case Outcome.GRANTED:
            return "ontime"
        case Outcome.WAITING:
            return "paused"
        case Outcome.OPEN | None:
            return "neutral"
        case _:
            return "late"


def _whole(dossier: Dossier, actor: Actor) -> Mapping[str, str] | None:
    found = whole_view(dossier, actor)
    if found is None:
        return None
    whole = found.dossier
    return {
        "part": found.part,
        "duty": found.duty,
        "code": whole.code or whole.receipt_no,
        "name": whole.version.name,
        "href": reverse("desk:dossier", args=[whole.uid]) if found.may_open else "",
    }


def _alert(alert: Alert, parts: Sequence[PartView]) -> str:
    agency = alert.agency.name if alert.agency else ""
    name = next((part.name for part in parts if part.key == alert.about), "")
    if alert.kind == "consultation_silent":
        return _("{agency} chưa trả lời ý kiến trong hạn.").format(agency=agency)
    if alert.kind == "part_overdue":
        return _("{agency} quá hạn ở phần “{part}”.").format(agency=agency, part=name)
    if alert.kind == BLOCKED:
        return _("Phần “{part}” chưa giao được cho cơ quan nào; lý do ghi ở phần đó.").format(part=name)
    return _("Phần “{part}” không được giải quyết: đơn vị chủ trì quyết định đi tiếp hay từ chối.").format(part=name)
