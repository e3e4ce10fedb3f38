from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from motcua.core import canonical
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.figures.exchange import publication as publications
from motcua.figures.exchange import publish as publishing
from motcua.figures.exchange.cells import facts_of_cell, open_cells
from motcua.figures.exchange.places import FolderPlace, place_of
from motcua.figures.exchange.publish import publish_facts
from motcua.figures.exchange.rollup import TOTAL, rollup
from motcua.figures.facts import manifest as manifests
from motcua.figures.periods import parse_code

from .conftest import SETTLED, counted, dossier, province

NOW = dt.datetime(2026, 4, 2, 5, tzinfo=dt.UTC)
QUARTER = parse_code("2026-Q1")
Cells = Callable[..., list[FolderPlace]]


@pytest.fixture
def cells(tmp_path: Path) -> Cells:
    """Publishes a province for each list of dossiers; codes XA, XB ..."""

    def made(*provinces: list[dict[str, Any]], settled: dt.datetime = SETTLED) -> list[FolderPlace]:
        places = []
        for number, dossiers in enumerate(provinces):
            code = f"X{chr(ord('A') + number)}"
            province(tmp_path / f"facts-{code}", code, dossiers, settled + number * dt.timedelta(hours=1))
            place = FolderPlace(tmp_path / f"published-{code}")
            publish_facts(place, now=NOW, root=tmp_path / f"facts-{code}")
            places.append(place)
        return places

    return made


def changed(place: FolderPlace, **changes: object) -> None:
    """The newest publication with other words in it, as another program would have written it."""
    path = place.root / publications.required(place).name
    data = json.loads(path.read_bytes())
    path.write_bytes(canonical.encode({**data, **changes}))


def sum_of(places: list[FolderPlace], *indicators: str, **options: Any) -> Any:
    return rollup(places, indicators, QUARTER, now=NOW, counted=counted, **options)


def test_publish_when_done_twice_then_the_second_sends_nothing(cells: Cells, tmp_path: Path) -> None:
    (place,) = cells([dossier("a")])

    again = publish_facts(place, now=NOW, root=tmp_path / "facts-XA")

    assert not again.written
    assert again.files == 0
    assert again.publication.cell == "XA"
    assert again.publication.period == ("2026-02-10", "2026-04-02")
    publications.check_files(place, again.publication, thoroughly=True)


def test_publish_when_a_column_is_about_a_post_then_it_stays_in_the_province(cells: Cells) -> None:
    places = cells([dossier("a")])

    (cell,) = open_cells(places)
    with facts_of_cell(cell) as facts:
        posts = facts["steps"].post.to_pyarrow().to_pylist()

    assert posts == [None]
    assert b"post-1" not in b"".join(path.read_bytes() for path in places[0].root.rglob("*.parquet"))


def test_publish_when_a_table_is_not_named_then_it_is_not_sent(cells: Cells, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(publications.WITHHELD, "steps")  # type: ignore[arg-type]

    (place,) = cells([dossier("a")])

    assert {file.table for file in publications.required(place).files} == {"units", "unit_above", "dossiers"}


def test_publish_when_killed_before_the_list_then_the_next_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    province(tmp_path / "facts", "XA", [dossier("a")])
    place = FolderPlace(tmp_path / "published")
    with monkeypatch.context() as patch:
        patch.setattr(FolderPlace, "put_new", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publish_facts(place, now=NOW, root=tmp_path / "facts")
    assert publications.newest(place) is None

    done = publish_facts(place, now=NOW, root=tmp_path / "facts")

    assert done.files == 0
    publications.check_files(place, done.publication, thoroughly=True)


def test_publish_when_the_disk_is_full_then_says_so_and_the_one_before_stands(
    cells: Cells, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place,) = cells([dossier("a")])
    before = publications.required(place)
    province(tmp_path / "later", "XA", [dossier("a"), dossier("b")])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("motcua.figures.exchange.places.os.fsync", full)
    with pytest.raises(Conflict) as refused:
        publish_facts(place, now=NOW, root=tmp_path / "later")

    assert refused.value.code == "exchange_no_space"
    assert publications.required(place) == before
    assert not list(place.root.rglob(".*"))


def test_publish_when_the_place_is_another_province_s_then_refused(cells: Cells, tmp_path: Path) -> None:
    _, place = cells([dossier("a")], [dossier("b")])

    with pytest.raises(Conflict) as refused:
        publish_facts(place, now=NOW, root=tmp_path / "facts-XA")

    assert refused.value.code == "exchange_other_cell"


def test_publish_when_a_source_file_was_altered_then_refused(tmp_path: Path) -> None:
    made = province(tmp_path / "facts", "XA", [dossier("a")])
    damaged = tmp_path / "facts" / next(file.name for file in made.files if file.table == "dossiers")
    content = bytearray(damaged.read_bytes())
    content[10] ^= 1
    damaged.write_bytes(content)

    with pytest.raises(Invalid) as refused:
        publish_facts(FolderPlace(tmp_path / "published"), now=NOW, root=tmp_path / "facts")

    assert refused.value.code == "facts_file_damaged"


def test_rollup_when_two_provinces_then_adds_what_each_counts(cells: Cells) -> None:
    places = cells(
        [dossier("a"), dossier("b", channel="counter"), dossier("c", accepted=dt.date(2025, 12, 31))],
        [dossier("d"), dossier("e"), dossier("f", channel="post")],
    )

    found = sum_of(places, "online_rate")

    rates = found.figures["online_rate"]
    assert {name: (rate.numerator, rate.denominator) for name, rate in rates.items()} == {
        "XA": (1, 2),
        "XB": (2, 3),
        TOTAL: (3, 5),
    }
    assert rates[TOTAL].printed() == "60,00%"
    assert found.to_json()["figures"]["online_rate"][TOTAL]["printed"] == "60,00%"


def test_rollup_when_one_province_has_no_number_then_the_whole_has_none(cells: Cells) -> None:
    found = sum_of(cells([dossier("a")], []), "contacts_per_dossier")

    assert found.figures["contacts_per_dossier"][TOTAL].missing == "source_missing"


def test_rollup_when_provinces_share_what_is_counted_then_it_is_not_added(cells: Cells) -> None:
    def procedures(facts: object, keys: Any, unit: str, period: object) -> Any:
        return dict.fromkeys(keys, 3)

    found = rollup(cells([], []), ["procedures_total"], QUARTER, now=NOW, counted=procedures)

    figures = found.figures["procedures_total"]
    assert figures["XA"].value == 9
    assert figures[TOTAL].missing == "not_additive"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"schema_version": 0}, "exchange_schemas_differ"),
        ({"evolve_version": 0}, "exchange_rules_differ"),
        ({"measures": "0" * 64}, "exchange_measures_differ"),
        ({"definitions": {}}, "exchange_definitions_differ"),
    ],
)
def test_rollup_when_provinces_differ_then_refused_with_their_names(
    cells: Cells, changes: dict[str, object], code: str
) -> None:
    places = cells([dossier("a")], [dossier("b")])
    changed(places[1], **changes)

    with pytest.raises(Conflict) as refused:
        sum_of(places, "online_rate")

    assert refused.value.code == code
    groups = str(refused.value.params["groups"])
    assert "XA" in groups
    assert "XB" in groups


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"schema_version": 99, "unheard": 1}, "exchange_schema_newer"),
        ({"evolve_version": 99}, "exchange_rules_newer"),
        ({"format": "motcua-facts-publication/9"}, "exchange_format_unknown"),
    ],
)
def test_rollup_when_a_publication_is_newer_then_its_province_is_named(
    cells: Cells, changes: dict[str, object], code: str
) -> None:
    places = cells([dossier("a")], [dossier("b")])
    changed(places[1], **changes)

    with pytest.raises(Invalid) as refused:
        sum_of(places, "online_rate")

    assert refused.value.code == code
    assert refused.value.params["cell"] == "XB"


def test_rollup_when_a_file_is_cut_short_or_gone_then_its_province_is_named(cells: Cells) -> None:
    places = cells([dossier("a")], [dossier("b")])
    file = places[1].root / publications.required(places[1]).files[0].lies_at
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Invalid) as cut:
        sum_of(places, "online_rate")
    file.unlink()
    with pytest.raises(Invalid) as gone:
        sum_of(places, "online_rate")

    assert (cut.value.code, gone.value.code) == ("exchange_file_damaged", "exchange_file_missing")
    assert cut.value.params["cell"] == gone.value.params["cell"] == "XB"


def test_rollup_when_bytes_were_exchanged_then_only_the_thorough_look_finds_it(cells: Cells) -> None:
    places = cells([dossier("a")])
    path = places[0].root / publications.required(places[0]).files[0].lies_at
    path.write_bytes(bytes(len(path.read_bytes())))

    with pytest.raises(Invalid) as found:
        open_cells(places, thoroughly=True)

    assert found.value.code == "exchange_file_damaged"


def test_rollup_when_a_list_is_cut_short_or_missing_then_the_place_is_named(cells: Cells, tmp_path: Path) -> None:
    places = cells([dossier("a")])
    path = places[0].root / publications.required(places[0]).name
    path.write_bytes(path.read_bytes()[:-5])

    with pytest.raises(Invalid) as cut:
        sum_of(places, "online_rate")
    with pytest.raises(NotFound) as missing:
        sum_of([FolderPlace(tmp_path / "nowhere")], "online_rate")

    assert cut.value.code == "exchange_manifest_damaged"
    assert missing.value.code == "exchange_nothing_there"
    assert "nowhere" in str(missing.value.params["place"])


def test_rollup_when_a_province_is_named_twice_then_refused(cells: Cells) -> None:
    (place,) = cells([dossier("a")])

    with pytest.raises(Conflict) as refused:
        sum_of([place, place], "online_rate")

    assert refused.value.code == "exchange_cell_twice"


def test_rollup_when_provinces_are_of_different_age_then_said_and_can_be_evened(cells: Cells) -> None:
    places = cells([dossier("a")], [dossier("b")], settled=dt.datetime(2026, 3, 30, tzinfo=dt.UTC))

    apart = sum_of(places, "online_rate")
    together = sum_of(places, "online_rate", together=True)

    codes = [code for code, _ in apart.remarks]
    assert codes == ["exchange_as_of_differs", "exchange_period_not_over"]
    assert dict(apart.remarks)["exchange_as_of_differs"]["oldest"] == "XA"
    assert together.as_of == dt.datetime(2026, 3, 30, tzinfo=dt.UTC)
    assert [code for code, _ in together.remarks] == ["exchange_period_not_over"]


def test_rollup_when_a_province_s_clock_goes_ahead_then_said(cells: Cells) -> None:
    found = sum_of(cells([dossier("a")], settled=NOW + dt.timedelta(days=1)), "online_rate")

    assert [code for code, _ in found.remarks] == ["exchange_clock_ahead"]


def test_rollup_when_evened_before_what_a_province_knows_exactly_then_it_is_named(cells: Cells) -> None:
    places = cells([dossier("a")], [dossier("b")])
    changed(places[1], exact_from="2026-04-02T04:00:00.000000Z")

    with pytest.raises(Conflict) as refused:
        sum_of(places, "online_rate", together=True)

    assert refused.value.code == "exchange_inexact_then"
    assert refused.value.params["cell"] == "XB"


def test_place_when_the_address_is_of_another_kind_then_refused() -> None:
    with pytest.raises(Invalid):
        place_of("ftp://somewhere/else")


def test_cut_when_the_column_is_unknown_then_nothing_is_sent(tmp_path: Path) -> None:
    made = province(tmp_path / "facts", "XA", [dossier("a")])
    source = tmp_path / "facts" / next(file.name for file in made.files if file.table == "steps")

    with pytest.raises(ValueError, match="has no"):
        publishing._emptied(source, tmp_path / "cut.parquet", "steps", frozenset({"nobody"}))

    assert pq.read_table(source).num_rows == 1


def test_publication_when_facts_changed_then_names_the_one_before(cells: Cells, tmp_path: Path) -> None:
    (place,) = cells([dossier("a")])
    before = publications.required(place)
    first = manifests.required(tmp_path / "facts-XA")
    manifests.publish(
        tmp_path / "facts-XA",
        replace(first, number=2, previous=first.sha256, settled_at=manifests.instant(SETTLED + dt.timedelta(days=1))),
    )

    after = publish_facts(place, now=NOW, root=tmp_path / "facts-XA")

    assert after.files == 0
    assert (after.publication.number, after.publication.previous) == (2, before.sha256)
