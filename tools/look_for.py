"""Look for a person's words in the whole place: a dump of the database, the stored files, and folders of logs, blobs
and backups. For an auditor, after an erasure.

    python tools/look_for.py [--folder DIR]... < WORDS

One word or name a line, on standard input so that they land in no shell's history. Each is looked for as it is, in
small and capital letters, without diacritics, as JSON, addresses and UTF-16 write it, as its bytes in hexadecimal and
base64, and all these as the dump writes bytes; what browsers keep with us is unpacked first, files are opened with
their keys. Says where something was found (table or file, never the word) and ends with 1 then.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import os
import re
import subprocess
import sys
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Final, cast
from urllib.parse import quote, quote_plus

PIECE: Final = 1 << 20
LONGEST: Final = 4096
_PACKED = re.compile(rb"\.?[A-Za-z0-9_-]{24,}")
NAMES: Final = 80
"""No name of a table is longer."""
_COPY = re.compile(rb"\nCOPY (?:public\.)?\"?([a-z_0-9]+)\"? \(")


def needles(words: Iterable[str]) -> dict[bytes, str]:
    """Every form that is looked for, with the word it stands for."""
    from motcua.core.search_text import fold

    found: dict[bytes, str] = {}
    for word in words:
        texts = {word, word.lower(), word.upper(), fold(word)}
        for text in texts:
            data = text.encode()
            shifted = [base64.b64encode(bytes(n) + data)[4 if n else 0 : -4] for n in range(3)]
            forms = [data, json.dumps(text)[1:-1].encode(), quote(text).encode(), quote_plus(text).encode()]
            forms += [
                data.hex().encode(),
                data.hex().upper().encode(),
                text.encode("utf-16-le"),
                text.encode("utf-16-be"),
            ]
            forms += [*shifted, *(form.translate(bytes.maketrans(b"+/", b"-_")) for form in shifted)]
            found |= {form: word for form in forms if len(form) > len("abcd")}
    return found


def in_a_dump(forms: Mapping[bytes, str]) -> dict[bytes, str]:
    """The forms as a dump in text writes them: bytes in hexadecimal, backslashes twice, no raw zero."""
    found = {form.hex().encode(): word for form, word in forms.items()}
    for form, word in forms.items():
        found[form] = found[form.replace(b"\\", b"\\\\")] = word
    return {form: word for form, word in found.items() if not {b"\0", b"\n"} & {bytes([one]) for one in form}}


class Search:
    """Counts what it looked at; ``found`` holds pairs of a place and a word."""

    def __init__(self, words: Iterable[str]) -> None:
        wanted = needles(words)
        self._dumped: Mapping[bytes, str] = in_a_dump(wanted)
        self._words: Mapping[bytes, str] = {**wanted, **self._dumped}
        self._any = re.compile(b"|".join(re.escape(form) for form in sorted(self._words, key=len, reverse=True)))
        self.found: set[tuple[str, str]] = set()
        self.looked: dict[str, int] = {"rows": 0, "bytes": 0, "files": 0, "opened": 0}

    def data(self, place: str, data: bytes) -> None:
        self.looked["bytes"] += len(data)
        self.found |= {(place, self._words[hit.group()]) for hit in self._any.finditer(data)}

    def stream(self, place: str, pieces: Iterable[bytes]) -> None:
        """Pieces of one file: a word across the seam of two is found, too."""
        tail = b""
        for piece in pieces:
            self.data(place, tail + piece)
            tail = piece[-LONGEST:]

    def database(self, url: str) -> None:
        """The whole of it as ``pg_dump`` writes it; what browsers keep with us is unpacked as well."""
        with _dumping(url) as dump, TemporaryFile() as hits:
            tables = self._searched(dump, hits)
            hits.seek(0)
            for line in hits:
                offset, form = line.rstrip(b"\n").split(b":", 1)
                place = bisect_right(tables, int(offset), key=itemgetter(0)) - 1
                self.found.add((tables[place][1], self._dumped[form]))
        with _dumping(url, "--table=django_session") as dump:
            for line in dump:
                for kept in _unpacked(line):
                    self.data("django_session", kept)

    def _searched(self, dump: IO[bytes], hits: IO[bytes]) -> Sequence[tuple[int, str]]:
        """Let ``grep`` write what it finds and where to ``hits``: in one pass for all words, a hundred times as fast
        as we can. Gives where each table begins."""
        tables, tail = [(0, "the schema")], b""
        plain = {**os.environ, "LC_ALL": "C"}
        with NamedTemporaryFile() as words:
            words.write(b"\n".join(self._dumped))
            words.flush()
            options = ("--fixed-strings", "--text", "--only-matching", "--byte-offset", "--file", words.name)
            with subprocess.Popen(("grep", *options), stdin=subprocess.PIPE, stdout=hits, env=plain) as grep:
                asking, read = cast("IO[bytes]", grep.stdin), 0
                while piece := dump.read(PIECE):
                    asking.write(piece)
                    start = read - len(tail)
                    tables += [(start + hit.start(), hit[1].decode()) for hit in _COPY.finditer(tail + piece)]
                    tail = piece[-len("\nCOPY") - NAMES :]
                    read += len(piece)
                    self.looked["rows"] += piece.count(b"\n")
                asking.close()
        self.looked["bytes"] += read
        if grep.returncode > 1:
            raise RuntimeError("grep failed")
        return tables

    def folder(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.looked["files"] += 1
                self.data("a file's name", str(path.relative_to(folder)).encode())
                self.stream(str(path), _read(path))

    def stored_files(self) -> None:
        """Every file that was not erased, opened with its key."""
        from motcua.documents.models import StoredFile
        from motcua.documents.services import read_content

        for file in StoredFile.objects.filter(erased_at=None).order_by("id").iterator():
            self.looked["opened"] += 1
            self.stream(f"stored file {file.uid}", read_content(file))


@contextmanager
def _dumping(url: str, *options: str) -> Iterator[IO[bytes]]:
    from motcua.backup.database import environment, programs, server_version

    tools = programs(server_version()[0])
    command = (tools.bin_dir / "pg_dump", "--format=plain", "--no-password", *options)
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(url)) as dumping:
        yield cast("IO[bytes]", dumping.stdout)
    if dumping.returncode:
        raise RuntimeError("pg_dump failed")


def _unpacked(line: bytes) -> Iterator[bytes]:
    """What Django signed, and packed if it was long."""
    for word in _PACKED.findall(line):
        body = word.lstrip(b".")
        try:
            data = base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4))
            yield zlib.decompress(data) if word.startswith(b".") else data
        except (binascii.Error, zlib.error):
            continue


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, action="append", default=[], help="logs, the file store, backups")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    import django

    django.setup()
    from django.conf import settings

    from motcua.cli.connection import as_owner, use_embedded_database

    use_embedded_database()
    search = Search(line.strip() for line in sys.stdin if line.strip())
    with as_owner():
        search.database(settings.OWNER_DATABASE_URL)
    search.stored_files()
    for folder in given.folder:
        search.folder(folder)
    print(json.dumps({**search.looked, "found_in": sorted({place for place, _ in search.found})}, indent=2))
    return 1 if search.found else 0


if __name__ == "__main__":
    sys.exit(main())
