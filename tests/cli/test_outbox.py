from __future__ import annotations

import datetime as dt
import json

import pytest
from click.testing import CliRunner, Result
from django.db import transaction

from motcua.cli import outbox as cli
from motcua.core import outbox
from motcua.core.models import AuditRecord
from motcua.core.outbox import consumers
from tests.core.conftest import NOW, Ledger

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A consumer that has given up on the first of two messages."""
    monkeypatch.setattr(consumers, "_consumers", {})
    one = Ledger("t.one")
    outbox.consumer("t.one", topics=["t"], max_attempts=1)(one)
    one.failing = {"bad"}
    for kind in ("bad", "good"):
        with transaction.atomic():
            outbox.publish(topic="t", key="a", kind=kind, body={}, now=NOW - dt.timedelta(minutes=1))
    outbox.drain("t.one", now=NOW)
    return one


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.command, list(arguments), catch_exceptions=False)


def dead() -> dict[str, object]:
    rows = json.loads(run("failures", "--json").stdout)
    return next(row for row in rows if row["state"] == "dead")


def test_status_tells_lag_and_failures_of_each_consumer(ledger: Ledger) -> None:
    (row,) = json.loads(run("status", "--json").stdout)

    assert (row["consumer"], row["waiting"], row["dead"]) == ("t.one", 1, 1)
    assert "t.one" in run("status").stdout


def test_failures_name_message_kind_and_error(ledger: Ledger) -> None:
    row = dead()

    assert (row["consumer"], row["kind"], row["error"], row["attempts"]) == ("t.one", "bad", "LookupError", 1)
    assert str(row["message"]) in run("failures").stdout


def test_replay_by_message_has_it_handled_next(ledger: Ledger) -> None:
    ledger.failing = set()

    result = run("replay", "t.one", str(dead()["message"]))
    outbox.drain("t.one")

    assert result.exit_code == 0
    assert ledger.entries() == ["a/bad", "a/good"]
    assert AuditRecord.objects.get().actor_kind == "system"


def test_discard_asks_first_and_then_lets_the_others_go_on(ledger: Ledger) -> None:
    message = str(dead()["message"])

    unsure = run("discard", "t.one", message)
    sure = run("discard", "t.one", message, "--yes")
    outbox.drain("t.one")

    assert (unsure.exit_code, sure.exit_code) == (1, 0)
    assert ledger.entries() == ["a/good"]
