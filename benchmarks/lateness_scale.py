"""``python -m benchmarks.lateness_scale FOLDER``: what learning from a million dossiers and scoring a hundred thousand
open ones takes. ``... FOLDER 50000 100000`` scores only, with the model in force.

FOLDER is a history of ``motcua bench lateness``; its lives are told again and again (``synthetic_facts``), those that
are open with a date to come a hundred thousand times more. The second run finds the facts made: its peak of memory is
that of learning and scoring alone."""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

MILLION = 1_000_000
OPEN = 100_000


def make_facts(source: Path, target: Path, dossiers: int, opened: int) -> None:
    """Facts of ``dossiers`` lives and ``opened`` more that are open today."""
    from dataclasses import replace

    from benchmarks import synthetic_facts as made

    from motcua.figures.facts import manifest as manifests
    from motcua.figures.facts.files import ColumnSink
    from motcua.figures.facts.registries import relations
    from motcua.foresight.lateness.versions import TABLES

    seen = manifests.required(source)
    names = sorted({file.table for file in seen.files if file.table in TABLES} - set(relations()))
    lives, begun = made.read_lives(source, seen, names)
    sink, chance = ColumnSink(target), np.random.default_rng(1)
    for share in made._draw(chance, lives[0], begun, dossiers):  # noqa: SLF001
        made._tell(chance, sink, lives, *share)  # noqa: SLF001
        sink.relieve()
    still = _open_with_a_date(lives[0])
    for _turn in range(0, opened, made.TOGETHER):
        life = np.sort(chance.choice(still, min(made.TOGETHER, opened)))
        shift = chance.integers(-made.JITTER_US, 0, len(life)).astype(np.int64)
        made._tell(chance, sink, lives, life.astype(np.int32), shift, made.ids(chance, begun[life] + shift))  # noqa: SLF001
        sink.relieve()
    files = sink.finish()
    for file in seen.files:
        if file.table in relations():
            (target / file.name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / file.name, target / file.name)
            files.append(file)
    whole = replace(seen, number=1, previous="", files=tuple(sorted(files, key=lambda one: one.name)))
    manifests.publish(target, replace(whole, made_by="synthesised"))


def _open_with_a_date(dossiers: Any) -> np.ndarray:
    """Lives that are open with a date to come, and wait for nobody outside."""
    import datetime as dt

    import pyarrow as pa
    import pyarrow.compute as pc

    from motcua.foresight.lateness.snapshots import WAITING

    rows = dossiers.rows.take(pa.array(dossiers.first[1:] - 1))
    now = pa.scalar(dt.datetime.now(dt.UTC).replace(tzinfo=None), pa.timestamp("us"))
    runs = pc.and_(
        pc.is_valid(rows["accepted_at"]), pc.fill_null(pc.greater(rows["appointed_due_at"], now), fill_value=False)
    )
    runs = pc.and_(runs, pc.and_(pc.is_null(rows["closed_at"]), pc.is_null(rows["finished_at"])))
    runs = pc.and_(runs, pc.invert(pc.is_in(rows["state"], pa.array(WAITING))))
    return np.flatnonzero(runs.to_numpy())


def measure(root: Path, *, learn: bool) -> dict[str, Any]:
    from motcua.core import clock
    from motcua.foresight.lateness import scoring
    from motcua.foresight.lateness.training import train

    now = clock.now()
    found: dict[str, Any] = {}
    if learn:
        begun, used = time.monotonic(), time.process_time()
        row = train(now=now, root=root)
        found |= {"train_s": round(time.monotonic() - begun, 1), "train_cpu_s": round(time.process_time() - used, 1)}
        found |= {"parts": row.parts, "train_peak_mib": _peak()}
    real = scoring._open_dossiers  # noqa: SLF001

    def faked(uids: list[str]) -> Any:
        """Made-up dossiers are not in the table: the question is asked, and answered with keys of our own."""
        real(uids)
        return {uid: (number + 1, 1, now) for number, uid in enumerate(uids)}

    scoring._open_dossiers = faked  # type: ignore[assignment]  # noqa: SLF001
    begun, used = time.monotonic(), time.process_time()
    run = scoring.score(now=now, root=root)
    found["scored"], found["alerts"] = run.scored, run.alerts
    found["score_s"] = round(time.monotonic() - begun, 1)
    found["score_cpu_s"] = round(time.process_time() - used, 1)
    found["peak_mib"] = _peak()
    return found


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main(folder: str, dossiers: int = MILLION, opened: int = OPEN) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.test")
    import django

    django.setup()
    from benchmarks.lateness import WORLD, migrated
    from benchmarks.lateness_world import history

    place = Path(folder)
    target = place.with_name(f"{place.name}-{dossiers}-{opened}")
    with history(WORLD, place, 1, keep=True):
        migrated()
        begun = time.monotonic()
        if not target.exists():
            make_facts(place / "facts", target, dossiers, opened)
        print(json.dumps({"made_s": round(time.monotonic() - begun, 1), "mib_before": _peak()}), flush=True)  # noqa: T201
        print(json.dumps(measure(target, learn=dossiers >= MILLION), indent=1), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], *(int(one) for one in sys.argv[2:]))
