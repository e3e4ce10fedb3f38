"""``motcua bench``: figures of this machine, as ratios in one run. For a checkout: the wheel has no benchmarks."""

from __future__ import annotations

import importlib
import json
import sys

import click
from django.conf import settings
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure

NAMES = (
    *("lifecycle", "inbox", "search", "worktime", "slip", "verify", "reorganisation", "quick_counter", "facts"),
    *("genuine", "figures", "dry_run", "lateness", "form", "ratings_integrity", "petition_map", "petition_intake"),
    *("petition_models", "petition_duplicates"),
)
needs_database = False


@click.command(help=_("Đo tốc độ trên máy này: lifecycle, inbox, search, worktime, slip hoặc quick_counter."))
@click.argument("name", type=click.Choice(NAMES))
@click.option("--seconds", type=click.FloatRange(1, 600), help=_("đo trong bao lâu (lifecycle, quick_counter)"))
@click.option("--clients", type=click.IntRange(1, 64))
@click.option("--workers", type=click.IntRange(1, 16))
@click.option("--rows", type=click.IntRange(1, 20_000_000), help=_("số hồ sơ giả lập (inbox)"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(*, name: str, as_json: bool, **options: float | int | None) -> None:
    if not (settings.PROJECT / "benchmarks" / f"{name}.py").exists():
        raise Failure(_("bộ đo chỉ có trong bản mã nguồn"))
    sys.path.insert(0, str(settings.PROJECT))
    module = importlib.import_module(f"benchmarks.{name}")
    given = {key: value for key, value in options.items() if value is not None}
    result = module.run(**given)
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str))
        return
    for key, value in result.items():
        _print(key, value)


def _print(key: str, value: object, depth: int = 0) -> None:
    indent = "  " * depth
    if isinstance(value, dict):
        click.echo(f"{indent}{key}:")
        for inner, item in value.items():
            _print(str(inner), item, depth + 1)
    elif isinstance(value, list):
        click.echo(f"{indent}{key}:")
        for item in value:
            click.echo(f"{indent}  {item}")
    else:
        click.echo(f"{indent}{key}: {value}")
