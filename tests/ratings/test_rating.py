"""One rating per dossier; what the tables tell, what they do not."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import override_settings

from motcua.core.errors import Conflict, DomainError, Invalid
from motcua.core.models import AuditRecord
from motcua.people.models import FollowUpTask
from motcua.ratings.asked import ask, poster_token
from motcua.ratings.ballots import opened
from motcua.ratings.models import Ballot, FollowUp, Rating, RatingWords, Release, SealedLink, TokenUse
from motcua.ratings.selectors import rated_counts
from motcua.ratings.services.rate import Filled, rate, revoke
from motcua.ratings.services.release import release
from tests.dossiers.world import APPLICANT, NOW, World, build

from .given import BAD, DAY, GOOD, LATER, SECOND, machine, more_posts, poster, rated, token_of


def refusal(text: str, at: dt.datetime) -> str:
    with pytest.raises(DomainError) as caught:
        ask(text, now=at)
    return caught.value.code


def test_a_dossier_is_rated_once(world: World) -> None:
    dossier = world.returned()

    rated(dossier)

    assert refusal(token_of(dossier), LATER) == "rating_token_used"
    assert (TokenUse.objects.count(), Ballot.objects.count(), Rating.objects.count()) == (1, 1, 0)


def test_before_the_result_there_is_nothing_to_rate(world: World) -> None:
    assert refusal(token_of(world.accepted()), LATER) == "rating_too_early"


def test_after_the_window_it_is_too_late(world: World) -> None:
    dossier = world.returned()

    ask(token_of(dossier), now=NOW + 60 * DAY)
    assert refusal(token_of(dossier), NOW + 61 * DAY) == "rating_too_late"


def test_a_revoked_token_is_refused(world: World) -> None:
    dossier = world.returned()
    asked = ask(token_of(dossier), now=LATER)

    assert revoke(asked.digest, asked.expires_on)
    assert refusal(token_of(dossier), LATER) == "rating_token_revoked"


def test_a_new_signing_key_leaves_old_tokens_good_until_it_is_taken_out(world: World) -> None:
    dossier = world.returned()
    with override_settings(RATING_KEYS="1:" + "ab" * 32):
        old = token_of(dossier)
    with override_settings(RATING_KEYS=f"1:{'ab' * 32},2:{'cd' * 32}"):
        assert token_of(dossier) != old
        ask(old, now=LATER)
        rated(dossier)
        assert refusal(old, LATER) == "rating_token_used"
    with override_settings(RATING_KEYS="2:" + "cd" * 32):
        assert refusal(old, LATER) == "rating_token_forged"


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ({}, "overall", "rating_answer_missing"),
        ({"overall": "splendid"}, "overall", "rating_answer_unknown"),
        ({"overall": "satisfied", "smell": "good"}, "smell", "rating_answer_unknown"),
    ],
)
def test_answers_are_those_of_the_sheet(world: World, answers: dict[str, str], field: str, code: str) -> None:
    asked = ask(token_of(world.returned()), now=LATER)

    with pytest.raises(Invalid) as caught:
        rate(asked, Filled(answers), now=LATER)

    assert {"field": field, "code": code} in caught.value.errors
    assert not TokenUse.objects.exists()


def test_a_poster_asks_of_the_place_and_can_be_taken_down(world: World) -> None:
    row = poster(world)
    asked = ask(poster_token(row), now=LATER)

    assert {item.key for item in asked.items} == {"overall", "conduct", "information"}
    row.revoked_at = LATER
    row.save()
    assert refusal(poster_token(row), LATER) == "rating_token_revoked"


def test_nothing_of_a_rating_has_an_instant_or_a_dossier_outside_its_seal(world: World) -> None:
    dossier, before = world.returned(), AuditRecord.objects.count()

    rated(dossier, BAD, words="Chị Lan quầy 3 bắt tôi chờ lâu")

    for table in ("ratings_ballot", "ratings_tokenuse"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            told = str(cursor.fetchall())
        assert dossier.uid.hex not in told.replace("-", "")
        assert "2026-11-23" not in told
        assert "Lan" not in told
    assert AuditRecord.objects.count() == before


def test_fewer_than_five_stay_in_the_box(world: World) -> None:
    for _ in range(4):
        rated(world.returned(), BAD)

    assert release(now=NOW + DAY).ratings == 0
    assert not Rating.objects.exists()
    assert not FollowUpTask.objects.filter(source_kind="rating").exists()


def test_five_are_let_out_together_without_words_beside_answers(world: World) -> None:
    for number in range(5):
        rated(world.returned(), BAD if number == 0 else GOOD, words="Cán bộ Nguyễn Văn An, 0912345678" * (number < 2))

    done = release(now=NOW + DAY)

    assert (done.units, done.ratings) == (1, 5)
    assert Rating.objects.count() == 5
    assert [row.words for row in RatingWords.objects.all()] == ["Cán bộ •••, •••"] * 2
    assert FollowUp.objects.get().answers == BAD
    assert SealedLink.objects.count() == 5
    assert len({len(bytes(row.sealed)) for row in SealedLink.objects.all()}) == 1
    assert release(now=NOW + DAY).ratings == 0
    assert FollowUp.objects.count() == 1


def test_the_next_ones_wait_for_their_own_five(world: World) -> None:
    for _ in range(5):
        rated(world.returned())
    release(now=NOW + DAY)
    before = set(Rating.objects.values_list("uid", flat=True))
    for number in range(5):
        release(now=NOW + DAY)
        assert Rating.objects.count() == 5, number
        rated(world.returned(), at=LATER + number * DAY)

    release(now=NOW + 2 * DAY)

    assert Rating.objects.count() == 10
    assert not before & set(Rating.objects.values_list("uid", flat=True))


def test_a_closed_month_keeps_its_ratings_and_loses_its_ballots(world: World) -> None:
    for _ in range(5):
        rated(world.returned())
    release(now=NOW + DAY)
    rated(world.returned())

    done = release(now=NOW + 20 * DAY)

    assert done.closed == 1
    assert list(Ballot.objects.values_list("period", "carried", "released")) == [("2026-12", 1, False)]
    assert Rating.objects.filter(period="2026-11").count() == 5
    assert SealedLink.objects.count() == 5


def test_the_public_half_alone_opens_nothing(world: World) -> None:
    from motcua.ratings import keys

    public = keys.box_public().hex()
    for _ in range(5):
        rated(world.returned())

    with override_settings(RATING_BOX_PUBLIC=public), pytest.raises(DomainError, match="rating_box_locked"):
        release(now=NOW + DAY)
    assert release(now=NOW + DAY).ratings == 5


@pytest.mark.django_db(transaction=True)
def test_eight_with_one_token_make_one_rating(clock: Any) -> None:
    dossier = more_posts(build()).returned()
    barrier, answers = threading.Barrier(8), list[str]()

    def send() -> None:
        try:
            asked = ask(token_of(dossier), now=LATER)
            barrier.wait()
            rate(asked, Filled(GOOD), now=LATER)
            answers.append("taken")
        except Conflict as error:
            answers.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(answers) == ["rating_token_used"] * 7 + ["taken"]
    assert Ballot.objects.count() == 1


def test_what_people_said_of_a_desk_feeds_its_assessment(world: World) -> None:
    for number in range(5):
        rated(world.returned(), {**GOOD, "agencies": "one_stop" if number else "more"})
    assert rated_counts("2026-11", "2026-11", [world.centre.pk]) == {}

    release(now=NOW + DAY)

    found = rated_counts("2026-10", "2026-12", [world.centre.pk])
    assert found["4"] == {"one_stop_only": 4, "more": 1}
    assert found["7"] == {"early_no_complaint": 5}
    assert rated_counts("2026-12", "2026-12", [world.centre.pk]) == {}
    assert rated_counts("2026-11", "2026-11", [world.other_centre.pk]) == {}


def test_who_gives_four_of_five_themselves_is_not_left_alone_with_the_fifth(world: World) -> None:
    for number in range(5):
        applicant = {**APPLICANT, "id_number": f"00119901234{number}"}
        how = machine(7, seconds=3) if number else machine(1)
        rated(world.returned(applicant=applicant), BAD if not number else GOOD, at=LATER + number * SECOND, how=how)

    assert release(now=NOW + DAY).ratings == 0

    assert not Rating.objects.exists()
    told = Release.objects.get()
    assert (told.released, told.set_aside) == (5, 4)
    release(now=NOW + 20 * DAY)
    assert [body.answers for _, body in opened(Ballot.objects.all())] == [BAD]
