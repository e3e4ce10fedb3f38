"""The log holds what happened; the tables are made from it; the database keeps both honest."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, transaction

from motcua.people.actors import SYSTEM
from motcua.petitions.lifecycle import (
    AskSender,
    CrossNotice,
    LeadAway,
    MarkUrgent,
    Merge,
    Rate,
    Reject,
    Reopen,
    SenderAnswers,
    Warn,
)
from motcua.petitions.log.rebuild import rebuild
from motcua.petitions.log.verify import Finding, verify_petitions
from motcua.petitions.models import (
    ApologyDuty,
    LedAway,
    Petition,
    PetitionClock,
    PetitionEvent,
    PetitionNoticed,
    PetitionPause,
    PetitionRating,
    PetitionWords,
    Publication,
)
from motcua.petitions.services import act

from .world import NOW, VISITOR, World, assigned, done, published, sent

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
_KEYS = frozenset({"id", "clock_id"})


def busy(world: World) -> list[Petition]:
    """Petitions with something of everything beside them."""
    operator = world.actor("operator")
    asked = done(assigned(world), AskSender(words="Đoạn nào?"), world.actor("officer"))
    asked = act(asked.uid, SenderAnswers(words="Cầu"), actor=VISITOR, now=NOW + DAY, secret=asked.secret)
    late = assigned(world)
    act(late.uid, Warn(), actor=SYSTEM, now=late.handle_due + DAY)
    shown = published(world)
    act(shown.uid, Rate(score=2, words="Chưa xong"), actor=VISITOR, now=NOW, secret=shown.secret)
    again = published(world)
    act(again.uid, Reopen(words="Lại hỏng"), actor=VISITOR, now=NOW + DAY, secret=again.secret)
    urgent = done(sent(), MarkUrgent(words="Nguy hiểm"), operator)
    urgent = done(urgent, CrossNotice(unit="T-02", words="Biết"), operator)
    done(sent(), Merge(into=shown.uid), operator)
    done(sent(), LeadAway(track="complaint", unit="T-SXD", words="Khiếu nại"), operator)
    done(sent(), Reject(reason="spam", words="Quảng cáo"), operator)
    return list(Petition.objects.order_by("pk"))


def beside(petition: Petition) -> list[dict[str, object]]:
    """Every row beside a petition, without its own key."""
    rows: list[dict[str, object]] = []
    for model in (PetitionClock, PetitionWords, PetitionNoticed, PetitionRating, ApologyDuty, LedAway, Publication):
        rows += model._default_manager.filter(petition=petition).order_by("pk").values()
    rows += PetitionPause.objects.filter(clock__petition=petition).order_by("paused_from").values()
    return [{name: value for name, value in row.items() if name not in _KEYS} for row in rows]


def test_everything_rebuilds_from_the_log_as_it_was(world: World) -> None:
    for petition in busy(world):
        before = Petition.objects.filter(pk=petition.pk).values().get()
        rows = beside(petition)

        rebuild(petition.pk)

        assert Petition.objects.filter(pk=petition.pk).values().get() == before
        assert sorted(map(repr, beside(petition))) == sorted(map(repr, rows))
    report = verify_petitions()
    assert report.ok, report.findings
    assert (report.petitions, report.events) == (Petition.objects.count(), PetitionEvent.objects.count())


@pytest.mark.parametrize(
    "change",
    [
        {"state": "verified"},
        {"category": "rac-thai"},
        {"next_at": NOW + 99 * DAY},
        {"flags": ["urgent"]},
    ],
)
def test_a_row_changed_by_hand_is_found(world: World, change: dict[str, object]) -> None:
    petition = sent()
    Petition.objects.filter(pk=petition.pk).update(**change)

    assert verify_petitions().findings == [Finding("projection", str(petition.uid), 1)]


def test_the_application_can_neither_change_nor_remove_events(world: World) -> None:
    petition = sent()

    for act_on_log in (
        lambda: PetitionEvent.objects.update(kind="closed"),
        lambda: PetitionEvent.objects.all()._raw_delete("default"),
        lambda: petition.events.get().private.__class__.objects.update(body=b"{}"),
        lambda: petition.events.get().private.__class__.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act_on_log()

    assert verify_petitions().ok


@pytest.mark.django_db(transaction=True)
def test_an_edit_by_the_owner_is_found(world: World, owner_connection: psycopg.Connection) -> None:
    petition = assigned(world)
    owner_connection.execute("ALTER TABLE petition_event DISABLE TRIGGER ALL")
    owner_connection.execute("UPDATE petition_event SET occurred_at = occurred_at - interval '1 day' WHERE seq = 2")
    owner_connection.execute("ALTER TABLE petition_event ENABLE TRIGGER ALL")
    owner_connection.commit()

    assert verify_petitions().findings == [Finding("hash", str(petition.uid), 2)]


@pytest.mark.parametrize(
    "change",
    [
        {"next_at": None},
        {"holder_kind": ""},
        {"holder_unit": None},
        {"closed": True},
        {"state": "closed"},
        {"state": "gone"},
        {"lat": 18.5},
    ],
)
def test_the_database_refuses_a_petition_that_waits_on_nobody(world: World, change: dict[str, object]) -> None:
    petition = sent()

    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(**change)
