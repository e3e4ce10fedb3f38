"""What the demo says about itself: its state on every page, the version that loaded it, the tour, the codes."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from django.utils import translation

from motcua.cli import demo as commands
from motcua.cli import demo_tour
from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.models import JobProgress, JobState
from motcua.demo import history, loaded
from motcua.demo.accounts import totp_secret
from motcua.demo.apps import history_line
from motcua.demo.info import demo_facts
from motcua.people import totp
from tests.demo.given import NOW
from tests.organisation.factories import UnitFactory


@pytest.mark.django_db
def test_history_line_when_the_history_grows_then_it_says_how_far_it_is() -> None:
    assert history_line() == ""
    history.begin(2000, now=NOW)
    JobProgress.objects.update(done=1250, state=JobState.RUNNING)
    assert history_line() == "Tỉnh mẫu: đang nạp lịch sử, được 1.250 trên 2.000 hồ sơ. Số liệu còn tăng."

    JobProgress.objects.update(state=JobState.FAILED)
    assert "Chạy lại" in history_line()
    JobProgress.objects.update(state=JobState.DONE)
    assert history_line() == ""


@pytest.mark.django_db
def test_version_when_other_files_loaded_the_province_then_it_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not loaded.is_of_another_version(), "nothing is loaded"
    UnitFactory()
    assert loaded.is_of_another_version(), "loaded before versions were noted"

    loaded.note_version(now=NOW)
    assert not loaded.is_of_another_version()
    monkeypatch.setattr(loaded, "this_version", lambda: "another")
    assert loaded.is_of_another_version()


@pytest.mark.django_db
def test_load_when_another_version_left_what_does_not_fit_then_it_advises_a_reset(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(**_options: object) -> None:
        raise LookupError("a post that is no more")

    UnitFactory()
    monkeypatch.setattr(commands, "load_base", broken)
    with pytest.raises(Failure, match="--reset"):
        commands.load_demo(dossiers=0)

    loaded.note_version(now=NOW)
    with pytest.raises(LookupError):
        commands.load_demo(dossiers=0)


def test_migrating_when_a_newer_version_was_here_then_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "unknown_migrations", lambda: ["dossiers.0099_later"])

    with pytest.raises(Failure, match=r"dossiers\.0099_later.*--reset"):
        commands._migrate_or_advise()


def test_code_when_asked_for_a_shown_account_then_it_opens_the_second_factor() -> None:
    answer = CliRunner().invoke(commands.command, ["code", "tiepnhan"])

    step = totp.step_at(clock.now())
    assert answer.output.strip() in {totp.code_of(totp_secret("tiepnhan"), step + turn) for turn in (-1, 0)}
    unknown = CliRunner().invoke(commands.command, ["code", "khongco"])
    assert unknown.exit_code != 0
    assert "khongco" in unknown.output


@pytest.mark.django_db
def test_tour_when_nothing_is_loaded_then_it_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    demo_tour.show({"base_url": "http://x", **demo_facts()})

    assert "./run demo" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["vi", "en"])
def test_tour_when_shown_then_it_has_eight_steps_and_every_account(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    official = {
        "username": "tiepnhan",
        "password": "bí mật",
        "title": "Cán bộ",
        "unit_name": "Trung tâm",
        "unit": "AS-0101.MC",
        "totp_secret": "ABC",
    }
    samples = {"procedure": "1.004194", "codes_by_kind": {"open": ["H99.1-2"], "late": []}}
    facts = {
        "base_url": "http://127.0.0.1:8000",
        "officials": [official],
        "citizens": [{"email": "dan@dan.example"}],
        "programs": [{"username": "may"}],
        "samples": samples,
    }

    with translation.override(language):
        demo_tour.show(facts)

    told = capsys.readouterr().out
    assert re.findall(r"^  (\d)\. ", told, re.MULTILINE) == list("12345678")
    assert "%" not in told
    for word in (
        "http://127.0.0.1:8000/nop-ho-so/1.004194/",
        "H99.1-2",
        "tiepnhan",
        "bí mật",
        "dan@dan.example",
        "may",
    ):
        assert word in told
