"""``motcua figures cuts`` and ``motcua figures baseline``: the three cuts, and what they are measured against."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.clock import LEGAL_ZONE
from motcua.figures.answers.asking import exact_instant, facts_as_of
from motcua.figures.counting.maps import maps_of
from motcua.figures.cuts.baselines import baselines
from motcua.figures.cuts.courses import MODELS
from motcua.figures.cuts.services import set_baseline
from motcua.figures.cuts.tallies import Cut, Line, tallies
from motcua.figures.numbers import print_number, print_percent
from motcua.figures.periods import between
from motcua.figures.wording import language
from motcua.people.actors import SYSTEM

_DAY = click.DateTime(["%Y-%m-%d"])
_PLACES = {Cut.TRIPS: 2, Cut.WAIT: 1, Cut.COST: 0}
_BY = {"whole": (False, False), "procedure": (True, False), "model": (False, True), "both": (True, True)}


@click.command("cuts", help=_("Ba cắt giảm của một đơn vị: trước, nay, giảm, tỷ lệ giảm."))
@click.option("--unit", required=True, help=_("mã đơn vị"))
@click.option("--from", "first", type=_DAY, required=True, help=_("ngày đầu (YYYY-MM-DD)"))
@click.option("--to", "last", type=_DAY, required=True, help=_("ngày cuối (YYYY-MM-DD)"))
@click.option("--by", type=click.Choice([*_BY]), default="model", help=_("chia theo thủ tục, mô hình hay cả hai"))
@click.option("--procedure", default="", help=_("chỉ thủ tục này"))
@click.option("--model", type=click.Choice(MODELS), help=_("chỉ mô hình này"))
@click.option("--as-of", "as_of", help=_("như đã biết tại thời điểm này (ISO 8601)"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def cuts_command(
    *,
    unit: str,
    first: dt.datetime,
    last: dt.datetime,
    by: str,
    procedure: str,
    model: str | None,
    as_of: str | None,
    as_json: bool,
) -> None:
    period, then = between(first.date(), last.date()), _instant(as_of)
    with facts_as_of(then) as facts:
        maps_of(facts).find(unit, period.last)
        lines = tallies(facts, [unit], period, baselines(period.last, then)).get(unit, ())
        known = exact_instant(facts)
    wanted = [line for line in lines if _is_wanted(line, by, procedure, model)]
    if not wanted:
        raise Failure(_("Không có hồ sơ nào trả kết quả trong kỳ này."))
    for line in wanted:
        click.echo(json.dumps(_as_json(line, known), ensure_ascii=False) if as_json else "\t".join(_columns(line)))


def _is_wanted(line: Line, by: str, procedure: str, model: str | None) -> bool:
    if (bool(line.procedure), bool(line.model)) not in {_BY[by], _BY["whole"]}:
        return False
    return (not procedure or line.procedure == procedure) and (model is None or line.model == model)


def _columns(line: Line) -> list[str]:
    found = [line.procedure or "*", line.model or "*", str(line.tally.dossiers)]
    for which in Cut:
        one = line.tally.compared(which)
        if one is None:
            found.append(f"{which.value}: -")
            continue
        numbers = [print_number(value, _PLACES[which], language()) for value in (one.before, one.now, one.cut)]
        share = print_percent(one.share, 2, language()) if one.share is not None else "-"
        found.append(f"{which.value}: {' | '.join([*numbers, share])}")
    return found + ([_("ít hồ sơ")] if line.tally.is_small else [])


def _as_json(line: Line, known: dt.datetime) -> dict[str, object]:
    told: dict[str, object] = {
        "procedure": line.procedure or None,
        "model": line.model or None,
        "dossiers": line.tally.dossiers,
        "few": line.tally.is_small,
        "as_of": known.isoformat(),
    }
    for which in Cut:
        one = line.tally.compared(which)
        told[which.value] = one and {
            "before": str(one.before),
            "now": str(one.now),
            "median": str(one.median),
            "cut": str(one.cut),
            "share": None if one.share is None else str(one.share),
            "of": one.of,
        }
    return told


@click.command("baseline", help=_("Đặt mốc so sánh của ba cắt giảm, cho một thủ tục hay mặc định cả tỉnh."))
@click.option("--procedure", default="", help=_("mã thủ tục; bỏ trống: mặc định"))
@click.option("--trips", required=True, help=_("số lượt đi lại của một hồ sơ, ví dụ 2 hoặc 2.5"))
@click.option("--minutes", type=click.IntRange(min=0), required=True, help=_("số phút chờ tại quầy của một lượt"))
@click.option("--trip-dong", type=click.IntRange(min=0), required=True, help=_("số đồng đi đường của một lượt"))
@click.option("--fee", type=click.IntRange(min=0), help=_("phí, lệ phí trước đây, đồng"))
@click.option("--from", "since", type=_DAY, required=True, help=_("có hiệu lực từ ngày (YYYY-MM-DD)"))
@click.option("--source", required=True, help=_("số quyết định, hoặc cuộc khảo sát"))
@click.option("--mark", default="own", help=_("mức tin cậy: verified, secondary, fitted, inferred, memory, own"))
def baseline_command(
    *,
    procedure: str,
    trips: str,
    minutes: int,
    trip_dong: int,
    fee: int | None,
    since: dt.datetime,
    source: str,
    mark: str,
) -> None:
    terms = {"trips_hundredths": _hundredths(trips), "desk_minutes": minutes, "trip_dong": trip_dong}
    if fee is not None:
        terms["fee_dong"] = fee
    row = set_baseline(
        terms,
        since=since.date(),
        source=source,
        mark=mark,
        actor=SYSTEM,
        now=clock.now(),
        procedure=procedure,
    )
    click.echo(str(row.uid))


def _hundredths(text: str) -> int:
    """Raises BadParameter for what is no number of at most two places."""
    try:
        exact = Fraction(Decimal(text.replace(",", ".")))
    except (InvalidOperation, ValueError, OverflowError):
        raise click.BadParameter(text, param_hint="--trips") from None
    if (exact * 100).denominator != 1:
        raise click.BadParameter(text, param_hint="--trips")
    return int(exact * 100)


def _instant(text: str | None) -> dt.datetime | None:
    """A day or an instant; the legal zone where none is named."""
    if text is None:
        return None
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(text, param_hint="--as-of") from None
    return at if at.tzinfo else at.replace(tzinfo=LEGAL_ZONE)
