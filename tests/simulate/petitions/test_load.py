"""Bulk loading of made-up petitions, and what was planted for communes."""

from __future__ import annotations

from collections import defaultdict

import pytest

from motcua.petitions.models import Petition, PetitionRating, PetitionTrace, PetitionWords
from motcua.petitions.suggesting.duplicates import same
from motcua.simulate.petitions.happenings import Happenings, grounds
from motcua.simulate.petitions.load import load, span
from motcua.simulate.petitions.outcomes import BAD, GOOD, outcome, quality
from tests.organisation.factories import UnitFactory

from .test_happenings import BEGIN, END, happened


def test_communes_planted_to_do_badly_are_late_more_often_and_rated_worse() -> None:
    kept: defaultdict[str, list[bool]] = defaultdict(list)
    scores: defaultdict[str, list[int]] = defaultdict(list)
    for one in Happenings(7, 6000, BEGIN, END, grounds(60)):
        end = outcome(7, one)
        kind = quality(7, one.place)
        kept[kind].append(end.answered_at <= end.due_at)
        if end.score:
            scores[kind].append(end.score)

    shares = {kind: sum(rows) / len(rows) for kind, rows in kept.items()}
    means = {kind: sum(rows) / len(rows) for kind, rows in scores.items()}
    assert shares[GOOD] > 0.93 > 0.7 > shares[BAD]
    assert means[GOOD] > 4 > 3 > means[BAD]


def test_an_outcome_follows_from_the_seed() -> None:
    one = happened(count=50)[20]

    assert outcome(7, one) == outcome(7, one)
    assert one.at < outcome(7, one).answered_at


@pytest.mark.django_db
def test_a_bulk_load_fills_petitions_words_traces_and_ratings() -> None:
    desk = UnitFactory(code="B", level="province", kind="province")
    places = {one.code: UnitFactory(code=one.code, level="commune", parent=desk) for one in grounds(3)}
    told = list(Happenings(7, 400, span(400, END), END, grounds(3)))

    count = load(told, seed=7, places={code: unit.pk for code, unit in places.items()}, desk=desk.pk)

    assert count == Petition.objects.count() == PetitionWords.objects.count() == PetitionTrace.objects.count() == 400
    assert PetitionRating.objects.exists()
    asked = next(one for one in told if one.place and len(one.text) > 60 and not one.track)
    found = same(asked.text, category=asked.category, place=places[asked.place], at=asked.at)
    assert found
    assert PetitionWords.objects.get(petition__uid=found[0].petition).text == asked.text
