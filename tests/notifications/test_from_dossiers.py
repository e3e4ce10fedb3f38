"""Letters about real dossiers, from submission to the result."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core import mail
from django.db import connection

from motcua.core.clock import LEGAL_ZONE
from motcua.core.models import OutboxMessage
from motcua.core.outbox import Message
from motcua.documents.letters.source import LetterSource
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.notifications import consumers, sending
from motcua.notifications.from_dossiers import DossierLog
from motcua.notifications.models import Notice
from motcua.procedures.letter_kinds import LetterKind
from tests.dossiers.conditional import CONDITIONAL, bound
from tests.dossiers.templates import use
from tests.dossiers.world import NOW, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def deliver() -> None:
    """Read every message there is, as the drain would, and send what comes of it."""
    for row in OutboxMessage.objects.filter(topic="dossier").order_by("position"):
        message = Message(row.uid, row.position, row.topic, row.key, row.kind, row.body, row.created_at)
        consumers.write_letters(message, now=NOW)
    sending.send_due(now=NOW)


def test_whole_life_of_a_dossier_sends_a_letter_at_each_turn_to_the_account_that_follows_it(world: World) -> None:
    dossier = world.returned()
    dossier.account.email = "theo.doi@example.vn"
    dossier.account.save(update_fields=["email"])

    deliver()

    letters = [notice.letter for notice in Notice.objects.order_by("seq")]
    assert letters == ["submitted", "accepted", "result_early", "returned"]
    assert {tuple(letter.to) for letter in mail.outbox} == {("theo.doi@example.vn",)}
    assert all(dossier.code in letter.body for letter in mail.outbox)
    assert all(f"/ho-so/{dossier.link_secret}/" in letter.body for letter in mail.outbox)


def test_letter_of_acceptance_tells_the_appointed_day_of_the_dossier(world: World) -> None:
    dossier = world.accepted()

    deliver()

    accepted = next(letter for letter in mail.outbox if "tiếp nhận" in letter.subject)
    assert dossier.appointed_due_at is not None
    local = dossier.appointed_due_at.astimezone(LEGAL_ZONE)
    assert f"Ngày hẹn trả kết quả: {local:%H} giờ {local:%M} ngày {local:%d/%m/%Y}." in accepted.body


def test_letter_names_neither_the_applicant_nor_what_an_officer_wrote(world: World) -> None:
    dossier = world.submit()
    items = [{"component": world.component, "note": "Thiếu giấy chứng sinh của bé Na"}]
    world.act(dossier, Action.REQUEST_SUPPLEMENT, "reception", items=items)

    deliver()

    told = " ".join(f"{letter.subject} {letter.body}" for letter in mail.outbox)
    assert len(mail.outbox) == 2
    for secret in ("Tuyết", "001199012345", "0912345678", "giấy chứng sinh", "bé Na"):
        assert secret not in told


def test_dossier_without_an_account_goes_to_the_applicant(world: World) -> None:
    dossier = world.accepted()
    Dossier.objects.filter(pk=dossier.pk).update(account=None)

    envelope = DossierLog().envelope(dossier.uid, 1)

    assert envelope is not None
    assert (envelope.address, envelope.language) == ("tuyet@example.vn", "vi")


def test_dossier_whose_applicant_was_erased_reaches_nobody(world: World) -> None:
    dossier = world.accepted()
    dossier.applicant.erased_at = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    dossier.applicant.save(update_fields=["erased_at"])

    envelope = DossierLog().envelope(dossier.uid, 1)

    assert envelope is not None
    assert envelope.address == ""


def test_envelope_of_an_unknown_dossier_or_event_is_none(world: World) -> None:
    dossier = world.submit()

    assert DossierLog().envelope(uuid.uuid4(), 1) is None
    assert DossierLog().envelope(dossier.uid, 99) is None


def test_envelope_costs_two_statements(world: World, django_assert_num_queries: pytest.FixtureRequest) -> None:
    dossier = world.submit()

    with django_assert_num_queries(2, connection=connection):
        DossierLog().envelope(dossier.uid, 1)


@pytest.mark.parametrize("is_bound", [True, False])
def test_automatic_step_with_a_letter_tells_the_applicant_once_where_there_is_a_template(
    world: World, is_bound: bool
) -> None:
    bound(CONDITIONAL)
    if is_bound:
        use(LetterSource("Thông báo", "Xin mời"), LetterKind.NOTICE)
    dossier = world.ready()

    deliver()
    deliver()

    letters = [notice.letter for notice in Notice.objects.order_by("seq")]
    assert letters.count("written") == int(is_bound)
    told = [letter for letter in mail.outbox if "Có văn bản" in letter.subject]
    assert len(told) == int(is_bound)
    assert all(f"/ho-so/{dossier.link_secret}/" in letter.body for letter in told)
    assert all("Xin mời" not in letter.body for letter in told)
