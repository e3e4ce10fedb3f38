"""What of a published petition is on the public map, and that nothing else is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from motcua.core.mercator import Tile, tile_at
from motcua.core.remember import forget_everything
from motcua.petitions.lifecycle import Kind, Point, State
from motcua.petitions.models import Petition, Publication
from motcua.petitions.points.models import PetitionPoint
from motcua.petitions.points.rules import cell_of
from motcua.petitions.points.selectors import PointFilter, groups, revision
from motcua.petitions.points.services import rebuild_points, refresh_point, take_off_hidden
from tests.petitions.world import NOW, World, make_world, sent

pytestmark = pytest.mark.django_db
AT = Point(18.560012, 105.683412)


@pytest.fixture
def world() -> Iterator[World]:
    yield make_world()
    forget_everything()


def published(at: Point = AT, **changes: object) -> Petition:
    """One that a person has published, with its pin."""
    petition = sent(point=at, **changes)
    Publication.objects.create(petition=petition, title="Ổ gà", question="Ổ gà", answer="Đã vá.", published_at=NOW)
    return petition


@pytest.mark.usefixtures("world")
def test_refresh_point_when_published_then_rounded_and_found_in_its_tile() -> None:
    petition = published()

    assert refresh_point(petition.uid, now=NOW)

    (group,) = groups(tile_at(AT.lng, AT.lat, 16))
    assert (group.n, group.receipt_no) == (1, petition.receipt_no)
    assert (group.lat, group.lng) != (AT.lat, AT.lng)
    assert group.lat == pytest.approx(AT.lat, abs=0.0002)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("how", ["not_published", "hidden", "conduct", "no_pin", "coarse_category"])
def test_refresh_point_when_not_for_the_map_then_nothing_is_there(how: str) -> None:
    if how == "not_published":
        petition = sent(point=AT)
    else:
        petition = published(category="thai-do" if how == "coarse_category" else "duong-hong")
    if how == "hidden":
        refresh_point(petition.uid, now=NOW)
        Publication.objects.update(hidden_at=NOW)
    if how == "conduct":
        Petition.objects.update(kind=Kind.CONDUCT)
    if how == "no_pin":
        Petition.objects.update(lat=None, lng=None)

    assert not refresh_point(petition.uid, now=NOW)

    assert groups(Tile(0, 0, 0)) == []


@pytest.mark.usefixtures("world")
def test_revision_when_anything_changes_then_it_grows_and_repeating_changes_nothing() -> None:
    petition, before = published(), revision()
    seen = [before]
    for change in ({}, {"state": State.VERIFIED}, {}, {"hidden_at": NOW}, {}):
        if "hidden_at" in change:
            Publication.objects.update(**change)
        elif change:
            Petition.objects.update(category="rac-thai")
        refresh_point(petition.uid, now=NOW)
        seen.append(revision())

    assert seen == [0, 1, 2, 2, 3, 3]


@pytest.mark.usefixtures("world")
def test_groups_when_many_lie_in_a_tile_then_they_are_counted_together_and_filtered() -> None:
    rows = []
    for number in range(3):
        petition = published()
        lat, lng = AT.lat + number * 0.001, AT.lng
        rows.append(PetitionPoint(
            petition=petition, receipt_no=petition.receipt_no, category=("a", "b", "a")[number], lat=lat, lng=lng,
            cell=cell_of(lat, lng), is_open=number == 0, month=202610 + number, shown=True, changed=number + 1,
        ))  # fmt: skip
    PetitionPoint.objects.bulk_create(rows)

    def total(**wanted: object) -> int:
        return sum(one.n for one in groups(Tile(4, 12, 7), PointFilter(**wanted)))  # type: ignore[arg-type]

    assert total() == 3
    assert total(categories=("a",)) == 2
    assert total(open=True) == 1
    assert total(first_month=202611) == 2
    assert total(first_month=202611, last_month=202611) == 1
    assert len(groups(Tile(4, 12, 7))) == 1


@pytest.mark.parametrize("tile", [Tile(25, 0, 0), Tile(-1, 0, 0), Tile(3, 8, 0), Tile(3, 0, -1)])
def test_groups_when_the_tile_does_not_exist_then_it_is_refused(tile: Tile) -> None:
    with pytest.raises(ValueError, match="Tile"):
        groups(tile)


def test_refresh_point_when_nobody_knows_the_petition_then_nothing_happens() -> None:
    from motcua.core.ids import new_id

    assert not refresh_point(new_id(), now=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))


@pytest.mark.usefixtures("world")
def test_take_off_hidden_when_an_erasure_hid_it_without_an_event_then_it_leaves_the_map() -> None:
    kept, gone = published(), published()
    for petition in (kept, gone):
        refresh_point(petition.uid, now=NOW)
    before = revision()
    Publication.objects.filter(petition=gone).update(hidden_at=NOW)

    assert [take_off_hidden(None, NOW), take_off_hidden(None, NOW)] == [1, 0]

    assert sum(one.n for one in groups(Tile(0, 0, 0))) == 1
    assert revision() > before


@pytest.mark.usefixtures("world")
def test_rebuild_points_when_the_outbox_was_not_read_then_every_publication_is_looked_at() -> None:
    published()
    published(category="thai-do")

    assert [rebuild_points(now=NOW), rebuild_points(now=NOW)] == [1, 1]
    assert sum(one.n for one in groups(Tile(0, 0, 0))) == 1
