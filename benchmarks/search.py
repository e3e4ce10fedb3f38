"""Finding a procedure: our index against what people would write first, ``ILIKE``, in one run on one machine.

Names come from a catalogue file (JSON Lines; by default the demo's) and are repeated with a number until there are
``count`` of them. Both sides answer the same words over the same names and give the first twenty. Our side pays its one
statement that asks for the registry's revision; the other side pays its one query. The full-text prefix of PostgreSQL
is measured beside them.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).resolve().parent.parent / "src/motcua/demo/data/procedures.jsonl"
COUNT = 7_000
ROUNDS = 40
PAGE = 20

WITH_MARKS = ("đăng ký khai sinh", "giấy phép lái xe", "hộ kinh doanh", "chứng thực bản sao", "đất đai", "kết hôn")
WITHOUT_MARKS = ("dang ky khai sinh", "giay phep lai xe", "ho kinh doanh", "chung thuc ban sao", "dat dai", "ket hon")
TYPING = ("d", "da", "dang", "dang k", "dang ky kh", "giay ph", "ho ki", "chung t", "cap l", "the can c")
TYPOS = ("dang ki khai snih", "giay phpe lai xe", "ho kinh donah", "chung thucc ban sao", "dta dai", "ket honn")
GROUPS = {"with_marks": WITH_MARKS, "without_marks": WITHOUT_MARKS, "typing": TYPING, "typos": TYPOS}

ILIKE = "SELECT code FROM bench_names WHERE name ILIKE %s ORDER BY name LIMIT 20"
FOLDED_ILIKE = "SELECT code FROM bench_names WHERE folded ILIKE %s ORDER BY folded LIMIT 20"
PREFIX = """
SELECT code FROM bench_names WHERE words @@ to_tsquery('simple', %s)
ORDER BY ts_rank(words, to_tsquery('simple', %s)) DESC LIMIT 20
"""

Search = Callable[[str], int]
"""Runs a query; how many it found for the first page."""


def run(catalogue: str = "", count: int = COUNT) -> dict[str, Any]:
    """Milliseconds at the median and the 99th percentile by kind of query and by side, hits, and the ratios."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    django.setup()
    import psycopg
    from django.conf import settings

    from motcua.cli.connection import use_embedded_database

    use_embedded_database()
    entries = list(_entries(Path(catalogue) if catalogue else CATALOGUE, count))
    index, build_ms = _index(entries)
    # The application role may not make temporary tables.
    with psycopg.connect(settings.OWNER_DATABASE_URL) as connection, connection.cursor() as cursor:
        _load(cursor, entries)
        sides: dict[str, Search] = {
            "motcua": lambda query: _ours(cursor, index, query),
            "ilike": lambda query: _select(cursor, ILIKE, f"%{query}%"),
            "ilike_folded": lambda query: _select(cursor, FOLDED_ILIKE, f"%{query}%"),
            "full_text_prefix": lambda query: _full_text(cursor, query),
        }
        measured = {name: {side: _measure(search, queries) for side, search in sides.items()}
                    for name, queries in GROUPS.items()}  # fmt: skip
        connection.rollback()
    return {
        "names": len(entries),
        "index_build_ms": round(build_ms, 1),
        "queries": measured,
        "p99_ratio_to_ilike_folded": {
            name: round(sides["ilike_folded"]["p99_ms"] / sides["motcua"]["p99_ms"], 1)
            for name, sides in measured.items()
        },
        "within_5_ms_p99": all(sides["motcua"]["p99_ms"] <= 5 for sides in measured.values()),
    }


def _entries(catalogue: Path, count: int) -> Iterator[Any]:
    from motcua.procedures.search import Entry
    from motcua.procedures.source_reading import parse_line
    from motcua.procedures.source_rows import read_row

    with catalogue.open("rb") as stream:
        read = [read_row(parse_line(line)) for line in stream if line.strip()]
    for number in range(count):
        reading = read[number % len(read)]
        again = number // len(read)
        name = f"{reading.content.name} ({again})" if again else reading.content.name
        code = f"{reading.key}.{again}" if again else reading.key
        yield Entry(code, name, reading.content.field, reading.content.levels, keywords=reading.content.keywords)


def _index(entries: list[Any]) -> tuple[Any, float]:
    from motcua.procedures.search import SearchIndex

    begun = time.perf_counter()
    index = SearchIndex(entries)
    return index, (time.perf_counter() - begun) * 1000


def _load(cursor: Any, entries: list[Any]) -> None:
    from motcua.core.search_text import fold

    cursor.execute(
        "CREATE TEMP TABLE bench_names (code text, name text, folded text,"
        " words tsvector GENERATED ALWAYS AS (to_tsvector('simple', folded)) STORED) ON COMMIT DROP"
    )
    rows = json.dumps([{"code": one.code, "name": one.name, "folded": fold(one.name)} for one in entries])
    cursor.execute(
        "INSERT INTO bench_names (code, name, folded)"
        " SELECT code, name, folded FROM jsonb_to_recordset(%s::jsonb) AS r(code text, name text, folded text)",
        [rows],
    )
    cursor.execute("CREATE INDEX ON bench_names USING gin (words)")
    cursor.execute("ANALYZE bench_names")


def _ours(cursor: Any, index: Any, query: str) -> int:
    cursor.execute("SELECT token FROM procedures_registryrevision WHERE id = 1")
    cursor.fetchone()
    found = index.search(query)
    return len([index.entries[number].code for number in found.positions[:PAGE]])


def _select(cursor: Any, statement: str, *values: str) -> int:
    cursor.execute(statement, values)
    return len(cursor.fetchall())


def _full_text(cursor: Any, query: str) -> int:
    from motcua.core.search_text import tokens

    words = " & ".join(f"{word}:*" for word in tokens(query))
    return _select(cursor, PREFIX, words, words)


def _measure(search: Search, queries: tuple[str, ...]) -> dict[str, Any]:
    hits = {query: search(query) for query in queries}
    took, worked = [], []
    for _ in range(ROUNDS):
        for query in queries:
            begun, cpu = time.perf_counter(), time.thread_time()
            search(query)
            worked.append((time.thread_time() - cpu) * 1000)
            took.append((time.perf_counter() - begun) * 1000)
    return {
        "p50_ms": round(statistics.median(took), 3),
        "p99_ms": round(_p99(took), 3),
        "client_cpu_p99_ms": round(_p99(worked), 3),
        "answered": sum(count > 0 for count in hits.values()),
        "asked": len(queries),
    }


def _p99(values: list[float]) -> float:
    return sorted(values)[min(int(len(values) * 0.99), len(values) - 1)]
