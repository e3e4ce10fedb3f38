"""Results put right, papers lost or damaged."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import DossierEvent, DossierResult
from motcua.dossiers.services.incidents import Report, Restoration, close_incident, record_incident, tasks_of
from motcua.people.services.tasks import complete_task

from .hands import given
from .world import NOW, World

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


def test_result_when_corrected_then_both_are_kept_and_the_agency_bears_the_cost(world: World) -> None:
    dossier = world.returned()

    world.act(dossier, Action.CORRECT_RESULT, "head", NOW + HOUR, reason="Sai năm sinh", cost=50_000, kind="granted")
    world.act(dossier, Action.HAND_OVER, "reception", NOW + 2 * HOUR)

    results = list(DossierResult.objects.filter(dossier=dossier).order_by("issued_seq"))
    event = DossierEvent.objects.get(dossier=dossier, kind="result_corrected")
    assert len(results) == 2
    assert results[0].handed_over_at != results[1].handed_over_at
    assert b'"borne_by":"agency"' in bytes(event.payload)
    with pytest.raises(Invalid, match="fault_unknown"):
        world.act(dossier, Action.CORRECT_RESULT, "head", NOW + 3 * HOUR, reason="x", fault="nobody")


def report(world: World, **changes: object) -> Report:
    values: dict[str, object] = {
        "kind": "papers_lost",
        "fault": "agency",
        "found_on": legal_date(NOW),
        "found_by": "Văn thư",
        "description": "Không thấy bản chính trong kho",
        "message": "Chúng tôi xin lỗi và sẽ khôi phục giấy tờ",
        "components": [world.component],
        "cost": 200_000,
        "steps": [Restoration("Xin cấp bản sao", legal_date(NOW) + 3 * DAY, world.posts["clerk"])],
        **changes,
    }
    return Report(**values)  # type: ignore[arg-type]


def test_papers_when_lost_then_recorded_restored_by_steps_and_closed(world: World) -> None:
    dossier = given(world)
    desk = world.actors["reception"]
    made = record_incident(dossier.uid, report(world), actor=desk, now=NOW)
    with pytest.raises(Conflict, match="incident_tasks_open"):
        close_incident(made.uid, outcome="restored", message="Đã xong", actor=desk, now=NOW)

    complete_task(tasks_of(made)[0], "Đã có bản sao", actor=world.actors["clerk"], now=NOW)
    close_incident(made.uid, outcome="restored", message="Đã khôi phục", actor=desk, now=NOW + HOUR)

    kinds = list(DossierEvent.objects.filter(dossier=dossier).order_by("-seq").values_list("kind", flat=True)[:2])
    payload = bytes(DossierEvent.objects.get(dossier=dossier, kind="incident_recorded").payload)
    assert kinds == ["incident_closed", "incident_recorded"]
    assert b"kho" not in payload
    with pytest.raises(Conflict, match="incident_closed"):
        close_incident(made.uid, outcome="restored", message="x", actor=desk, now=NOW + HOUR)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "fire"},
        {"fault": "moon"},
        {"found_on": legal_date(NOW) + DAY},
        {"components": ["no-such"]},
        {"description": " "},
        {"cost": -1},
    ],
)
def test_incident_when_malformed_then_says_where(world: World, changes: dict[str, object]) -> None:
    dossier = given(world)
    with pytest.raises(Invalid):
        record_incident(dossier.uid, report(world, **changes), actor=world.actors["reception"], now=NOW)
    with pytest.raises(NotAllowed):
        record_incident(dossier.uid, report(world), actor=world.actors["settling"], now=NOW)
