"""``motcua verify-receipt``: does a receipt hold? Needs no database; works from exported files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
from django.conf import settings
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core.receipts import Anchors, UnreadableError, Verdict, check, read_anchors, read_document, told

needs_database = False
_readable = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(help=_("Kiểm chứng biên nhận FILE (tệp đã tải về, hoặc nội dung mã QR) mà không cần cơ sở dữ liệu."))
@click.argument("file", type=_readable)
@click.option("--roots", type=_readable, multiple=True, help=_("tệp gốc đã xuất hoặc đã công bố"))
@click.option("--keys", type=_readable, multiple=True, help=_("tệp khóa công khai; tệp gốc cũng có"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(*, file: Path, roots: Sequence[Path], keys: Sequence[Path], as_json: bool) -> None:
    anchors = Anchors()
    try:
        for path in (*keys, *roots):
            read_anchors(path, anchors)
        document = read_document(file.read_text(encoding="utf-8"))
        verdict = check(document, anchors)
    except (UnreadableError, UnicodeDecodeError) as error:
        raise Failure(_("không đọc được: %(text)s") % {"text": error}) from None
    receipt = document["receipt"]
    if as_json:
        click.echo(json.dumps(_shown(receipt, verdict), ensure_ascii=False, indent=2))
    else:
        for line in told(receipt, verdict, english=settings.CLI_LANGUAGE == "en"):
            click.echo(line)
    if not verdict.ok:
        raise SystemExit(1)


def _shown(receipt: dict[str, object], verdict: Verdict) -> dict[str, object]:
    """The keys of ``verify``, for one receipt."""
    findings = [code for code in verdict[:2] if code not in {"good", "included", "not_yet", "root_unknown"}]
    return {
        "number": receipt["number"],
        "ok": verdict.ok,
        "signature": verdict.signature,
        "inclusion": verdict.inclusion,
        "day": verdict.day,
        "findings": [{"kind": code, "dossier": receipt["dossier"], "seq": receipt["seq"]} for code in findings],
    }
