"""The ``motcua`` command: finding subcommands, failing in one line, migrating, checking, running children."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.utils import translation

from motcua import cli, launcher
from motcua.cli import failures
from motcua.cli.children import children
from motcua.cli.connection import as_owner
from motcua.core.errors import Conflict, DomainError, Invalid


def _run(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The real program in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "DJANGO_", "DATA"))}
    return subprocess.run(
        [sys.executable, "-m", "motcua", *arguments],
        env={**clean, "LANG": "C.UTF-8", **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli.motcua, arguments)


@pytest.mark.parametrize("name", ["serve", "worker", "migrate", "check", "demo", "database"])
def test_help_of_every_command_then_it_is_vietnamese(name: str) -> None:
    answer = _invoke(name, "--help")

    assert answer.exit_code == 0
    assert any(letter in answer.output for letter in "ạảãáàậấầơờớựệếềộốồđ")


def test_list_of_commands_then_supporting_modules_are_not_among_them() -> None:
    names = cli.motcua.list_commands(click.Context(cli.motcua))

    assert {"serve", "worker", "migrate", "check", "demo", "database"} <= set(names)
    assert not {"children", "connection", "failures", "demo-check"} & set(names)


def test_unknown_command_then_exit_code_2() -> None:
    assert _invoke("nosuch").exit_code == 2


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (launcher.LauncherError("no PostgreSQL"), "no PostgreSQL"),
        (CommandError("first line\nsecond line"), "first line"),
        (FileNotFoundError(2, "No such file or directory", "nothing.csv"), "nothing.csv"),
        (Conflict("stale_here"), "[stale_here]"),
        (Invalid("bad_rows", errors=[{"field": "line 3", "code": "no_code"}]), "line 3"),
    ],
)
def test_failure_when_foreseen_then_one_line_on_standard_error(error: Exception, expected: str) -> None:
    @click.command()
    def fails() -> None:
        with failures.said_in_one_line():
            raise error

    answer = CliRunner().invoke(fails)

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert answer.stderr.count("\n") == 1
    assert answer.stderr.startswith("Lỗi: ")
    assert expected in answer.stderr


def test_failure_when_it_is_a_fault_of_the_program_then_it_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), failures.said_in_one_line():
        _ = 1 // 0


def test_database_errors_then_the_text_says_that_it_is_the_database() -> None:
    from django.db import OperationalError

    assert "cơ sở dữ liệu" in failures.one_line(OperationalError("connection refused\nIs the server running?"))
    assert "Is the server" not in failures.one_line(OperationalError("connection refused\nIs the server running?"))


def test_domain_error_with_several_faults_then_each_is_named() -> None:
    error: DomainError = Invalid("bad", errors=[{"field": "a", "code": "x"}, {"field": "b", "code": "y"}])

    line = failures.one_line(error)

    assert "a: " in line
    assert "b: " in line


def test_language_when_the_terminal_is_english_then_english(settings: object) -> None:
    settings.CLI_LANGUAGE = "en"  # type: ignore[attr-defined]

    with translation.override("vi"):
        failures.in_the_callers_language()
        assert translation.get_language() == "en"


def test_program_when_the_database_is_away_then_one_line_and_an_exit_code(tmp_path: Path) -> None:
    answer = _run(
        "check",
        environment={"DATABASE_URL": "postgresql://x@127.0.0.1:1/none", "MOTCUA_STATE_DIR": str(tmp_path)},
    )

    assert answer.returncode == 1
    last = answer.stderr.strip().splitlines()[-1]
    assert last.startswith("Lỗi: ")
    assert "Traceback" not in answer.stderr


def test_program_when_the_address_is_not_postgresql_then_one_line() -> None:
    answer = _run("check", environment={"DATABASE_URL": "mysql://x@h/y"})

    assert answer.returncode == 1
    assert answer.stderr.strip().splitlines()[-1].startswith("Lỗi cấu hình")
    assert "Traceback" not in answer.stderr


@pytest.mark.django_db(transaction=True)
def test_as_owner_then_only_within_the_block() -> None:
    def role() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            return str(cursor.fetchone()[0])

    with as_owner():
        assert role() == "motcua_owner"
    assert role() == settings.DB_APP_ROLE


@pytest.mark.django_db(transaction=True)
def test_migrate_when_nothing_is_to_do_then_it_says_so_and_the_application_keeps_its_rights() -> None:
    answer = _invoke("migrate")

    assert answer.exit_code == 0, answer.output
    assert "No migrations to apply" in answer.output


@pytest.mark.django_db(transaction=True)
def test_check_when_the_application_is_the_owner_then_it_is_refused() -> None:
    with as_owner():
        answer = _invoke("check")

    assert answer.exit_code == 1
    assert "vai trò" in answer.stderr


@pytest.mark.django_db
def test_check_when_a_migration_waits_then_it_says_what_to_do() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'contenttypes' AND name LIKE '0002%'")

    answer = _invoke("check")

    assert answer.exit_code == 1
    assert "motcua migrate" in answer.stderr


def test_database_provision_without_a_server_then_it_prints_the_sql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_OWNER_PASSWORD", "one")
    monkeypatch.setenv("MOTCUA_APP_PASSWORD", "two")

    answer = _invoke("database", "provision", "--name", "province")

    assert answer.exit_code == 0, answer.output
    assert "CREATE DATABASE province OWNER motcua_owner" in answer.stdout
    assert "ALTER ROLE motcua_app LOGIN NOCREATEDB PASSWORD 'two';" in answer.stdout


def test_database_start_and_stop_then_the_facts_hold_no_password(tmp_path: Path) -> None:
    environment = {"MOTCUA_STATE_DIR": str(tmp_path)}

    started = _run("database", "start", "--json", environment=environment)
    psql = _run("database", "psql", "--", "-Atc", "SELECT current_user", environment=environment)
    stopped = _run("database", "stop", environment=environment)
    again = _run("database", "stop", environment=environment)

    facts = json.loads(started.stdout)
    assert set(facts) == {"version", "folder", "state", "programs", "started"}
    assert psql.stdout == "motcua_app\n"
    assert (stopped.stdout, again.stdout) == ("đã dừng\n", "không có gì đang chạy\n")


def test_demo_outside_development_then_refused() -> None:
    answer = _invoke("demo", "load")

    assert answer.exit_code == 1
    assert "motcua.settings.dev" in answer.stderr


def _sleeper(monkeypatch: pytest.MonkeyPatch, code: str) -> Callable[..., object]:
    """Let children run ``code`` in place of the program."""
    start = subprocess.Popen

    def begin(_command: list[str], **options: object) -> object:
        return start([sys.executable, "-c", code], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", begin)
    return begin


def test_children_at_the_end_of_the_block_then_they_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    _sleeper(monkeypatch, "import time; time.sleep(60)")

    with children(os.environ) as started:
        started.start("one")
        pids = [process.pid for process in started._processes.values()]
        assert started.ended() == []

    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_children_when_one_ends_then_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    _sleeper(monkeypatch, "")

    with children(os.environ) as started:
        started.start("one")
        started.wait()

        assert started.ended() == ["one"]
        with pytest.raises(failures.Failure, match="one"):
            started.wait_for_answer("http://127.0.0.1:1/", seconds=5)


def test_children_at_sigterm_then_they_are_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    _sleeper(monkeypatch, "import time; time.sleep(60)")
    before = signal.getsignal(signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt), children(os.environ) as started:  # noqa: PT012
        started.start("one")
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    assert started.ended() == ["one"]
    assert signal.getsignal(signal.SIGTERM) is before
