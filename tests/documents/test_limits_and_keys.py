from __future__ import annotations

import base64
import dataclasses
import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from motcua.core.errors import TooLarge
from motcua.documents import keys, limits
from motcua.documents.keys import key_ring, parse_keys
from motcua.documents.limits import check_file_size, check_room, limits_on, megabytes

KEY_A = base64.b64encode(bytes(32)).decode()
KEY_B = base64.b64encode(b"b" * 32).decode()
TODAY = limits_on(dt.date(2026, 11, 23))


def test_limits_of_every_row_name_their_source() -> None:
    assert all(row.source for row in limits.all_limits())


def test_limits_on_a_day_are_those_of_the_last_row_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    later = dataclasses.replace(TODAY, valid_from=dt.date(2027, 1, 1), file_bytes=5)
    monkeypatch.setattr(limits, "all_limits", lambda: (TODAY, later))

    assert limits_on(dt.date(2026, 12, 31)) == TODAY
    assert limits_on(dt.date(2027, 1, 1)) == later
    assert limits_on(dt.date(1990, 1, 1)) == TODAY


@pytest.mark.parametrize(("size", "fits"), [(20_000_000, True), (20_000_001, False), (0, True)])
def test_file_size_at_the_limit_fits_and_above_does_not(size: int, fits: bool) -> None:
    if fits:
        check_file_size(size, TODAY)
        return
    with pytest.raises(TooLarge, match="file_too_large"):
        check_file_size(size, TODAY)


@pytest.mark.parametrize(
    ("files", "total", "adding", "code"),
    [
        (59, 0, 1, None),
        (60, 0, 1, "too_many_files"),
        (1, 199_999_999, 1, None),
        (1, 199_999_999, 2, "dossier_files_too_large"),
    ],
)
def test_room_in_a_dossier_ends_at_its_limits(files: int, total: int, adding: int, code: str | None) -> None:
    if code is None:
        check_room(files_so_far=files, bytes_so_far=total, adding=adding, limits=TODAY)
        return
    with pytest.raises(TooLarge, match=code):
        check_room(files_so_far=files, bytes_so_far=total, adding=adding, limits=TODAY)


@pytest.mark.parametrize(("size", "words"), [(20_000_000, "20"), (1_500_000, "1,5"), (200_000_000, "200")])
def test_megabytes_are_said_in_vietnamese(size: int, words: str) -> None:
    assert megabytes(size) == words


def test_keys_in_their_form_are_read_and_the_first_is_current() -> None:
    ring = parse_keys(f"2027:{KEY_B} 2026-a:{KEY_A}")

    assert (ring.current, ring.keys) == ("2027", {"2027": b"b" * 32, "2026-a": bytes(32)})
    assert KEY_B not in repr(ring)
    assert "bbbb" not in repr(ring)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no file key"),
        (KEY_A, "write id:base64"),
        (f"UPPER:{KEY_A}", "write id:base64"),
        ("a:???", "not base64"),
        ("a:QUJD", "must be 32 bytes"),
        (f"a:{KEY_A},a:{KEY_B}", "twice"),
    ],
)
def test_keys_in_any_other_form_are_refused_without_being_shown(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        parse_keys(text)

    assert KEY_A not in str(caught.value)


def test_key_ring_of_bad_settings_names_the_variable(settings: Settings) -> None:
    settings.FILE_KEY = "a:QUJD"

    with pytest.raises(ImproperlyConfigured, match="MOTCUA_FILE_KEY"):
        key_ring()


def test_key_of_a_file_opens_only_for_that_file_and_ring(settings: Settings, now: dt.datetime) -> None:
    from uuid import UUID

    uid, other = UUID(int=1), UUID(int=2)
    key_id, wrapped = keys.wrap(bytes(range(32)), file_uid=uid)

    assert keys.unwrap(wrapped, key_id=key_id, file_uid=uid) == bytes(range(32))
    for wrong in ({"file_uid": other, "key_id": key_id}, {"file_uid": uid, "key_id": "none"}):
        with pytest.raises(ValueError, match="key"):
            keys.unwrap(wrapped, **wrong)  # type: ignore[arg-type]
