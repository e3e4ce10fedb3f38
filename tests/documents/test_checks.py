from __future__ import annotations

import pytest
from pytest_django import Settings

from motcua.documents.checks import check_file_settings, check_scanner


def test_good_settings_are_passed(settings: Settings) -> None:
    settings.CLAMD = "unix:/run/clamav/clamd.ctl"

    assert check_file_settings(None) == []
    assert check_scanner(None) == []


@pytest.mark.parametrize(
    ("name", "value", "message_id"),
    [
        ("FILE_KEY", "", "documents.E001"),
        ("FILE_KEY", "a:b", "documents.E001"),
        ("CLAMD", "localhost", "documents.E002"),
    ],
)
def test_bad_settings_are_told_at_the_start(settings: Settings, name: str, value: str, message_id: str) -> None:
    setattr(settings, name, value)

    assert [message.id for message in check_file_settings(None)] == [message_id]


def test_deployment_without_a_scanner_is_warned(settings: Settings) -> None:
    settings.CLAMD = ""

    assert [message.id for message in check_scanner(None)] == ["documents.W001"]
