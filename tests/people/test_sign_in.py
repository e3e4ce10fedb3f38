"""Officials sign in: password, second factor, brakes, and nothing told about accounts."""

from __future__ import annotations

import datetime as dt
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator

from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, TooMany
from motcua.people import policy, totp
from motcua.people.models import Throttle, User
from motcua.people.services import second_factor, throttle
from motcua.people.services.sign_in import change_password, check_password, confirm_totp

from .factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
STEP = dt.timedelta(seconds=30)
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def try_password(username: str, password: str, *, at: dt.datetime = NOW, source: str = "192.0.2.1") -> User:
    return check_password(username, password, source=source, now=at)


def code(at: dt.datetime = NOW, key: str = KEY) -> str:
    return totp.code_of(key, totp.step_at(at))


def enrolled() -> User:
    user = UserFactory()
    second_factor.set_up(user, KEY, code(NOW - 10 * STEP), NOW - 10 * STEP)
    return user


# ---- the password


def test_password_when_right_then_the_account() -> None:
    user = UserFactory(username="binh")

    assert try_password(" Binh ", PASSWORD) == user


@pytest.mark.parametrize("case", ["wrong password", "unknown", "switched off", "citizen", "service", "nonsense"])
def test_password_when_refused_then_every_case_gets_the_same_answer_at_the_same_cost(case: str) -> None:
    UserFactory(username="binh")
    UserFactory(username="off", is_active=False)
    UserFactory(username="people", citizen=True)
    UserFactory(username="program", service=True)
    username, password = {
        "wrong password": ("binh", "x"),
        "unknown": ("nobody", PASSWORD),
        "switched off": ("off", PASSWORD),
        "citizen": ("people", PASSWORD),
        "service": ("program", PASSWORD),
        "nonsense": ("'; DROP TABLE\x00", PASSWORD),
    }[case]

    with patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", autospec=True) as hashing:
        hashing.return_value = "md5$x$y"
        with pytest.raises(NotAllowed) as caught:
            try_password(username, password)

    assert (caught.value.code, caught.value.params) == ("sign_in_refused", {})
    assert hashing.call_count == 1


def test_password_when_tried_too_often_then_wait_twice_as_long_each_time_and_no_longer_than_the_limit() -> None:
    UserFactory(username="binh")
    waits: list[int] = []
    at = NOW
    for _ in range(throttle.ACCOUNT.free):
        with pytest.raises(NotAllowed):
            try_password("binh", "x", at=at)
    for _ in range(7):
        with pytest.raises(TooMany) as caught:
            try_password("binh", PASSWORD, at=at)
        waits.append(int(str(caught.value.params["seconds"])))
        at += dt.timedelta(seconds=waits[-1])
        with pytest.raises(NotAllowed):
            try_password("binh", "x", at=at)

    assert waits == [60, 120, 240, 480, 900, 900, 900]


def test_password_when_an_unknown_account_is_tried_too_often_then_the_same_brake() -> None:
    answers: dict[str, list[object]] = {}
    UserFactory(username="known")
    for name in ("known", "unknown"):
        answers[name] = []
        for _ in range(throttle.ACCOUNT.free + 2):
            with pytest.raises(DomainError) as caught:
                try_password(name, "x", source=name)
            answers[name].append((caught.value.code, caught.value.params))

    assert answers["known"] == answers["unknown"]


def test_password_when_right_after_some_failures_then_the_count_is_wiped() -> None:
    UserFactory(username="binh")
    for _ in range(throttle.ACCOUNT.free - 1):
        with pytest.raises(NotAllowed):
            try_password("binh", "x")

    try_password("binh", PASSWORD)

    with pytest.raises(NotAllowed):
        try_password("binh", "x")
    try_password("binh", PASSWORD)


def test_password_when_nothing_was_tried_for_a_day_then_the_count_starts_anew() -> None:
    UserFactory(username="binh")
    for _ in range(throttle.ACCOUNT.free):
        with pytest.raises(NotAllowed):
            try_password("binh", "x")

    with pytest.raises(NotAllowed):
        try_password("binh", "x", at=NOW + dt.timedelta(hours=25))
    assert try_password("binh", PASSWORD, at=NOW + dt.timedelta(hours=25))


def test_source_when_it_tries_many_accounts_then_it_must_wait_and_others_need_not() -> None:
    for number in range(throttle.SOURCE.free):
        with pytest.raises(NotAllowed):
            try_password(f"name{number}", "x", source="192.0.2.66")

    with pytest.raises(TooMany):
        try_password("another", "x", source="192.0.2.66")
    with pytest.raises(NotAllowed):
        try_password("another", "x", source="192.0.2.67")


def test_source_when_a_whole_office_signs_in_then_it_is_not_held_up() -> None:
    for number in range(throttle.SOURCE.free * 2):
        UserFactory(username=f"official{number}")
        try_password(f"official{number}", PASSWORD)


def test_password_when_very_long_then_refused_without_hashing_all_of_it() -> None:
    UserFactory(username="binh")
    seen: list[int] = []

    def weigh(_self: object, password: str, *_: object) -> str:
        seen.append(len(password))
        return "md5$x$y"

    with (
        patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", weigh),
        pytest.raises(NotAllowed),
    ):
        try_password("binh", "x" * 1_000_000)

    assert max(seen) <= policy.PASSWORD_MAX_LENGTH + 1


def test_throttle_when_purged_then_only_what_nobody_remembers_goes() -> None:
    throttle.count_try(throttle.ACCOUNT, "old", NOW - dt.timedelta(hours=30))
    throttle.count_try(throttle.ACCOUNT, "new", NOW)

    assert throttle.purge(NOW) == 1
    assert Throttle.objects.count() == 1


# ---- the second factor


def test_second_factor_when_set_up_then_the_key_is_sealed_and_the_code_used_up() -> None:
    user = UserFactory()

    second_factor.set_up(user, KEY, code(), NOW)

    kept = Authenticator.objects.get(user=user).data["secret"]
    assert KEY not in kept
    with pytest.raises(NotAllowed, match="code_refused"):
        confirm_totp(user, code(), NOW)


def test_second_factor_when_set_up_with_a_wrong_code_then_nothing_is_kept() -> None:
    user = UserFactory()

    with pytest.raises(NotAllowed, match="code_refused"):
        second_factor.set_up(user, KEY, "000000", NOW)

    assert not second_factor.is_set_up(user.pk)


def test_second_factor_when_set_up_twice_then_the_first_stays() -> None:
    user = enrolled()

    with pytest.raises(Conflict, match="second_factor_set_already"):
        second_factor.set_up(user, "A" * 32, code(key="A" * 32), NOW)

    assert confirm_totp(user, code(), NOW).user_id == user.pk


@pytest.mark.parametrize(("drift", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_code_when_the_telephones_clock_drifts_then_one_step_is_forgiven(drift: int, *, taken: bool) -> None:
    user = enrolled()

    if taken:
        assert confirm_totp(user, code(NOW + drift * STEP), NOW).step == totp.step_at(NOW) + drift
    else:
        with pytest.raises(NotAllowed, match="code_refused"):
            confirm_totp(user, code(NOW + drift * STEP), NOW)


def test_code_when_typed_with_blanks_then_taken() -> None:
    user = enrolled()
    typed = code()

    assert confirm_totp(user, f" {typed[:3]} {typed[3:]} ", NOW)


def test_code_when_used_before_then_refused_and_so_is_an_older_one() -> None:
    user = enrolled()
    confirm_totp(user, code(), NOW)

    for used in (code(), code(NOW - STEP)):
        with pytest.raises(NotAllowed, match="code_refused"):
            confirm_totp(user, used, NOW)
    assert confirm_totp(user, code(NOW + STEP), NOW + STEP)


def test_code_when_guessed_then_the_brake_holds_even_for_the_right_one() -> None:
    user = enrolled()
    for _ in range(throttle.SECOND_FACTOR.free):
        with pytest.raises(NotAllowed):
            confirm_totp(user, "000000", NOW)

    with pytest.raises(TooMany):
        confirm_totp(user, code(), NOW)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "\x00", "đ" * 6])
def test_code_when_it_is_no_code_then_refused(typed: str) -> None:
    with pytest.raises(NotAllowed, match="code_refused"):
        confirm_totp(enrolled(), typed, NOW)


def test_code_when_no_second_factor_is_set_up_then_said() -> None:
    with pytest.raises(Invalid, match="second_factor_missing"):
        confirm_totp(UserFactory(), "123456", NOW)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_code_when_of_the_standards_examples_then_the_standards_codes(instant: int, expected: str) -> None:
    """RFC 6238, appendix B, SHA-1; the last six of its eight digits."""
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"
    at = dt.datetime.fromtimestamp(instant, dt.UTC)

    assert totp.code_of(key, totp.step_at(at)) == expected
    assert totp.matching_step(key, expected, at) == totp.step_at(at)


def test_provisioning_uri_when_made_then_an_app_can_read_it() -> None:
    uri = totp.provisioning_uri(KEY, "bình", "Một cửa An Sơn")

    assert uri == (
        "otpauth://totp/M%E1%BB%99t%20c%E1%BB%ADa%20An%20S%C6%A1n%3Ab%C3%ACnh"
        f"?secret={KEY}&issuer=M%E1%BB%99t%20c%E1%BB%ADa%20An%20S%C6%A1n"
    )


# ---- a new password


def test_new_password_when_good_then_the_old_one_is_void() -> None:
    user = UserFactory(username="binh", must_change_password=True)

    change_password(user, PASSWORD, "một câu khác hẳn và dài", now=NOW)

    user.refresh_from_db()
    assert not user.must_change_password
    assert try_password("binh", "một câu khác hẳn và dài") == user
    with pytest.raises(NotAllowed):
        try_password("binh", PASSWORD)


@pytest.mark.parametrize(
    ("password", "faults"),
    [
        ("ngắn", {"password_too_short"}),
        ("123456789012345", {"password_only_digits"}),
        ("1q2w3e4r5t6y", {"password_too_common"}),
        ("tran.van.binh", {"password_like_the_account"}),
        ("x" * 129, {"password_too_long"}),
    ],
)
def test_new_password_when_weak_then_every_fault_is_named(password: str, faults: set[str]) -> None:
    user = UserFactory(username="tran.van.binh")

    with pytest.raises(Invalid, match="password_weak") as caught:
        change_password(user, PASSWORD, password, now=NOW)

    assert {error["code"] for error in caught.value.errors} >= faults


def test_new_password_when_the_old_one_is_wrong_or_the_same_then_refused() -> None:
    user = UserFactory()

    with pytest.raises(NotAllowed, match="password_wrong"):
        change_password(user, "x", "một câu khác hẳn và dài", now=NOW)
    with pytest.raises(Invalid, match="password_unchanged"):
        change_password(user, PASSWORD, PASSWORD, now=NOW)
