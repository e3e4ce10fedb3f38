"""The buttons of the table: what each does to the rows."""

from __future__ import annotations

from motcua.core.errors import Invalid
from motcua.procedures.process_content import Content, steps_of, with_steps
from motcua.procedures.process_rows import added, doubled, moved, new_row, removed
from motcua.procedures.services.process_drafts import SaveAct


def act_on(content: Content, do: str) -> tuple[Content, SaveAct, int | None]:
    """The content after the button ``do``, the name of the save, and the row to show. ``add:N`` adds beneath row N
    (-1 = on top), ``double:N``, ``drop:N``, ``up:N``, ``down:N``, ``move:N:M``; anything else changes nothing."""
    name, *numbers = do.split(":")
    rows, places = steps_of(content), [_place(one) for one in numbers]
    if name == "add" and len(places) == 1:
        at = min(places[0] + 1, len(rows))
        return with_steps(content, added(rows, at, new_row(rows))), SaveAct.ROW_ADDED, at
    if name == "double" and len(places) == 1:
        return with_steps(content, doubled(rows, places[0])), SaveAct.ROW_DOUBLED, places[0] + 1
    if name == "drop" and len(places) == 1:
        left = removed(rows, places[0])
        return with_steps(content, left), SaveAct.ROW_REMOVED, max(0, min(places[0], len(left) - 1))
    if name in {"up", "down", "move"} and places:
        to = places[0] - 1 if name == "up" else places[0] + 1 if name == "down" else places[-1]
        return with_steps(content, moved(rows, places[0], to)), SaveAct.ROW_MOVED, max(0, min(to, len(rows) - 1))
    return content, SaveAct.EDITED, None


def _place(text: str) -> int:
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 4:
        raise Invalid("data_invalid", errors=[{"field": "do", "code": "number_malformed"}])
    return int(text)
