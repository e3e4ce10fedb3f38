"""The way of a dossier as the timeline draws it: each event, and the stretch it ended with the one who held it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.desk.wording import EVENTS, HOLDERS, OUTCOMES, STATES, words
from motcua.dossiers.answers import unit_name
from motcua.dossiers.lifecycle import EventKind, State
from motcua.dossiers.references import unit_id
from motcua.dossiers.selectors.steps import StepNames
from motcua.dossiers.selectors.timeline import Held, Moment
from motcua.web import words as said
from motcua.worktime.texts import UNITS

TOGETHER = AT_ONCE = dt.timedelta(minutes=1)

FAMILY = frozenset(
    {
        EventKind.CHILD_OPENED,
        EventKind.CHILD_WAITS,
        EventKind.CHILD_RESUMED,
        EventKind.CHILD_ENDED,
        EventKind.CHILD_OVERDUE,
        EventKind.CHILD_BLOCKED,
    }
)

WORKED_ON = frozenset({State.ACCEPTED, State.PROCESSING})
"""States in which the step by name says more than the state."""


def timeline_items(
    moments: Sequence[Moment], steps: StepNames, process: int, parts: Mapping[str, str] | None = None
) -> list[dict[str, object]]:
    """Newest first, as the macro draws it: who holds it now on top, then every event with the stretch it ended.
    ``parts``: names of the parts of a whole by key."""
    items: list[dict[str, object]] = []
    hatched = False
    for moment, more in _together(moments):
        held = moment.ended
        late = held is not None and held.stretch.late_minutes > 0
        items.append(
            {
                "title": _title(moment, steps, process, more),
                "by": _byline(moment),
                "at": moment.at,
                "held": _ended_words(held, moment) if held else "",
                "held_state": "paused" if held and held.stretch.paused else "late" if late else "",
                "text": _said(moment, parts or {}),
                "state": "paused" if moment.paused and not hatched else "",
                "hatched": hatched,
            }
        )
        hatched = moment.paused
    lasting = next((one.began for one in reversed(moments) if one.began is not None and one.began.stretch.open), None)
    if lasting is not None:
        items.append(_now_item(lasting, steps, process))
    return items[::-1]


def _together(moments: Sequence[Moment]) -> list[tuple[Moment, int]]:
    """Papers added one after another by the same person within a minute are one line: the event and how many."""
    found: list[tuple[Moment, int]] = []
    for moment in moments:
        before, many = found[-1] if found else (None, 0)
        if (
            before is not None
            and moment.kind is before.kind is EventKind.DOCUMENT_ADDED
            and moment.actor == before.actor
            and moment.at - before.at < TOGETHER
        ):
            found[-1] = (before, many + 1)
        else:
            found.append((moment, 1))
    return found


def _now_item(held: Held, steps: StepNames, process: int) -> dict[str, object]:
    stretch = held.stretch
    title = words(STATES, stretch.state)
    if stretch.step and stretch.state in WORKED_ON:
        title = steps.name(process, stretch.step)
    return {
        "title": title,
        "by": holder_words(held),
        "at": stretch.since,
        "since": True,
        "held": _lasting_words(held),
        "held_state": "paused" if stretch.paused else "late" if stretch.late_minutes else "now",
        "state": "paused" if stretch.paused else "now",
        "hatched": stretch.paused,
    }


def holder_words(held: Held) -> str:
    """``Lê Thị Thu Hà, Phòng Kinh tế``; the unit alone while no post has it."""
    holder = held.stretch.holder
    if holder is not None and holder.kind in HOLDERS:
        return words(HOLDERS, holder.kind)
    return ", ".join(part for part in (held.who, held.unit) if part)


def _ended_words(held: Held, moment: Moment) -> str:
    """``giữ 19 phút, hạn 8 giờ làm việc``; the holder by name where the line above names somebody else."""
    stretch = held.stretch
    if stretch.until - stretch.since < AT_ONCE and not stretch.late_minutes:
        return ""
    span = said.duration(stretch.minutes)
    if stretch.paused:
        text = _("dừng {span}, không tính vào hạn").format(span=span)
    elif _named_above(held, moment):
        text = _("giữ {span}").format(span=span)
    else:
        text = _("{who} giữ {span}").format(who=held.who or holder_words(held), span=span)
    return text + _against(held)


def _lasting_words(held: Held) -> str:
    stretch = held.stretch
    span = said.duration(stretch.minutes)
    if stretch.paused:
        return _("đang dừng {span}, không tính vào hạn").format(span=span)
    return _("đang giữ {span}").format(span=span) + _against(held)


def _against(held: Held) -> str:
    """``, hạn 2 ngày làm việc``, and by how much it was missed."""
    clock = held.stretch.clock
    if clock is None:
        return ""
    if clock.amount:
        # A limit that began to run before this holder came is shared with the one before.
        text = _("hạn cả bước {limit}") if clock.started_at < held.stretch.since else _("hạn {limit}")
        limit = text.format(limit=f"{clock.amount} {UNITS.get(clock.unit, clock.unit)}")
    else:
        limit = _("hạn {at}").format(at=said.short_instant(clock.due_at))
    if not held.stretch.late_minutes:
        return f", {limit}"
    over = _("quá {span}").format(span=said.duration(held.stretch.late_minutes))
    return f", {limit}, {over}"


def _named_above(held: Held, moment: Moment) -> bool:
    if held.who:
        return held.who == moment.actor
    return bool(held.unit) and held.unit == moment.unit and not moment.by_citizen


def _title(moment: Moment, steps: StepNames, process: int, many: int) -> str:
    if moment.kind is EventKind.DOCUMENT_ADDED and many > 1:
        return ngettext("Thêm {count} giấy tờ", "Thêm {count} giấy tờ", many).format(count=many)
    done = moment.data.get("done")
    if moment.kind is EventKind.STEP_COMPLETED and isinstance(done, str):
        return _("Xong bước {step}").format(step=steps.name(process, done))
    if moment.kind is EventKind.STEP_PASSED and isinstance(done, str):
        return _("Qua bước tự động {step}").format(step=steps.name(process, done))
    return words(EVENTS, moment.kind)


def _byline(moment: Moment) -> str:
    if moment.by_citizen:
        return moment.actor
    if moment.kind in {EventKind.SUBMITTED, EventKind.SUPPLEMENT_ANSWERED} and not moment.actor:
        return _("Người nộp")
    who = moment.actor or ""
    if moment.on_behalf_of:
        who = _("{who} thay mặt {title}").format(who=who, title=moment.on_behalf_of)
    return ", ".join(part for part in (who, moment.unit) if part)


def _of_part(moment: Moment, parts: Mapping[str, str]) -> list[str]:
    """The part an event of a family is about, its agency, and how it ended."""
    key = moment.data.get("part")
    if not isinstance(key, str) or moment.kind not in FAMILY:
        return []
    agency, outcome = moment.data.get("agency"), moment.data.get("outcome")
    said_of = [parts.get(key, key)]
    if isinstance(agency, str) and agency:
        said_of.append(unit_name(unit_id(agency)).name)
    if isinstance(outcome, str):
        said_of.append(words(OUTCOMES, outcome))
    return [", ".join(said_of)]


def _said(moment: Moment, named: Mapping[str, str]) -> str:
    """What was written, when the reader may see it."""
    parts = [moment.private_text(name) for name in ("reason", "question", "answer", "content", "note", "number")]
    parts = [*_of_part(moment, named), *parts]
    items = moment.data.get("items")
    if moment.kind is EventKind.SUPPLEMENT_REQUESTED and isinstance(items, list):
        parts.insert(0, ngettext("{count} giấy tờ", "{count} giấy tờ", len(items)).format(count=len(items)))
    if moment.kind is EventKind.CONSULTATION_ANSWERED:
        lapsed = moment.data.get("lapsed") is True
        agrees = moment.data.get("agrees") is not False
        parts.insert(0, _("Quá hạn, không trả lời") if lapsed else _("Đồng ý") if agrees else _("Không đồng ý"))
    return ". ".join(part.rstrip(".") for part in parts if part)
