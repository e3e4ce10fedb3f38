from __future__ import annotations

import datetime as dt
import string
import uuid

import pytest
from django.db.models import QuerySet
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid
from motcua.core.etags import etag, matches
from motcua.core.models import JobProgress
from motcua.core.pagination import Page, paginate, seal, unseal

from .conftest import NOW

VALUES = st.one_of(
    st.none(),
    st.integers(),
    st.text(),
    st.uuids(),
    st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)),
)


@given(st.lists(VALUES, max_size=4))
def test_cursor_when_unsealed_gives_the_values_back(values: list[object]) -> None:
    cursor = seal(values, purpose="inbox")

    assert unseal(cursor, purpose="inbox") == tuple(values)
    assert cursor.isascii()
    assert "=" not in cursor


def test_cursor_tells_nothing_and_never_looks_the_same() -> None:
    first, second = (seal(["H99.1", 12345], purpose="inbox") for _ in range(2))

    assert first != second
    assert len(first) == len(second)


@pytest.mark.parametrize("cursor", ["", "x", "not-a-cursor", "ữ", pytest.param("A" * 2000, id="long"), "a b"])
def test_cursor_that_we_did_not_make_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        unseal(cursor, purpose="inbox")

    assert caught.value.code == "cursor_invalid"


def test_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(Invalid):
        unseal(seal([1], purpose="other list"), purpose="inbox")


LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


@given(at=st.floats(0, 1, exclude_max=True), shift=st.integers(1, len(LETTERS) - 1))
def test_cursor_when_one_character_is_changed_is_refused(at: float, shift: int) -> None:
    cursor = seal([1, "x"], purpose="inbox")
    place = int(at * (len(cursor) - 1))
    letter = LETTERS[(LETTERS.index(cursor[place]) + shift) % len(LETTERS)]

    with pytest.raises(Invalid):
        unseal(cursor[:place] + letter + cursor[place + 1 :], purpose="inbox")


def test_cursor_of_another_installation_is_refused() -> None:
    with override_settings(SECRET_KEY="another"):
        cursor = seal([1], purpose="inbox")

    with pytest.raises(Invalid):
        unseal(cursor, purpose="inbox")


def test_seal_of_a_truth_value_is_refused() -> None:
    with pytest.raises(TypeError):
        seal([True], purpose="inbox")


def make(*ages: int) -> None:
    for number, age in enumerate(ages):
        JobProgress.objects.create(
            uid=uuid.UUID(int=number + 1),
            kind="k",
            created_at=NOW - dt.timedelta(minutes=age),
            updated_at=NOW,
        )


def walk(order: list[str], limit: int) -> tuple[list[int], int]:
    """The numbers of all rows, page by page, and how many pages there were."""
    rows: QuerySet[JobProgress] = JobProgress.objects.all()
    page: Page[JobProgress] = paginate(rows, order=order, cursor=None, limit=limit, purpose="jobs")
    found, pages = [job.uid.int for job in page.items], 1
    while page.next:
        page = paginate(rows, order=order, cursor=page.next, limit=limit, purpose="jobs")
        found += [job.uid.int for job in page.items]
        pages += 1
    return found, pages


@pytest.mark.django_db
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_paginate_with_ties_gives_every_row_once_in_order(limit: int) -> None:
    make(5, 5, 3, 3, 3, 9, 1)

    ascending, pages = walk(["created_at", "uid"], limit)
    descending, _ = walk(["-created_at", "-uid"], limit)

    assert ascending == [6, 1, 2, 3, 4, 5, 7]
    assert descending == ascending[::-1]
    assert pages == -(-7 // limit)


@pytest.mark.django_db
def test_paginate_when_rows_come_and_go_meanwhile_neither_repeats_nor_skips() -> None:
    make(9, 8, 7, 6)
    first = paginate(JobProgress.objects.all(), order=["created_at", "uid"], cursor=None, limit=2, purpose="jobs")

    JobProgress.objects.filter(uid=uuid.UUID(int=1)).delete()
    JobProgress.objects.create(uid=uuid.UUID(int=99), kind="k", created_at=NOW - dt.timedelta(hours=1), updated_at=NOW)
    second = paginate(
        JobProgress.objects.all(), order=["created_at", "uid"], cursor=first.next, limit=2, purpose="jobs"
    )

    assert [job.uid.int for job in second.items] == [3, 4]


@pytest.mark.django_db
def test_paginate_costs_one_statement(django_assert_num_queries: pytest.FixtureRequest) -> None:
    make(3, 2, 1)
    cursor = paginate(JobProgress.objects.all(), order=["uid"], cursor=None, limit=1, purpose="jobs").next

    with django_assert_num_queries(1):
        paginate(JobProgress.objects.all(), order=["uid"], cursor=cursor, limit=1, purpose="jobs")


@pytest.mark.django_db
def test_paginate_of_an_empty_list_is_one_empty_page() -> None:
    assert paginate(JobProgress.objects.all(), order=["uid"], cursor=None, limit=5, purpose="jobs") == Page((), None)


@pytest.mark.django_db
def test_paginate_with_a_cursor_of_other_columns_is_refused() -> None:
    cursor = seal([1, 2, 3], purpose="jobs")

    with pytest.raises(Invalid):
        paginate(JobProgress.objects.all(), order=["uid"], cursor=cursor, limit=5, purpose="jobs")


def test_paginate_with_mixed_directions_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="one direction"):
        paginate(JobProgress.objects.all(), order=["uid", "-created_at"], cursor=None, limit=5, purpose="jobs")


def test_etag_changes_with_any_part_and_is_quoted() -> None:
    tags = {etag("d", 1), etag("d", 2), etag("e", 1), etag("d1"), etag("d", 1, "vi")}

    assert len(tags) == 5
    assert etag("d", 1) == etag("d", 1)
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


@pytest.mark.parametrize(
    ("header", "matched"),
    [(None, False), ("", False), ("*", True), ('"a"', True), ('W/"a"', True), ('"b", "a"', True), ('"b"', False)],
)
def test_matches_reads_if_none_match(header: str | None, matched: bool) -> None:
    assert matches('"a"', header) is matched
