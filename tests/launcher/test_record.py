"""The small file that remembers a cluster."""

from __future__ import annotations

from pathlib import Path

import psycopg.conninfo
import pytest

from motcua.launcher import LauncherError, remembered
from motcua.launcher import record as records


def _record(folder: str = "/f") -> records.Record:
    return records.Record(folder, "/a folder/Socket", "18.6", durable=True)


def test_record_when_written_then_read_back_the_same(tmp_path: Path) -> None:
    record = _record()

    records.write(tmp_path, record)

    assert records.read(tmp_path) == record
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cluster.json"]


def test_record_when_there_is_none_then_none(tmp_path: Path) -> None:
    assert records.read(tmp_path) is None
    assert remembered(tmp_path / "nowhere") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"folder": 1}', '{"other": 1}'])
def test_record_when_damaged_then_one_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "cluster.json").write_text(text)

    with pytest.raises(LauncherError, match="to begin anew"):
        records.read(tmp_path)


def test_url_when_the_socket_folder_has_capitals_and_spaces_then_libpq_reads_it_right() -> None:
    record = _record()

    read = psycopg.conninfo.conninfo_to_dict(record.url(records.APP))

    assert read == {
        "user": "motcua_app",
        "password": record.passwords["motcua_app"],
        "dbname": "motcua",
        "host": "/a folder/Socket",
    }
