"""What is sent after the session stood idle too long: kept in the person's own draft, shown and sent to nobody."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from motcua.core.clock import FrozenClock, now
from motcua.dossiers.models import ApplicationDraft, Dossier
from motcua.people.models import SignInSession
from motcua.people.policy import SESSION_IDLE, SESSION_LENGTH
from tests.dossiers.world import World

from .filling import begin, filled, picture, step

pytestmark = pytest.mark.django_db

A_BIT = dt.timedelta(minutes=1)


@pytest.fixture
def draft(citizen: Client, world: World, clock: FrozenClock) -> ApplicationDraft:
    """A draft left alone for longer than a session lives."""
    made = begin(citizen, world)
    clock.advance(SESSION_IDLE + A_BIT)
    return made


def test_answers_sent_too_late_are_kept_and_the_person_signs_in_first(citizen: Client, draft: ApplicationDraft) -> None:
    sent = citizen.post(step(draft, "muc/request"), {"request": "Viết rất lâu"})

    draft.refresh_from_db()
    assert draft.answers["page:request"] == {"request": "Viết rất lâu"}
    assert sent.status_code == 302
    assert sent.headers["Location"].startswith("/dang-nhap/?next=%2Fnop-ho-so%2F")
    assert "Phiên đăng nhập đã hết" in citizen.get(sent.headers["Location"]).content.decode()
    assert citizen.get(step(draft, "muc/request")).status_code == 302


def test_autosave_too_late_keeps_and_leaves_the_page_alone(citizen: Client, draft: ApplicationDraft) -> None:
    sent = citizen.post(step(draft, "muc/request"), {"request": "Đang viết"}, headers={"HX-Request": "true"})

    draft.refresh_from_db()
    assert draft.answers["page:request"] == {"request": "Đang viết"}
    assert (sent.status_code, "HX-Redirect" in sent.headers) == (200, False)
    assert "Đang viết" not in sent.content.decode()


def test_file_sent_too_late_is_kept(citizen: Client, world: World, draft: ApplicationDraft) -> None:
    citizen.post(step(draft, "giay-to"), {f"file_{world.component}": picture(), "go": "on"})

    assert draft.files.count() == 1


def test_answers_that_are_not_complete_are_kept_and_not_shown(citizen: Client, draft: ApplicationDraft) -> None:
    sent = citizen.post(step(draft, "muc/applicant"), {"name": "Ánh Tuyết"})

    draft.refresh_from_db()
    assert draft.answers["page:applicant"]["name"] == "Ánh Tuyết"
    assert sent.status_code == 302
    assert "Ánh Tuyết" not in citizen.get(sent.headers["Location"]).content.decode()


def test_nothing_is_kept_after_somebody_ended_the_session(citizen: Client, draft: ApplicationDraft) -> None:
    SignInSession.objects.update(ended_at=now())

    assert citizen.post(step(draft, "muc/request"), {"request": "x"}).status_code == 401
    draft.refresh_from_db()
    assert "page:request" not in draft.answers


def test_nothing_is_kept_when_the_session_is_too_old(
    citizen: Client, draft: ApplicationDraft, clock: FrozenClock
) -> None:
    clock.advance(SESSION_LENGTH)

    assert citizen.post(step(draft, "muc/request"), {"request": "x"}).status_code == 401


def test_drafts_of_others_are_out_of_reach(citizen: Client, other_citizen: Client, draft: ApplicationDraft) -> None:
    assert other_citizen.post(step(draft, "muc/request"), {"request": "x"}).status_code == 404


def test_nothing_is_filed_too_late(citizen: Client, world: World, clock: FrozenClock) -> None:
    ready = filled(citizen, world)
    clock.advance(SESSION_IDLE + A_BIT)

    assert citizen.post(step(ready, "xem-lai"), {"declaration": "on"}).status_code == 401
    assert not Dossier.objects.exists()


def test_keeping_does_not_wake_the_session(citizen: Client, draft: ApplicationDraft) -> None:
    seen = SignInSession.objects.latest("id").seen_at
    citizen.post(step(draft, "muc/request"), {"request": "x"})

    assert SignInSession.objects.latest("id").seen_at == seen
