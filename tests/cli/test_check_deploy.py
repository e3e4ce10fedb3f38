"""``motcua check --deploy``: each fault is found, told in both languages with a remedy, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from django.conf import settings as configured
from django.utils import translation
from pytest_django import Settings

from motcua.cli import check
from motcua.cli.fitness.configuration import configuration
from motcua.cli.fitness.database import database, needed_connections
from motcua.cli.fitness.findings import Finding, Level, judged
from motcua.cli.fitness.surroundings import surroundings
from motcua.cli.fitness.texts import TEXTS

SOUND: dict[str, Any] = {
    "DEBUG": False,
    "INSTALLED_APPS": ["motcua.core"],
    "SECRET_KEY": "N2vT7qLr9sXw4kZb8mYc3pQd6hJf1gRa5tUe0iOnVxWzKjHgFdSa",
    "FILE_KEY": "2026a:8gVQm3J0t5e2yPq7n1xZb4wKcR6sUdLhTfYiOaEjXvM=",
    "ALLOWED_HOSTS": ["dichvucong.example.vn"],
    "BASE_URL": "https://dichvucong.example.vn",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_SSL_REDIRECT": True,
    "TRUSTED_PROXIES": "127.0.0.1 ::1 10.1.0.0/16",
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "USE_TZ": True,
    "TIME_ZONE": "Asia/Ho_Chi_Minh",
    "METRICS_TOKEN": "",
    "PROVINCE_NAME": "Tỉnh Ví Dụ",
    "DEFAULT_FROM_EMAIL": "Một cửa <khong-tra-loi@example.vn>",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
    "EMAIL_HOST": "smtp.example.vn",
    "CLAMD": "unix:/run/clamav/clamd.ctl",
    "FILES_FSYNC": True,
    "FILES_BACKEND": "",
}


def bad(findings: Iterator[Finding]) -> dict[str, str]:
    return {one.key: one.level.value for one in findings if one.level is not Level.OK}


def of_settings(**changes: object) -> dict[str, str]:
    return bad(configuration(SimpleNamespace(**{**SOUND, **changes})))


def test_settings_when_sound_then_nothing_is_found() -> None:
    assert of_settings() == {}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"DEBUG": True}, {"debug": "error"}),
        ({"INSTALLED_APPS": ["motcua.core", "motcua.demo"]}, {"settings_module": "error"}),
        ({"SECRET_KEY": "short"}, {"secret_key": "error"}),
        ({"SECRET_KEY": "a" * 60}, {"secret_key": "error"}),
        ({"FILE_KEY": ""}, {"file_key": "error"}),
        ({"FILE_KEY": "dev:YSBkZXZlbG9wbWVudCBrZXksIG5vIHByb3RlY3Rpb24="}, {"file_key": "error"}),
        ({"FILE_KEY": "2026a:c2hvcnQ="}, {"file_key": "error"}),
        ({"FILE_KEY": f"2026a:{'A' * 43}="}, {"file_key": "error"}),
        ({"ALLOWED_HOSTS": ["*"]}, {"allowed_hosts": "error"}),
        ({"ALLOWED_HOSTS": ["127.0.0.1", "localhost"]}, {"allowed_hosts": "error", "base_url": "error"}),
        ({"ALLOWED_HOSTS": [".example.vn"]}, {}),
        ({"BASE_URL": "http://dichvucong.example.vn"}, {"base_url": "error"}),
        ({"BASE_URL": "https://another.example.vn"}, {"base_url": "error"}),
        ({"SESSION_COOKIE_SECURE": False}, {"cookies": "error"}),
        ({"CSRF_COOKIE_SECURE": False}, {"cookies": "error"}),
        ({"SESSION_COOKIE_HTTPONLY": False}, {"cookies_script": "error"}),
        ({"SECURE_HSTS_SECONDS": 3600}, {"hsts": "error"}),
        ({"SECURE_SSL_REDIRECT": False}, {"ssl_redirect": "warning"}),
        ({"TRUSTED_PROXIES": "0.0.0.0/0"}, {"proxies": "error"}),
        ({"TRUSTED_PROXIES": "::/0"}, {"proxies": "error"}),
        ({"TRUSTED_PROXIES": "nginx"}, {"proxies": "error"}),
        ({"TRUSTED_PROXIES": "", "SECURE_PROXY_SSL_HEADER": None}, {"proxies_none": "warning"}),
        ({"TIME_ZONE": "UTC"}, {"time_zone": "error"}),
        ({"METRICS_TOKEN": "guess me"}, {"metrics_token": "error"}),
        ({"PROVINCE_NAME": "Tỉnh An Sơn"}, {"province": "warning"}),
        ({"DEFAULT_FROM_EMAIL": "Một cửa <khong-tra-loi@motcua.invalid>"}, {"sender": "error"}),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, {"mail_backend": "error"}),
        ({"EMAIL_USE_TLS": False}, {"mail_tls": "warning"}),
        ({"EMAIL_USE_TLS": False, "EMAIL_HOST": "127.0.0.1"}, {}),
        ({"CLAMD": ""}, {"scanner": "warning"}),
        ({"FILES_FSYNC": False}, {"fsync_files": "error"}),
        ({"FILES_FSYNC": False, "FILES_BACKEND": "storages.backends.s3.S3Storage"}, {}),
    ],
)
def test_settings_when_one_is_unsafe_then_it_is_found_and_nothing_else(
    changes: dict[str, object], found: dict[str, str]
) -> None:
    assert of_settings(**changes) == found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_finding_when_told_then_with_a_remedy_in_both_languages(language: str) -> None:
    with translation.override(language):
        for key in TEXTS:
            said, remedy = (str(text) for text in TEXTS[key])
            assert said.strip()
            assert remedy.strip()
        one = judged("secret_key", good=False, length=5, least=50)
        assert "5" in one.message
        assert "50" in one.remedy
        assert judged("secret_key", good=True).message == ""


def test_database_when_of_a_test_then_its_faults_are_found(db: None) -> None:
    found = bad(database())

    assert found["fsync"] == "error"
    assert found["full_page_writes"] == "error"
    assert found["synchronous_commit"] == "error"
    assert {
        "role_mighty",
        "role_owns",
        "role_creates",
        "log_changeable",
        "migrations",
        "clock",
        "connections",
    }.isdisjoint(found)


def test_connections_when_programs_need_more_than_there_are_then_found(db: None, settings: Settings) -> None:
    settings.WEB_INSTANCES, settings.WEB_WORKERS, settings.WEB_THREADS = 4, 4, 8

    found = {one.key: one for one in database()}["connections"]

    assert found.level is Level.ERROR
    assert found.facts["needed"] == needed_connections() > 4 * 4 * 8
    assert str(found.facts["needed"]) in found.message


def test_rights_when_the_application_could_change_the_log_then_found(transactional_db: None) -> None:
    with psycopg.connect(configured.OWNER_DATABASE_URL, autocommit=True) as owner:
        owner.execute(f"GRANT UPDATE ON dossier_event TO {configured.DB_APP_ROLE}")
        try:
            found = {one.key: one for one in database()}["log_changeable"]
        finally:
            owner.execute(f"REVOKE UPDATE ON dossier_event FROM {configured.DB_APP_ROLE}")

    assert found.level is Level.ERROR
    assert found.facts["tables"] == "dossier_event"


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_BACKEND = ""
    settings.CLAMD = ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return tmp_path / "files"


def test_files_when_they_can_be_kept_then_nothing_is_left_of_the_look(folder: Path) -> None:
    assert "storage" not in bad(surroundings())
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_files_when_their_folder_is_a_file_then_found(folder: Path) -> None:
    folder.write_text("in the way")

    assert bad(surroundings())["storage"] == "error"


def test_files_when_others_may_look_then_found(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)

    assert bad(surroundings())["files_open"] == "warning"


def test_scanner_and_mail_when_nobody_answers_then_found(folder: Path, settings: Settings, tmp_path: Path) -> None:
    settings.CLAMD = f"unix:{tmp_path}/none.ctl"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    found = bad(surroundings())

    assert found["scanner_away"] == "error"
    assert found["mail_away"] == "error"


def test_secrets_when_others_may_read_them_then_named(folder: Path, settings: Settings, tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "MOTCUA_SECRET_KEY").write_text("x")
    (secrets / "MOTCUA_SECRET_KEY").chmod(0o644)
    settings.CREDENTIALS_DIRECTORY = str(secrets)

    found = {one.key: one for one in surroundings()}["secret_files"]

    assert found.level is Level.ERROR
    assert "MOTCUA_SECRET_KEY" in str(found.facts["files"])


def test_command_when_something_is_wrong_then_every_finding_in_json_and_code_1(db: None, folder: Path) -> None:
    done = CliRunner().invoke(check.command, ["--deploy", "--json"])

    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (told["ok"], told["errors"] > 0) == (False, True)
    assert {"key", "level", "message", "remedy", "facts"} == set(told["checks"][0])
    keys = [one["key"] for one in told["checks"]]
    assert len(keys) == len(set(keys))
    assert {"debug", "fsync", "storage", "connections"} <= set(keys)
    assert configured.SECRET_KEY not in done.stdout


def test_command_when_all_is_well_then_code_0(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        check, "look", lambda: iter([judged("debug", good=True), judged("province", False, Level.WARNING)])
    )

    plain = CliRunner().invoke(check.command, ["--deploy"])
    as_json = CliRunner().invoke(check.command, ["--deploy", "--json"])

    assert (plain.exit_code, as_json.exit_code) == (0, 0)
    assert "MOTCUA_PROVINCE_NAME" in plain.output
    assert json.loads(as_json.stdout)["warnings"] == 1
