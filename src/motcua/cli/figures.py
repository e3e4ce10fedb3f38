"""``motcua figures``: one figure, with its proof."""

from __future__ import annotations

import datetime as dt
import json

import click
from django.utils.translation import gettext as _

from motcua.cli import figure_cuts, figure_publications, figure_screens
from motcua.cli.failures import Failure
from motcua.core.clock import LEGAL_ZONE
from motcua.figures.answers import Answer, answer
from motcua.figures.answers.proof import list_behind
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.periods import between
from motcua.figures.wording import language

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help=_("Chỉ số: một con số, cách tính và danh sách đứng sau."))
def command() -> None:
    pass


command.add_command(figure_publications.recompute_command)
command.add_command(figure_publications.explain_command)
command.add_command(figure_publications.reconcile_command)
command.add_command(figure_cuts.cuts_command)
command.add_command(figure_cuts.baseline_command)
command.add_command(figure_screens.screens_command)


@command.command("show", help=_("In một chỉ số của một đơn vị trong một khoảng ngày."))
@click.argument("indicator")
@click.option("--unit", required=True, help=_("mã đơn vị"))
@click.option("--from", "first", type=_DAY, required=True, help=_("ngày đầu (YYYY-MM-DD)"))
@click.option("--to", "last", type=_DAY, required=True, help=_("ngày cuối (YYYY-MM-DD)"))
@click.option("--as-of", "as_of", help=_("như đã biết tại thời điểm này (ISO 8601)"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
@click.option("--list", "listed", is_flag=True, help=_("in danh sách đứng sau từng số đo"))
def show(
    *,
    indicator: str,
    unit: str,
    first: dt.datetime,
    last: dt.datetime,
    as_of: str | None,
    as_json: bool,
    listed: bool,
) -> None:
    period = between(first.date(), last.date())
    found = answer(indicator, unit, period, as_of=_instant(as_of))
    if listed:
        _list(found, _instant(as_of), as_json=as_json)
    elif as_json:
        click.echo(json.dumps(found.json, ensure_ascii=False))
    elif found.printed:
        click.echo(found.printed)
    else:
        raise Failure(found.why)


def _instant(text: str | None) -> dt.datetime | None:
    """A day or an instant; the legal zone where none is named."""
    if text is None:
        return None
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(text, param_hint="--as-of") from None
    return at if at.tzinfo else at.replace(tzinfo=LEGAL_ZONE)


def _list(found: Answer, as_of: dt.datetime | None, *, as_json: bool) -> None:
    for key in found.values:
        after = ""
        while True:
            page = list_behind(found, key, as_of=as_of, after=after, limit=1000)
            for row in page.rows:
                line = {"measure": key.measure, "thing": page.thing.value, "id": row.id, "amount": str(row.amount)}
                click.echo(json.dumps(line) if as_json else "\t".join(line.values()))
            after = page.next
            if not after:
                break


@command.command("list", help=_("Các chỉ số đã định nghĩa."))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def list_all(*, as_json: bool) -> None:
    for name, versions in sorted(shipped().indicators.items()):
        newest = versions[-1]
        if as_json:
            click.echo(json.dumps(newest.as_json() | {"name": newest.name(language())}, ensure_ascii=False))
        else:
            click.echo(f"{name}\t{newest.name(language())}")
