"""``motcua openapi``: the description of the API that programs build on, as it is in ``docs/api/``."""

from __future__ import annotations

from pathlib import Path

import click
from django.utils.translation import gettext as _

from motcua.api.description import openapi_text
from motcua.cli.failures import Failure

needs_database = False


@click.command(help=_("In mô tả OpenAPI của API v1, hoặc ghi vào FILE; --check chỉ so sánh."))
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help=_("thoát với mã 1 nếu FILE không còn đúng"))
def command(*, file: Path | None, check: bool) -> None:
    text = openapi_text()
    if file is None:
        click.echo(text, nl=False)
    elif not check:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    elif not file.exists() or file.read_text(encoding="utf-8") != text:
        raise Failure(_("%(file)s không còn đúng; chạy lại motcua openapi") % {"file": file})
