"""Answers drawn, read by somebody else, and what comes of it; load by unit; the categories of a day."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from motcua.core.clock import FrozenClock
from motcua.people.models import Role, RoleGrant
from motcua.petitions.lifecycle import Approve
from motcua.petitions.models import StepLimit
from motcua.petitions.quality.models import QualityDraw, QualityMark, QualitySheet
from motcua.petitions.quality.selectors import of_unit
from tests.organisation.factories import BEGINNING
from tests.petitions.world import NOW, World, answered, approved, assigned, done

from .conftest import Official, SignIn, words_of

pytestmark = pytest.mark.django_db

QUALITY = "/desk/phan-anh/chat-luong/"
DAY = {
    "first-day": "1",
    "first-month": "11",
    "first-year": "2026",
    "last-day": "23",
    "last-month": "11",
    "last-year": "2026",
}
GOOD = {"c-dung-noi-dung": "2", "c-viec-da-lam": "2", "c-khi-nao": "1", "c-ai-lam": "1", "c-bang-chung": "1"}


def drawn(reader: Official, **changes: str) -> QualityDraw:
    typed = {**DAY, "per_unit": "10", "good_from": "70", "seed": "bốc thăm", **changes}
    answer = reader.send(f"{QUALITY}rut-mau/", **typed)
    assert answer.status_code == 302, words_of(answer.content.decode())[:600]
    return QualityDraw.objects.latest("pk")


def test_same_seed_draws_the_same_answers_again(world: World, sign_in: SignIn) -> None:
    for _number in range(6):
        approved(world)
    answered(world)  # not approved: not drawn
    reader = sign_in("auditor")

    draws = [drawn(reader, per_unit="4") for _number in range(2)]
    other = drawn(reader, per_unit="4", seed="khác")

    picked = [list(one.sheets.order_by("place").values_list("petition", flat=True)) for one in (*draws, other)]
    assert picked[0] == picked[1]
    assert len(picked[0]) == 4
    assert {one.frame_size for one in draws} == {6}
    assert len({one.frame_hash for one in draws}) == 1


def test_answer_is_scored_once_and_the_next_one_follows(world: World, sign_in: SignIn) -> None:
    for _number in range(2):
        approved(world)
    reader = sign_in("auditor")
    first, second = drawn(reader).sheets.order_by("place")
    address = f"{QUALITY}cham/{first.uid}/"

    answer = reader.send(address, **GOOD, **{"c-de-hieu": "0"}, remark="Rõ.")
    again = reader.post(address, **GOOD, **{"c-de-hieu": "1"})

    first.refresh_from_db()
    assert answer.headers["Location"].endswith(f"/cham/{second.uid}/")
    assert again.status_code == 409
    assert (first.points, first.most, first.is_good) == (7, 8, True)
    assert QualityMark.objects.filter(sheet=first).count() == 6


def test_answer_that_only_noted_fails_however_polite(world: World, sign_in: SignIn) -> None:
    approved(world)
    reader = sign_in("auditor")
    sheet = drawn(reader).sheets.get()

    reader.send(f"{QUALITY}cham/{sheet.uid}/", **{**GOOD, "c-dung-noi-dung": "0", "c-de-hieu": "1"})

    sheet.refresh_from_db()
    assert sheet.is_good is False


@pytest.mark.parametrize("changes", [{"c-khi-nao": ""}, {"c-khi-nao": "9"}, {"c-khi-nao": "-1"}, {"c-la": "1"}])
def test_marks_that_are_none_are_refused_and_the_others_kept(
    world: World, sign_in: SignIn, changes: dict[str, str]
) -> None:
    approved(world)
    reader = sign_in("auditor")
    sheet = drawn(reader).sheets.get()

    answer = reader.send(f"{QUALITY}cham/{sheet.uid}/", **{**GOOD, "c-de-hieu": "1", **changes})

    assert answer.status_code == 400
    assert re.search(r'name="c-viec-da-lam" value="2" checked', answer.content.decode())
    assert not QualitySheet.objects.filter(scored_at__isnull=False).exists()


def test_who_had_a_hand_in_it_does_not_score(world: World, sign_in: SignIn) -> None:
    """The operator assigned it, so even with the right to score must leave it to another."""
    approved(world)
    role = Role.objects.get(code="hotline_operator")
    RoleGrant.objects.create(role=role, verb="petition.quality", reach="everywhere", valid_from=BEGINNING)
    operator, reader = sign_in("operator"), sign_in("auditor")
    sheet = drawn(reader).sheets.get()
    address = f"{QUALITY}cham/{sheet.uid}/"

    page = words_of(operator.get(address))
    answer = operator.post(address, **GOOD, **{"c-de-hieu": "1"})

    assert "nên không chấm" in page
    assert answer.status_code == 403
    sheet.refresh_from_db()
    assert sheet.scored_at is None


def test_units_are_compared_with_intervals_and_few_answers_judge_nobody(
    world: World, sign_in: SignIn, clock: FrozenClock
) -> None:
    for _number in range(6):
        approved(world)
    reader = sign_in("auditor")
    for sheet in drawn(reader).sheets.order_by("place"):
        reader.send(f"{QUALITY}cham/{sheet.uid}/", **GOOD, **{"c-de-hieu": "1"})

    page = words_of(reader.get(QUALITY))
    found = of_unit("T-SXD", dt.date(2026, 1, 1), dt.date(2026, 11, 23))

    assert found is not None
    assert (found.scored, found.good, found.is_shown) == (6, 6, True)
    assert 0.5 < found.interval.low < 1
    assert "Sở Xây dựng" in page
    assert of_unit("T-01", dt.date(2026, 1, 1), dt.date(2026, 11, 23)) is None


def test_only_who_scores_opens_the_room(world: World, sign_in: SignIn) -> None:
    sign_in("officer").get(QUALITY, status=403)


def test_load_names_the_late_unit_first_and_leads_to_its_list(
    world: World, sign_in: SignIn, clock: FrozenClock
) -> None:
    assigned(world)
    fresh = answered(world)
    done(fresh, Approve(), world.actor("head"))
    assigned(world, category="rac-thai")
    clock.set(NOW + dt.timedelta(hours=3))
    head = sign_in("head")

    page = head.get("/desk/phan-anh/khoi-luong/")

    assert "Sở Xây dựng" in page
    assert "1 trên 1 đúng hạn" in words_of(page)
    assert "pile=all_open&amp;unit=T-SXD" in page
    sign_in("officer").get("/desk/phan-anh/khoi-luong/", status=403)


def test_categories_show_limits_with_source_and_what_will_change(world: World, sign_in: SignIn) -> None:
    StepLimit.objects.create(
        category_code="an-ninh",
        step="publish",
        amount=9,
        unit="working_day",
        valid_from=dt.date(2027, 1, 1),
        source="Quyết định thử 99",
    )
    officer = sign_in("officer")

    now = words_of(officer.get("/desk/phan-anh/loai-viec/"))
    then = words_of(officer.get("/desk/phan-anh/loai-viec/?ngay=2027-01-02"))
    officer.get("/desk/phan-anh/loai-viec/?ngay=khong", status=200)

    assert "Quyết định thử 99" in now
    assert "từ 01/01/2027" in now
    assert "9 ngày làm việc (riêng)" in then
