"""Scores, ranks and changes as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from motcua.core.texts import say
from motcua.figures.boards.models import BoardRow
from motcua.figures.boards.packing import fraction
from motcua.figures.definitions import catalogue as definitions
from motcua.figures.numbers import print_number, print_percent
from motcua.figures.trees.model import Tree
from motcua.figures.trees.score import CriterionScore, Score, Standing
from motcua.figures.wording import language, why_missing
from motcua.web.navigation import in_language


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure for the macro ``figure``: a number, or why there is none; either leads to its proof."""

    printed: str
    why: str
    address: str


def points(value: Fraction | None, decimals: int = 2) -> str:
    return "" if value is None else print_number(value, decimals, language())


def signed(value: Fraction | None, decimals: int = 2) -> str:
    """``+1,25``, ``-0,50``, ``0,00``; empty when it cannot be said."""
    if value is None:
        return ""
    text = points(abs(value), decimals)
    return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text


def change_words(change: Mapping[str, object]) -> dict[str, str]:
    """A packed change: points, places, and why it cannot be told; ``look`` for its colour."""
    moved = fraction(change.get("points"))
    look = "" if not moved else "ontime" if moved > 0 else "late"
    why = str(change.get("why") or "")
    return {"points": signed(moved), "places": _places(change.get("places")), "look": look, "why": _why(why)}


def _places(places: object) -> str:
    if not isinstance(places, int) or places == 0:
        return ""
    if places > 0:
        return _("lên {n} bậc").format(n=places)
    return _("xuống {n} bậc").format(n=-places)


def _why(code: str) -> str:
    return say(f"figure_why_{code}") if code else ""


def rank_words(rank: Mapping[str, object]) -> str:
    """``3/12``; empty without a rank."""
    return f"{rank['rank']}/{rank['of']}" if rank.get("rank") is not None else ""


def group_cells(tree: Tree, row: BoardRow) -> list[dict[str, str]]:
    """The groups of a row in the tree's order: points of what could be scored, and what is open."""
    found = []
    for group in tree.groups:
        reached, scored, most = (Fraction(str(text)) for text in row.score["groups"][group.id])
        found.append(
            {
                "name": group.name(language()),
                "code": group.code,
                "points": points(reached) if scored else "",
                "of": points(scored, _places_of(scored)),
                "open": points(most - scored, _places_of(most - scored)) if most > scored else "",
            }
        )
    return found


def _places_of(value: Fraction) -> int:
    return 0 if value.denominator == 1 else 2


def totals(row: BoardRow) -> tuple[Fraction, Fraction, Fraction]:
    """Reached, could be scored, applies."""
    reached, scored, most = (Fraction(str(text)) for text in row.score["totals"])
    return reached, scored, most


def total_words(row: BoardRow) -> dict[str, str]:
    reached, scored, most = totals(row)
    return {
        "points": points(reached),
        "of": points(scored, _places_of(scored)),
        "open": points(most - scored, _places_of(most - scored)) if most > scored else "",
        "most": points(most, _places_of(most)),
    }


def band_words(score: Score) -> str:
    if score.band is None:
        return ""
    return score.band.name_vi if language() == "vi" else score.band.name_en


def range_words(score: Score) -> str:
    """What the whole is at least and at most while points are open."""
    least, most = score.least_percent, score.most_percent
    if least is None or most is None or score.is_complete:
        return ""
    return _("từ {least} đến {most} trên 100").format(least=points(least), most=points(most))


def shown_figure(row: BoardRow, one: CriterionScore) -> Shown | None:
    """The figure behind a criterion as the run counted it; None when the criterion has no indicator."""
    packed = row.score["figures"].get(one.criterion.id)
    if packed is None:
        return None
    value, address = fraction(packed["value"]), in_language(str(packed["address"]), language())
    catalogue = definitions.shipped()
    versions = catalogue.indicators.get(str(packed["indicator"]), ())
    definition = next((v for v in versions if v.version == packed["version"]), None)
    if value is None or definition is None:
        missing = str(packed["missing"] or "no_data")
        return Shown("", why_missing(missing, str(packed["about"]), catalogue), address)
    if definition.form.value == "rate":
        return Shown(print_percent(value, definition.decimals, language()), "", address)
    return Shown(print_number(value, definition.decimals, language()), "", address)


def parts_words(row: BoardRow, one: CriterionScore) -> str:
    """``18 / 64``: what was counted over what it was counted of."""
    packed = row.score["figures"].get(one.criterion.id)
    if packed is None:
        return ""
    return division_words(fraction(packed["numerator"]), fraction(packed["denominator"]))


def division_words(above: Fraction | None, below: Fraction | None) -> str:
    """What was divided by what; empty where nothing was."""
    if above is None or below is None:
        return ""
    return f"{points(above, _places_of(above))} / {points(below, _places_of(below))}"


def standing_words(one: CriterionScore) -> str:
    """Why a criterion has no points; empty when it has."""
    if one.standing is Standing.SCORED:
        return _("không phát sinh: theo quy tắc mẫu số bằng 0") if one.by_zero_rule else ""
    if one.standing is Standing.SHOWN:
        return _("chỉ hiển thị, không chấm")
    return why_missing(one.reason, one.about, definitions.shipped())


def sentences(rows: Sequence[BoardRow]) -> str:
    """What all rows lack, said once above the table."""
    missing = {tuple(row.score["missing"]) for row in rows if row.rank is not None}
    if len(missing) != 1 or not (names := next(iter(missing))):
        return ""
    return _("Xếp hạng giữa các đơn vị cùng thiếu các tiêu chí: {names}.").format(names=", ".join(names))
