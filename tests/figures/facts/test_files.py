"""Files and manifests: written once, published at once, refused when damaged or from the future."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from pytest_django import Settings

from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts.files import FileSink
from motcua.figures.facts.manifest import ENDS, OPEN, PAST, FileEntry, Manifest
from motcua.figures.facts.orphans import sweep
from motcua.figures.facts.reader import open_facts
from motcua.figures.facts.schema import (
    EVOLVE_VERSION,
    SCHEMA_VERSION,
    Column,
    Kind,
    Table,
    described,
    register,
    tables,
)

AT = dt.datetime(2026, 3, 5, 2, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=40)
POSTED = "postings"


@pytest.fixture
def root(settings: Settings, tmp_path: Path) -> Path:
    settings.FACTS_MEMORY_MIB, settings.FACTS_THREADS = 128, 1
    return tmp_path / "facts"


def a_row(number: int) -> tuple[object, ...]:
    return f"u{number}", "unit", "Hộ tịch", AT.date(), None


def written(root: Path) -> list[FileEntry]:
    """Two open versions, one of them ended later, and one that began and ended."""
    sink = FileSink(root)
    sink.row(POSTED, 1, AT, None, a_row(1))
    sink.row(POSTED, 2, AT, None, a_row(2))
    sink.row(POSTED, 3, AT, LATER, a_row(3))
    sink.end(POSTED, 2, LATER)
    return sink.finish()


def a_manifest(files: list[FileEntry], number: int = 1, **changes: object) -> Manifest:
    values: dict[str, object] = {
        "number": number,
        "previous": "",
        "made_by": "build",
        "source": "log",
        "created_at": manifests.instant(AT),
        "schema_version": SCHEMA_VERSION,
        "evolve_version": EVOLVE_VERSION,
        "epoch": 1,
        "xid": 10,
        "settled_at": manifests.instant(AT),
        "exact_from": "",
        "files": tuple(files),
        **changes,
    }
    return Manifest(**values)  # type: ignore[arg-type]


def rows(root: Path, as_of: dt.datetime | None = None, manifest: Manifest | None = None) -> list[str]:
    with open_facts(as_of, root=root, tail=False, manifest=manifest) as facts:
        return sorted(facts[POSTED].uid.to_pyarrow().to_pylist())


def test_files_go_by_table_month_and_kind_and_are_read_as_of_an_instant(root: Path) -> None:
    files = written(root)
    manifests.publish(root, a_manifest(files))

    assert {(file.month, file.kind, file.rows) for file in files} == {
        ("2026-03", OPEN, 2),
        ("2026-03", PAST, 1),
        ("2026-04", ENDS, 1),
    }
    assert rows(root) == ["u1"]
    assert rows(root, AT) == ["u1", "u2", "u3"]
    assert rows(root, LATER - dt.timedelta(microseconds=1)) == ["u1", "u2", "u3"]
    assert rows(root, LATER) == ["u1"]
    assert rows(root, AT - dt.timedelta(microseconds=1)) == []


def test_older_manifest_when_a_newer_one_came_then_still_reads_the_same(root: Path) -> None:
    files = written(root)
    first = manifests.publish(root, a_manifest([file for file in files if file.kind != ENDS]))
    second = manifests.publish(root, a_manifest(files, 2, previous=first.sha256))

    assert rows(root) == rows(root, manifest=second) == ["u1"]
    assert rows(root, manifest=manifests.with_hash(root, first.sha256)) == ["u1", "u2"]
    assert [one.number for one in manifests.all_manifests(root)] == [2, 1]
    assert second.previous == first.sha256
    with pytest.raises(NotFound, match="facts_missing"):
        manifests.with_hash(root, "0" * 64)


def test_manifest_of_a_number_that_exists_is_never_replaced(root: Path) -> None:
    first = manifests.publish(root, a_manifest(written(root)))

    with pytest.raises(FileExistsError):
        manifests.publish(root, a_manifest([]))

    assert manifests.required(root) == first
    assert [path.name for path in (root / manifests.FOLDER).iterdir()] == ["00000001.json"]


def test_facts_when_there_are_none_then_that_is_said(root: Path) -> None:
    with pytest.raises(NotFound, match="facts_missing"):
        open_facts(root=root, tail=False)


@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_file_when_cut_or_gone_then_it_is_named_and_nothing_is_read(root: Path, harm: str) -> None:
    files = written(root)
    manifests.publish(root, a_manifest(files))
    path = root / files[0].name
    if harm == "cut":
        os.truncate(path, files[0].bytes - 1)
    else:
        path.unlink()

    with pytest.raises(Invalid, match="facts_file_damaged" if harm == "cut" else "facts_file_missing") as refused:
        open_facts(root=root, tail=False)

    assert refused.value.params == {"file": files[0].name}


def test_file_when_a_byte_differs_then_a_thorough_check_finds_it(root: Path) -> None:
    files = written(root)
    published = manifests.publish(root, a_manifest(files))
    path = root / files[0].name
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)

    manifests.check_files(root, published)
    with pytest.raises(Invalid, match="facts_file_damaged"):
        manifests.check_files(root, published, thoroughly=True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"schema_version": SCHEMA_VERSION + 1}, "facts_schema_newer"),
        ({"evolve_version": EVOLVE_VERSION + 1}, "facts_rules_newer"),
        ({"files": None}, "facts_manifest_damaged"),
        ({"number": None, "surprise": 1}, "facts_manifest_damaged"),
    ],
)
def test_manifest_when_newer_or_damaged_then_refused(root: Path, changes: dict[str, object], code: str) -> None:
    manifests.publish(root, a_manifest(written(root)))
    path = root / manifests.FOLDER / "00000001.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")

    with pytest.raises(Invalid, match=code):
        open_facts(root=root, tail=False)


def test_manifest_when_half_of_it_is_there_then_refused(root: Path) -> None:
    manifests.publish(root, a_manifest(written(root)))
    path = root / manifests.FOLDER / "00000001.json"
    path.write_bytes(path.read_bytes()[:-100])

    with pytest.raises(Invalid, match="facts_manifest_damaged"):
        manifests.required(root)


def test_facts_that_are_exact_from_an_instant_on_refuse_an_earlier_one(root: Path) -> None:
    manifests.publish(root, a_manifest(written(root), source="projections", exact_from=manifests.instant(LATER)))

    assert rows(root, LATER) == ["u1"]
    with pytest.raises(Conflict, match="facts_inexact_then"):
        rows(root, AT)


def test_instant_without_a_zone_is_refused(root: Path) -> None:
    manifests.publish(root, a_manifest(written(root)))

    with pytest.raises(Invalid, match="facts_instant_naive"):
        open_facts(dt.datetime(2026, 3, 5), root=root, tail=False)  # noqa: DTZ001 - what is refused


def test_table_when_widened_then_older_files_give_null_for_the_new_column(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifests.publish(root, a_manifest(written(root)))
    known = tables()[POSTED]
    wider = Table(known.name, known.about, (*known.columns, Column("sheet", Kind.INTEGER, "pages")))
    monkeypatch.setattr("motcua.figures.facts.schema._tables", {**tables(), POSTED: wider})

    with open_facts(root=root, tail=False) as facts:
        assert facts[POSTED].sheet.to_pyarrow().to_pylist() == [None]


OUT_OF_BOUNDS = (
    "SELECT * FROM read_parquet('{other}')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM '{other}'",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "ATTACH '{folder}/other.db' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET allowed_paths = ['/etc/passwd']",
    "SET memory_limit = '64GiB'",
    "SELECT * FROM os",
)


@pytest.mark.parametrize("statement", OUT_OF_BOUNDS)
def test_formula_that_reaches_beyond_the_facts_is_refused(root: Path, tmp_path: Path, statement: str) -> None:
    manifests.publish(root, a_manifest(written(root)))
    other = tmp_path / "other.parquet"
    other.write_bytes((root / manifests.required(root).files[0].name).read_bytes())

    with open_facts(root=root, tail=False) as facts, pytest.raises(duckdb.Error):
        facts.connection.execute(statement.format(other=other, folder=tmp_path)).fetchall()


_KILLED = """
import os, signal, sys
sys.path.insert(0, {source!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "motcua.settings.test"
import django
django.setup()
from pathlib import Path
from tests.figures.facts import test_files as given
from motcua.figures.facts import manifest as manifests
root = Path({root!r})
files = given.written(root)
def die(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(os, {at!r}, die)
manifests.publish(root, given.a_manifest(files, 2))
"""


@pytest.mark.parametrize("at", ["link", "fsync"])
def test_writer_when_killed_between_its_files_and_the_manifest_then_the_earlier_one_stands(root: Path, at: str) -> None:
    first = manifests.publish(root, a_manifest(written(root)))
    source = str(Path(__file__).parents[3])

    script = _KILLED.format(source=source, root=str(root), at=at)
    done = subprocess.run([sys.executable, "-c", script], cwd=source, check=False, capture_output=True)

    assert done.returncode == -signal.SIGKILL, done.stderr
    assert manifests.required(root) == first
    assert rows(root) == ["u1"]
    manifests.publish(root, a_manifest(written(root), 2, previous=first.sha256))
    assert manifests.required(root).number == 2
    assert sweep(root) == 4  # the three files of the killed one and its draft
    assert rows(root) == ["u1"]
    assert rows(root, manifest=first) == ["u1"]


def test_files_left_behind_stay_while_a_manifest_cannot_be_read(root: Path) -> None:
    manifests.publish(root, a_manifest(written(root)))
    written(root)
    (root / manifests.FOLDER / "00000002.json").write_text("{")

    with pytest.raises(Invalid, match="facts_manifest_damaged"):
        sweep(root)

    assert len([*root.glob("*/*/*.parquet")]) == 6


@pytest.mark.parametrize(
    "column",
    [Column("phone", Kind.TEXT, ""), Column("address", Kind.TEXT, ""), Column("name", Kind.TEXT, "")],
)
def test_column_named_like_personal_data_is_refused(column: Column) -> None:
    with pytest.raises(ValueError, match="no personal data"):
        register(Table("people_by_mistake", "", (column,)))


def test_table_when_registered_otherwise_then_refused() -> None:
    with pytest.raises(ValueError, match="otherwise"):
        register(Table(POSTED, "other", ()))


def test_schema_is_described_column_by_column() -> None:
    found = described()

    assert isinstance(found["tables"], dict)
    assert set(found["tables"]) == set(tables())
    for table in tables().values():
        assert all(column.about for column in table.all_columns), table.name
