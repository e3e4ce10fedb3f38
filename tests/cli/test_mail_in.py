"""``motcua mail-in``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from motcua.cli.failures import Failure
from motcua.cli.mail_in import command
from motcua.integrations.models import IncomingMessage
from tests.integrations.mail.letters import mail


@pytest.fixture
def maildir(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    folder = tmp_path / "mail"
    (folder / "new").mkdir(parents=True)
    return folder


@pytest.mark.django_db
def test_folder_when_taken_once_then_kept_and_told(maildir: Path) -> None:
    (maildir / "new" / "1").write_bytes(bytes(mail()))

    done = CliRunner().invoke(command, ["folder", str(maildir), "--once"], catch_exceptions=False)

    assert (done.exit_code, IncomingMessage.objects.count()) == (0, 1)
    assert "1" in done.output
    assert list((maildir / "new").iterdir()) == []


def test_folder_when_it_is_no_maildir_then_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="Maildir"):
        CliRunner().invoke(command, ["folder", str(tmp_path), "--once"], catch_exceptions=False, standalone_mode=False)


def test_listen_when_no_address_is_set_then_one_clear_line(settings: Settings) -> None:
    settings.MAIL_IN_ADDRESSES = frozenset()

    with pytest.raises(Failure, match="MOTCUA_MAIL_IN"):
        CliRunner().invoke(command, ["listen"], catch_exceptions=False, standalone_mode=False)
