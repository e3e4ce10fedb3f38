"""``motcua backup``: database and files as they are at one instant, sealed, beside earlier backups."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from motcua.backup import custody, store
from motcua.backup.prune import prune
from motcua.backup.reading import Progress, check, open_backup
from motcua.backup.take import Taken, take
from motcua.backup.texts import TEXTS
from motcua.cli.connection import as_owner
from motcua.cli.failures import Failure
from motcua.core import texts
from motcua.core.clock import now
from motcua.core.errors import Invalid

texts.register(TEXTS)


@click.command(help=_("Sao lưu cơ sở dữ liệu và tệp vào DIR, đã mã hóa; tệp đã có trong DIR không chép lại."))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(1), help=_("sau đó chỉ giữ lại chừng này bản mới nhất"))
@click.option("--keys", type=click.Path(dir_okay=False, path_type=Path), help=_("viết thêm tệp khóa, để nơi khác"))
@click.option("--check", "then_check", is_flag=True, help=_("đọc lại toàn bộ bản vừa lưu để kiểm tra"))
@click.option("--list", "only_list", is_flag=True, help=_("chỉ liệt kê các bản đang có"))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def command(
    *, folder: Path, keep: int | None, keys: Path | None, then_check: bool, only_list: bool, as_json: bool
) -> None:
    if only_list:
        _list(store.existing(folder), as_json=as_json)
        return
    began = time.monotonic()
    with store.told_plainly(folder):
        place = store.make(folder)
    if keys is not None:
        write_keys(keys, beside=folder)
    with as_owner(), bar(_expected_bytes(), _("Sao lưu"), hidden=as_json) as progress:
        taken = take(place, now=now(), progress=progress)
    if then_check:
        with bar(_bytes_of(taken), _("Kiểm tra"), hidden=as_json) as progress:
            check(open_backup(place, taken.name), progress)
    removed: list[str] = []
    if keep is not None and not taken.missing:
        removed, _blobs = prune(place, keep=keep)
    _say(taken, removed, place, time.monotonic() - began, as_json=as_json)
    if taken.missing:
        names = ", ".join(taken.missing[:3])
        raise Failure(
            _("đã sao lưu, nhưng kho tệp đang thiếu %(n)d tệp: %(names)s (xem motcua verify)")
            % {"n": len(taken.missing), "names": names}
        )


def _say(taken: Taken, removed: list[str], place: store.Store, seconds: float, *, as_json: bool) -> None:
    facts = {
        "backup": taken.name,
        "folder": str(place.folder),
        **taken.manifest.counts,
        "database_bytes": taken.manifest.parts["database.part"].size,
        "files": taken.manifest.files,
        "file_bytes": taken.manifest.file_bytes,
        "new_files": taken.copied.new_files,
        "new_bytes": taken.copied.new_bytes,
        "gone": taken.manifest.gone,
        "missing": list(taken.missing),
        "kept": len(place.names()),
        "removed": removed,
        "seconds": round(seconds, 1),
    }
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    click.echo(_("bản sao lưu %(backup)s: %(dossiers)d hồ sơ, %(events)d sự kiện, %(files)d tệp") % facts)
    click.echo(
        _("cơ sở dữ liệu %(database)s MB, tệp mới %(new_files)d (%(new)s MB), %(seconds)s giây")
        % {
            "database": _megabytes(taken.manifest.parts["database.part"].size),
            "new_files": taken.copied.new_files,
            "new": _megabytes(taken.copied.new_bytes),
            "seconds": round(seconds, 1),
        }
    )
    if removed:
        click.echo(_("đã bỏ %(n)d bản cũ") % {"n": len(removed)})


def _list(place: store.Store, *, as_json: bool) -> None:
    rows = []
    for name in place.names():
        found = open_backup(place, name).manifest
        size = sum(part.size for part in found.parts.values())
        rows.append({"backup": name, "made_at": found.made_at, **found.counts, "files": found.files, "bytes": size})
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(_("%(backup)s  %(dossiers)d hồ sơ, %(files)d tệp") % row)


def write_keys(path: Path, *, beside: Path | None = None) -> None:
    """Seal all key material for the custodian. Raises Invalid ``backup_keys_beside``, ``backup_recipient_missing``,
    ``backup_recipient_invalid``; FileExistsError."""
    if beside is not None and path.resolve().is_relative_to(beside.resolve()):
        raise Invalid("backup_keys_beside", params={"folder": beside})
    if not settings.KEYS_RECIPIENT:
        raise Invalid("backup_recipient_missing")
    values = {
        "MOTCUA_FILE_KEY": settings.FILE_KEY,
        "MOTCUA_SECRET_KEY": settings.SECRET_KEY,
        "MOTCUA_BACKUP_KEY": settings.BACKUP_KEY,
    }
    with store.told_plainly(path.parent):
        custody.write_private(path, custody.seal(values, recipient=settings.KEYS_RECIPIENT))


def _expected_bytes() -> int:
    """About what there is to read: the tables without their indexes, and the files."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_table_size(oid)), 0)::bigint / 3 FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        (tables,) = cursor.fetchone()
        cursor.execute("SELECT coalesce(sum(size), 0)::bigint FROM documents_file WHERE erased_at IS NULL")
        (files,) = cursor.fetchone()
    return int(tables) + int(files)


def _bytes_of(taken: Taken) -> int:
    return taken.manifest.file_bytes + sum(part.size for part in taken.manifest.parts.values())


@contextmanager
def bar(length: int, label: str, *, hidden: bool) -> Iterator[Progress]:
    """A progress bar over bytes, on standard error."""
    with click.progressbar(range(0), length=max(length, 1), label=label, hidden=hidden, file=sys.stderr) as shown:
        yield shown.update


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"
