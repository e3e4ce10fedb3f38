"""A decision gives the work to another authority: open dossiers follow, and come back when its time runs out."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from motcua.core.clock import FrozenClock, use_clock
from motcua.core.errors import NotAllowed, NotFound
from motcua.core.remember import forget_everything
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import DossierEvent, Reroute
from motcua.dossiers.models.reroute import RerouteState
from motcua.dossiers.selectors.before_after import before_after
from motcua.dossiers.services.reorganise import follow_competence
from motcua.dossiers.services.reroute import run_reroute, start_due
from motcua.organisation.models import Unit
from motcua.procedures import selectors as registry
from motcua.procedures.items import SCHEMA_VERSION, read_item
from motcua.procedures.lifecycle import DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Competence, Decision, DecisionItem
from motcua.procedures.services.applying import apply_item
from motcua.procedures.services.decision_content import read_items
from motcua.procedures.services.decisions import tell_competence
from motcua.procedures.services.faults import Setting, item_faults

from .reorganised import DAY, TODAY, officer
from .world import CODE, NOW, World

pytestmark = pytest.mark.django_db

RULE = {
    "schema_version": SCHEMA_VERSION,
    "settling": "named",
    "settling_code": "TS-S05",
    "reception": "place_centre",
}


@pytest.fixture
def department(world: World) -> Unit:
    return world.consulted


def decided(kind: DecisionKind, **more: str) -> Decision:
    """In force as a signed decision would be; the way to the signature has tests of its own."""
    decision = Decision.objects.create(
        kind=DecisionKind.BASELINE.value,
        state=DecisionState.DRAFT.value,
        number="30/QĐ-UBND",
        effective_on=TODAY,
        signed_on=TODAY,
        drafted_at=NOW,
    )
    DecisionItem.objects.create(
        decision=decision, ordinal=1, kind=ItemKind.COMPETENCE.value, procedure_key=CODE, content={**RULE, **more}
    )
    decision.state, decision.in_force_at = DecisionState.IN_FORCE.value, NOW
    decision.save()
    items = read_items(decision)
    for one in items:
        apply_item(one.row.procedure_key, one.item, decision=decision, now=NOW)
    decision.kind = kind.value
    tell_competence(decision, items, NOW)
    registry.forget()
    forget_everything()
    return decision


def followed() -> Reroute:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM core_outbox WHERE kind = 'competence_moved' ORDER BY position DESC LIMIT 1")
        body = cursor.fetchone()[0]
    made = follow_competence(body if isinstance(body, dict) else json.loads(body), now=NOW)
    assert made is not None
    return made


def test_decentralisation_when_in_force_then_open_dossiers_go_to_the_new_authority(
    world: World, department: Unit
) -> None:
    dossier, closed = world.accepted(), world.returned()
    due = dossier.appointed_due_at
    decided(DecisionKind.DECENTRALISATION)

    job = run_reroute(followed(), rest=0)

    dossier.refresh_from_db()
    closed.refresh_from_db()
    assert (job.moved, job.state) == (1, RerouteState.DONE)
    assert (dossier.settling_unit, dossier.holder_unit) == (department, department)
    assert dossier.reception_unit == world.centre
    assert dossier.appointed_due_at == due
    assert closed.settling_unit == world.division
    assert DossierEvent.objects.filter(dossier=dossier).latest("seq").kind == "dossier_rerouted"


def test_rights_when_the_job_has_not_come_round_then_the_old_officer_is_refused_and_the_new_one_acts(
    world: World, department: Unit
) -> None:
    first, second = world.accepted(), world.accepted()
    decided(DecisionKind.DECENTRALISATION)
    followed()
    officer(world, "new_head", "TS-S05", "division_head")

    with pytest.raises((NotAllowed, NotFound)):
        world.act(first, Action.COMPLETE_STEP, "division_head")
    world.act(second, Action.COMPLETE_STEP, "new_head")

    second.refresh_from_db()
    assert second.settling_unit == department


def test_authorisation_when_it_runs_out_then_the_rule_before_comes_back_and_dossiers_with_it(
    world: World, department: Unit
) -> None:
    end = TODAY + 10 * DAY
    decided(DecisionKind.AUTHORISATION, until=end.isoformat())

    followed()

    rules = Competence.objects.filter(procedure__key=CODE).order_by("valid_from")
    spans = [(rule.settling, rule.valid_from, rule.valid_to) for rule in rules]
    assert spans[1:] == [("named", TODAY, end), ("place_division", end, None)]
    assert spans[0][2] == TODAY
    assert list(Reroute.objects.order_by("effective_on").values_list("effective_on", "state")) == [
        (TODAY, "running"),
        (end, "planned"),
    ]
    assert start_due(now=NOW + 11 * DAY) == 1


@pytest.mark.parametrize(
    ("until", "fault"), [("", "authorisation_without_end"), (TODAY.isoformat(), "authorisation_reversed")]
)
def test_authorisation_when_its_period_is_missing_or_over_then_that_is_a_fault(
    world: World, until: str, fault: str
) -> None:
    item = read_item(ItemKind.COMPETENCE, {**RULE, "until": until})

    found = item_faults(CODE, item, Setting(DecisionKind.AUTHORISATION, TODAY, {}))

    assert fault in [one.code for one in found]


def test_message_when_it_comes_twice_then_the_second_changes_nothing(world: World) -> None:
    decided(DecisionKind.DECENTRALISATION)
    first = followed()
    body = {"decision": str(first.decision), "effective_on": TODAY.isoformat(), "procedures": [CODE]}

    assert follow_competence(body, now=NOW) is None
    assert Reroute.objects.count() == 1


def test_sheet_when_dossiers_were_settled_before_then_it_tells_time_trips_and_cost(world: World) -> None:
    with use_clock(FrozenClock(NOW - 30 * DAY)):
        world.returned(NOW - 30 * DAY, channel="counter")
    named = {"signing": "authorised", "signer": "Chủ tịch Ủy ban nhân dân tỉnh"}
    decision = decided(DecisionKind.DECENTRALISATION, **named)

    (line,) = before_after(decision, now=NOW)

    assert line.key == CODE
    assert (line.before.dossiers, line.after.dossiers) == (1, 0)
    assert line.before.trips == 2
    assert line.before.cost == 20_000
    assert line.before.hand_overs is not None
    assert line.before.hand_overs > 0
    assert line.after.days is None
    assert line.before.steps == line.after.steps
    assert (line.before.signer, line.after.signer) == ("", "TUQ. Chủ tịch Ủy ban nhân dân tỉnh")


def test_signing_when_an_authorisation_names_signer_and_seal_then_they_follow_by_date_and_place(
    world: World, department: Unit
) -> None:
    from motcua.dossiers.selectors.authority import seal_of, signing_of

    dossier = world.accepted()
    before = signing_of(dossier, TODAY)
    end = TODAY + 10 * DAY
    named = {"signing": "authorised", "signer": "Chủ tịch Ủy ban nhân dân tỉnh", "seal": "TS"}
    decided(DecisionKind.AUTHORISATION, until=end.isoformat(), **named)
    registry.forget()
    waiting = signing_of(dossier, TODAY)
    run_reroute(followed(), rest=0)
    dossier.refresh_from_db()

    signing = signing_of(dossier, TODAY)

    assert before is None
    assert waiting is None  # its settling unit still is the one of before
    assert signing is not None
    assert signing.words == "TUQ. Chủ tịch Ủy ban nhân dân tỉnh"
    assert seal_of(signing, department, TODAY) == world.province
    assert signing_of(dossier, TODAY - DAY) is None
    assert signing_of(dossier, end) is None


def test_slip_when_the_unit_signs_for_another_then_it_names_the_authority_under_its_letterhead(
    world: World, department: Unit
) -> None:
    from motcua.dossiers.slips import slip_data

    dossier = world.accepted()
    named = {"signing": "authorised", "signer": "Chủ tịch Ủy ban nhân dân tỉnh", "seal": "TS"}
    decided(DecisionKind.DECENTRALISATION, **named)
    run_reroute(followed(), rest=0)
    officer(world, "department_head", "TS-S05", "unit_head")
    world.act(dossier, Action.APOLOGISE, "department_head", reason="Phải xác minh lại")
    dossier.refresh_from_db()

    slip, receipt = slip_data(dossier, "04"), slip_data(dossier, "01")

    assert slip.signatory.on_behalf_of == "TUQ. Chủ tịch Ủy ban nhân dân tỉnh"
    assert slip.office.name == world.province.name
    assert receipt.signatory.on_behalf_of == ""
    assert receipt.office.name == world.centre.name


@pytest.mark.parametrize(
    "more",
    [
        {"signing": "authorised"},
        {"signer": "Chủ tịch Ủy ban nhân dân tỉnh"},
        {"seal": "TS"},
    ],
)
def test_decision_when_it_says_half_of_how_it_is_signed_then_refused(world: World, more: dict[str, str]) -> None:
    item = read_item(ItemKind.COMPETENCE, {**RULE, **more})

    faults = item_faults(CODE, item, Setting(DecisionKind.DECENTRALISATION, TODAY, {}))

    assert "competence_signing" in {fault.code for fault in faults}
