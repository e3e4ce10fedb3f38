"""Figures of many provinces together: cells of three million rows each, published and added up."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

ROWS = 3_000_000
INDICATORS = ("on_time_rate_ii06", "online_rate", "dossiers_new")


def measure(source: Path, folder: Path, cells: int) -> dict[str, Any]:
    """``source``: facts whose lives the cells' dossiers repeat."""
    from benchmarks import synthetic_facts
    from benchmarks.figures import took

    from motcua.core import clock
    from motcua.figures.exchange.places import FolderPlace
    from motcua.figures.exchange.publish import publish_facts
    from motcua.figures.exchange.rollup import rollup
    from motcua.figures.facts import manifest as manifests
    from motcua.figures.periods import PeriodKind, period_of, previous

    one = folder / "one-cell"
    seen = manifests.required(source)
    lives = _lives(source)
    made = synthetic_facts.make(source, one, ROWS * lives // seen.rows()["dossiers"], only=("dossiers",))
    places = []
    for number in range(1, cells + 1):
        own = folder / f"facts-{number:02}"
        _renamed(one, own, made, f"P{number:02}")
        place = FolderPlace(folder / f"cell-{number:02}")
        publish_facts(place, now=clock.now(), root=own)
        shutil.rmtree(own)
        places.append(place)
    period = previous(period_of(PeriodKind.QUARTER, dt.datetime.fromisoformat(made.settled_at).date()))
    found: dict[str, Any] = {"cells": cells, "rows_each": made.rows()["dossiers"], "indicators": len(INDICATORS)}
    for processes in (1, 2):
        asked = took(lambda n=processes: rollup(places, INDICATORS, period, now=clock.now(), processes=n))  # type: ignore[misc]
        found[f"threads_{processes}"] = asked.told()
    for place in places:
        shutil.rmtree(place.root)
    return found


def _lives(source: Path) -> int:
    from motcua.figures.facts import manifest as manifests
    from motcua.figures.facts.reader import open_facts

    with open_facts(root=source, manifest=manifests.required(source), tail=False) as facts:
        return int(facts.asked("SELECT count(*) FROM dossiers")[0][0])


def _renamed(one: Path, own: Path, made: Any, code: str) -> None:
    """The same facts of a province with another code: files are linked, but for the units."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from motcua.figures.facts import manifest as manifests

    files = []
    for file in made.files:
        target = own / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.table != "units" or file.kind == manifests.ENDS:
            target.hardlink_to(one / file.name)
            files.append(file)
            continue
        rows = pq.read_table(one / file.name)
        codes = pc.if_else(pc.equal(rows["level"], "province"), pa.scalar(code), rows["code"])
        pq.write_table(rows.set_column(rows.column_names.index("code"), "code", codes), target)
        files.append(replace(file, bytes=target.stat().st_size, sha256=manifests.digest(target)))
    manifests.publish(own, replace(made, files=tuple(files)))
