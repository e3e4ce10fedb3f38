"""``motcua rollup``: figures of many provinces together."""

from __future__ import annotations

import json
from contextlib import nullcontext

import click
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.core.texts import say
from motcua.figures.exchange.cells import facts_of_cell
from motcua.figures.exchange.places import place_of
from motcua.figures.exchange.rollup import TOTAL, RollUp, rollup
from motcua.figures.exchange.spark import spark_engine
from motcua.figures.periods import parse_code

needs_database = False


@click.command(help=_("Cộng chỉ tiêu của nhiều tỉnh từ số liệu đã công bố (motcua facts publish)."))
@click.argument("cells", metavar="DIR_OR_S3...", nargs=-1, required=True)
@click.option("--indicator", "indicators", multiple=True, required=True, help=_("mã chỉ tiêu; nêu nhiều lần được"))
@click.option("--period", required=True, help=_("kỳ: 2026, 2026-Q3, 2026-09, R2026-Q3 hoặc 2026-01-01..2026-09-15"))
@click.option("--together", is_flag=True, help=_("mọi tỉnh tính đến cùng một thời điểm: thời điểm sớm nhất"))
@click.option("--check", is_flag=True, help=_("trước hết đọc lại và so mã băm từng tệp"))
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help=_("công cụ đếm")
)
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(
    *,
    cells: tuple[str, ...],
    indicators: tuple[str, ...],
    period: str,
    together: bool,
    check: bool,
    engine: str,
    as_json: bool,
) -> None:
    with spark_engine() if engine == "spark" else nullcontext(facts_of_cell) as opened:
        found = rollup(
            [place_of(cell) for cell in cells],
            indicators,
            parse_code(period),
            now=clock.now(),
            together=together,
            thoroughly=check,
            opened=opened,
        )
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        _say(found)


def _say(found: RollUp) -> None:
    for indicator, figures in found.figures.items():
        click.echo(f"{figures[TOTAL].indicator.name_vi} ({indicator})")
        for cell, outcome in figures.items():
            name = _("Tất cả") if cell == TOTAL else cell
            said = outcome.printed() or say(f"figure_why_{outcome.missing}", {"about": outcome.about})
            click.echo(f"  {name}: {said}")
    for code, params in found.remarks:
        click.echo(_("Lưu ý: %(text)s") % {"text": say(code, params)}, err=True)
