"""Processes with conditions on stored dossiers: the tables, the answers, the log, and a new version beside the old."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from motcua.core.errors import Conflict
from motcua.desk.act_choices import given
from motcua.dossiers.context import context_of
from motcua.dossiers.lifecycle import Action, Event, EventKind, evolve, replay
from motcua.dossiers.lifecycle.state import DossierState
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.log.snapshot import freeze, thaw
from motcua.dossiers.models import Dossier, DossierEvent, DossierFee
from motcua.dossiers.services.verify import verify
from motcua.procedures.items import ProcessItem
from motcua.procedures.models import Decision, ProcessVersion
from motcua.procedures.services.applying import apply_item

from .conditional import CONDITIONAL, bound
from .legal_time import PROCESS
from .world import NOW, World, build

pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).parent / "golden"


def costly(world: World) -> Dossier:
    """A dossier whose fee is over the line before it is accepted."""
    dossier = world.submit()
    DossierFee.objects.filter(dossier=dossier).update(amount=2_000_000)
    world.act(dossier, Action.ACCEPT, "reception", originals=[world.component])
    dossier.refresh_from_db()
    return dossier


def kinds(dossier: Dossier) -> list[str]:
    return list(DossierEvent.objects.filter(dossier=dossier).order_by("seq").values_list("kind", flat=True))


def test_life_when_the_process_has_conditions_then_tables_log_and_chain_agree(world: World) -> None:
    bound(CONDITIONAL)
    dossier = world.returned()
    dear = costly(world)
    world.act(dear, Action.ASSIGN, "division_head", post=str(world.posts["settling"].uid))
    world.act(dear, Action.COMPLETE_STEP, "settling")
    dear.refresh_from_db()

    assert kinds(dossier).count("step_passed") == 3
    assert kinds(dear).count("step_passed") == 2
    assert dear.step == "approve"
    assert differences(dossier) == differences(dear) == []
    assert verify().findings == []


def test_act_when_the_named_way_is_closed_then_conflict_and_nothing_written(world: World) -> None:
    bound(CONDITIONAL)
    dossier = costly(world)
    world.act(dossier, Action.ASSIGN, "division_head", post=str(world.posts["settling"].uid))
    before = kinds(dossier)

    with pytest.raises(Conflict, match="outcome_not_otherwise"):
        world.act(dossier, Action.COMPLETE_STEP, "settling", outcome="head")

    assert kinds(dossier) == before


def test_act_when_the_process_asks_nothing_then_the_answers_are_not_read(world: World) -> None:
    dossier = world.accepted()

    with CaptureQueriesContext(connection) as captured:
        world.act(dossier, Action.COMPLETE_STEP, "division_head")

    assert not [one for one in captured if "dossiers_dossierfee" in one["sql"]]


def test_act_when_the_process_asks_then_one_statement_reads_them(world: World) -> None:
    bound(CONDITIONAL)
    dossier = world.accepted()
    world.act(dossier, Action.ASSIGN, "division_head", post=str(world.posts["settling"].uid))

    with CaptureQueriesContext(connection) as captured:
        world.act(dossier, Action.COMPLETE_STEP, "settling")

    assert 1 <= len([one for one in captured if "dossiers_dossierfee" in one["sql"]]) <= 2  # the act, and its answer


def test_publishing_when_dossiers_run_on_the_old_version_then_they_stay_there(world: World) -> None:
    running = [world.accepted() for _ in range(12)]
    old = {one.process_version_id for one in running}

    new = bound(CONDITIONAL)
    filed_later = world.accepted()

    rows = Dossier.objects.filter(pk__in=[one.pk for one in running])
    assert set(rows.values_list("process_version_id", flat=True)) == old
    assert filed_later.process_version_id == new.pk
    for one in running:
        world.act(one, Action.COMPLETE_STEP, "division_head")
        one.refresh_from_db()
        assert context_of(one, thaw(one.snapshot), NOW).process == PROCESS
        assert "step_passed" not in kinds(one)


@pytest.mark.django_db(transaction=True)
def test_publishing_when_somebody_works_on_every_dossier_then_it_waits_for_none() -> None:
    world = build()
    running = [world.accepted() for _ in range(5)]
    decision = Decision.objects.order_by("id").first()
    key = running[0].procedure.key
    done = threading.Event()

    def publish() -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '5s'")
                apply_item(key, ProcessItem("Mới", CONDITIONAL, "default"), decision=decision, now=NOW)
            done.set()
        finally:
            connections.close_all()

    with transaction.atomic():
        held = list(Dossier.objects.select_for_update().order_by("pk"))
        thread = threading.Thread(target=publish)
        thread.start()
        thread.join()

    assert len(held) == len(running)
    assert done.is_set()
    assert ProcessVersion.objects.count() == 2


def test_reading_when_answers_were_erased_then_conditions_do_not_hold_and_the_log_replays(world: World) -> None:
    bound(CONDITIONAL)
    dossier = costly(world)
    state = thaw(dossier.snapshot)

    replayed: DossierState | None = None
    for row in DossierEvent.objects.filter(dossier=dossier).order_by("seq"):
        replayed = evolve(replayed, Event(EventKind(row.kind), json.loads(bytes(row.payload)), None, row.version))

    assert replayed == state


def test_golden_log_of_automatic_steps_replays_for_ever() -> None:
    stored = json.loads((GOLDEN / "step_passed_1.json").read_text("utf-8"))

    state = replay([Event(EventKind(one["kind"]), one["data"], None, one["version"]) for one in stored["events"]])

    assert freeze(state) == stored["state"]


def test_choices_when_a_way_is_closed_then_it_is_not_offered_and_the_reason_is_said(world: World) -> None:
    bound(CONDITIONAL)
    dear, cheap = costly(world), world.accepted()
    offered = {}
    for one in (dear, cheap):
        world.act(one, Action.ASSIGN, "division_head", post=str(world.posts["settling"].uid))
        one.refresh_from_db()
        found = given(world.actors["settling"], Action.COMPLETE_STEP, one, thaw(one.snapshot), NOW)
        offered[one.pk] = ([key for key, _name in found.outcomes], [why for _name, why in found.closed])

    assert offered[dear.pk] == (["leader", "again"], ["đã có hướng có điều kiện"])
    assert offered[cheap.pk] == (["head", "again"], ["chỉ khi @fee > 1000000"])
