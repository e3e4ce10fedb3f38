"""Dossiers as the rows of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.desk.time_left import Watch
from motcua.desk.wording import HOLDERS, STATES, words
from motcua.dossiers.lifecycle import Flag, HolderKind, State
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.steps import StepNames
from motcua.web.words import TimeLeft

RECEPTION_OFFICER = "reception_officer"
NEW_FOR = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Row:
    uid: UUID
    code: str
    href: str
    who: str
    procedure: str
    step: str
    owner: str
    left: TimeLeft
    due: dt.datetime | None
    flags: tuple[Mapping[str, str], ...] = ()
    warning: str = ""
    """Why it is likely to be late, in words."""
    selected: bool = False


def rows_of(
    dossiers: Iterable[Dossier],
    watch: Watch,
    steps: StepNames,
    *,
    query: str = "",
    own: Collection[int] = (),
    stands_in: Mapping[int, str] | None = None,
) -> list[Row]:
    """``query``: the address of the list, so that a dossier can lead back to its place in it. ``own``: the reader's
    units, whose name need not be said: there the question is who has it. ``stands_in``: posts whose work the reader
    does for somebody away."""
    return [_standing_in(_row(one, watch, steps, query, own), one, stands_in or {}) for one in dossiers]


def _standing_in(row: Row, dossier: Dossier, stands_in: Mapping[int, str]) -> Row:
    title = stands_in.get(dossier.holder_post_id or 0)
    if title is None:
        return row
    return replace(row, flags=(*row.flags, {"text": _("Làm thay {title}").format(title=title), "kind": "soon"}))


def _row(dossier: Dossier, watch: Watch, steps: StepNames, query: str, own: Collection[int]) -> Row:
    shared = dossier.holder_kind == HolderKind.UNIT and dossier.holder_unit_id in own
    href = reverse("desk:dossier", args=[dossier.uid])
    return Row(
        uid=dossier.uid,
        code=dossier.code or dossier.receipt_no,
        href=f"{href}?{query}" if query else href,
        who=dossier.applicant_name,
        procedure=dossier.version.name,
        step=step_words(dossier, steps),
        owner=_shared_words(dossier) if shared else owner_words(dossier),
        left=watch.left(dossier),
        due=dossier.next_at,
        flags=tuple(_flags(dossier, watch.now)),
    )


def _shared_words(dossier: Dossier) -> str:
    """What the reader's own unit holds: at the counter everybody does it, elsewhere somebody is still to be named."""
    return _("Cả bộ phận") if dossier.holder_role == RECEPTION_OFFICER else _("Chưa có người nhận")


def step_words(dossier: Dossier, steps: StepNames) -> str:
    """The step by name while somebody works on it; else the state."""
    if dossier.step and dossier.state in {State.ACCEPTED, State.PROCESSING}:
        return steps.name(dossier.process_version_id, dossier.step)
    return words(STATES, dossier.state)


def owner_words(dossier: Dossier) -> str:
    """Who holds it: the person on the post, else the post, else the unit; the applicant by no name."""
    if dossier.holder_kind in HOLDERS:
        return words(HOLDERS, dossier.holder_kind)
    if dossier.holder_kind == HolderKind.POST and dossier.holder_post is not None:
        return getattr(dossier, "holder_person", None) or dossier.holder_post.title
    if dossier.holder_unit is None:
        return ""
    return dossier.holder_unit.short_name or dossier.holder_unit.name


def _flags(dossier: Dossier, now: dt.datetime) -> Iterable[Mapping[str, str]]:
    if dossier.state == State.CONSULTING:
        yield {"text": _("Xin ý kiến"), "kind": "soon"}
    if dossier.state == State.SUBMITTED and now - dossier.submitted_at < NEW_FOR:
        yield {"text": _("Mới"), "kind": "son"}
    if Flag.REAPPOINTED in dossier.flags:
        yield {"text": _("Đã hẹn lại"), "kind": "paused"}
    if Flag.BOUNDARY_FREE in dossier.flags:
        yield {"text": _("Liên thông"), "kind": "neutral"}
