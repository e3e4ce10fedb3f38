"""``motcua check``: is this installation fit to run? ``--deploy``: for real people?"""

from __future__ import annotations

import json

import click
from django.core.checks import ERROR, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.cli.fitness import Finding, Level, look


@click.command(help=_("Kiểm tra cấu hình, cơ sở dữ liệu và quyền."))
@click.option("--deploy", is_flag=True, help=_("thêm các kiểm tra dành cho máy chủ thật"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(deploy: bool, as_json: bool) -> None:
    if deploy:
        _fitness(as_json=as_json)
        return
    _system_checks()
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
    click.echo(json.dumps({"ok": True}) if as_json else _("tốt"))


def _system_checks() -> None:
    messages = run_checks(databases=["default"])
    for message in messages:
        click.echo(str(message), err=True)
    serious = [message for message in messages if message.is_serious(ERROR) and not message.is_silenced()]
    if serious:
        raise Failure(_("%(n)d lỗi cấu hình") % {"n": len(serious)})


def _fitness(*, as_json: bool) -> None:
    """Every finding; ends with 1 when one of them is an error."""
    findings = list(look())
    errors = sum(one.level is Level.ERROR for one in findings)
    warnings = sum(one.level is Level.WARNING for one in findings)
    counted = {"n": len(findings), "errors": errors, "warnings": warnings}
    if as_json:
        checks = [
            {"key": one.key, "level": one.level.value, "message": one.message, "remedy": one.remedy, "facts": one.facts}
            for one in findings
        ]
        answer = {"ok": errors == 0, "errors": errors, "warnings": warnings, "checks": checks}
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        if errors:
            raise SystemExit(1)
        return
    for one in findings:
        _print(one)
    if errors:
        raise Failure(_("%(errors)d lỗi, %(warnings)d cảnh báo") % counted)
    click.echo(_("tốt: %(n)d điều đã xem, %(warnings)d cảnh báo") % counted)


def _print(one: Finding) -> None:
    if one.level is Level.OK:
        return
    click.echo(
        f"[{_('lỗi') if one.level is Level.ERROR else _('cảnh báo')}] {one.key}: {one.message}\n    → {one.remedy}"
    )
