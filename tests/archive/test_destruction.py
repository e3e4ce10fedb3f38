"""What is past its time goes by two people's will, and only then; the file on it stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.archive import selectors, services
from motcua.archive.models import Destruction, DestructionItem, RetentionRule
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.dossiers.models import Dossier, EventPrivate
from motcua.dossiers.services.verify import verify
from motcua.people.actors import SYSTEM
from tests.dossiers.world import APPLICANT, NOW, World

RULES = """
format = 1
[[rule]]
scope = "default"
valid_from = 2010-01-01
years = 10
verified = true
source = "test"
"""


@pytest.fixture
def old(world: World, later: dt.datetime) -> Dossier:
    services.load_rules(RULES, actor=SYSTEM, now=NOW)
    return world.returned(files=((world.component, world.file()),))


def proposed(world: World, dossier: Dossier, at: dt.datetime) -> Destruction:
    return services.propose_destruction([dossier.uid], unit=world.commune, actor=world.actors["clerk"], now=at)


def approved(world: World, dossier: Dossier, at: dt.datetime) -> Destruction:
    made = proposed(world, dossier, at)
    return services.decide_destruction(made.uid, approve=True, decision="9/QĐ-UBND", actor=world.actors["head"], now=at)


def test_dossier_when_past_its_time_then_listed_and_not_a_day_before(world: World, old: Dossier) -> None:
    clerk = world.actors["clerk"]
    until = dt.date(2036, 12, 31)

    assert list(selectors.past_their_time(clerk, on=until)) == []
    found = list(selectors.past_their_time(clerk, on=until + dt.timedelta(days=1)))
    assert [(one.dossier.pk, one.until) for one in found] == [(old.pk, until)]


@pytest.mark.parametrize("change", ["verified = false", "permanent = true", "years = 20"])
def test_dossier_when_the_rule_is_unverified_for_ever_or_longer_then_never_listed(
    world: World, old: Dossier, later: dt.datetime, change: str
) -> None:
    text = RULES.replace("verified = true" if "verified" in change else "years = 10", change)
    services.load_rules(text, actor=SYSTEM, now=NOW)

    assert list(selectors.past_their_time(world.actors["clerk"], on=later.date())) == []
    with pytest.raises(Conflict, match="archive_not_due"):
        proposed(world, old, later)


def test_destruction_when_decided_by_a_second_person_then_the_whole_file_goes_and_the_chain_verifies(
    world: World, old: Dossier, later: dt.datetime
) -> None:
    paper = old.documents.get().file
    made = approved(world, old, later)

    done = services.carry_out(made.uid, actor=SYSTEM, now=later)

    old.refresh_from_db()
    paper.refresh_from_db()
    assert (done.destroyed, done.spared) == (1, 0)
    assert not EventPrivate.objects.filter(event__dossier=old).exists()
    assert paper.is_erased
    assert APPLICANT["name"] not in (old.applicant_name, old.search_text)
    assert verify().findings == []
    made.refresh_from_db()
    item = made.items.get()
    assert (made.state, item.code, item.rule_source, item.destroyed_at) == ("done", old.code, "test", later)
    assert made.keep_until >= later.date().replace(year=later.year + 20)


def test_destruction_when_run_again_then_nothing_more_happens(world: World, old: Dossier, later: dt.datetime) -> None:
    made = approved(world, old, later)
    services.carry_out(made.uid, actor=SYSTEM, now=later)
    seq = Dossier.objects.get(pk=old.pk).seq

    again = services.carry_out(made.uid, actor=SYSTEM, now=later)

    assert (again.destroyed, again.spared, again.before) == (0, 0, 1)
    assert Dossier.objects.get(pk=old.pk).seq == seq


def test_destruction_when_the_rule_grew_meanwhile_then_the_dossier_is_spared(
    world: World, old: Dossier, later: dt.datetime
) -> None:
    made = approved(world, old, later)
    services.load_rules(RULES.replace("years = 10", "years = 70"), actor=SYSTEM, now=NOW)

    done = services.carry_out(made.uid, actor=SYSTEM, now=later)

    assert (done.destroyed, done.spared) == (0, 1)
    assert DestructionItem.objects.get().spared == "rule_changed"
    assert EventPrivate.objects.filter(event__dossier=old).exists()


def test_destruction_when_not_decided_or_rejected_then_not_carried_out(
    world: World, old: Dossier, later: dt.datetime
) -> None:
    made = proposed(world, old, later)
    head = world.actors["head"]

    with pytest.raises(Conflict, match="archive_not_approved"):
        services.carry_out(made.uid, actor=SYSTEM, now=later)
    with pytest.raises(Invalid, match="archive_decision_needed"):
        services.decide_destruction(made.uid, approve=True, decision=" ", actor=head, now=later)
    services.decide_destruction(made.uid, approve=False, decision="", actor=head, now=later)
    with pytest.raises(Conflict, match="archive_destruction_decided"):
        services.decide_destruction(made.uid, approve=True, decision="9", actor=head, now=later)
    with pytest.raises(Conflict, match="archive_not_approved"):
        services.carry_out(made.uid, actor=SYSTEM, now=later)
    with pytest.raises(NotFound):
        services.carry_out(old.uid, actor=SYSTEM, now=later)


def test_destruction_when_others_try_then_refused(world: World, old: Dossier, later: dt.datetime) -> None:
    made = proposed(world, old, later)

    for who in ("clerk", "settling", "stranger", "citizen"):
        with pytest.raises((NotAllowed, Conflict)):
            services.decide_destruction(made.uid, approve=True, decision="9", actor=world.actors[who], now=later)
    for who in ("settling", "stranger", "citizen"):
        with pytest.raises((NotAllowed, NotFound)):
            services.propose_destruction([old.uid], unit=world.commune, actor=world.actors[who], now=later)
    with pytest.raises(NotAllowed):
        services.propose_destruction([old.uid], unit=world.commune, actor=SYSTEM, now=later)
    assert Destruction.objects.get().state == "proposed"


def test_database_when_one_person_would_do_both_or_delete_the_file_then_it_refuses(
    world: World, old: Dossier, later: dt.datetime
) -> None:
    made = proposed(world, old, later)

    for statement in (
        "UPDATE archive_destruction SET state = 'approved', decided_by_id = proposed_by_id, decided_at = now()",
        "DELETE FROM archive_destruction_item",
        "DELETE FROM archive_destruction",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Destruction.objects.get(pk=made.pk).state == "proposed"


def test_rules_when_loaded_again_or_replaced_then_rows_end_and_are_never_changed(world: World) -> None:
    assert services.load_rules(RULES, actor=SYSTEM, now=NOW) == (1, 0)
    assert services.load_rules(RULES, actor=SYSTEM, now=NOW) == (0, 0)
    assert services.load_rules(RULES.replace("years = 10", "years = 15"), actor=SYSTEM, now=NOW) == (1, 1)

    rows = RetentionRule.objects.order_by("id").values_list("years", "valid_to")
    assert list(rows) == [(10, NOW.date()), (15, None)]
    with pytest.raises(Invalid, match="archive_rules_unreadable"):
        services.load_rules("format = 1\n[[rule]]\n", actor=SYSTEM, now=NOW)
    with pytest.raises(NotAllowed):
        services.load_rules(RULES, actor=world.actors["clerk"], now=NOW)
