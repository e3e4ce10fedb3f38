"""What would raise a unit's score of index 766: the cheapest next points with their lists, and what if."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.core.clock import now
from motcua.core.errors import DomainError, Invalid, NotFound
from motcua.core.texts import say
from motcua.desk.figures.boards_address import READ, Asked
from motcua.desk.figures.boards_shown import points, signed, total_words
from motcua.desk.figures.boards_unit import asked_of, found_row, frame
from motcua.desk.wording import words
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import READ as DOSSIER_READ
from motcua.dossiers.permissions import UNIT_FIELDS
from motcua.figures.boards.advice import Chance, Simulated, chances, changes_to, reached, shares, what_if
from motcua.figures.boards.lacking import lacking
from motcua.figures.boards.models import BoardRow
from motcua.figures.boards.procedures import procedure_names
from motcua.figures.boards.runs import of_level, score_of_row
from motcua.figures.boards.words import MENDS
from motcua.figures.counting import Row, Thing
from motcua.figures.definitions import catalogue as definitions
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.facts.shared import borrowed
from motcua.figures.numbers import print_percent
from motcua.figures.trees.ranking import Rank
from motcua.figures.trees.score import Score
from motcua.figures.typed_numbers import Expected, read_number
from motcua.figures.wording import language
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.permissions import scope
from motcua.people.services.records import record_list
from motcua.web.access import official
from motcua.web.words import instant


@official(READ)
@require_GET
def next_points(request: HttpRequest, code: str) -> HttpResponseBase:
    """The cheapest next points and the simulation of a target."""
    actor, unit, asked = asked_of(request, code)
    found = found_row(asked, unit)
    context = {**frame(actor, unit, asked), "found": found is not None}
    if found is not None:
        row, _tree, score = found
        faults, simulated, target = _simulated(request.GET, row, score, unit, asked)
        context |= {
            "chances": [_chance(one, score, unit, asked) for one in chances(score)],
            "shares": _share_fields(score, request.GET),
            "faults": faults,
            "target": target,
            "simulated": _simulated_words(simulated) if simulated else None,
            "now": total_words(row),
            "as_of": instant(row.run.as_of),
        }
    return render(request, "desk/figures/board_next.jinja", context, status=400 if context.get("faults") else 200)


def _chance(chance: Chance, score: Score, unit: Unit, asked: Asked) -> dict[str, object]:
    one = chance.advice
    return {
        "criterion": one.criterion,
        "name": score.criteria[one.criterion].criterion.name(language()),
        "many": one.items,
        "gain": signed(one.gain),
        "left": one.left,
        "room": signed(one.room),
        "mend": words(MENDS, chance.mend),
        "look": {"now": "ontime", "some": "soon", "next": "paused"}[chance.mend.value],
        "href": f"{reverse('desk:board_lacking', args=[unit.code, one.criterion])}?{asked.query}",
    }


def _share_fields(score: Score, values: QueryDict) -> list[dict[str, str]]:
    return [
        {
            "name": f"tc-{name}",
            "id": name,
            "label": score.criteria[name].criterion.name(language()),
            "now": print_percent(share, 2, language()),
            "value": str(values.get(f"tc-{name}", ""))[:20],
        }
        for name, share in shares(score)
    ]


def _simulated(
    values: QueryDict, row: BoardRow, score: Score, unit: Unit, asked: Asked
) -> tuple[list[str], Simulated | None, str]:
    """What the form asks: shares of criteria, or the cheapest way to a target. Faults in words."""
    target, faults = str(values.get("muc-tieu", "")).strip()[:20], []
    changes = {}
    for name, _share in shares(score):
        typed = str(values.get(f"tc-{name}", "")).strip()
        if typed:
            try:
                changes[name] = reached(score, name, read_number(typed, Expected.PERCENT).value)
            except DomainError as error:
                faults.append(f"{name}: {say(error.code, error.params)}")
    if target and not faults:
        try:
            changes = {**changes_to(score, _target(target, score))[0], **changes}
        except DomainError as error:
            faults.append(say(error.code, error.params))
    if faults or not changes:
        return faults, None, target
    return faults, what_if(unit.code, _all_scores(row, asked), changes), target


def _target(typed: str, score: Score) -> Fraction:
    value = read_number(typed, Expected.MULTIPLE).value
    if not 0 <= value <= score.scored_most:
        raise Invalid("board_target_out_of_range", params={"most": points(score.scored_most)})
    return value


def _all_scores(row: BoardRow, asked: Asked) -> dict[str, Score]:
    tree = of_level(asked.level, asked.period).tree
    return {one.member: score_of_row(tree, one) for one in row.run.rows.all()}


def _simulated_words(simulated: Simulated) -> dict[str, object]:
    def ranked(rank: Rank) -> str:
        return f"{rank.rank}/{rank.total}" if rank.rank is not None else ""

    before, after = simulated.before, simulated.after
    return {
        "before": points(before.points),
        "after": points(after.points),
        "gain": signed(simulated.gain),
        "rank_before": ranked(simulated.rank_before),
        "rank_after": ranked(simulated.rank_after),
        "moves": [
            {
                "id": name,
                "name": one.criterion.name(language()),
                "before": points(before.criteria[name].points),
                "after": points(one.points),
            }
            for name, one in after.criteria.items()
            if one.points != before.criteria[name].points
        ],
    }


@official(READ)
@require_GET
def lacking_list(request: HttpRequest, code: str, criterion: str) -> HttpResponseBase:
    """The dossiers or procedures that do not count yet. Raises NotFound ``criterion_unknown``."""
    actor, unit, asked = asked_of(request, code)
    tree = of_level(asked.level, asked.period).tree
    if criterion not in tree.indicators:
        raise NotFound("criterion_unknown", params={"criterion": criterion[:20]})
    after, scored = str(request.GET.get("sau", ""))[:80], found_row(asked, unit)
    # As of when the score was worked out, so that the list is the one that its number counts.
    with borrowed(scored[0].run.as_of if scored else None) as facts:
        found = lacking(facts, definitions.shipped(), tree.indicators[criterion], unit.code, asked.period, after=after)
    query = asked.query
    rows = _things(found.thing, found.rows, asked, actor)
    is_told = not isinstance(found.total, Absent)
    record_list(actor, READ, "figure_list", {"criterion": criterion, "unit": unit.code}, rows=len(rows), now=now())
    context = {
        **frame(actor, unit, asked),
        "criterion": tree.by_id[criterion],
        "name": tree.by_id[criterion].name(language()),
        "rows": rows,
        "hidden": len(found.rows) - len(rows),
        "total": found.total if is_told else 0,
        "why": "" if is_told else say("board_list_unknown"),
        "next": f"?{query}&sau={found.next}" if found.next else "",
        "first": f"?{query}" if after else "",
        "back": f"{reverse('desk:board_next', args=[unit.code])}?{query}",
    }
    return render(request, "desk/figures/board_lacking.jinja", context)


def _things(thing: Thing, listed: Sequence[Row], asked: Asked, actor: Actor) -> list[dict[str, str]]:
    """Names and links; of dossiers only those that this official may read."""
    ids = [row.id for row in listed]
    if thing is Thing.DOSSIER:
        seen = Dossier.objects.filter(scope(actor, DOSSIER_READ, *UNIT_FIELDS), uid__in=ids).select_related("version")
        return [
            {
                "text": one.code or one.receipt_no,
                "note": one.version.name,
                "href": reverse("desk:dossier", args=[one.uid]),
            }
            for one in seen.order_by("uid")
        ]
    names = procedure_names(ids, asked.period.last) if thing is Thing.PROCEDURE else {}
    return [{"text": one, "note": names.get(one, ""), "href": ""} for one in ids]
