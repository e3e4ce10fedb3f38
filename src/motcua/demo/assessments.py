"""Two made-up rounds of assessment by the real services: one of the departments for last year, published, and one of
the communes, half-way through appraisal. Nobody is told of a past that is made up today; loading twice does nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.db import connection, transaction

from motcua.core.clock import legal_date
from motcua.demo.files import draw
from motcua.figures.assessments.models import (
    AssessmentRound,
    AssessmentSheet,
    EntryOrigin,
    Kind,
    Part,
)
from motcua.figures.assessments.selectors import tree_of
from motcua.figures.assessments.services import entries, publishing, rounds
from motcua.figures.assessments.services.entries import Draft, Typed
from motcua.figures.assessments.services.log import locked_sheet
from motcua.figures.periods import PeriodKind, numbered, parse_code, period_of, previous
from motcua.figures.trees.layers import Layer
from motcua.figures.trees.model import Criterion, Origin, Tree
from motcua.organisation.models import Post, Unit, in_force
from motcua.people.actors import Actor, load_actor
from motcua.people.models import Assignment

OFFICE: Final = "AS.S01"
CONTROL: Final = "AS.S01.P1"
HOME_AFFAIRS: Final = "Sở Nội vụ"
COMMUNES: Final = 12
"""How many communes of the open round have filled in something."""

OWN: Final = {"1.1.1": ("yes", "late"), "1.1.2": ("58/64", "61/64", "64/64"), "1.2": ("0", "1", "2"), "1.3": ("1", "2")}
WHY: Final = "Theo báo cáo cải cách hành chính của đơn vị"
LESS: Final = "Một báo cáo gửi sau ngày 20, chưa trừ điểm"

_TELL_NOBODY: Final = "DELETE FROM core_outbox WHERE epoch = core_current_epoch() AND xid = pg_current_xact_id()"


@dataclass(frozen=True, slots=True)
class _Cast:
    manager: Actor
    appraiser: Actor
    second: Actor
    leader: Actor
    posts: dict[str, str]

    def judge_of(self, sheet: AssessmentSheet) -> Actor:
        """Nobody appraises their own department."""
        return self.second if sheet.unit.name == HOME_AFFAIRS else self.appraiser


def load_assessments(*, now: dt.datetime) -> int:
    """How many rounds were made."""
    if AssessmentRound.objects.exists():
        return 0
    cast = _cast(legal_date(now))
    if cast is None:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        _published(cast, now)
        _half_way(cast, now)
        cursor.execute(_TELL_NOBODY)
    return 2


def _cast(on: dt.date) -> _Cast | None:
    home = Unit.objects.filter(in_force(on), name=HOME_AFFAIRS).values_list("code", flat=True).first()
    wanted = {
        "manager": (CONTROL, "control_head"),
        "appraiser": (home or "", "unit_head"),
        "second": (OFFICE, "unit_head"),
        "leader": ("AS", "province_leader"),
    }
    posts = {name: _post(unit, role, on) for name, (unit, role) in wanted.items()}
    actors = {name: _holder(post, on) for name, post in posts.items() if post is not None}
    found = {name: actor for name, actor in actors.items() if actor is not None}
    if set(found) != set(wanted):
        return None
    return _Cast(**found, posts={name: str(post.uid) for name, post in posts.items() if post is not None})


def _post(unit: str, role: str, on: dt.date) -> Post | None:
    return Post.objects.filter(in_force(on), unit__code=unit, role=role).order_by("code").first()


def _holder(post: Post, on: dt.date) -> Actor | None:
    user = Assignment.objects.filter(in_force(on), post=post).order_by("pk").values_list("user", flat=True).first()
    return load_actor(user, on) if user is not None else None


def _order(cast: _Cast, title: str, kind: Kind, period: str, days: rounds.Deadlines) -> rounds.Order:
    return rounds.Order(
        title=title,
        kind=kind,
        tree="internal_example",
        period=parse_code(period),
        deadlines=days,
        signer=cast.posts["leader"],
        basis="Kế hoạch cải cách hành chính của tỉnh (hư cấu)",
        judges=[
            (Part.APPRAISER, cast.posts["appraiser"], ""),
            (Part.APPRAISER, cast.posts["second"], ""),
            (Part.COUNCIL, cast.posts["leader"], ""),
        ],
    )


def _published(cast: _Cast, now: dt.datetime) -> None:
    """Last year's, of the departments."""
    today = legal_date(now)
    period = numbered(PeriodKind.YEAR, today.year - 1)
    start = now - dt.timedelta(days=60)
    days = [legal_date(start) + dt.timedelta(days=after) for after in (10, 25, 40, 50)]
    title = f"Chấm điểm cải cách hành chính các sở, ban, ngành năm {period.year}"
    made = rounds.make_round(
        _order(cast, title, Kind.DEPARTMENT, period.code, rounds.Deadlines(*days)), actor=cast.manager, now=start
    )
    rounds.advance(made.uid, actor=cast.manager, now=start)
    tree, sheets = tree_of(made), list(made.sheets.select_related("unit"))
    for sheet in sheets:
        _fill(sheet, start + dt.timedelta(days=3))
    rounds.advance(made.uid, actor=cast.manager, now=start + dt.timedelta(days=10))
    for sheet in sheets:
        _appraise(cast, sheet, tree, start + dt.timedelta(days=15), share=1.0)
    for after in (25, 40):
        rounds.advance(made.uid, actor=cast.manager, now=start + dt.timedelta(days=after))
    signed = start + dt.timedelta(days=45)
    number = f"1186/QĐ-UBND ({period.year}, hư cấu)"
    publishing.sign(made.uid, decision_number=number, signed_on=legal_date(signed), actor=cast.leader, now=signed)


def _half_way(cast: _Cast, now: dt.datetime) -> None:
    """The quarter before this one, of the communes: some handed in, some appraised."""
    period = previous(period_of(PeriodKind.QUARTER, legal_date(now)))
    start = now - dt.timedelta(days=12)
    days = [legal_date(now) + dt.timedelta(days=after) for after in (-2, 10, 17, 25)]
    title = f"Chấm điểm cải cách hành chính các xã, phường quý {period.number}/{period.year}"
    made = rounds.make_round(
        _order(cast, title, Kind.COMMUNE, period.code, rounds.Deadlines(*days)), actor=cast.manager, now=start
    )
    rounds.advance(made.uid, actor=cast.manager, now=start)
    tree = tree_of(made)
    sheets = list(made.sheets.select_related("unit").order_by("unit__code"))[:COMMUNES]
    for sheet in sheets:
        _fill(sheet, start + dt.timedelta(days=4))
    rounds.advance(made.uid, actor=cast.manager, now=now - dt.timedelta(days=1))
    for sheet in sheets[: COMMUNES // 2]:
        _appraise(cast, sheet, tree, now - dt.timedelta(hours=5), share=0.6)


def _fill(sheet: AssessmentSheet, at: dt.datetime) -> None:
    """What the unit declares about itself, by its head."""
    post = Post.objects.filter(unit=sheet.unit, role="unit_head", valid_to=None).order_by("code").first()
    head = _holder(post, legal_date(at)) if post is not None else None
    if head is None:
        return
    dice = draw("assessment", sheet.unit.code, sheet.round_id)
    for criterion, values in OWN.items():
        entries.enter(sheet.uid, criterion, Typed({"value": dice.choice(values)}, reason=WHY), actor=head, now=at)
    entries.enter(sheet.uid, "5.1", Typed({"value": dice.choice("0012")}, reason=WHY), actor=head, now=at)
    entries.submit(sheet.uid, actor=head, now=at)


def _appraise(cast: _Cast, sheet: AssessmentSheet, tree: Tree, at: dt.datetime, *, share: float) -> None:
    dice = draw("appraisal", sheet.unit.code, sheet.round_id)
    actor = cast.judge_of(sheet)
    held = locked_sheet(sheet.uid)
    has_own = {row.criterion for row in held.entries.all()}
    for leaf in tree.leaves:
        if dice.random() > share:
            continue
        if leaf.origin is Origin.SELF:
            lowered = leaf.id == "1.2" and dice.random() < 0.3
            if leaf.id in has_own:
                typed = Typed({"value": "2,5" if lowered else "agree"}, reason=LESS if lowered else "")
                entries.appraise(sheet.uid, leaf.id, typed, actor=actor, now=at)
            continue
        _given(held, tree, leaf, actor, dice.choice((0.78, 0.84, 0.9, 0.95, 1.0)), at)


def _given(sheet: AssessmentSheet, tree: Tree, leaf: Criterion, actor: Actor, part: float, at: dt.datetime) -> None:
    """Points that figures and the survey gave in this made-up past."""
    most = leaf.max_points or Fraction(0)
    points = Fraction(round(most * Fraction(part) * 4), 4)
    is_survey = leaf.origin is Origin.SURVEY
    layer, origin = (Layer.SURVEY, EntryOrigin.SURVEY) if is_survey else (Layer.APPRAISED, EntryOrigin.TYPED)
    reason = "Kết quả điều tra xã hội học (hư cấu)" if is_survey else "Số liệu tổng hợp của kỳ (hư cấu)"
    draft = Draft(layer, points, origin, {"kind": "points", "value": str(points)}, reason)
    entries.write(sheet, tree, leaf, draft, actor=actor, now=at)
