"""What goes of a rating with its person's data, and what counting with sealed links answers and notes."""

from __future__ import annotations

from motcua.core.erasure import Subject
from motcua.core.models import AuditRecord
from motcua.ratings.ballots import opened, opened_links
from motcua.ratings.counting import open_links, without_complaint
from motcua.ratings.erasing import erase_ratings
from motcua.ratings.models import Ballot, Rating, SealedLink
from motcua.ratings.services.release import release
from tests.dossiers.world import NOW, World

from .given import BAD, DAY, GOOD, rated


def test_an_erased_dossier_leaves_answers_only(world: World) -> None:
    dossiers = [world.returned() for _ in range(5)]
    for one in dossiers:
        rated(one, words="Lời của tôi")
    release(now=NOW + DAY)
    gone = dossiers[0]

    erase_ratings(Subject(dossiers=(gone.pk,), dossier_uids=(gone.uid,)), NOW + DAY)

    bodies = [body for _, body in opened(Ballot.objects.all())]
    assert sorted(body.words for body in bodies) == ["", *["Lời của tôi"] * 4]
    assert gone.uid not in {body.dossier for body in bodies}
    links = {uid for uid, _ in opened_links(bytes(one.sealed) for one in SealedLink.objects.all())}
    assert links == {one.uid for one in dossiers[1:]}
    assert Rating.objects.count() == 5


def test_dissatisfied_dossiers_are_taken_off_once_and_the_opening_is_noted(world: World) -> None:
    dossiers = [world.returned() for _ in range(8)]
    for number, one in enumerate(dossiers[:6]):
        rated(one, BAD if number < 2 else GOOD)
    release(now=NOW + DAY)
    uids = [one.uid for one in dossiers]
    late = {uids[0], uids[7]}

    number = without_complaint(uids, late, purpose="no_complaint", first="2026-11", now=NOW + DAY)

    assert number == 8 - 3
    found = open_links("check", first="2026-11", now=NOW + DAY)
    assert (len(found.rated), found.dissatisfied) == (6, {uids[0], uids[1]})
    assert AuditRecord.objects.filter(act="ratings.links_opened").count() == 2


def test_a_group_of_which_few_rated_gets_no_number(world: World) -> None:
    dossiers = [world.returned() for _ in range(5)]
    for one in dossiers:
        rated(one, BAD)
    release(now=NOW + DAY)
    few = [one.uid for one in dossiers[:4]]

    assert without_complaint(few, frozenset(), purpose="x", first="2026-11", now=NOW + DAY) is None
    assert without_complaint([], frozenset(), purpose="x", first="2026-11", now=NOW + DAY) == 0
