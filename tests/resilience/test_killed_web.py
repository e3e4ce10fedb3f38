"""A web process killed with -9 at any point, again and again: every request, sent until it is answered, has one
effect."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from motcua import launcher
from motcua.core.models import IdempotencyRecord
from motcua.documents import blobs
from motcua.documents.models import StoredFile
from motcua.documents.selectors import check_files
from motcua.documents.upkeep import sweep
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import Dossier, DossierDocument
from motcua.dossiers.services.verify import verify
from tests.dossiers.world import APPLICANT, CODE, World

from .clients import GIVE_UP_SECONDS, PLAN, Applicant
from .effects import one_effect_each
from .servers import Web

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]

CLIENTS = 4
KILLS = 10


def kill_at_random_points(web: Web, clients: list[Applicant], draw: random.Random) -> None:
    """Some requests after the last kill, and a random number of turns of an empty loop later: anywhere in a request.
    Mostly the process that answers, which its keeper replaces (or gives up, when it died a moment before, and is
    started again); every third time everything at once."""
    for number in range(KILLS):
        goal = sum(one.sent for one in clients) + draw.randrange(2, 30)
        while sum(one.sent for one in clients) < goal:
            assert all(one.error is None for one in clients), [one.error for one in clients]
            time.sleep(0.001)
        for _ in range(draw.randrange(200_000)):
            pass
        if number % 3 == 2:
            web.kill()
            web.start()
        else:
            for child in web.children():
                os.kill(child, signal.SIGKILL)
            web.wait(as_a_service=True)


def test_web_when_killed_at_any_point_then_each_request_has_one_effect_and_nothing_is_half_written(
    live_world: World, tokens: dict[str, str], cluster: launcher.Cluster, tmp_path: Path
) -> None:
    stop = threading.Event()
    with Web(tmp_path / "web") as web:
        web.start()
        clients = [Applicant(number, web, live_world, tokens, stop) for number in range(CLIENTS)]
        for one in clients:
            one.start()
        try:
            kill_at_random_points(web, clients, random.Random(2026))
        finally:
            stop.set()
        for one in clients:
            one.join(GIVE_UP_SECONDS)
        assert [one.error for one in clients] == [None] * CLIENTS
        replayed = repeat_all(clients)

    made = [uid for one in clients for uid in one.dossiers]
    assert sum(one.repeated for one in clients) >= KILLS // 2, "the kills hit nobody"
    assert replayed == 0, "a repeat got another answer"
    one_effect_each(cluster.superuser_url, made, database="test_motcua")
    asked = {key for one in clients for key in one.answers}
    assert set(IdempotencyRecord.objects.values_list("key", flat=True)) == asked
    sound()
    files_whole(len(made))


def repeat_all(clients: list[Applicant]) -> int:
    """Send the last five requests of each client once more; how many were answered differently."""
    different = 0
    for one in clients:
        for key, first in list(one.answers.items())[-5:]:
            if key.startswith("paper"):
                continue
            again = one.web.ask("POST", *again_of(one, key))
            different += (again.status, again.body) != (first.status, first.body)
            assert again.headers["idempotency-replayed"] == "true"
    return different


def again_of(one: Applicant, key: str) -> tuple[str, bytes, dict[str, str]]:
    _kind, client, count, *step = key.split("-")
    assert int(client) == one.number
    who, path = "citizen", "/dossiers"
    body: dict[str, Any] = {"procedure": CODE, "place": one.world.commune.code, "applicant": APPLICANT}
    if step:
        action, who = PLAN[int(step[0])]
        path = f"/dossiers/{one.dossiers[int(count)]}/actions"
        body = {"action": action, "expected_seq": 2 + int(step[0])}
    headers = {
        "Authorization": f"Bearer {one.tokens[who]}",
        "Idempotency-Key": key,
        "Content-Type": "application/json",
    }
    return f"/api/v1{path}", json.dumps(body).encode(), headers


def sound() -> None:
    """Every chain verifies and every projection is what its log says."""
    assert verify().findings == []
    assert [found for dossier in Dossier.objects.all() if (found := differences(dossier))] == []


def files_whole(wanted: int) -> None:
    """Every paper can be read; what dead requests left behind goes with the next sweeps and nothing else does."""
    assert list(check_files(now=dt.datetime.now(dt.UTC))) == []
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    sweep(now=tomorrow)
    held = set(DossierDocument.objects.values_list("file__blob_name", flat=True))
    assert set(blobs.list_blobs()) == held
    assert list(blobs.stale_uploads(tomorrow)) == []
    assert StoredFile.objects.filter(erased_at=None).count() == len(held) == wanted
    assert list(check_files(now=tomorrow)) == []
