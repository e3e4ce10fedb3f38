"""The warning beside a dossier: in a list and on its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from motcua.desk.lateness.words import band_words, reason_words, step_to_see_to
from motcua.desk.rows import Row
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.steps import StepNames
from motcua.foresight.lateness.selectors import warning_about, warning_of
from motcua.web.words import TimeState


def with_marks(rows: Sequence[Row], dossiers: Sequence[Dossier]) -> list[Row]:
    """The rows of a list with the warnings that came along with its dossiers. What is late already says so itself."""
    return [_marked(row, dossier) for row, dossier in zip(rows, dossiers, strict=True)]


def _marked(row: Row, dossier: Dossier) -> Row:
    found = warning_of(dossier)
    if found is None or row.left.state is TimeState.LATE:
        return row
    flag = {"text": band_words(found), "icon": "soon"}
    return replace(row, flags=(*row.flags, flag), warning="; ".join(reason_words(found)[:1]))


def on_page(dossier: Dossier, steps: StepNames) -> Mapping[str, object] | None:
    """What the page of a dossier says: how likely, why, which step to see to."""
    found = warning_about(dossier.pk)
    if found is None:
        return None
    return {
        "words": band_words(found),
        "reasons": reason_words(found),
        "step": step_to_see_to(found, dossier, steps),
    }
