"""Suggestions and duplicates on real tables."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Conflict
from motcua.core.outbox import drain
from motcua.core.remember import forget_everything
from motcua.petitions.lifecycle import Correct, EventKind, Point, Verify
from motcua.petitions.models import ModelState, Petition, PetitionTrace, PetitionWords, Suggestion, SuggestionModel
from motcua.petitions.suggesting import suggest
from motcua.petitions.suggesting.duplicates import same
from motcua.petitions.suggesting.fitting import Example, split
from motcua.petitions.suggesting.keeping import heard, keep
from motcua.petitions.suggesting.standing import forget, standing
from motcua.petitions.suggesting.training import examples, train
from motcua.petitions.suggesting.training import keep as keep_model
from motcua.petitions.suggesting.use import in_use, models
from tests.petitions.world import NOW, World, done, make_world, sent

from .examples import history, model

pytestmark = pytest.mark.django_db
PIN = Point(13.7765, 109.2237, 10)
HOLE = "Ổ gà to giữa đường trước chợ Mới, đã có người ngã"


@pytest.fixture
def world() -> World:
    forget()
    return make_world()


def told(**changes: object) -> Petition:
    now = changes.pop("now", NOW)
    petition = sent(now, **changes)  # type: ignore[arg-type]
    heard(petition.uid, EventKind.SUBMITTED, now=now)  # type: ignore[arg-type]
    return petition


def in_force() -> SuggestionModel:
    row = keep_model(model(), split(history()), now=NOW)
    forget_everything()
    return row


def test_without_a_model_the_rules_suggest_and_say_so(world: World) -> None:
    found = suggest(HOLE, place=world.commune, now=NOW)

    assert found.version == "rules"
    assert found.categories[0][0] == "duong-hong"
    assert found.unit == world.department
    assert "Ổ gà" in found.words
    assert (found.track, found.is_urgent) == ("", False)


def test_a_text_that_says_nothing_gets_nothing_from_the_rules(world: World) -> None:
    found = suggest("xin chào", now=NOW)

    assert (found.categories, found.unit) == ([], None)


def test_a_model_that_beats_the_rules_is_in_force_and_named(world: World) -> None:
    row = in_force()

    found = suggest("duong trc cho moi nhìu ổ gà wá", place=world.commune, now=NOW)

    assert row.state == ModelState.IN_FORCE
    assert (found.version, found.model) == (str(row.uid), row.pk)
    assert found.categories[0][0] == "duong-hong"


def test_a_spoilt_model_is_not_used_and_the_rules_stay(world: World) -> None:
    row = in_force()
    SuggestionModel.objects.filter(pk=row.pk).update(body=b"spoilt")
    forget()
    forget_everything()

    assert standing() is None
    assert suggest(HOLE, now=NOW).version == "rules"


def test_a_newer_model_takes_the_place_of_the_older(world: World) -> None:
    first, second = in_force(), in_force()
    first.refresh_from_db()

    assert (first.state, second.state) == (ModelState.REPLACED, ModelState.IN_FORCE)
    assert [one.pk for one in models()] == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("text", "track"),
    [("Tôi làm đơn khiếu nại quyết định thu hồi đất", "complaint"), ("tố cáo ông A nhận hối lộ", "denunciation")],
)
def test_complaints_and_denunciations_are_recognised_with_and_without_a_model(
    world: World, text: str, track: str
) -> None:
    assert suggest(text, now=NOW).track == track

    in_force()

    assert suggest(text, now=NOW).track == track


def test_a_report_of_the_same_hole_is_found_and_others_are_not(world: World) -> None:
    first = told(text=HOLE, point=PIN, place="T-01")
    told(text="Loa kẹo kéo ồn ào", category="tieng-on", point=PIN, place="T-01")
    told(text=HOLE, point=Point(13.9, 109.0, 10), place="T-02")

    near = Point(13.77665, 109.2238, 15)
    found = same("có cái hố to trước chợ Mới", point=near, place=world.commune, at=NOW + dt.timedelta(hours=5))

    assert [one.petition for one in found] == [first.uid]
    assert found[0].distance_metres is not None
    assert 10 < found[0].distance_metres < 40


def test_without_a_pin_commune_and_words_find_it(world: World) -> None:
    first = told(text="Nắp cống trước trường Kim Đồng bị mất, nguy hiểm", category="nap-cong", place="T-01")

    found = same(
        "mat nap cong truoc truong kim dong", category="nap-cong", place=world.commune, at=NOW + dt.timedelta(hours=2)
    )

    assert [(one.petition, one.distance_metres) for one in found] == [(first.uid, None)]


def test_a_copy_is_found_even_without_a_place_and_old_ones_are_not(world: World) -> None:
    text = "Loa kẹo kéo hát inh ỏi tới khuya cạnh trạm y tế thôn Đông suốt cả tuần"
    told(text=text, category="tieng-on", place="T-01", now=NOW - dt.timedelta(days=80))

    assert same(text, category="tieng-on", place=world.commune, at=NOW) == []


def test_nothing_to_go_by_finds_nothing_and_asks_nothing(world: World) -> None:
    assert same("", at=NOW) == []


def test_a_trace_goes_when_the_words_are_erased(world: World) -> None:
    petition = told(text=HOLE, point=PIN, place="T-01")
    PetitionWords.objects.filter(petition=petition).update(text="", erased_at=NOW)

    heard(petition.uid, EventKind.DATA_ERASED, now=NOW)

    assert not PetitionTrace.objects.exists()


def test_what_a_person_settled_is_measured_and_corrections_count(world: World) -> None:
    right, wrong = told(text=HOLE, place="T-01"), told(text="Loa hát karaoke ồn ào", category="", place="T-01")
    done(right, Verify(), world.actor("operator"))
    fixed = done(wrong, Correct(category="an-ninh"), world.actor("operator"))
    for petition, kind in ((right, EventKind.VERIFIED), (fixed, EventKind.CORRECTED)):
        heard(petition.uid, kind, now=NOW)

    found = in_use(since=NOW - dt.timedelta(days=1))

    assert [(one.version, one.settled, one.accuracy) for one in found] == [("rules", 2, 0.5)]
    assert PetitionTrace.objects.get(petition=fixed).category == "an-ninh"


def test_suggestions_hold_no_word_of_the_text(world: World) -> None:
    petition = told(text=f"{HOLE}, gọi Nguyễn Văn Thử")
    kept = Suggestion.objects.get(petition=petition)

    assert "Thử" not in str(kept.categories)
    assert "ổ gà".encode() not in bytes(PetitionTrace.objects.get(petition=petition).words)


def test_hearing_twice_keeps_one(world: World) -> None:
    petition = told(text=HOLE)
    keep(Petition.objects.select_related("words", "place").get(pk=petition.pk), now=NOW)

    assert (Suggestion.objects.count(), PetitionTrace.objects.count()) == (1, 1)


def test_with_little_history_nothing_is_learnt(world: World) -> None:
    done(told(text=HOLE), Verify(), world.actor("operator"))

    with pytest.raises(Conflict) as error:
        train(now=NOW)

    assert error.value.code == "suggestions_little_data"
    assert [(one.category, one.track) for one in examples(now=NOW)] == [("duong-hong", "")]
    assert all(isinstance(one, Example) for one in examples(now=NOW))


@pytest.mark.django_db(transaction=True)
def test_the_outbox_brings_trace_and_suggestion(world: World) -> None:
    petition = sent(text=HOLE, point=PIN, place="T-01")

    drain("petitions.suggesting", now=NOW)

    assert Suggestion.objects.get().petition_id == petition.pk
    assert PetitionTrace.objects.get().cell is not None
