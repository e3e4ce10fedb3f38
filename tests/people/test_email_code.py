"""Citizens sign in with a code sent by e-mail."""

from __future__ import annotations

import datetime as dt
import json
from uuid import UUID

import pytest

from motcua.core.errors import Invalid, NotAllowed, TooMany
from motcua.core.ids import new_id
from motcua.core.models import AuditRecord, OutboxMessage
from motcua.people import identity, policy
from motcua.people.identity import Assurance, Identity, IdentityProvider, Start
from motcua.people.models import CitizenIdentity, EmailCode, Party, User
from motcua.people.services import email_code, throttle
from motcua.people.services.citizens import account_of

from .factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
ADDRESS = "hoa@example.vn"


@pytest.fixture
def provider() -> IdentityProvider:
    return identity.provider_named("email")


def ask(
    provider: IdentityProvider, address: str = ADDRESS, *, at: dt.datetime = NOW, source: str = "192.0.2.1"
) -> UUID:
    challenge = provider.begin(Start(hint=address, language="vi", source=source), now=at)
    assert challenge.redirect_to == ""
    return challenge.uid


def sent(challenge: UUID, at: dt.datetime = NOW) -> str:
    letter = email_code.letter_of(challenge, at)
    assert letter is not None
    return letter.code


def test_code_when_asked_for_then_a_letter_waits_and_the_outbox_holds_no_secret(provider: IdentityProvider) -> None:
    challenge = ask(provider, " HOA@Example.vn ")

    letter = email_code.letter_of(challenge, NOW)
    assert letter is not None
    assert (letter.email, letter.language, letter.expires_at) == (ADDRESS, "vi", NOW + policy.EMAIL_CODE_LIFE)
    assert len(letter.code) == 6
    message = OutboxMessage.objects.get()
    assert (message.topic, message.key, message.kind) == ("identity", str(challenge), "code_requested")
    assert message.body == {"challenge": str(challenge)}
    row = EmailCode.objects.get()
    assert letter.code.encode() not in bytes(row.sealed_code) + bytes(row.code_digest)
    assert letter.code not in json.dumps(message.body)


def test_code_when_typed_then_it_is_that_identity_and_the_code_is_used_up(provider: IdentityProvider) -> None:
    challenge = ask(provider)
    code = sent(challenge)

    found = provider.complete(challenge, {"code": f" {code[:3]} {code[3:]}"}, now=NOW)

    assert found == Identity("email", ADDRESS, Assurance.ADDRESS, email=ADDRESS)
    with pytest.raises(NotAllowed, match="email_code_refused"):
        provider.complete(challenge, {"code": code}, now=NOW)
    assert email_code.letter_of(challenge, NOW) is None


@pytest.mark.parametrize("after", [policy.EMAIL_CODE_LIFE, policy.EMAIL_CODE_LIFE + MINUTE])
def test_code_when_ten_minutes_have_passed_then_worthless(provider: IdentityProvider, after: dt.timedelta) -> None:
    challenge = ask(provider)
    code = sent(challenge)

    assert email_code.letter_of(challenge, NOW + after) is None
    with pytest.raises(NotAllowed, match="email_code_refused"):
        provider.complete(challenge, {"code": code}, now=NOW + after)


def test_code_when_guessed_five_times_then_the_right_one_is_refused_too(provider: IdentityProvider) -> None:
    challenge = ask(provider)
    code = sent(challenge)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(policy.EMAIL_CODE_TRIES):
        with pytest.raises(NotAllowed):
            provider.complete(challenge, {"code": wrong}, now=NOW)

    with pytest.raises(NotAllowed):
        provider.complete(challenge, {"code": code}, now=NOW)


def test_code_when_of_another_challenge_then_refused(provider: IdentityProvider) -> None:
    one, other = ask(provider), ask(provider, "an@example.vn")
    code = sent(other)

    if code != sent(one):
        with pytest.raises(NotAllowed):
            provider.complete(one, {"code": code}, now=NOW)
    for answer in ({}, {"code": ""}, {"code": "\x00"}, {"code": "đ"}):
        with pytest.raises(NotAllowed):
            provider.complete(one, answer, now=NOW)
    with pytest.raises(NotAllowed):
        provider.complete(new_id(), {"code": code}, now=NOW)


def test_code_when_the_letter_has_left_then_nobody_can_read_it_but_it_still_works(provider: IdentityProvider) -> None:
    challenge = ask(provider)
    code = sent(challenge)

    email_code.letter_sent(challenge, NOW)

    assert email_code.letter_of(challenge, NOW) is None
    assert bytes(EmailCode.objects.get().sealed_code) == b""
    assert provider.complete(challenge, {"code": code}, now=NOW).subject == ADDRESS


@pytest.mark.parametrize(
    "typed", ["", "hoa", "hoa@", "@example.vn", "hoa@example.vn\x00", "a b@example.vn", "a" * 300 + "@x.vn"]
)
def test_code_when_asked_for_what_is_no_address_then_said(provider: IdentityProvider, typed: str) -> None:
    with pytest.raises(Invalid, match="sign_in_email_malformed"):
        ask(provider, typed)


def test_code_when_asked_for_known_unknown_or_too_often_then_the_answer_looks_the_same(
    provider: IdentityProvider,
) -> None:
    UserFactory(citizen=True, email="known@example.vn")

    for address in ("known@example.vn", "unknown@example.vn"):
        for _ in range(throttle.CODES_TO_ADDRESS.free + 3):
            assert isinstance(ask(provider, address, source=address), UUID)

    assert EmailCode.objects.filter(email="known@example.vn").count() == throttle.CODES_TO_ADDRESS.free
    assert EmailCode.objects.filter(email="unknown@example.vn").count() == throttle.CODES_TO_ADDRESS.free


def test_code_when_asked_for_too_often_then_the_last_one_sent_still_works(provider: IdentityProvider) -> None:
    challenges = [ask(provider) for _ in range(throttle.CODES_TO_ADDRESS.free + 1)]

    assert challenges[-1] == challenges[-2]
    assert provider.complete(challenges[-1], {"code": sent(challenges[-1])}, now=NOW)


def test_source_when_it_asks_for_many_addresses_then_it_must_wait(provider: IdentityProvider) -> None:
    for number in range(throttle.CODES_FROM_SOURCE.free):
        ask(provider, f"c{number}@example.vn")

    with pytest.raises(TooMany):
        ask(provider, "another@example.vn")
    assert ask(provider, "another@example.vn", source="192.0.2.2")


def test_purge_when_run_then_expired_secrets_and_old_rows_are_gone(provider: IdentityProvider) -> None:
    ask(provider, at=NOW - dt.timedelta(days=2))
    expired = ask(provider, at=NOW - dt.timedelta(hours=1))
    live = ask(provider)

    assert email_code.purge(NOW) == 1

    rows = {row.uid: bytes(row.sealed_code) for row in EmailCode.objects.all()}
    assert set(rows) == {expired, live}
    assert rows[expired] == b""
    assert rows[live]


# ---- the account behind it

ELECTRONIC = {
    "provider": "vneid",
    "subject": "s1",
    "assurance": Assurance.LEVEL_2,
    "id_number": "001099012345",
    "name": "Hoa",
}


def email_identity(**changes: object) -> Identity:
    return Identity(
        **{"provider": "email", "subject": ADDRESS, "assurance": Assurance.ADDRESS, "email": ADDRESS, **changes}
    )


def test_account_when_first_seen_then_made_with_a_party() -> None:
    user = account_of(email_identity(), now=NOW, language="en")

    assert (user.kind, user.email, user.language, user.has_usable_password()) == ("citizen", ADDRESS, "en", False)
    assert user.party is not None
    assert (user.party.kind, user.party.email, user.party.verified_at) == ("person", ADDRESS, None)
    assert AuditRecord.objects.filter(act="people.account_created").count() == 1


def test_account_when_seen_again_then_the_same() -> None:
    assert account_of(email_identity(), now=NOW) == account_of(email_identity(), now=NOW)
    assert User.objects.count() == Party.objects.count() == 1


def test_account_when_switched_off_then_refused() -> None:
    user = account_of(email_identity(), now=NOW)
    User.objects.filter(pk=user.pk).update(is_active=False)

    with pytest.raises(NotAllowed, match="account_unknown"):
        account_of(email_identity(), now=NOW)


def test_account_when_another_provider_names_the_same_address_then_it_is_another_account() -> None:
    mine = account_of(email_identity(), now=NOW)

    other = account_of(
        email_identity(
            provider="vneid", subject="s1", assurance=Assurance.LEVEL_2, id_number="001099012345", name="Hoa"
        ),
        now=NOW,
    )

    assert other != mine
    assert other.email == ""
    assert CitizenIdentity.objects.count() == 2


def test_account_when_the_provider_knows_the_person_then_the_number_is_verified() -> None:
    user = account_of(
        email_identity(
            provider="vneid", subject="s1", assurance=Assurance.LEVEL_2, id_number="001099012345", name="Hoa"
        ),
        now=NOW,
    )

    assert user.party is not None
    assert (user.party.id_number, user.party.verified_by, user.party.verified_at) == ("001099012345", "vneid", NOW)
