"""What the form of an act offers to choose from: units, posts with their open load, outcomes, questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.core.vietnamese_order import dictionary_key
from motcua.desk.act_fields import Given
from motcua.dossiers import references
from motcua.dossiers.context import context_of
from motcua.dossiers.lifecycle import Action, Context, DossierState, State, next_step, unit_of_step
from motcua.dossiers.models import Dossier
from motcua.organisation.models import Post, Unit, in_force
from motcua.people.actors import Actor
from motcua.people.models import Assignment
from motcua.people.permissions import decide
from motcua.people.selectors import posts_of_programs
from motcua.procedures.process import Step, StepKind
from motcua.procedures.process_conditions import open_outcomes, why_closed
from motcua.web.words import instant, number

MOST_UNITS = 1000
Pairs = Sequence[tuple[str, str]]


def given(actor: Actor, action: Action, dossier: Dossier, state: DossierState, now: dt.datetime) -> Given:
    """The choices of one form; only what this act needs is looked up."""
    context = context_of(dossier, state, now)
    step = _step(context, state.step)
    match action:
        case Action.TRANSFER if state.state in {State.SUBMITTED, State.FORWARDED}:
            return Given(units=_centres(dossier, now), needs_unit=True)
        case Action.ASSIGN:
            return Given(posts=_posts(context, _next(context, step) if _is_assign(step) else step, state, now))
        case Action.REASSIGN:
            return Given(posts=[pair for pair in _posts(context, step, state, now) if pair[0] != state.assignee])
        case Action.COMPLETE_STEP if step is not None:
            outcomes = [(one.key, one.name) for one in open_outcomes(step, context.scope)]
            following = _next(context, step)
            closed = _closed(step, dict(outcomes))
            return Given(outcomes=outcomes, closed=closed, posts=_posts(context, following, state, now))
        case Action.CONSULT:
            return Given(units=_others(dossier, now))
        case Action.ANSWER_CONSULTATION:
            return Given(consultations=_questions(actor, state))
        case _:
            return Given()


def _step(context: Context, key: str | None) -> Step | None:
    return next((step for step in context.process.steps if step.key == key), None)


def _is_assign(step: Step | None) -> bool:
    return step is not None and step.kind is StepKind.ASSIGN


def _next(context: Context, step: Step | None) -> Step | None:
    """Where the first open outcome leads, automatic steps passed."""
    return next_step(context, step) if step is not None else None


def _closed(step: Step, still_open: Mapping[str, str]) -> Pairs:
    """The outcomes that this dossier cannot take, each with its condition."""
    return [
        (
            one.name,
            _("chỉ khi {condition}").format(condition=why_closed(one))
            if one.when is not None
            else _("đã có hướng có điều kiện"),
        )
        for one in step.outcomes
        if one.key not in still_open
    ]


def _posts(context: Context, step: Step | None, state: DossierState, now: dt.datetime) -> Pairs:
    """The posts of the step's unit that carry its role, with who fills them and what they have open; none that a
    program fills."""
    if step is None:
        return ()
    unit = references.unit_id(unit_of_step(context, state, step))
    on = legal_date(now)
    filling = Assignment.objects.filter(in_force(on), post=OuterRef("pk")).order_by("-valid_from")
    rows = (
        Post.objects.filter(in_force(on), unit=unit, role=step.role)
        .exclude(pk__in=posts_of_programs(on).values("post"))
        .annotate(person=Subquery(filling.values("user__full_name")[:1]))
        .order_by("code")
    )
    loads = _loads([row.pk for row in rows], now)
    return [
        (str(row.uid), _post_words(row.title, getattr(row, "person", None), loads.get(row.pk, (0, 0)))) for row in rows
    ]


def _loads(posts: Sequence[int], now: dt.datetime) -> dict[int, tuple[int, int]]:
    found = (
        Dossier.objects.filter(closed=False, holder_post__in=posts)
        .values("holder_post")
        .annotate(held=Count("pk"), late=Count("pk", filter=Q(next_at__lt=now)))
        .order_by("holder_post")
    )
    return {row["holder_post"]: (row["held"], row["late"]) for row in found}


def _post_words(title: str, person: str | None, load: tuple[int, int]) -> str:
    held, late = load
    who = f"{person}, {title}" if person else _("{title} (chưa có người)").format(title=title)
    text = _("{who}: đang giữ {held} hồ sơ").format(who=who, held=number(held))
    return _("{text}, {late} quá hạn").format(text=text, late=number(late)) if late else text


def _centres(dossier: Dossier, now: dt.datetime) -> Pairs:
    rows = Unit.objects.filter(in_force(legal_date(now)), kind="one_stop_centre").exclude(pk=dossier.reception_unit_id)
    return _in_order([(unit.code, unit.name) for unit in rows.order_by("name", "code")[:MOST_UNITS]])


def _others(dossier: Dossier, now: dt.datetime) -> Pairs:
    """Units that can be asked: those where somebody works, but not the one that asks."""
    on = legal_date(now)
    staffed = Post.objects.filter(in_force(on)).values("unit")
    rows = Unit.objects.filter(in_force(on), pk__in=staffed).exclude(pk__in=[dossier.settling_unit_id])
    rows = rows.exclude(kind="one_stop_centre").select_related("parent").order_by("name", "code")
    return _in_order(
        [(unit.code, f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name) for unit in rows[:MOST_UNITS]]
    )


def _in_order(units: Pairs) -> Pairs:
    return sorted(units, key=lambda unit: (dictionary_key(unit[1]), unit[0]))


def _questions(actor: Actor, state: DossierState) -> Pairs:
    """The open questions that the actor's units were asked."""
    found = []
    for one in state.consultations:
        unit = references.unit_id(one.unit)
        if decide(actor, "dossier.settle", [unit]):
            name = Unit.objects.values_list("name", flat=True).get(pk=unit)
            found.append((one.id, _("{unit}, trả lời trước {due}").format(unit=name, due=instant(one.due_at))))
    return found
