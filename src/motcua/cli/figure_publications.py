"""``motcua figures recompute`` and ``explain``: what was issued, made again and explained."""

from __future__ import annotations

import json
import sys
from uuid import UUID

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core.clock import now
from motcua.core.texts import say
from motcua.figures.publications.difference import Difference, difference
from motcua.figures.publications.models import Publication
from motcua.figures.publications.nightly import check_all
from motcua.figures.publications.recompute import Outcome, Result, note, recompute_each
from motcua.figures.publications.services import find
from motcua.figures.publications.wording import CAUSES, CHANGES, OUTCOMES
from motcua.people.actors import SYSTEM

_json = click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))


@click.command("recompute", help=_("Tính lại ấn phẩm UID (hoặc --all) tại thời điểm của nó và so từng byte."))
@click.argument("uid", type=click.UUID, required=False)
@click.option("--all", "everything", is_flag=True, help=_("mọi ấn phẩm"))
@click.option("--from-log", is_flag=True, help=_("dựng lại số liệu từ chuỗi sự kiện trước, không dùng tệp đang có"))
@_json
def recompute_command(*, uid: UUID | None, everything: bool, from_log: bool, as_json: bool) -> None:
    if everything == (uid is not None):
        raise Failure(_("cần UID hoặc --all"))
    at = now()
    rows = Publication.objects.order_by("pk")
    total = rows.count() if uid is None else 1
    chosen = rows.iterator(chunk_size=50) if uid is None else iter([find(uid)])
    wrong = 0
    with click.progressbar(length=total, file=sys.stderr, hidden=as_json) as bar:
        for result in recompute_each(chosen, now=at, from_log=from_log, progress=lambda _done: bar.update(1)):
            note(result, actor=SYSTEM, now=at)
            wrong += result.outcome is not Outcome.EQUAL
            click.echo(json.dumps(result.to_json(), ensure_ascii=False) if as_json else _said(result))
    if wrong:
        raise Failure(_("%(n)d ấn phẩm không tính lại được như đã công bố") % {"n": wrong})


def _said(result: Result) -> str:
    words = [str(result.publication.uid), str(OUTCOMES[result.outcome])]
    if result.why:
        words.append(say(result.why))
    if result.path:
        words.append(result.path)
    return "  ".join([*words, result.publication.sha256])


@click.command(
    "explain", help=_("Giải thích khác biệt giữa ấn phẩm UID và số liệu biết đến nay: hồ sơ nào, sự kiện nào.")
)
@click.argument("uid", type=click.UUID)
@_json
def explain_command(*, uid: UUID, as_json: bool) -> None:
    found = difference(find(uid), now=now())
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
        return
    if found.is_same:
        click.echo(_("Số liệu đến nay vẫn như đã công bố."))
    for line in found.lines:
        click.echo(f"{line.place}: {line.then} → {line.now}")
    _say_moved(found)
    for name, version, code in found.definitions:
        click.echo(f"{name} ({version}): {say(code)}")


def _say_moved(found: Difference) -> None:
    for one in found.explained:
        if not one.moved:
            continue
        click.echo(
            f"  {one.number.key.measure}: "
            + _("thêm %(entered)d, bớt %(left)d, đổi lượng %(amounts)d")
            % {"entered": one.entered, "left": one.left, "amounts": one.amounts}
        )
        for thing, causes in one.moved:
            why = "; ".join(
                f"{CAUSES[cause.kind]} ({cause.event} {cause.seq}, {cause.recorded_at:%Y-%m-%dT%H:%M:%SZ})"
                for cause in causes
            )
            click.echo(f"    {thing.id}  {CHANGES[thing.change]}  {why}")


@click.command("reconcile", help=_("Đối chiếu các số liệu phải khớp nhau của mọi đơn vị trong các kỳ gần đây."))
@_json
def reconcile_command(*, as_json: bool) -> None:
    with click.progressbar(length=1, file=sys.stderr, hidden=as_json) as bar:

        def told(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        found = check_all(now=now(), progress=told)
    facts = {"units": found.units, "held": found.held, "broken": found.broken, "unsaid": found.unsaid}
    facts |= {"new": found.new, "gone": found.gone}
    text = _("%(held)d khớp, %(broken)d không khớp (%(new)d mới), %(gone)d đã khớp lại, %(unsaid)d chưa nói được")
    click.echo(json.dumps(facts) if as_json else text % facts)


COMMANDS = (recompute_command, explain_command, reconcile_command)
