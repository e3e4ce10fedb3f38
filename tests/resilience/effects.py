"""What must be true afterwards, asked of the database itself and of ``motcua verify``."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psycopg

from tests.template_database import url_for

from .clients import EVENTS
from .servers import environment


def one_effect_each(superuser_url: str, made: Sequence[str], *, database: str = "motcua") -> None:
    """As many dossiers, events, papers and messages as were asked for; every code once and none left out."""
    with psycopg.connect(url_for(superuser_url, database)) as connection:

        def column(sql: str) -> list[object]:
            return [row[0] for row in connection.execute(sql)]

        assert sorted(map(str, column("SELECT uid FROM dossier"))) == sorted(made)
        assert column("SELECT count(*) FROM dossier_event") == [len(made) * EVENTS]
        assert column("SELECT count(*) FROM dossiers_dossierdocument") == [len(made)]
        assert column("SELECT count(*) FROM core_outbox WHERE topic = 'dossier'") == [len(made) * EVENTS]
        assert column("SELECT count(DISTINCT receipt_no) FROM dossier") == [len(made)]
        assert column("SELECT count(*) FROM core_idempotency WHERE status IS NULL") == [0]
        codes = [str(code).rpartition("-") for code in column("SELECT code FROM dossier")]
    for day in {one[0] for one in codes}:
        numbers = sorted(int(one[2]) for one in codes if one[0] == day)
        assert numbers == list(range(1, len(numbers) + 1)), day


def verified(state: Path, **more: str) -> list[object]:
    """What ``motcua verify`` finds."""
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "verify", "--json"],
        env=environment(state / "verify", **more),
        capture_output=True,
        check=False,
    )
    report = json.loads(done.stdout)
    found = report["findings"]
    assert isinstance(found, list)
    assert report["ok"] is (found == []) is (done.returncode == 0)
    return found
