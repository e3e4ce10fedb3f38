"""``motcua check``: is this installation fit to run?"""

from __future__ import annotations

import click
from django.core.checks import ERROR, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure


@click.command(help=_("Kiểm tra cấu hình, cơ sở dữ liệu và quyền."))
@click.option("--deploy", is_flag=True, help=_("thêm các kiểm tra dành cho máy chủ thật"))
def command(deploy: bool) -> None:
    _system_checks(deploy=deploy)
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise Failure(_("còn %(n)d bước cập nhật cơ sở dữ liệu chưa chạy: motcua migrate") % {"n": len(waiting)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (False,):
            raise Failure(_("ứng dụng đang dùng một vai trò cơ sở dữ liệu có quá nhiều quyền"))
        cursor.execute("SELECT 1 FROM pg_class WHERE relkind = 'r' AND relowner = current_user::regrole LIMIT 1")
        if cursor.fetchone() is not None:
            raise Failure(_("ứng dụng phải dùng vai trò khác với vai trò sở hữu các bảng"))
    click.echo(_("tốt"))


def _system_checks(*, deploy: bool) -> None:
    messages = run_checks(include_deployment_checks=deploy, databases=["default"])
    for message in messages:
        click.echo(str(message), err=True)
    serious = [message for message in messages if message.is_serious(ERROR) and not message.is_silenced()]
    if serious:
        raise Failure(_("%(n)d lỗi cấu hình") % {"n": len(serious)})
