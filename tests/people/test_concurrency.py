"""The same thing at the same time, on a real PostgreSQL."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from motcua.core.errors import DomainError, NotAllowed, TooMany
from motcua.people import identity, policy, totp
from motcua.people.identity import Assurance, Identity, Start
from motcua.people.models import CitizenIdentity, EmailCode, Party, SignInSession, User
from motcua.people.services import email_code, second_factor, sessions, throttle
from motcua.people.services.citizens import account_of
from motcua.people.services.sign_in import check_password, confirm_totp
from tests.core.parallel import at_once

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def codes(results: list[object]) -> list[str]:
    return sorted(one.code for one in results if isinstance(one, DomainError))


def test_code_of_the_app_when_used_by_eight_at_once_then_it_works_once() -> None:
    user = UserFactory()
    earlier = NOW - dt.timedelta(minutes=5)
    second_factor.set_up(user, KEY, totp.code_of(KEY, totp.step_at(earlier)), earlier)
    code = totp.code_of(KEY, totp.step_at(NOW))

    results = at_once([lambda: confirm_totp(user, code, NOW)] * 5)

    assert sum(isinstance(one, second_factor.Confirmation) for one in results) == 1
    assert codes(results) == ["code_refused"] * 4


def test_password_when_tried_by_many_at_once_then_only_the_free_tries_get_through() -> None:
    UserFactory(username="binh")

    results = at_once([lambda: check_password("binh", "x", source="192.0.2.1", now=NOW)] * 12)

    refused = [one for one in results if isinstance(one, NotAllowed)]
    waiting = [one for one in results if isinstance(one, TooMany)]
    assert (len(refused), len(waiting)) == (throttle.ACCOUNT.free, 12 - throttle.ACCOUNT.free)
    with pytest.raises(TooMany):
        check_password("binh", PASSWORD, source="192.0.2.2", now=NOW)


def test_email_code_when_typed_by_many_at_once_then_one_signs_in() -> None:
    provider = identity.provider_named("email")
    challenge = provider.begin(Start("hoa@example.vn", "vi", "192.0.2.1"), now=NOW).uid
    letter = email_code.letter_of(challenge, NOW)
    assert letter is not None

    results = at_once([lambda: provider.complete(challenge, {"code": letter.code}, now=NOW)] * 4)

    assert sum(isinstance(one, Identity) for one in results) == 1
    assert codes(results) == ["email_code_refused"] * 3


def test_email_code_when_guessed_by_many_at_once_then_no_more_tries_than_allowed() -> None:
    provider = identity.provider_named("email")
    challenge = provider.begin(Start("hoa@example.vn", "vi", "192.0.2.1"), now=NOW).uid

    at_once([lambda: provider.complete(challenge, {"code": "x"}, now=NOW)] * 12)

    assert EmailCode.objects.get(uid=challenge).tries == policy.EMAIL_CODE_TRIES


def test_email_codes_when_asked_for_by_many_at_once_then_all_get_an_answer_and_few_letters_go() -> None:
    provider = identity.provider_named("email")

    results = at_once([lambda: provider.begin(Start("hoa@example.vn", "vi", "192.0.2.1"), now=NOW).uid] * 8)

    assert all(isinstance(one, UUID) for one in results)
    assert EmailCode.objects.count() == throttle.CODES_TO_ADDRESS.free


def test_account_when_made_by_two_codes_at_once_then_there_is_one() -> None:
    found = Identity("email", "hoa@example.vn", Assurance.ADDRESS, email="hoa@example.vn")

    results = at_once([lambda: account_of(found, now=NOW).pk] * 6)

    assert len(set(results)) == 1
    assert (User.objects.count(), Party.objects.count(), CitizenIdentity.objects.count()) == (1, 1, 1)


def test_sessions_when_opened_by_many_at_once_then_no_more_live_than_allowed() -> None:
    user = UserFactory()

    at_once([lambda: sessions.open_session(user, "password", "192.0.2.1", NOW)] * 8)

    assert SignInSession.objects.filter(ended_at__isnull=True).count() == policy.OFFICIAL_SESSIONS


def test_second_factor_when_set_up_by_two_at_once_then_one_key_stays() -> None:
    user = UserFactory()
    other = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    step = totp.step_at(NOW)

    results = at_once(
        [lambda key=key: second_factor.set_up(user, key, totp.code_of(key, step), NOW) for key in (KEY, other)]
    )

    assert codes(results) == ["second_factor_set_already"]


def test_a_try_when_counted_inside_another_transaction_then_refused_because_a_rollback_would_forget_it() -> None:
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        throttle.count_try(throttle.ACCOUNT, "x", NOW)
