"""Counting the cells of a roll-up on Spark: the same expressions over the same Parquet files. What is small (units,
periods, registries) stays with DuckDB; dossiers and contacts are Spark's.

Needs the extra ``motcua[spark]`` and a Java runtime that its Spark knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, fields
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from motcua.core.errors import Unavailable
from motcua.figures.facts.manifest import ENDS, OPEN, PAST, FileEntry, Manifest
from motcua.figures.facts.reader import Facts, open_facts
from motcua.figures.facts.schema import Kind, Table, table_named

from .cells import Cell, local
from .rollup import Opened

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.pyspark import Backend

LARGE: Final = ("dossiers", "contacts")
"""Tables that Spark holds: those whose rows measures count."""
_TYPES: Final = {
    **dict.fromkeys((Kind.TEXT, Kind.UID, Kind.WORDING), "string"),
    Kind.INTEGER: "bigint",
    Kind.DECIMAL: "decimal(18,8)",
    Kind.FLAG: "boolean",
    Kind.INSTANT: "timestamp_ntz",
    Kind.DATE: "date",
    Kind.TEXTS: "array<string>",
}


@dataclass(frozen=True, eq=False)
class SparkFacts(Facts):
    """Facts whose large tables another engine holds."""

    spark: Backend | None = None
    prefix: str = ""

    def __getitem__(self, name: str) -> ir.Table:
        if self.spark is None or name not in LARGE:
            return super().__getitem__(name)
        return self.spark.table(f"{self.prefix}_{name}")


@contextmanager
def spark_engine(*, memory: str = "1g", cores: int = 2) -> Iterator[Opened]:
    """Spark for one roll-up, in a process beside this one. Raises Unavailable ``exchange_spark_missing``."""
    if find_spec("pyspark") is None:
        raise Unavailable("exchange_spark_missing", params={"why": "pyspark"})
    session = _session(memory, cores)
    try:
        import ibis

        backend = ibis.pyspark.connect(session)

        def opened(cell: Cell, as_of: dt.datetime | None) -> AbstractContextManager[Facts]:
            return _facts(backend, cell, as_of)

        yield opened
    finally:
        session.stop()


def _session(memory: str, cores: int) -> Any:
    from pyspark.sql import SparkSession

    asked = SparkSession.builder.master(f"local[{cores}]").appName("motcua-rollup")
    for name, value in {
        "spark.ui.enabled": "false",
        "spark.driver.memory": memory,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": str(cores),
    }.items():
        asked = asked.config(name, value)
    try:
        return asked.getOrCreate()
    except Exception as error:  # no Java, or one that it does not know: it says so in many ways
        raise Unavailable("exchange_spark_missing", params={"why": f"Java ({type(error).__name__})"}) from error


@contextmanager
def _facts(backend: Backend, cell: Cell, as_of: dt.datetime | None) -> Iterator[Facts]:
    manifest = cell.publication.as_manifest()
    with local(cell) as root, open_facts(as_of, root=root, manifest=manifest) as facts:
        prefix = f"cell_{cell.publication.sha256[:12]}"
        session = backend._session  # noqa: SLF001 - the one it was connected with
        for name in LARGE:
            _laid(session, root, manifest, table_named(name), as_of).createOrReplaceTempView(f"{prefix}_{name}")
        own = {field.name: getattr(facts, field.name) for field in fields(Facts) if field.init}
        told = {**own, "tally": None, "answers": lambda asked: backend.to_pyarrow(asked).to_pylist()}
        try:
            yield SparkFacts(**told, spark=backend, prefix=prefix)
        finally:
            for name in LARGE:
                session.catalog.dropTempView(f"{prefix}_{name}")


def _laid(session: Any, root: Path, manifest: Manifest, table: Table, as_of: dt.datetime | None) -> Any:
    """What was known then: as :func:`motcua.figures.facts.sql.lay` says it to DuckDB."""
    from pyspark.sql import functions as f

    own = {kind: [file for file in manifest.files if (file.table, file.kind) == (table.name, kind)] for kind in _KINDS}
    then = f.lit(as_of.astimezone(dt.UTC).replace(tzinfo=None)).cast("timestamp_ntz") if as_of is not None else None
    found = _read(session, root, table, own[OPEN])
    if own[ENDS]:
        ends = session.read.parquet(*[str(root / file.name) for file in own[ENDS]])
        ended = ends if then is None else ends.where(ends.recorded_to <= then)
        found = found.join(ended.select("fact").distinct(), "fact", "left_anti")
    if then is not None:
        past = _read(session, root, table, own[PAST])
        found = found.where(found.recorded_from <= then).unionByName(
            past.where((past.recorded_from <= then) & (past.recorded_to > then))
        )
    return found.drop("recorded_to")


_KINDS: Final = (OPEN, PAST, ENDS)


def _read(session: Any, root: Path, table: Table, files: Sequence[FileEntry]) -> Any:
    """Files of every width; columns that a file is too old to have are null."""
    from pyspark.sql import functions as f

    def of(width: int) -> Any:
        rows = session.read.parquet(*[str(root / file.name) for file in files if file.columns == width])
        have = [f.col(one.name).cast(_TYPES[one.kind]).alias(one.name) for one in table.all_columns[:width]]
        lack = [f.lit(None).cast(_TYPES[one.kind]).alias(one.name) for one in table.all_columns[width:]]
        return rows.select(*have, *lack)

    widths = sorted({file.columns for file in files})
    if not widths:
        names = ", ".join(f"`{one.name}` {_TYPES[one.kind]}" for one in table.all_columns)
        return session.createDataFrame([], names)
    return reduce(lambda one, other: one.unionByName(other), map(of, widths))
