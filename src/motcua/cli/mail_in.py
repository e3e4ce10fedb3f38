"""``motcua mail-in``: mail that people send becomes petitions."""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path
from urllib.parse import urlsplit

import click
from django.conf import settings
from django.db import close_old_connections
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.integrations.mail.receiving import take_folder

_PAUSE_SECONDS = 10


@click.group(help=_("Nhận thư người dân gửi đến và biến thành phản ánh, kiến nghị."))
def command() -> None:
    pass


@command.command(
    "listen", help=_("Nghe SMTP hoặc LMTP, sau máy chủ thư của tỉnh; chỉ nhận thư gửi đến MOTCUA_MAIL_IN.")
)
@click.option("--host", default="127.0.0.1", show_default=True, help=_("địa chỉ để nghe"))
@click.option("--port", type=click.IntRange(1, 65_535), default=8025, show_default=True, help=_("cổng"))
@click.option("--lmtp", is_flag=True, help=_("nói LMTP thay vì SMTP"))
def listen(*, host: str, port: int, lmtp: bool) -> None:
    from motcua.integrations.mail.server import Keeper, keep_now, serve

    if not settings.MAIL_IN_ADDRESSES:
        raise Failure(_("Chưa có địa chỉ nhận thư nào: đặt MOTCUA_MAIL_IN."))
    keeper = Keeper(settings.MAIL_IN_ADDRESSES, keep_now)
    hostname = urlsplit(settings.BASE_URL).hostname or "motcua.invalid"
    click.echo(_("Đang nghe %(host)s:%(port)s.") % {"host": host, "port": port})
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(serve(keeper, host=host, port=port, lmtp=lmtp, hostname=hostname))
    except OSError as error:
        raise Failure(error.strerror or str(error)) from None
    finally:
        keeper.close()


@command.command("folder", help=_("Lấy thư trong một thư mục kiểu Maildir (new/ thành cur/), mỗi 10 giây một lần."))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--once", is_flag=True, help=_("lấy một lần rồi dừng"))
def folder_command(*, folder: Path, once: bool) -> None:
    if not (folder / "new").is_dir():
        raise Failure(_("Thư mục này không có new/, không phải Maildir."))
    while True:
        try:
            done, large = take_folder(folder, now=clock.now())
        except DomainError as error:
            if once:
                raise Failure(say(error.code, error.params)) from None
            done = large = 0
        if done or large or once:
            click.echo(_("Đã giữ %(done)s thư; %(large)s thư quá lớn.") % {"done": done, "large": large})
        if once:
            return
        time.sleep(_PAUSE_SECONDS)
        close_old_connections()
