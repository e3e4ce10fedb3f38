"""Limits, owners and categories change from a day on, by a named source; what began before keeps its own."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Conflict, DomainError, NotAllowed
from motcua.core.models import AuditRecord
from motcua.core.remember import forget_everything
from motcua.people.actors import SYSTEM
from motcua.petitions import categories_file, selectors
from motcua.petitions.categories import tree
from motcua.petitions.lifecycle import Step
from motcua.petitions.models import Category, StepLimit
from motcua.petitions.services.configuring import Ruling, set_category, set_limit, set_owner
from motcua.worktime.limits import LimitUnit

from .world import NOW, World, assigned

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = NOW.date()
TOMORROW = Ruling(TODAY + DAY, "Quyết định 1/QĐ-UBND")


def test_a_new_limit_holds_from_its_day_and_for_what_begins_then(world: World) -> None:
    before = assigned(world)

    set_limit("duong-hong", Step.HANDLE, 3, LimitUnit.WORKING_DAY, TOMORROW, actor=SYSTEM, now=NOW)
    forget_everything()

    assert assigned(world).clocks.get(step="handle").amount == 7, "today as before"
    after = assigned(world, NOW + DAY)
    assert after.clocks.get(step="handle").amount == 3
    before.refresh_from_db()
    assert before.clocks.get(step="handle").amount == 7
    assert StepLimit.objects.filter(category_code="duong-hong", step="handle").count() == 2
    assert AuditRecord.objects.get(act="petitions.limit_set").subject == "duong-hong"


def test_the_nearest_branch_says_the_limit(world: World) -> None:
    set_limit("giao-thong", Step.PUBLISH, 9, LimitUnit.WORKING_DAY, Ruling(TODAY, "x"), actor=SYSTEM, now=NOW)
    forget_everything()
    found = tree(TODAY)

    assert found.limit("duong-hong", Step.PUBLISH).amount == 9
    assert found.limit("rac-thai", Step.PUBLISH).amount == 2
    assert found.limit("", Step.HANDLE).amount == 15


def test_the_shipped_limits_are_those_of_766_and_the_law_with_their_source() -> None:
    common = {str(row["step"]): row for row in categories_file.shipped().limits if row["category_code"] == ""}

    amounts = {step: (row["amount"], row["unit"]) for step, row in common.items()}
    assert {step: amounts[step] for step in ("reject", "ask", "forward", "handle", "publish")} == {
        "reject": (2, "working_day"),
        "ask": (5, "working_day"),
        "forward": (5, "working_day"),
        "handle": (15, "working_day"),
        "publish": (2, "working_day"),
    }
    assert set(amounts) == {step.value for step in Step}
    assert all(row["source"] for row in common.values())
    assert "20/2008" in str(common["forward"]["source"])


def test_an_owner_changes_from_a_day_on(world: World) -> None:
    set_owner("rac-thai", "named", TOMORROW, actor=SYSTEM, now=NOW, unit="T-SXD")
    set_owner("rac-thai", "named", TOMORROW, actor=SYSTEM, now=NOW, unit="T-02", area="T-01")
    forget_everything()

    assert selectors.owner_of("rac-thai", world.commune, TODAY) == world.commune
    assert selectors.owner_of("rac-thai", world.commune, TODAY + DAY) == world.other, "the narrower area"
    assert selectors.owner_of("rac-thai", world.other, TODAY + DAY) == world.department


def test_a_category_reads_otherwise_from_a_day_on(world: World) -> None:
    set_category("rac-thai", {"name": "Rác", "anonymous": False}, TOMORROW, actor=SYSTEM, now=NOW)
    forget_everything()

    assert selectors.category("rac-thai", TODAY).name == "Rác thải"
    later = selectors.category("rac-thai", TODAY + DAY)
    assert (later.name, later.anonymous, later.parent_code, later.source) == (
        "Rác",
        False,
        "moi-truong",
        TOMORROW.source,
    )
    assert Category.objects.filter(code="rac-thai").count() == 2


@pytest.mark.parametrize(
    ("category", "amount", "ruling", "code"),
    [
        ("duong-hong", 3, Ruling(TODAY - DAY, "x"), "ruling_from_past"),
        ("duong-hong", 3, Ruling(TODAY, "  "), "ruling_without_source"),
        ("duong-hong", 0, Ruling(TODAY, "x"), "limit_out_of_range"),
        ("khong-co", 3, Ruling(TODAY, "x"), "category_unknown"),
    ],
)
def test_what_cannot_be_laid_down_is_refused(
    world: World, category: str, amount: int, ruling: Ruling, code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        set_limit(category, Step.HANDLE, amount, LimitUnit.WORKING_DAY, ruling, actor=SYSTEM, now=NOW)

    assert refused.value.code == code


def test_a_ruling_before_a_later_one_is_refused_and_on_the_same_day_replaces_it(world: World) -> None:
    def limit(amount: int, days: int) -> StepLimit:
        ruling = Ruling(TODAY + days * DAY, "x")
        return set_limit("rac-thai", Step.HANDLE, amount, LimitUnit.WORKING_DAY, ruling, actor=SYSTEM, now=NOW)

    limit(4, 5)
    with pytest.raises(Conflict):
        limit(3, 2)
    limit(6, 5)

    rows = StepLimit.objects.filter(category_code="rac-thai", step="handle").order_by("valid_from")
    assert [row.amount for row in rows] == [5, 6]


def test_only_who_may_configure_does(world: World) -> None:
    with pytest.raises(NotAllowed):
        set_limit("", Step.HANDLE, 3, LimitUnit.WORKING_DAY, TOMORROW, actor=world.actor("desk_head"), now=NOW)


def test_the_shipped_file_refuses_what_it_does_not_know() -> None:
    good = 'format = 1\nvalid_from = 2020-01-01\nsource = "x"\nlimit = []\n[[category]]\ncode = "a"\nname = "A"\n'

    assert len(categories_file.parse(good).categories) == 1
    for bad in (
        good.replace("format = 1", "format = 2"),
        good + 'colour = "red"\n',
        good + 'parent = "b"\n',
        good + '[[category]]\ncode = "a"\nname = "B"\n',
        good + '[[category.attributes]]\ncode = "x"\ndatatype = "colour"\n',
    ):
        with pytest.raises(ValueError, match=r"category|format"):
            categories_file.parse(bad)
