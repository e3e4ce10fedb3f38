"""Random (report, past date) pairs: issued, then made again from the log alone after corrections, a merger that was
entered late and a calendar that changed. Every hash must be the one first issued.

    python -m benchmarks.recompute_pairs --pairs 1000 --dossiers 600 --seed 7

Each pair is a stored publication: the service issues it as of an instant of the past, five reports to an instant. Then
the rows go out of the database into a folder, the files of facts beside them, and another process, which knows nothing
but that folder and the log, makes each again with the service that ``motcua figures recompute --from-log`` calls: it
builds all facts anew and is given what each publication asked, not what it answered. Some are forged, and must be
found; of every tenth it is told whether the facts known today would say something else.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import multiprocessing
import os
import random
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

TOGETHER: Final = 5
"""Reports issued as of one instant."""
DAYS: Final = 120
FORGED: Final = 10
ARCHIVE: Final = "publications.jsonl"
TABLES: Final = ("figures_publication_withdrawal", "figures_publication_file", "figures_recomputation",
                 "figures_publication")  # fmt: skip


def run(pairs: int, dossiers: int, seed: int, folder: Path) -> dict[str, Any]:
    """Make a history, issue, let things happen, put everything away, make it again."""
    from benchmarks.recompute_drawn import Questions, change_calendar, correct, merge_late

    from motcua.core import clock
    from motcua.figures.facts.build import build

    chance = random.Random(seed)  # noqa: S311
    first = _simulate(dossiers, seed)
    build(now=clock.now(), processes=1)
    today = clock.legal_date(clock.now())
    questions = Questions(chance, first.date() - dt.timedelta(days=20), today)
    begun, changes, issued = time.process_time(), [], 0
    for share, change in ((0.6, correct), (0.8, merge_late), (1.0, change_calendar)):
        issued += _issue(questions, chance, first, int(pairs * share) - issued)
        changes.append(change(chance))
    issuing = time.process_time() - begun
    drawn = _drawn()
    _put_away(folder)
    return {
        "pairs": issued,
        "seed": seed,
        "dossiers": dossiers,
        "drawn": drawn,
        "changes": changes,
        "issuing_cpu_s": round(issuing, 1),
        **_in_another_process(folder),
    }


def _issue(questions: Any, chance: random.Random, first: dt.datetime, many: int) -> int:
    """Through the service, as of instants from the first day up to now."""
    from motcua.core import clock
    from motcua.figures.facts.window import watermark
    from motcua.figures.publications.services import publish_all
    from motcua.people.actors import SYSTEM

    settled = watermark(clock.now()).settled_at
    left = many
    while left > 0:
        as_of = settled - dt.timedelta(seconds=chance.randint(0, int((settled - first).total_seconds())))
        asked = [questions.draw() for _each in range(min(TOGETHER, left))]
        left -= len(publish_all(asked, actor=SYSTEM, now=clock.now(), as_of=as_of))
        _tell(f"issued {many - left} of {many}")
    return many


def _drawn() -> dict[str, object]:
    """How varied the questions are."""
    from motcua.figures.publications.asked import read_asked
    from motcua.figures.publications.document import read_document
    from motcua.figures.publications.models import Publication

    kinds, units, by, indicators, instants = Counter[str](), set(), Counter[str](), set(), set()
    for row in Publication.objects.iterator():
        asked = read_asked(read_document(row.body))
        kinds[asked.period.kind.value] += 1
        units.add(asked.unit)
        by.update(table.by.value for table in asked.tables.values())
        indicators.update(one.indicator for one in asked.figures.values())
        instants.add(row.as_of)
    return {
        "instants": len(instants),
        "units": len(units),
        "indicators": len(indicators),
        "periods": dict(sorted(kinds.items())),
        "tables": dict(sorted(by.items())),
    }


def _put_away(folder: Path) -> None:
    """Rows of publications and files of facts go into ``folder``; nothing of them stays where it was."""
    import psycopg
    from django.conf import settings

    from motcua.figures.publications.models import Publication

    folder.mkdir(parents=True)
    with (folder / ARCHIVE).open("w", encoding="utf-8") as file:
        for row in Publication.objects.order_by("as_of", "pk").iterator():
            kept = {name: getattr(row, name) for name in ("sha256", "epoch", "xid", "manifest")}
            told = {"as_of": row.as_of.isoformat(), "body": bytes(row.body).hex(), "uid": str(row.uid), **kept}
            file.write(json.dumps(told) + "\n")
    with psycopg.connect(settings.OWNER_DATABASE_URL, autocommit=True) as owner:
        owner.execute(f"TRUNCATE {', '.join(TABLES)}")
    shutil.move(settings.FACTS_ROOT, folder / "facts")
    if Publication.objects.exists() or settings.FACTS_ROOT.exists():
        raise SystemExit("publications or facts are still there")


def _in_another_process(folder: Path) -> dict[str, Any]:
    from django.conf import settings

    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(make_again, folder, settings.DATABASE_URL, settings.FACTS_ROOT).result()


def make_again(folder: Path, url: str, root: Path) -> dict[str, Any]:
    """In a process of its own: every publication of the folder, from the log."""
    _ready(root)
    from motcua.cli.connection import use_database
    from motcua.core import clock
    from motcua.figures.publications.recompute import recompute_each

    use_database(url)
    now, begun = clock.now(), time.process_time()
    rows = list(_archived(folder))
    results = recompute_each(rows, now=now, from_log=True, progress=lambda n: _tell(f"made again {n} of {len(rows)}"))
    outcomes = Counter(result.outcome.value + (f" {result.why}" if result.why else "") for result in results)
    spent = time.process_time() - begun
    wrong = [_forged(row) for row in rows[:: max(1, len(rows) // FORGED)]]
    found = [result.path for result in recompute_each(wrong, now=now, from_log=True)]
    return {
        "equal": outcomes.pop("equal", 0),
        "not_equal": dict(outcomes),
        "again_cpu_s": round(spent, 1),
        "forged": len(wrong),
        "forged_found": sum(bool(path) for path in found),
        "places_found": sorted({path.split("/")[0] for path in found}),
        **_as_known_today(rows[::10], now),
        "again_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _archived(folder: Path) -> Iterator[Any]:
    """As they were issued; nothing is read from the tables."""
    from uuid import UUID

    from motcua.figures.publications.models import Publication

    with (folder / ARCHIVE).open(encoding="utf-8") as file:
        for line in file:
            told = json.loads(line)
            exact = {"as_of": dt.datetime.fromisoformat(told["as_of"]), "body": bytes.fromhex(told["body"])}
            yield Publication(**{**told, **exact, "uid": UUID(told["uid"])})


def _forged(row: Any) -> Any:
    """The same publication with one number in it changed, under a hash that fits."""
    from copy import copy

    from motcua.core.canonical import encode
    from motcua.figures.publications.document import read_document

    wrong, body = copy(row), read_document(row.body)
    counts = body["counts"]
    name = sorted(counts)[0]
    counts[name] = counts[name] + 1 if isinstance(counts[name], int) else 1
    wrong.body = encode(body)
    wrong.sha256 = hashlib.sha256(wrong.body).hexdigest()
    return wrong


def _as_known_today(rows: list[Any], now: dt.datetime) -> dict[str, int]:
    """Of how many of these documents today's facts say something else: else the hashes would prove little."""
    import tempfile

    from motcua.figures.facts.build import build
    from motcua.figures.facts.reader import open_facts
    from motcua.figures.publications.document import question, read_document
    from motcua.figures.publications.recompute import again

    with tempfile.TemporaryDirectory() as place:
        build(now=now, root=Path(place))
        with open_facts(now, root=Path(place), now=now) as facts:
            said = [again(question(read_document(row.body)), facts, row.as_of) for row in rows]
    other = sum(bytes(row.body) != body for row, body in zip(rows, said, strict=True))
    return {"asked_of_today": len(rows), "today_says_other": other}


def _simulate(rows: int, seed: int) -> dt.datetime:
    from motcua.core import clock
    from motcua.demo.base import load_base
    from motcua.simulate.plan import Plan, begin
    from motcua.simulate.run import make
    from motcua.simulate.tables import Keys

    now = clock.now()
    load_base(now=now)
    last = clock.legal_date(now) - dt.timedelta(days=1)
    first = last - dt.timedelta(days=DAYS)
    make(begin(Plan(rows, seed, first, last, 1.0, Keys(0, 0), {}), now=now), processes=1)
    return dt.datetime.combine(first, dt.time(), clock.LEGAL_ZONE).astimezone(dt.UTC)


def _tell(words: str) -> None:
    if sys.stderr.isatty() or words.endswith("00"):
        sys.stderr.write(words + "\n")


def _ready(root: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.test")
    import django

    django.setup()
    from django.conf import settings

    settings.FACTS_ROOT = root
    sys.path.insert(0, str(settings.PROJECT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--dossiers", type=int, default=600)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    _ready(Path("facts"))
    from django.conf import settings

    place = settings.STATE_DIR / "bench-pairs"
    settings.FACTS_ROOT = place / "facts"
    shutil.rmtree(place, ignore_errors=True)
    _on_own_database(lambda: _say(run(asked.pairs, asked.dossiers, asked.seed, place / "away")))


def _say(found: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    sound = found["equal"] == found["pairs"] and found["forged_found"] == found["forged"]
    sys.exit(0 if sound else 1)


def _on_own_database(work: Callable[[], None]) -> None:
    """A database of tests made for this; it and everything beside it go afterwards."""
    from django.conf import settings
    from django.db import connections
    from tests import template_database

    from motcua import launcher
    from motcua.cli.connection import use_database

    place = settings.FACTS_ROOT.parent
    with launcher.hold(settings.STATE_DIR / "bench-pairs-pg", for_tests=True, pg_bin=settings.PG_BIN) as cluster:
        made = template_database.TestDatabase(cluster, "bench_pairs", template_database.migrated_template(cluster))
        settings.OWNER_DATABASE_URL = template_database.url_for(cluster.owner_url, made.name)
        settings.DATABASE_URL = template_database.url_for(cluster.app_url, made.name)
        use_database(settings.DATABASE_URL)
        try:
            work()
        finally:
            connections.close_all()
            made.drop()
            shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
