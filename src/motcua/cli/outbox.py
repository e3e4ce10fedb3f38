"""``motcua outbox``: how far news has come, what failed, and trying it again."""

from __future__ import annotations

import json
from dataclasses import asdict
from uuid import UUID

import click
from django.utils.translation import gettext as _

from motcua.core import clock, outbox
from motcua.people.actors import SYSTEM

_json_option = click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))


@click.group(help=_("Hộp thông điệp đi: độ trễ, thông điệp lỗi, xử lý lại."))
def command() -> None:
    pass


@command.command(help=_("Mỗi bên nhận: trễ bao lâu, bao nhiêu thông điệp đang chờ và đã dừng."))
@_json_option
def status(*, as_json: bool) -> None:
    found = outbox.lags(now=clock.now())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        text = _("%(name)s: trễ %(seconds)s giây, chờ %(waiting)s, dừng %(dead)s")
        click.echo(
            text % {"name": one.consumer, "seconds": round(one.seconds), "waiting": one.waiting, "dead": one.dead}
        )


@command.command(help=_("Các thông điệp chưa xử lý được, cũ trước."))
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@_json_option
def failures(*, limit: int, as_json: bool) -> None:
    found = outbox.failed(limit=limit)
    if as_json:
        rows = [{**asdict(one), "message": str(one.message), "next_at": one.next_at.isoformat()} for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(f"{one.message}  {one.consumer}  {one.kind}  {one.state}  {one.attempts}  {one.error or '-'}")


@command.command(help=_("Xử lý lại ngay một thông điệp, với đủ số lần thử."))
@click.argument("consumer")
@click.argument("message", type=click.UUID)
def replay(*, consumer: str, message: UUID) -> None:
    outbox.replay(outbox.failure_of(consumer, message), actor=SYSTEM, now=clock.now())
    click.echo(_("đã xếp để xử lý lại"))


@command.command(help=_("Bỏ hẳn một thông điệp đối với một bên nhận; những thông điệp sau nó đi tiếp."))
@click.argument("consumer")
@click.argument("message", type=click.UUID)
@click.confirmation_option(prompt=_("Bỏ hẳn thông điệp này?"))
def discard(*, consumer: str, message: UUID) -> None:
    outbox.discard(outbox.failure_of(consumer, message), actor=SYSTEM, now=clock.now())
    click.echo(_("đã bỏ"))
