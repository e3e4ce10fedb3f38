"""The database as a stream: ``pg_dump`` out of it, ``pg_restore`` into it. Nothing of it ever lies open on a disk.

Secrets go by environment, never by arguments; everything works with the owner role's rights.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.db import connection

from motcua.core.errors import Unavailable
from motcua.launcher.programs import Programs, find
from motcua.settings.base import database as parsed

READ_BYTES = 256 * 1024
_LIBPQ = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
_OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "connect_timeout": "PGCONNECT_TIMEOUT"}


def programs(server_major: int) -> Programs:
    """PostgreSQL's programs that fit the server: of its own version where there are such, else a newer one.
    Raises LauncherError when there are none, Unavailable ``backup_program_missing`` when all are older."""
    own = Path(f"/usr/lib/postgresql/{server_major}/bin")
    chosen = settings.PG_BIN or (own if (own / "pg_restore").exists() else None)
    found = find(chosen)
    if found.major < server_major or not (found.bin_dir / "pg_restore").exists():
        raise Unavailable("backup_program_missing", params={"program": "pg_dump", "version": server_major})
    return found


def server_version() -> tuple[int, str]:
    """The server's major version and how it calls itself."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (text,) = cursor.fetchone()
    return int(str(text).split(".")[0].split()[0]), str(text)


def environment(url: str) -> dict[str, str]:
    """What the programs need to reach the database of ``url``."""
    said = parsed(url)
    found = {variable: str(said[name]) for name, variable in _LIBPQ.items() if said.get(name)}
    options = said["OPTIONS"]
    if isinstance(options, dict):
        found |= {variable: str(options[name]) for name, variable in _OPTIONS.items() if name in options}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, **found, "PGAPPNAME": "motcua backup", "LC_ALL": "C"}


def dump(url: str, *, snapshot: str, tools: Programs) -> Iterator[bytes]:
    """The database as it is in ``snapshot``, in pg_dump's own format, packed. Raises Unavailable
    ``backup_program_failed`` at the end if it was not whole."""
    command: list[str | Path] = [
        tools.bin_dir / "pg_dump",
        "--format=custom",
        "--compress=1",
        f"--snapshot={snapshot}",
        "--no-password",
    ]
    with _running(command, url, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 (asked for)
        said = _overheard(process)
        while piece := process.stdout.read(READ_BYTES):
            yield piece
        _must_have_ended_well("pg_dump", process, said)


def load(url: str, pieces: Callable[[], Iterable[bytes]], *, tools: Programs) -> None:
    """Put a dump into the empty database of ``url``, in one transaction: all of it or nothing. ``pieces`` gives the
    stream anew at each call. Raises Unavailable ``backup_program_failed``."""
    listed = _contents(url, pieces(), tools)
    with tempfile.NamedTemporaryFile("w", suffix=".list", encoding="utf-8") as chosen:
        chosen.write(_without_public_schema(listed))
        chosen.flush()
        command: list[str | Path] = [
            *(tools.bin_dir / "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-password"),
            *(f"--use-list={chosen.name}", f"--dbname={environment(url)['PGDATABASE']}"),
        ]
        with _running(command, url, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
            said = _overheard(process)
            _feed(process, pieces())
            _must_have_ended_well("pg_restore", process, said)


def _contents(url: str, pieces: Iterable[bytes], tools: Programs) -> str:
    """The dump's table of contents; only the beginning of the stream is read."""
    command: list[str | Path] = [tools.bin_dir / "pg_restore", "--list"]
    with _running(command, url, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 (asked for)
        said = _overheard(process)
        output: list[bytes] = []
        reader = Thread(target=lambda: output.append(process.stdout.read()))  # type: ignore[union-attr]
        reader.start()
        _feed(process, pieces)
        reader.join()
        _must_have_ended_well("pg_restore", process, said)
    return output[0].decode()


def _without_public_schema(listed: str) -> str:
    """The schema ``public`` is there already, in every database."""
    return "".join(
        line for line in listed.splitlines(keepends=True) if " SCHEMA - public " not in line or " ACL " in line
    )


def _feed(process: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    """Hand over the stream until the program has read enough. If the stream breaks off, the program is ended before it
    could take what came for all."""
    assert process.stdin is not None  # noqa: S101 (asked for)
    try:
        for piece in pieces:
            process.stdin.write(piece)
        process.stdin.close()
    except BrokenPipeError:
        return
    except BaseException:
        process.kill()
        raise


def _running(
    command: list[str | Path], url: str, *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> _Ended:
    return _Ended(
        subprocess.Popen(command, env=environment(url), stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, bufsize=0)
    )


class _Ended:
    """Around a process that must not outlive the block."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def __enter__(self) -> subprocess.Popen[bytes]:
        return self._process

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._process.wait()


def _overheard(process: subprocess.Popen[bytes]) -> list[str]:
    """What the program says of itself, gathered while it works; the first lines only."""
    said: list[str] = []

    def listen() -> None:
        assert process.stderr is not None  # noqa: S101 (asked for)
        with process.stderr as stream:
            for line in stream:
                if len(said) < 20:
                    said.append(line.decode(errors="replace").strip())

    Thread(target=listen, daemon=True).start()
    return said


def _must_have_ended_well(program: str, process: subprocess.Popen[bytes], said: list[str]) -> None:
    if process.wait():
        telling = [line for line in said if "error" in line.lower() or "fatal" in line.lower()] or said or ["?"]
        raise Unavailable("backup_program_failed", params={"program": program, "reason": telling[0][:200]})
