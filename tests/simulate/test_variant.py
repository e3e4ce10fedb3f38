"""The same people come for the same things under something that is different."""

from __future__ import annotations

from dataclasses import replace

from motcua.procedures.terms import Limit
from motcua.simulate.history import History
from motcua.simulate.play import Player
from motcua.simulate.story import Story
from motcua.simulate.variant import Variant
from motcua.worktime.rules import LimitUnit
from tests.demo.given import NOW
from tests.simulate.test_simulation import a_plan


def filed(stories: list[Story]) -> list[tuple[int, int, str]]:
    return sorted((one.number, one.ticks, one.offer.terms.procedure_code) for one in stories)


def test_variant_when_a_process_and_a_limit_differ_then_only_their_procedures_do(province: None) -> None:
    plan = a_plan(80)
    plain = list(History(plan, now=NOW).told())
    chosen = next(one for one in plain if not one.offer.context.instant and len(one.offer.process.steps) > 2)
    key, process = chosen.offer.terms.procedure_code, chosen.offer.process
    quicker = replace(process, steps=tuple(replace(step, amount=1) for step in process.steps))
    limit = Limit(1, LimitUnit.WORKING_DAY)
    history = History(plan, now=NOW, variant=Variant(processes={key: quicker}, limits={key: limit}))

    told = list(history.told())

    assert filed(told) == filed(plain)
    for story in told:
        is_own = story.offer.terms.procedure_code == key
        assert (story.offer.process == quicker, story.offer.terms.committed == limit) in {
            (is_own, is_own),
            (True, True),
        }
    player = Player(plan.seed, history.calendars, plan.until)
    assert all(player.play(one).state.seq > 0 for one in told)


def test_variant_when_papers_are_needless_then_nobody_is_asked_to_supplement_them(province: None) -> None:
    plan = a_plan(400)
    asked = [
        (story.offer.terms.procedure_code, str(item))
        for story in History(plan, now=NOW).told()
        for act in story.acts
        for item in act.data.get("items", ())  # type: ignore[union-attr]
        if len(story.offer.terms.papers) > 1
    ]
    procedure, paper = asked[0]
    variant = Variant(needless={procedure: frozenset({paper})})

    again = [
        (story.offer.terms.procedure_code, str(item))
        for story in History(plan, now=NOW, variant=variant).told()
        for act in story.acts
        for item in act.data.get("items", ())  # type: ignore[union-attr]
        if len(story.offer.terms.papers) > 1
    ]

    assert (procedure, paper) in asked
    assert (procedure, paper) not in again


def test_variant_when_a_desk_has_fewer_people_then_no_more_than_these_work_there(province: None) -> None:
    plan = replace(a_plan(200), staffing=10.0)
    history = History(plan, now=NOW)
    offices = history.offices()
    story = next(
        story
        for story in history._stories(offices)
        for desk in [offices.desk(story.era, story.offer, story.offer.settling, "settling_officer")]
        if len(desk.clerks) > 1
    )
    key = story.offer.settling, "settling_officer"

    fewer = History(plan, now=NOW, variant=Variant(people={key: 1})).offices()

    assert len(fewer.desk(story.era, story.offer, *key).clerks) == 1
