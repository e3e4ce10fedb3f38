"""``motcua rebuild``: rows of dossiers and clocks made anew from their events."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
import structlog
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.dossiers.log.rebuild import differences, restore
from motcua.dossiers.models import Dossier

SHOWN = 20
CHUNK = 500

log = structlog.get_logger()


@click.command(help=_("Dựng lại bảng hồ sơ và đồng hồ từ chuỗi sự kiện; --check chỉ so sánh, không sửa."))
@click.option("--check", is_flag=True, help=_("chỉ so sánh; thoát với mã 1 nếu có chỗ khác"))
@click.option("--sample", type=click.IntRange(1), help=_("chỉ chừng này hồ sơ, cách đều nhau trong bảng"))
@click.option("--json", "as_json", is_flag=True)
def command(*, check: bool, sample: int | None, as_json: bool) -> None:
    read = 0
    found: dict[str, list[str]] = {}
    chosen = _dossiers() if sample is None else _sample(sample)
    length = Dossier.objects.count() if sample is None else sample
    with click.progressbar(chosen, length=length, hidden=as_json) as bar:
        for dossier in bar:
            read += 1
            faults = _faults(dossier)
            if faults:
                found[str(dossier.uid)] = faults
                if not check:
                    restore(dossier)
                    log.info("dossier.rebuilt", dossier=str(dossier.uid))
    if as_json:
        answer = {"dossiers": read, "differing": len(found), "rebuilt": 0 if check else len(found)}
        click.echo(json.dumps({**answer, "differences": found}, ensure_ascii=False, indent=2))
    else:
        _print(read, found)
    if check and found:
        raise SystemExit(1) if as_json else Failure(_("%(n)d hồ sơ khác với chuỗi sự kiện") % {"n": len(found)})


def _dossiers() -> Iterator[Dossier]:
    return Dossier.objects.order_by("id").iterator(chunk_size=CHUNK)


def _sample(count: int) -> Iterator[Dossier]:
    """``count`` dossiers at most, at equal distances of their keys; each once."""
    ends = Dossier.objects.aggregate(first=Min("pk"), last=Max("pk"))
    first, last = ends["first"], ends["last"]
    if first is None or last is None:
        return
    before = first - 1
    for number in range(count):
        place = first + (last - first) * number // max(1, count - 1)
        found = Dossier.objects.filter(pk__gte=max(place, before + 1)).order_by("pk").first()
        if found is None:
            return
        before = found.pk
        yield found


def _faults(dossier: Dossier) -> list[str]:
    try:
        return differences(dossier)
    except (KeyError, ValueError) as error:
        raise Failure(_("chuỗi sự kiện của %(dossier)s không đọc được") % {"dossier": dossier.uid}) from error


def _print(read: int, found: dict[str, list[str]]) -> None:
    click.echo(_("%(n)d hồ sơ, %(m)d khác với chuỗi sự kiện") % {"n": read, "m": len(found)})
    for uid, faults in list(found.items())[:SHOWN]:
        click.echo(f"  {uid}  {'; '.join(faults)}")
