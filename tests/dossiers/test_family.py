"""Dossiers in parts on PostgreSQL: opening, following, waiting, failing, ending, and what the log says of it."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Conflict, DomainError
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Alert, Dossier, DossierComponent, DossierEvent, DossierFee, FamilyPart
from motcua.dossiers.selectors.lists import Filters, View, filtered
from motcua.dossiers.services.erase import erase_dossier
from motcua.dossiers.services.family import follow, open_again, open_blocked, watch_parts
from motcua.dossiers.services.family_blocked import blocked_parts, waiting_wholes
from motcua.dossiers.services.verify import verify_chains
from motcua.people.actors import SYSTEM
from motcua.procedures.bundle import Bundle

from .families import BIRTH_PART, CARD, HOUR, LEAD, PARALLEL, SEQUENCE, Family, build_family, make_competent
from .world import NOW, World

DAY = dt.timedelta(days=1)


@pytest.fixture
def birth(world: World) -> Family:
    """One part, then two at once when it was granted."""
    return build_family(world)


@pytest.fixture
def land(world: World) -> Family:
    """A lead agency that works on, with two parts at once."""
    return build_family(world, bundle=PARALLEL, process=LEAD)


def kinds(dossier: Dossier) -> list[str]:
    return list(DossierEvent.objects.filter(dossier=dossier).order_by("seq").values_list("kind", flat=True))


def test_whole_when_received_then_opens_its_first_part_at_its_agency(birth: Family) -> None:
    whole = birth.filed()

    child = birth.part(whole, "birth")

    assert birth.parts(whole) == {"birth": "open"}
    assert (child.state, child.parent_id, child.settling_unit) == (State.ACCEPTED, whole.pk, birth.world.division)
    assert child.code
    assert child.code != whole.code
    assert child.applicant_id == whole.applicant_id
    assert child.account_id == whole.account_id
    assert (child.step, child.holder_role) == ("assign", "division_head")
    assert child.appointed_due_at is not None
    assert kinds(child) == ["dossier_submitted", "dossier_accepted"]
    assert set(DossierComponent.objects.filter(dossier=child).values_list("reused", flat=True)) == {True}


def test_whole_when_a_part_is_granted_then_the_next_ones_open_at_once(birth: Family) -> None:
    whole = birth.filed()

    birth.granted(birth.part(whole, "birth"), NOW + HOUR)
    birth.seen(whole, NOW + HOUR)

    assert birth.parts(whole) == {"birth": "granted", "card": "open", "home": "open"}
    assert birth.part(whole, "card").settling_unit == birth.world.consulted


def test_umbrella_when_its_last_part_is_granted_then_has_its_result_and_all_is_returned_at_once(birth: Family) -> None:
    whole = birth.filed()
    for number, key in enumerate(("birth", "home", "card"), start=1):
        birth.granted(birth.part(whole, key), NOW + number * HOUR)
        birth.seen(whole, NOW + number * HOUR)

    assert whole.state == State.RESULT_READY
    with pytest.raises(Conflict, match="returned_with_whole"):
        birth.world.act(birth.part(whole, "home"), Action.HAND_OVER, "reception", NOW + 5 * HOUR)
    birth.world.act(whole, Action.HAND_OVER, "reception", NOW + 5 * HOUR, way="post")
    birth.seen(whole, NOW + 5 * HOUR)

    children = Dossier.objects.filter(parent=whole)
    assert whole.state == State.RETURNED
    assert {child.state for child in children} == {State.RETURNED}
    assert {result.way for child in children for result in child.results.all()} == {"post"}


def test_lead_agency_when_parts_are_open_then_cannot_go_on_and_goes_on_by_itself_after(land: Family) -> None:
    whole = land.filed()

    with pytest.raises(Conflict, match="parts_open"):
        land.by(whole, Action.COMPLETE_STEP, "settling_officer", NOW + HOUR)
    land.granted(land.part(whole, "home"), NOW + HOUR)
    land.seen(whole, NOW + HOUR)
    assert whole.step == "parts"
    land.granted(land.part(whole, "card"), NOW + 2 * HOUR)
    land.seen(whole, NOW + 2 * HOUR)

    assert whole.step == "work"
    assert kinds(whole)[-2:] == ["child_ended", "step_completed"]
    assert "umbrella" not in whole.flags


def test_following_when_done_again_then_records_nothing(land: Family) -> None:
    whole = land.filed()
    land.granted(land.part(whole, "home"), NOW + HOUR)
    land.seen(whole, NOW + HOUR)
    before = kinds(whole)

    again = follow(whole.uid, now=NOW + 2 * HOUR)

    assert again is False
    assert kinds(whole) == before


def test_part_when_refused_then_the_lead_agency_decides_and_the_head_is_told(land: Family) -> None:
    whole = land.filed()
    child = land.part(whole, "card")
    land.by(child, Action.COMPLETE_STEP, "division_head", NOW + HOUR)
    land.by(child, Action.REFUSE, "unit_head", NOW + HOUR, reason="không đủ điều kiện")
    land.granted(land.part(whole, "home"), NOW + HOUR)

    land.seen(whole, NOW + HOUR)

    assert land.parts(whole) == {"home": "granted", "card": "refusal"}
    assert (whole.step, whole.state) == ("parts", State.PROCESSING)
    alert = Alert.objects.get(dossier=whole)
    assert (alert.kind, alert.about, alert.unit, alert.cleared_at) == ("part_failed", "card", land.world.centre, None)
    land.by(whole, Action.COMPLETE_STEP, "settling_officer", NOW + 2 * HOUR)
    alert.refresh_from_db()
    assert alert.cleared_at is not None


def test_part_when_refused_while_the_whole_is_paused_then_the_whole_stays_paused_and_knows_it(land: Family) -> None:
    whole = land.filed()
    land.by(whole, Action.PAUSE_FOR_PAYMENT, "settling_officer", NOW + HOUR, amount=90_000)
    child = land.part(whole, "card")
    land.by(child, Action.COMPLETE_STEP, "division_head", NOW + HOUR)
    land.by(child, Action.REFUSE, "unit_head", NOW + 2 * HOUR, reason="không đủ điều kiện")
    land.granted(land.part(whole, "home"), NOW + 2 * HOUR)

    land.seen(whole, NOW + 2 * HOUR)
    paused = (whole.state, whole.step)
    land.world.act(whole, Action.CONFIRM_PAYMENT, "reception", NOW + 3 * HOUR)
    land.seen(whole, NOW + 3 * HOUR)

    assert paused == (State.PAYMENT_PENDING, "parts")
    assert land.parts(whole) == {"home": "granted", "card": "refusal"}
    assert (whole.state, whole.step) == (State.PROCESSING, "parts")


def test_parts_when_all_end_while_the_whole_is_paused_then_it_goes_on_once_it_resumes(land: Family) -> None:
    whole = land.filed()
    land.by(whole, Action.PAUSE_FOR_PAYMENT, "settling_officer", NOW + HOUR, amount=90_000)
    for key in ("home", "card"):
        land.granted(land.part(whole, key), NOW + HOUR)
    land.seen(whole, NOW + HOUR)
    assert whole.step == "parts"

    land.world.act(whole, Action.CONFIRM_PAYMENT, "reception", NOW + 2 * HOUR)
    land.seen(whole, NOW + 2 * HOUR)

    assert whole.step == "work"


def test_part_when_it_asks_for_a_supplement_then_the_time_of_the_whole_stands_still(land: Family) -> None:
    whole = land.filed()
    child = land.part(whole, "card")
    due = whole.appointed_due_at
    land.by(child, Action.COMPLETE_STEP, "division_head", NOW + HOUR)
    land.by(
        child,
        Action.REQUEST_SUPPLEMENT,
        "settling_officer",
        NOW + HOUR,
        items=[{"component": "tp01", "note": ""}],
    )
    land.seen(whole, NOW + HOUR)
    waiting = (whole.state, whole.holder_kind)

    with pytest.raises(Conflict, match="asked_by_part"):
        land.world.act(whole, Action.ANSWER_SUPPLEMENT, "citizen", NOW + 2 * DAY)
    land.world.act(child, Action.ANSWER_SUPPLEMENT, "citizen", NOW + 2 * DAY)
    land.seen(whole, NOW + 2 * DAY)

    assert waiting == (State.SUPPLEMENT_AT_SETTLEMENT, "applicant")
    assert land.parts(whole)["card"] == "open"
    assert whole.state == State.PROCESSING
    assert due is not None
    assert whole.appointed_due_at is not None
    assert whole.appointed_due_at > due


def test_part_when_it_waits_and_the_whole_was_stopped_meanwhile_then_waits_again_after(land: Family) -> None:
    whole = land.filed()
    child = land.part(whole, "card")
    land.by(child, Action.COMPLETE_STEP, "division_head", NOW + HOUR)
    land.by(child, Action.REQUEST_SUPPLEMENT, "settling_officer", NOW + HOUR, items=[{"component": "tp01"}])
    land.seen(whole, NOW + HOUR)
    land.by(whole, Action.STOP, "unit_head", NOW + 2 * HOUR, reason="sự cố")
    land.seen(whole, NOW + 2 * HOUR)

    land.by(whole, Action.RESUME, "unit_head", NOW + 3 * HOUR)
    land.seen(whole, NOW + 3 * HOUR)

    assert whole.state == State.SUPPLEMENT_AT_SETTLEMENT
    assert thaw(whole.snapshot).parts["card"].pauses


def test_whole_when_withdrawn_then_open_parts_end_and_a_finished_one_is_handed_over_by_itself(birth: Family) -> None:
    whole = birth.filed()
    birth.granted(birth.part(whole, "birth"), NOW + HOUR)
    birth.seen(whole, NOW + HOUR)

    birth.world.act(whole, Action.WITHDRAW, "citizen", NOW + 2 * HOUR)
    birth.seen(whole, NOW + 2 * HOUR)

    states = {key: birth.part(whole, key).state for key in ("birth", "home", "card")}
    assert states == {"birth": State.RESULT_READY, "home": State.WITHDRAWN, "card": State.WITHDRAWN}
    assert birth.parts(whole) == {"birth": "granted", "home": "withdrawn", "card": "withdrawn"}
    birth.world.act(birth.part(whole, "birth"), Action.HAND_OVER, "reception", NOW + 3 * HOUR)
    assert birth.part(whole, "birth").state == State.RETURNED


def test_whole_when_stopped_for_good_then_its_parts_are_closed(land: Family) -> None:
    whole = land.filed()

    land.by(whole, Action.STOP, "unit_head", NOW + HOUR, reason="quyết định", final=True)
    land.seen(whole, NOW + HOUR)

    assert {child.state for child in Dossier.objects.filter(parent=whole)} == {State.CLOSED}
    assert set(land.parts(whole).values()) == {"closed"}


def test_agency_when_it_never_answers_then_the_head_is_told_once_and_the_whole_has_a_date(land: Family) -> None:
    whole = land.filed()
    late = NOW + 12 * DAY

    told = watch_parts(now=late)
    again = watch_parts(now=late)
    whole.refresh_from_db()

    assert (told, again) == (2, 0)
    assert set(Alert.objects.filter(dossier=whole).values_list("kind", "about")) == {
        ("part_overdue", "home"),
        ("part_overdue", "card"),
    }
    assert whole.next_at is not None
    assert whole.next_at > late
    assert watch_parts(now=whole.next_at + HOUR) == 2
    land.granted(land.part(whole, "home"), late + 10 * DAY)
    land.seen(whole, late + 10 * DAY)
    assert not Alert.objects.filter(dossier=whole, about="home", cleared_at=None).exists()


def test_family_when_it_has_lived_then_verifies_and_rebuilds(birth: Family) -> None:
    whole = birth.filed()
    birth.granted(birth.part(whole, "birth"), NOW + HOUR)
    birth.seen(whole, NOW + HOUR)
    birth.world.act(whole, Action.WITHDRAW, "citizen", NOW + 2 * HOUR)
    birth.seen(whole, NOW + 2 * HOUR)

    report = verify_chains()

    assert report.ok, report.findings
    for dossier in Dossier.objects.order_by("pk"):
        assert differences(dossier) == []
    Dossier.objects.filter(parent=whole).update(parent=None)
    assert "dossier parent_id" in differences(birth.part(whole, "birth"))


def test_fees_when_filed_then_go_to_the_account_of_the_competent_agency(birth: Family) -> None:
    whole = birth.filed()
    birth.granted(birth.part(whole, "birth"), NOW + HOUR)
    birth.seen(whole, NOW + HOUR)

    payees = dict(DossierFee.objects.values_list("dossier__procedure__code", "payee__code"))

    assert payees[CARD] == "TS"
    assert payees["1.009990"] == birth.world.commune.code


def test_part_when_nobody_is_competent_then_told_once_and_the_others_open(world: World) -> None:
    land = build_family(world, bundle=PARALLEL, process=LEAD, without=frozenset({CARD}))

    whole = land.filed()
    again = [follow(whole.uid, now=NOW + hour * HOUR) for hour in (1, 2)]

    assert land.parts(whole) == {"home": "open"}
    assert again == [False, False]
    assert kinds(whole).count("child_blocked") == 1
    assert str(whole.code).startswith("H")
    assert "no_competence" in str(blocked_parts(whole)["card"]["reasons"])
    (alert,) = Alert.objects.filter(dossier=whole, cleared_at=None)
    assert (alert.kind, alert.about, alert.unit) == ("part_blocked", "card", world.centre)
    for reader in (world.actors["division_head"], world.actors["reception"]):
        assert whole in filtered(reader, Filters(view=View.ALERTS), now=NOW, soon=NOW)


def test_blocked_part_when_competence_exists_then_opens_and_nothing_is_left_to_tell(world: World) -> None:
    land = build_family(world, bundle=PARALLEL, process=LEAD, without=frozenset({CARD}))
    whole = land.filed()
    assert open_blocked(now=NOW + HOUR) == 0
    make_competent(CARD, world.consulted)

    moved = open_again(whole.uid, actor=world.actors["reception"], now=NOW + 2 * HOUR)

    assert moved
    assert land.parts(whole) == {"card": "open", "home": "open"}
    assert not Alert.objects.filter(dossier=whole, cleared_at=None).exists()
    assert waiting_wholes() == []
    assert verify_chains().ok
    whole.refresh_from_db()
    assert differences(whole) == []


def test_blocked_part_when_tried_by_somebody_without_the_right_then_refused(world: World) -> None:
    family = build_family(world, bundle=PARALLEL, process=LEAD)
    whole = family.filed()

    for name in ("citizen", "stranger", "auditor"):
        with pytest.raises(DomainError):
            open_again(whole.uid, actor=world.actors[name], now=NOW)


def test_part_of_an_unknown_procedure_is_told_too(world: World) -> None:
    nowhere = Bundle("parts", (BIRTH_PART.__class__("x", "Phần lạ", "việc", "1.000000"),))
    family = build_family(world, bundle=nowhere)

    whole = family.filed()

    assert (family.refused, family.parts(whole)) == (0, {})
    assert blocked_parts(whole)["x"]["fault"] == "procedure_not_found"


def test_definition_when_a_part_is_for_another_branch_then_it_does_not_open(world: World) -> None:
    only = BIRTH_PART.__class__("card", "Thẻ", "Cấp", CARD, when=SEQUENCE.parts[0].when.__class__(settled_by=("TS-X",)))
    family = build_family(world, bundle=Bundle("parts", (SEQUENCE.parts[0], only), is_umbrella=True))

    whole = family.filed()

    assert set(FamilyPart.objects.values_list("key", flat=True)) == {"birth"}
    family.granted(family.part(whole, "birth"), NOW + HOUR)
    assert family.seen(whole, NOW + HOUR).state == State.RESULT_READY


def test_whole_when_erased_then_its_parts_are_erased_too_and_an_open_one_forbids_it(birth: Family) -> None:
    whole = birth.filed()
    child = birth.part(whole, "birth")
    birth.world.act(whole, Action.WITHDRAW, "citizen", NOW + HOUR)

    with pytest.raises(Conflict, match="erasure_open_dossier"):
        erase_dossier(dossier=whole.uid, decision="1/QĐ", ground="Điều 14", actor=SYSTEM, now=NOW + HOUR)
    birth.seen(whole, NOW + HOUR)
    erased = erase_dossier(dossier=whole.uid, decision="1/QĐ", ground="Điều 14", actor=SYSTEM, now=NOW + 2 * HOUR)

    child.refresh_from_db()
    assert erased >= 2
    assert "data_erased" in child.flags
    assert child.applicant_name == "—"
    assert verify_chains().ok
