"""The measures of figures, each against petitions whose course is known; every number is a list of petitions."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib import resources

import pytest

from motcua.petitions.counting import MEASURES, Window, counts, petitions_of
from motcua.petitions.lifecycle import Answer, Assign, LeadAway, Rate, Reject, Reopen
from motcua.petitions.services import act

from .world import NOW, VISITOR, World, assigned, done, published, sent

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def window(now: dt.datetime = NOW + DAY, **changes: object) -> Window:
    given: dict[str, object] = {"since": NOW - DAY, "until": NOW + 60 * DAY, "now": now, **changes}
    return Window(**given)  # type: ignore[arg-type]


def test_nothing_is_nought(world: World) -> None:
    assert set(counts(window()).values()) == {0}


def test_measures_are_those_that_figures_define() -> None:
    text = resources.files("motcua.figures.definitions").joinpath("data", "measures.toml").read_text(encoding="utf-8")
    defined = {one["id"] for one in tomllib.loads(text)["measure"] if one["id"].startswith("petitions")}

    assert set(MEASURES) == defined


def test_each_is_counted_by_its_class_and_what_was_led_away_by_none(world: World) -> None:
    sent()
    sent(category="thai-do")
    sent(category="quy-dinh")
    done(sent(), LeadAway(track="complaint", unit="T-SXD", words="Khiếu nại"), world.actor("operator"))

    found = counts(window())

    assert (found["petitions"], found["petitions_about_conduct"], found["petitions_about_rules"]) == (3, 1, 1)


def test_in_time_is_answered_by_the_date_or_still_within_it(world: World) -> None:
    running, answered_late, left_alone = assigned(world), assigned(world), assigned(world)
    late = answered_late.handle_due + DAY
    done(answered_late, Answer(text="Đã vá."), world.actor("officer", late), late)
    quick = published(world)

    early = set(petitions_of("petitions_in_time", window(NOW + DAY)).values_list("pk", flat=True))
    after = set(petitions_of("petitions_in_time", window(late + DAY)).values_list("pk", flat=True))

    assert early == {running.pk, answered_late.pk, left_alone.pk, quick.pk}
    assert after == {quick.pk}


def test_rejecting_late_is_late_and_verifying_late_is_not_rejecting(world: World) -> None:
    later = NOW + 4 * DAY
    done(sent(), Reject(reason="spam", words="Quảng cáo"), world.actor("operator"), later)
    kept = done(sent(), Assign(unit="T-SXD"), world.actor("operator"), later)

    in_time = petitions_of("petitions_in_time", window(later + DAY))

    assert list(in_time.values_list("pk", flat=True)) == [kept.pk]


def test_a_complaint_is_a_bad_rating_a_reopening_or_being_late_each_once(world: World) -> None:
    content, rated, again = published(world), published(world), published(world)
    act(content.uid, Rate(score=4), actor=VISITOR, now=NOW, secret=content.secret)
    act(rated.uid, Rate(score=1), actor=VISITOR, now=NOW, secret=rated.secret)
    act(rated.uid, Reopen(words="Chưa xong"), actor=VISITOR, now=NOW, secret=rated.secret)
    act(again.uid, Reopen(words="Chưa xong"), actor=VISITOR, now=NOW, secret=again.secret)

    found = petitions_of("petitions_without_complaint", window())

    assert list(found.values_list("pk", flat=True)) == [content.pk]


def test_a_unit_is_counted_with_what_it_handles_and_the_desk_with_the_rest(world: World) -> None:
    assigned(world)
    sent()

    assert counts(window(units=[world.department.pk]))["petitions"] == 1
    assert counts(window(units=[world.centre.pk]))["petitions"] == 1
    assert counts(window(units=[world.commune.pk]))["petitions"] == 0


def test_as_of_an_earlier_day_what_came_later_does_not_count(world: World) -> None:
    sent()

    assert counts(window(now=NOW - DAY / 2))["petitions"] == 0


def test_an_unknown_measure_is_refused(world: World) -> None:
    with pytest.raises(LookupError):
        petitions_of("petitions_liked", window())
