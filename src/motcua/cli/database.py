"""``motcua database``: the embedded PostgreSQL, and the roles of one that is not embedded."""

from __future__ import annotations

import json
import os
from urllib.parse import unquote, urlsplit

import click
from django.conf import settings
from django.utils.translation import gettext as _

from motcua import launcher
from motcua.cli.failures import Failure

needs_database = False


@click.group(help=_("Cơ sở dữ liệu đi kèm: chạy, dừng, xem; chuẩn bị một PostgreSQL có sẵn."))
def command() -> None:
    pass


@command.command(help=_("Chạy PostgreSQL đi kèm (nếu chưa chạy)."))
@click.option("--json", "as_json", is_flag=True)
def start(as_json: bool) -> None:
    cluster = launcher.ensure_running(settings.STATE_DIR, pg_bin=settings.PG_BIN)
    facts = {
        "version": cluster.version,
        "folder": str(cluster.folder),
        "state": str(cluster.state_dir),
        "programs": str(cluster.bin_dir),
        "started": cluster.started,
    }
    click.echo(json.dumps(facts) if as_json else "\n".join(f"{name}: {value}" for name, value in facts.items()))


@command.command(help=_("Dừng PostgreSQL đi kèm."))
def stop() -> None:
    stopped = launcher.stop(settings.STATE_DIR)
    click.echo(_("đã dừng") if stopped else _("không có gì đang chạy"))


@command.command(help=_("Mở psql vào PostgreSQL đi kèm; --owner: bằng quyền của chủ sở hữu."))
@click.option("--owner", is_flag=True)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(owner: bool, arguments: tuple[str, ...]) -> None:
    cluster = launcher.ensure_running(settings.STATE_DIR, pg_bin=settings.PG_BIN)
    parts = urlsplit(cluster.owner_url if owner else cluster.app_url)
    # The password by the environment: arguments can be read by every account of the machine.
    environment = {**os.environ, "PGPASSWORD": unquote(parts.password or "")}
    address = f"postgresql://{parts.username}@{parts.path}?{parts.query}"
    os.execve(cluster.psql, ["psql", address, *arguments], environment)  # noqa: S606


@command.command(help=_("In (hoặc với --superuser-url, chạy) các lệnh SQL tạo hai vai trò và cơ sở dữ liệu."))
@click.option("--superuser-url", help=_("địa chỉ PostgreSQL với quyền quản trị; không có thì chỉ in ra"))
@click.option("--owner-password", envvar="MOTCUA_OWNER_PASSWORD", prompt=True, hide_input=True)
@click.option("--app-password", envvar="MOTCUA_APP_PASSWORD", prompt=True, hide_input=True)
@click.option("--name", default="motcua", show_default=True, help=_("tên cơ sở dữ liệu"))
def provision(superuser_url: str | None, owner_password: str, app_password: str, name: str) -> None:
    if owner_password == app_password:
        raise Failure(_("hai mật khẩu phải khác nhau"))
    sql = launcher.provisioning_sql(owner_password=owner_password, app_password=app_password, database=name)
    if superuser_url is None:
        click.echo(sql, nl=False)
        return
    launcher.provision(superuser_url, sql)
    click.echo(_("đã xong; tiếp theo: motcua migrate"))
