"""Sessions of browsers: how many, how long, ended from anywhere."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from motcua.core.clock import FrozenClock
from motcua.core.errors import NotAllowed
from motcua.core.models import AuditRecord
from motcua.people import browser, policy, tasks
from motcua.people.actors import SYSTEM, load_actor, load_actor_by_session
from motcua.people.models import EmailCode, SignInSession, User
from motcua.people.services import accounts, second_factor, sessions, throttle

from .factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def opened(user: User, at: dt.datetime = NOW) -> SignInSession:
    return sessions.open_session(user, "password", "192.0.2.1", at)


def lives(session: SignInSession, at: dt.datetime) -> bool:
    return load_actor_by_session(session.uid, at) is not None


def test_session_when_opened_then_it_loads_its_actor_in_one_statement() -> None:
    user = UserFactory()
    session = opened(user)

    with CaptureQueriesContext(connection) as queries:
        actor = load_actor_by_session(session.uid, NOW)

    assert actor == load_actor(user.pk, NOW.date())
    assert len(queries) == 1


def test_session_when_used_then_it_stays_and_notes_it_at_most_once_a_minute() -> None:
    session = opened(UserFactory())
    at = NOW
    for _ in range(20):
        at += policy.SESSION_IDLE - MINUTE
        if at - NOW >= policy.SESSION_LENGTH:
            break
        assert lives(session, at)
        assert lives(session, at + dt.timedelta(seconds=30))
        session.refresh_from_db()
        assert session.seen_at == at

    assert not lives(session, NOW + policy.SESSION_LENGTH)


def test_session_when_idle_too_long_then_over() -> None:
    session = opened(UserFactory())

    assert not lives(session, NOW + policy.SESSION_IDLE)


def test_session_when_the_account_is_switched_off_then_over_at_once() -> None:
    user = UserFactory()
    session = opened(user)

    accounts.switch_off(user, actor=SYSTEM, now=NOW)

    assert not lives(session, NOW)
    accounts.switch_on(user, actor=SYSTEM, now=NOW)
    assert not lives(session, NOW)  # the person signs in anew


def test_session_when_an_official_opens_one_too_many_then_the_oldest_ends() -> None:
    user = UserFactory()
    other = opened(UserFactory())
    mine = [opened(user, NOW + number * MINUTE) for number in range(policy.OFFICIAL_SESSIONS + 1)]
    later = NOW + 5 * MINUTE

    assert [lives(session, later) for session in mine] == [False, *[True] * policy.OFFICIAL_SESSIONS]
    assert lives(other, later)


def test_session_when_signed_out_then_over_and_on_record() -> None:
    session = opened(UserFactory())

    assert sessions.end_session(session.uid, NOW)
    assert not sessions.end_session(session.uid, NOW)

    assert not lives(session, NOW)
    assert list(AuditRecord.objects.order_by("id").values_list("act", flat=True)) == [
        "people.signed_in",
        "people.signed_out",
    ]


def test_sessions_when_signed_out_everywhere_then_all_are_over() -> None:
    user = UserFactory()
    mine = [opened(user, NOW + number * MINUTE) for number in range(2)]

    assert accounts.sign_out_everywhere(user, actor=load_actor(user.pk, NOW.date()), now=NOW) == 2

    assert not any(lives(session, NOW + 5 * MINUTE) for session in mine)


def test_sessions_when_a_stranger_would_end_them_then_refused() -> None:
    user, stranger = UserFactory(), UserFactory()

    with pytest.raises(NotAllowed):
        accounts.sign_out_everywhere(user, actor=load_actor(stranger.pk, NOW.date()), now=NOW)


def test_sessions_when_the_second_factor_is_reset_then_all_are_over() -> None:
    user = UserFactory()
    session = opened(user)

    second_factor.reset(user, actor=SYSTEM, now=NOW)

    assert not lives(session, NOW)


def test_sessions_when_purged_then_only_old_ones_go() -> None:
    user = UserFactory()
    old = opened(user, NOW - dt.timedelta(days=200))
    new = opened(user)

    assert sessions.purge(NOW) == 1
    assert [row.pk for row in SignInSession.objects.all()] == [new.pk] != [old.pk]


def test_source_when_kept_then_only_as_a_keyed_digest() -> None:
    session = opened(UserFactory())

    assert b"192.0.2.1" not in bytes(session.source_digest)
    assert len(bytes(session.source_digest)) == 32


# ---- the browser


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/", REMOTE_ADDR="192.0.2.1")
    request.session = SessionStore()
    request.session.create()
    return request


def test_browser_when_signed_in_then_its_session_has_a_new_key_and_nothing_of_before(request_: HttpRequest) -> None:
    request_.session["left over"] = 1
    before = request_.session.session_key

    browser.sign_in(request_, UserFactory(), "password", NOW)

    assert request_.session.session_key != before
    assert "left over" not in request_.session
    assert not SessionStore().exists(str(before))
    assert browser.actor_of(request_, NOW) is not None


def test_browser_when_signed_in_twice_then_the_first_session_is_over(request_: HttpRequest) -> None:
    first, second = UserFactory(), UserFactory()
    browser.sign_in(request_, first, "password", NOW)
    uid = browser.session_uid(request_)
    assert uid is not None

    browser.sign_in(request_, second, "password", NOW)

    actor = browser.actor_of(request_, NOW)
    assert actor is not None
    assert actor.user_id == second.pk
    assert load_actor_by_session(uid, NOW) is None


def test_browser_when_signed_out_then_a_stranger(request_: HttpRequest) -> None:
    browser.sign_in(request_, UserFactory(), "password", NOW)
    uid = browser.session_uid(request_)
    assert uid is not None

    browser.sign_out(request_, NOW)

    assert browser.actor_of(request_, NOW) is None
    assert load_actor_by_session(uid, NOW) is None


def test_browser_when_never_signed_in_then_a_stranger_without_asking_the_database(request_: HttpRequest) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert browser.actor_of(request_, NOW) is None

    assert not queries.captured_queries


def test_pending_when_ten_minutes_passed_then_forgotten(request_: HttpRequest) -> None:
    browser.remember_pending(request_, {"user": "7"}, NOW)

    assert browser.pending(request_, NOW + 9 * MINUTE)["user"] == "7"
    assert browser.pending(request_, NOW + policy.PENDING_SIGN_IN) == {}
    browser.forget_pending(request_)
    assert browser.pending(request_, NOW) == {}


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_source_when_read_from_a_request_then_one_network_is_one_source(
    rf: RequestFactory, address: str, source: str
) -> None:
    assert browser.source_of(rf.get("/", REMOTE_ADDR=address)) == source


def test_tasks_when_the_night_comes_then_what_is_over_is_gone(clock: FrozenClock) -> None:
    throttle.count_try(throttle.ACCOUNT, "x", clock.now() - dt.timedelta(days=3))
    opened(UserFactory(), clock.now() - dt.timedelta(days=200))
    EmailCode.objects.create(
        email="hoa@example.vn", code_digest=b"x", created_at=clock.now() - dt.timedelta(days=3), expires_at=clock.now()
    )

    assert tasks.purge_sign_ins(0) == 2
    assert tasks.purge_codes(0) == 1


def _browser(session: SessionStore) -> HttpRequest:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "192.0.2.7"
    request.session = session
    return request


def test_browser_when_persons_follow_one_another_then_only_their_number_is_known(db: None) -> None:
    official, first, second = UserFactory(), UserFactory(citizen=True), UserFactory(citizen=True)
    request = _browser(SessionStore())
    at = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
    seen = []

    for user, minutes in ((official, 0), (first, 20), (first, 30), (second, 40), (second, 400)):
        browser.sign_in(request, user, "test", at + dt.timedelta(minutes=minutes))
        seen.append(browser.earlier_in_browser(request))
        browser.sign_out(request, at + dt.timedelta(minutes=minutes + 5))
        assert browser.earlier_in_browser(request) is None, "nobody is signed in"

    others = [(0, False), (1, True), (1, True), (2, True), (0, False)]
    assert seen == [browser.Earlier(*one) for one in others]
    assert str(second.uid) not in str(dict(request.session))
