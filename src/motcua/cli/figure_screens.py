"""``motcua figures screens``: count the command screens now."""

from __future__ import annotations

import json

import click
from django.utils.translation import gettext as _

from motcua.core import clock
from motcua.figures.screens.runs import compute


@click.command("screens", help=_("Tính ngay màn hình điều hành; bình thường hệ thống tự tính năm phút một lần."))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def screens_command(*, as_json: bool) -> None:
    run = compute(now=clock.now())
    facts = {"as_of": run.as_of.isoformat(), "areas": run.members, "milliseconds": run.milliseconds}
    text = _("%(areas)d phạm vi, tính đến %(as_of)s, %(milliseconds)d ms") % facts
    click.echo(json.dumps(facts) if as_json else text)
