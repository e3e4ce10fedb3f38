"""Who does not answer in time: opinions, agencies; what the head of the one-stop centre gets; waits as data."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.lifecycle.filed import freeze_terms, thaw_terms
from motcua.dossiers.lifecycle.types import DEFAULT_WAITS
from motcua.dossiers.models import Alert, Consultation, Dossier, DossierEvent
from motcua.dossiers.selectors.family import Grain, of_grain
from motcua.dossiers.selectors.lists import Filters, View, filtered
from motcua.dossiers.services.family import tell_of_silence, watch_parts
from motcua.dossiers.services.verify import verify_chains
from motcua.notifications.from_dossiers import DossierLog
from motcua.notifications.letters import Letter, letter_for
from motcua.people.actors import load_actor
from motcua.procedures.items import UnreadableItemError, read_item
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.models import Decision, LocalTerms, Procedure
from motcua.procedures.selectors import forget, terms
from motcua.worktime.rules import LimitUnit
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .families import HOUR, LEAD, PARALLEL, SEQUENCE, UMBRELLA, build_family
from .world import CODE, NOW, World

LATE = NOW + dt.timedelta(days=12)


def head_of(world: World) -> object:
    post = PostFactory(unit=world.centre, role="reception_head", title="Giám đốc trung tâm")
    user = UserFactory(username="lanhdao", full_name="Lãnh đạo", email="lanhdao@anson.example")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    return load_actor(user.pk, NOW.date())


def asked(world: World) -> Dossier:
    dossier = world.accepted()
    world.act(dossier, Action.COMPLETE_STEP, "division_head", NOW + HOUR)
    world.act(dossier, Action.CONSULT, "settling", NOW + HOUR, unit=world.consulted.code, question="ý kiến")
    dossier.refresh_from_db()
    return dossier


def test_opinion_when_it_does_not_come_then_the_head_is_told_once_by_list_and_letter(world: World) -> None:
    head = head_of(world)
    dossier = asked(world)

    early = tell_of_silence(now=NOW + 2 * HOUR)
    told, again = tell_of_silence(now=LATE), tell_of_silence(now=LATE)

    assert (early, told, again) == (0, 1, 0)
    alert = Alert.objects.get(dossier=dossier)
    assert (alert.kind, alert.unit, alert.agency) == ("consultation_silent", world.centre, world.consulted)
    rows = filtered(head, Filters(view=View.ALERTS), now=LATE, soon=LATE)  # type: ignore[arg-type]
    assert [row.pk for row in rows] == [dossier.pk]
    event = DossierEvent.objects.get(dossier=dossier, kind="consultation_silent")
    envelope = DossierLog().envelope(dossier.uid, event.seq)
    assert envelope is not None
    assert letter_for(envelope.occurrence) is Letter.CONSULTATION_SILENT
    assert envelope.address == "lanhdao@anson.example"
    assert envelope.occurrence.agency == world.consulted.name
    assert str(dossier.uid) in envelope.occurrence.link
    assert verify_chains().ok


@pytest.mark.parametrize("lapse", [False, True])
def test_opinion_when_it_comes_late_or_work_goes_on_without_it_then_the_head_is_rid_of_it(
    world: World, lapse: bool
) -> None:
    dossier = asked(world)
    tell_of_silence(now=LATE)

    if lapse:
        world.act(dossier, Action.COMPLETE_STEP, "settling", LATE + HOUR)
    else:
        world.act(dossier, Action.ANSWER_CONSULTATION, "consulted", LATE + HOUR, answer="đồng ý")

    assert Alert.objects.get(dossier=dossier).cleared_at is not None
    assert Consultation.objects.get(dossier=dossier).silent_at is not None


def test_letters_of_a_part_when_its_whole_tells_already_then_are_not_sent(world: World) -> None:
    family = build_family(world)
    whole = family.filed()
    child = family.part(whole, "birth")

    letters = {
        row.kind: letter_for(envelope.occurrence)
        for row in DossierEvent.objects.filter(dossier=child).order_by("seq")
        if (envelope := DossierLog().envelope(child.uid, row.seq)) is not None
    }

    assert letters == {"dossier_submitted": None, "dossier_accepted": None}


def test_grain_when_counted_then_nobody_is_counted_twice(world: World) -> None:
    umbrella = build_family(world, process=UMBRELLA, bundle=SEQUENCE)
    plain = world.accepted()
    whole = umbrella.filed()
    umbrella.granted(umbrella.part(whole, "birth"), NOW + HOUR)
    umbrella.seen(whole, NOW + HOUR)
    rows = Dossier.objects.order_by("pk")

    applications = set(of_grain(rows, Grain.APPLICATION))
    work = set(of_grain(rows, Grain.WORK))

    assert applications == {plain, whole}
    assert work == set(rows) - {whole}
    assert set(of_grain(rows, "nonsense")) == set(rows)


def test_lead_agency_when_it_works_itself_then_is_counted_with_its_parts(world: World) -> None:
    land = build_family(world, bundle=PARALLEL, process=LEAD)
    whole = land.filed()

    assert set(of_grain(Dossier.objects.all(), Grain.WORK)) == {whole, *Dossier.objects.filter(parent=whole)}


def test_agency_when_it_waits_for_the_applicant_then_is_not_late(world: World) -> None:
    land = build_family(world, bundle=PARALLEL, process=LEAD)
    whole = land.filed()
    card = land.part(whole, "card")
    land.by(card, Action.COMPLETE_STEP, "division_head", NOW + HOUR)
    land.by(card, Action.REQUEST_SUPPLEMENT, "settling_officer", NOW + HOUR, items=[{"component": "tp01"}])
    land.seen(whole, NOW + HOUR)

    assert watch_parts(now=LATE) == 1
    assert list(Alert.objects.values_list("about", flat=True)) == ["home"]
    assert whole.state == State.SUPPLEMENT_AT_SETTLEMENT


# --- waits of the province ----------------------------------------------------------------------------------------


def test_waits_when_the_province_sets_them_then_bind_dossiers_filed_from_then_on(world: World) -> None:
    before = world.accepted()
    LocalTerms.objects.create(
        procedure=Procedure.objects.get(code=CODE),
        decision=Decision.objects.order_by("id").first(),
        waits={
            "supplement": {"amount": 7, "unit": "working_day"},
            "consultation": {"amount": 1, "unit": "working_day"},
        },
        valid_from=BEGINNING,
        source="Nghị định 301/2026/NĐ-CP",
    )
    forget()
    after = world.accepted()

    for dossier in (before, after):
        world.act(dossier, Action.COMPLETE_STEP, "division_head", NOW + HOUR)
        world.act(dossier, Action.REQUEST_SUPPLEMENT, "settling", NOW + HOUR, items=[{"component": world.component}])
        dossier.refresh_from_db()

    assert after.next_at is not None
    assert before.next_at is not None
    assert (before.next_at - NOW).days >= 29
    assert after.next_at < NOW + dt.timedelta(days=12)
    found = terms(CODE, "default", "online", NOW.date())  # type: ignore[arg-type]
    kept = thaw_terms(freeze_terms(found)).waits
    assert (kept.supplement.amount, kept.supplement.unit) == (7, LimitUnit.WORKING_DAY)
    assert kept.payment == DEFAULT_WAITS.payment


@pytest.mark.parametrize(
    "waits",
    [
        "seven",
        {"lunch": {"amount": 1, "unit": "day"}},
        {"supplement": 7},
        {"supplement": {"amount": 0, "unit": "day"}},
        {"supplement": {"amount": True, "unit": "day"}},
        {"supplement": {"amount": 7, "unit": "moon"}},
        {"supplement": {"amount": 7, "unit": "day", "more": 1}},
    ],
)
def test_waits_when_malformed_then_the_item_is_refused(waits: object) -> None:
    with pytest.raises(UnreadableItemError):
        read_item(ItemKind.LOCAL_TERMS, {"schema_version": 1, "waits": waits})
