"""The first day of the guide, as the guide says it: roles, tables, and a look at the whole with the settings of
production."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from motcua import launcher
from tests.resilience.servers import environment, free_port
from tests.template_database import url_for

pytestmark = pytest.mark.foreign

SECRETS = {
    "MOTCUA_SECRET_KEY": "N2vT7qLr9sXw4kZb8mYc3pQd6hJf1gRa5tUe0iOnVxWzKjHgFdSa",
    "MOTCUA_FILE_KEY": "2026a:8gVQm3J0t5e2yPq7n1xZb4wKcR6sUdLhTfYiOaEjXvM=",
}
NOT_OF_THIS_PLACE = {"account", "mail_away", "disk_space", "secret_files"}
"""The test runs as root, without a mail server, on a full disk, its secrets in the temporary folder."""


def test_first_day_when_done_as_the_guide_says_then_check_finds_nothing_but_the_place(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    with launcher.hold(tmp_path / "cluster", pg_bin=settings.PG_BIN) as running:

        def motcua(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
            values = environment(
                tmp_path / "state",
                DJANGO_SETTINGS_MODULE="motcua.settings.prod",
                CREDENTIALS_DIRECTORY=str(secrets),
                MOTCUA_FILES_ROOT=str(tmp_path / "files"),
                MOTCUA_ALLOWED_HOSTS="dichvucong.example.vn",
                MOTCUA_BASE_URL="https://dichvucong.example.vn",
                MOTCUA_TRUSTED_PROXIES="127.0.0.1 ::1",
                MOTCUA_PROVINCE_NAME="Tỉnh Ví Dụ",
                MOTCUA_EMAIL_HOST="127.0.0.1",
                MOTCUA_EMAIL_PORT=str(free_port()),
                MOTCUA_EMAIL_FROM="khong-tra-loi@example.vn",
                LANG="C.UTF-8",
                **more,
            )
            for name in (*SECRETS, "DATABASE_URL"):
                del values[name]
            command = [sys.executable, "-m", "motcua", *arguments]
            return subprocess.run(command, env=values, capture_output=True, text=True, check=False, timeout=500)

        for name, value in SECRETS.items():
            (secrets / name).write_text(value)
        (secrets / "DATABASE_URL").write_text(url_for(running.app_url, "first_day"))
        for path in secrets.iterdir():
            path.chmod(0o400)
        passwords = {"MOTCUA_OWNER_PASSWORD": "owner-first-day", "MOTCUA_APP_PASSWORD": "app-first-day"}
        made = motcua(
            "database", "provision", f"--superuser-url={running.superuser_url}", "--name=first_day", **passwords
        )
        assert made.returncode == 0, made.stderr
        old = url_for(running.owner_url, "first_day")
        address = old[old.index("@") :]
        (secrets / "DATABASE_URL").chmod(0o600)
        (secrets / "DATABASE_URL").write_text(f"postgresql://motcua_app:app-first-day{address}")
        owner = f"postgresql://motcua_owner:owner-first-day{address}"

        too_early = json.loads(motcua("check", "--deploy", "--json").stdout)
        migrated = motcua("migrate", MOTCUA_OWNER_DATABASE_URL=owner)
        done = motcua("check", "--deploy", "--json")

    assert migrated.returncode == 0, migrated.stderr
    assert "migrations" in faults(too_early, "error")
    told = json.loads(done.stdout)
    assert faults(told, "error") - NOT_OF_THIS_PLACE == set()
    assert done.returncode == (1 if faults(told, "error") else 0)
    assert {"wal_archive", "scanner", "worker"} <= faults(told, "warning")
    assert not any(secret in done.stdout for secret in (*SECRETS.values(), "app-first-day"))


def faults(told: dict[str, object], level: str) -> set[str]:
    checks = told["checks"]
    assert isinstance(checks, list)
    return {one["key"] for one in checks if one["level"] == level}
