"""What two writings of a process say differently, step by step, in words; steps are matched by their key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.procedures.process_content import Content, steps_of
from motcua.procedures.process_rows import Row, outcomes_of
from motcua.studio.processes.conditions import condition_text
from motcua.studio.processes.table import shown_time, target_choices, way_words
from motcua.studio.processes.timers_words import timer_words
from motcua.studio.processes.words import ACTIONS, KINDS, ROLES, unit_words, words


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that differs: what it is, what it was, what it is now. Empty = was not there."""

    what: str
    old: Sequence[str]
    new: Sequence[str]


@dataclass(frozen=True, slots=True)
class StepChange:
    """``kind`` is ``new``, ``gone``, ``changed`` or ``moved``."""

    title: str
    kind: str
    changes: Sequence[Changed] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """``old_marks`` and ``new_marks`` are for the drawings, by row."""

    name: Changed | None
    steps: Sequence[StepChange]
    old_marks: Mapping[int, str] = field(default_factory=dict)
    new_marks: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return self.name is None and not self.steps


def difference(old: Content, new: Content) -> Difference:
    before, after = _by_key(steps_of(old)), _by_key(steps_of(new))
    before = _matched(before, after)
    old_targets, new_targets = dict(target_choices(steps_of(old))), dict(target_choices(steps_of(new)))
    steps: list[StepChange] = []
    old_marks: dict[int, str] = {}
    new_marks: dict[int, str] = {}
    order = {key: place for place, key in enumerate(key for key in before if key in after)}
    order_after = {key: place for place, key in enumerate(key for key in after if key in before)}
    for key, (number, row) in after.items():
        title = f"{number + 1}. {row.get('name') or ''}"
        if key not in before:
            steps.append(StepChange(title, "new", _lines({}, row, {}, new_targets)))
            new_marks[number] = "new"
            continue
        was_number, was = before[key]
        changes = _lines(was, row, _plain(old_targets), _plain(new_targets))
        if changes:
            steps.append(StepChange(title, "changed", changes))
            old_marks[was_number] = new_marks[number] = "changed"
        elif order[key] != order_after[key]:
            place = Changed(_("thứ tự"), [str(was_number + 1)], [str(number + 1)])
            steps.append(StepChange(title, "moved", [place]))
    for key, (number, row) in before.items():
        if key not in after:
            steps.append(StepChange(f"{number + 1}. {row.get('name') or ''}", "gone"))
            old_marks[number] = "gone"
    name = (str(old.get("name") or ""), str(new.get("name") or ""))
    renamed = Changed(_("tên quy trình"), [name[0]], [name[1]]) if name[0] != name[1] else None
    return Difference(renamed, steps, old_marks, new_marks)


def _by_key(rows: Sequence[Row]) -> dict[str, tuple[int, Row]]:
    """Rows by key; a key that comes again gets a number, so that every row is in it."""
    found: dict[str, tuple[int, Row]] = {}
    for number, row in enumerate(rows):
        key = base = str(row.get("key"))
        again = 2
        while key in found:
            key, again = f"{base} ({again})", again + 1
        found[key] = (number, row)
    return found


def _matched(before: dict[str, tuple[int, Row]], after: Mapping[str, tuple[int, Row]]) -> dict[str, tuple[int, Row]]:
    """``before`` with the key of a step of the same name where its own key is gone: a process written anew."""
    left = {str(row.get("name")): key for key, (_number, row) in after.items() if key not in before}
    return {
        left.pop(str(row.get("name")), key) if key not in after else key: (n, row) for key, (n, row) in before.items()
    }


def _plain(targets: Mapping[str, str]) -> dict[str, str]:
    """Names of targets without their number: a step that only stands at another place is the same target."""
    return {key: text.partition(". ")[2] or text for key, text in targets.items()}


def _lines(was: Row, row: Row, old: Mapping[str, str], new: Mapping[str, str]) -> list[Changed]:
    parts = [
        (_("tên"), [str(was.get("name") or "")], [str(row.get("name") or "")]),
        (_("loại bước"), [words(KINDS, was.get("kind"))], [words(KINDS, row.get("kind"))]),
        (_("vai trò"), [words(ROLES, was.get("role"))], [words(ROLES, row.get("role"))]),
        (_("đơn vị"), [unit_words(was, {})], [unit_words(row, {})]),
        (_("thời gian"), [shown_time(was)], [shown_time(row)]),
        (_("thao tác"), _actions(was), _actions(row)),
        (_("hướng xử lý"), _ways(was, old), _ways(row, new)),
        (_("hẹn giờ"), _timers(was), _timers(row)),
    ]
    if not was:
        said = [", ".join(now) for what, _old, now in parts[1:5] if any(now)]
        return [
            Changed(_("ghi"), [], [" · ".join(said)]),
            *(Changed(what, [], now) for what, _o, now in parts[5:] if now),
        ]
    return [Changed(what, then, now) for what, then, now in parts if then != now]


def _actions(row: Row) -> list[str]:
    found = row.get("actions")
    return [words(ACTIONS, one) for one in found] if isinstance(found, list) else []


def _ways(row: Row, targets: Mapping[str, str]) -> list[str]:
    return [way_words(one, targets) + _condition(one) for one in outcomes_of(row)]


def _condition(outcome: Mapping[str, Json]) -> str:
    text = condition_text(outcome.get("when"))
    return f" [{text}]" if text else ""


def _timers(row: Row) -> list[str]:
    found = row.get("timers")
    return [timer_words(one) for one in found if isinstance(one, dict)] if isinstance(found, list) else []
