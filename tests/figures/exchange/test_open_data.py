from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from motcua.core.errors import Conflict
from motcua.figures.exchange.open_data import versions as stored
from motcua.figures.exchange.open_data.dataset import FIELDS, SMALLEST, shown
from motcua.figures.exchange.open_data.files import CATALOGUE, NAME
from motcua.figures.exchange.open_data.versions import Version, build_version, file_of

from .conftest import SETTLED, dossier, province

NOW = dt.datetime(2026, 4, 2, 5, tzinfo=dt.UTC)
FEBRUARY = dt.date(2026, 2, 20)


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Path:
    settings.OPEN_DATA_ROOT = tmp_path / "open"
    settings.FACTS_ROOT = tmp_path / "facts"
    settings.PROVINCE_NAME = "Tỉnh Thử"
    return tmp_path / "open"


def settled(name: str, *, late: bool) -> dict[str, Any]:
    return {
        **dossier(name),
        "finished_on": FEBRUARY,
        "outcome": "granted",
        "statutory_timeliness": "late" if late else "early",
        "assisted": late,
    }


def made(dossiers: list[dict[str, Any]], root: Path, *, now: dt.datetime = NOW) -> Version:
    province(root, "XA", dossiers)
    version, fresh = build_version(now=now, root=root)
    assert fresh
    return version


def test_version_when_made_then_every_format_says_the_same(place: Path, tmp_path: Path) -> None:
    later = dossier("d", accepted=dt.date(2026, 4, 1))
    version = made([settled("a", late=False), settled("b", late=True), dossier("c", channel="post"), later], tmp_path)

    folder = place / version.name
    text = (folder / f"{NAME}.csv").read_bytes().decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(text)))
    document = json.loads((folder / f"{NAME}.json").read_bytes())
    assert read == [
        {
            "unit": "XA",
            "unit_name": "Tỉnh XA",
            "month": "2026-02",
            "field": "",
            "assisted": "",
            "received": "3",
            "received_online": "2",
            "settled": "2",
            "settled_late": "1",
            "refused": "0",
        }
    ]
    assert document["rows"] == pq.read_table(folder / f"{NAME}.parquet").to_pylist()
    assert document["rows"][0]["settled_late"] == 1
    assert document["licence"] == "CC-BY-4.0"


def test_version_when_made_then_schema_and_catalogue_describe_it(place: Path, tmp_path: Path) -> None:
    version = made([dossier("a")], tmp_path)

    schema = json.loads((place / version.name / f"{NAME}.schema.json").read_bytes())
    document = json.loads((place / version.name / f"{NAME}.json").read_bytes())
    columns = schema["properties"]["rows"]["items"]["properties"]
    assert set(document) == set(schema["required"]) == set(schema["properties"])
    assert all(set(row) == set(columns) for row in document["rows"])
    catalogue = json.loads((place / version.name / CATALOGUE).read_bytes())
    (dataset,) = catalogue["dcat:dataset"]
    sums = {
        one["dcat:downloadURL"]["@id"]: one["spdx:checksum"]["spdx:checksumValue"]["@value"]
        for one in dataset["dcat:distribution"]
    }
    listed = {name: file["sha256"] for name, file in version.files.items()}
    assert sums == {name: listed[name] for name in (f"{NAME}.csv", f"{NAME}.parquet", f"{NAME}.json")}


def test_version_when_nothing_changed_then_none_is_made_and_the_old_stays(place: Path, tmp_path: Path) -> None:
    first = made([dossier("a")], tmp_path / "one")
    same, fresh = build_version(now=NOW + dt.timedelta(days=1), root=tmp_path / "one")
    second = made([dossier("a"), dossier("b")], tmp_path / "two", now=NOW + dt.timedelta(days=2))

    assert (same, fresh) == (first, False)
    assert stored.versions() == [second.name, first.name]
    assert file_of(first.name, f"{NAME}.csv")[0].is_file()


def test_version_when_the_disk_is_full_then_says_so_and_nothing_is_left(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    province(tmp_path, "XA", [dossier("a")])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("motcua.figures.exchange.open_data.versions.os.fsync", full)
    with pytest.raises(Conflict) as refused:
        build_version(now=NOW, root=tmp_path)

    assert refused.value.code == "exchange_no_space"
    assert list(place.iterdir()) == []


@given(st.integers(0, 40), st.integers(0, 40))
def test_small_numbers_of_persons_are_never_shown(part: int, rest: int) -> None:
    row = ("XA", "X", "2026-02", "", part + rest, 0, 0, 0, 0, part)

    said = shown(row)

    assert said[:-1] == row[:-1], "counts of a unit's work are always shown"
    if said[-1] is not None:
        assert said[-1] == 0 or (said[-1] >= SMALLEST and (rest == 0 or rest >= SMALLEST))
    assert [field.name for field in FIELDS if field.persons] == ["assisted"]


@pytest.mark.django_db
def test_page_when_a_version_is_there_then_its_files_download_and_may_be_kept(
    place: Path, tmp_path: Path, client: Client
) -> None:
    version = made([dossier("a")], tmp_path)

    page = client.get("/du-lieu-mo/")
    address = f"/du-lieu-mo/{version.name}/{NAME}.csv"
    file = client.get(address)
    content = b"".join(file.streaming_content)  # type: ignore[arg-type]
    again = client.get(address, headers={"If-None-Match": file["ETag"]})

    assert address in page.text
    assert version.sha256 in page.text
    assert content == (place / version.name / f"{NAME}.csv").read_bytes()
    assert "immutable" in file["Cache-Control"]
    assert file["Content-Type"].startswith("text/csv")
    assert again.status_code == 304
    assert client.get("/du-lieu-mo/catalogue.jsonld")["Location"].endswith(f"{version.name}/{CATALOGUE}")
    assert client.get("/open-data/")["Location"] == "/du-lieu-mo/"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["about.json", "..%2fabout.json", "nothing.csv"])
def test_file_when_the_version_does_not_name_it_then_not_found(
    place: Path, tmp_path: Path, client: Client, name: str
) -> None:
    version = made([dossier("a")], tmp_path)

    assert client.get(f"/du-lieu-mo/{version.name}/{name}").status_code == 404
    assert SETTLED < NOW
