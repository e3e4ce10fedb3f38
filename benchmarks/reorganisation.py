"""The first of July 2025 with many open dossiers: how long they take to follow, and what the desk feels meanwhile.

In a database of its own, made anew and dropped at the end: the province on its three-level map, some hundred dossiers
filed by the services, copied with chains of their own up to ``rows``. Then the decision is put in force, the job runs
in a process of its own, and clients read dossiers, lists and accept submissions over HTTP before and during it. Every
half second somebody counts open dossiers without a holder.
"""

from __future__ import annotations

import json
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.copies import Copies
from benchmarks.lifecycle import Client, server
from benchmarks.own_database import own_database

DATABASE = "motcua_reorganisation"
TEMPLATES = 636
QUIET_SECONDS = 20
SCOPES = ("dossiers:read", "dossiers:act", "dossiers:submit", "procedures:read")


@dataclass
class Felt:
    """What the clients saw: milliseconds by what they asked, and what went wrong."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, begun: float, status: int) -> None:
        took = (time.perf_counter() - begun) * 1000
        with self.lock:
            self.milliseconds.setdefault(kind, []).append(took)
            if status >= 400:
                self.refused[f"{kind} {status}"] = self.refused.get(f"{kind} {status}", 0) + 1

    def figures(self) -> dict[str, Any]:
        every = [one for many in self.milliseconds.values() for one in many]
        shown = {name: _percentiles(many) for name, many in sorted(self.milliseconds.items())}
        return {"requests": len(every), "all": _percentiles(every), **shown, "refused": self.refused}


def run(rows: int = 20_000, clients: int = 2, workers: int = 1) -> dict[str, Any]:
    """Seconds, dossiers a second, milliseconds of requests before and during the job, and the checks."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    django.setup()
    with own_database(DATABASE) as address:
        os.environ["DATABASE_URL"] = address
        begun = time.perf_counter()
        _load(rows)
        loading = time.perf_counter() - begun
        return {"rows": rows, "loading_s": round(loading, 1), **_measured(clients, workers)}


def _measured(clients: int, workers: int) -> dict[str, Any]:
    from motcua.dossiers.models import Dossier, Reroute

    tokens, submitted, known = _askers()
    with server(workers, 4) as (port, _process):
        _wait(port)
        quiet = _asked(port, tokens, known, [], clients, lambda: None, QUIET_SECONDS)
        begun = time.perf_counter()
        enacting = _enact()
        job = subprocess.Popen(
            [sys.executable, "-m", "motcua", "organisation", "reorganise", "--resume", "--json"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        watched: list[int] = []
        spent = [0.0]
        busy = _asked(port, tokens, known, submitted, clients, lambda: _watch(job, watched, spent), None)
        seconds = time.perf_counter() - begun
        if job.wait() != 0:
            raise SystemExit("the job failed")
    done = Reroute.objects.latest("id")
    return {
        "enacting_s": round(enacting, 1),
        "seconds": round(seconds, 1),
        "moved": done.moved,
        "a_second": round(done.moved / (seconds - enacting), 1),
        "job_processor_ms_each": round(spent[0] * 1000 / max(done.moved, 1), 2),
        "left_behind": done.failed,
        "open_without_holder": max(watched, default=0),
        "looks": len(watched),
        "before": quiet.figures(),
        "during": busy.figures(),
        "maps": _maps(),
        "replayed": _replayed(Dossier),
    }


def _wait(port: int, seconds: float = 180) -> None:
    """Until the server listens: on a busy machine that takes longer than others wait."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return


def _percentiles(many: list[float]) -> dict[str, float]:
    if len(many) < 2:
        return {}
    cuts = statistics.quantiles(many, n=100)
    return {"p50_ms": round(cuts[49], 1), "p95_ms": round(cuts[94], 1), "p99_ms": round(cuts[98], 1)}


def _load(rows: int) -> None:
    from motcua.cli.connection import analyze
    from motcua.demo import reform
    from motcua.procedures import selectors as registry

    reform.load_three_levels()
    registry.forget()
    reform.file_open(min(rows, TEMPLATES))
    copies = Copies()
    copies.make(rows - min(rows, TEMPLATES))
    analyze()


def _askers() -> tuple[dict[str, str], list[tuple[str, int]], list[str]]:
    """Tokens: one that reads everything, and one for each desk that will stand; submissions with the desk that will
    have them; and dossiers to read."""
    from motcua.core.clock import now
    from motcua.dossiers.models import Dossier
    from motcua.people.actors import SYSTEM
    from motcua.people.models import User
    from motcua.people.services.tokens import create_token

    auditor = User.objects.filter(assignments__post__role="auditor").order_by("pk")[0]
    tokens = {"": create_token(auditor, SCOPES, actor=SYSTEM, now=now(), name="bench")[1]}
    waiting = Dossier.objects.filter(state="submitted").order_by("-pk")[:2000]
    submitted = [(str(one.uid), one.place_id) for one in waiting]
    known = [str(uid) for uid in Dossier.objects.order_by("?").values_list("uid", flat=True)[:3000]]
    return tokens, submitted, known


def _enact() -> float:
    """The decision in force, the new desks manned; seconds."""
    from django.db import transaction

    from motcua.core.clock import now
    from motcua.demo import reform
    from motcua.dossiers.services.reorganise import enact_published

    begun = time.perf_counter()
    with transaction.atomic():
        enact_published([reform.reform()], now=now())
    seconds = time.perf_counter() - begun
    reform.settle_in()
    return seconds


def _watch(job: subprocess.Popen[bytes], watched: list[int], spent: list[float]) -> int | None:
    """Look for open dossiers without a holder, and at the processor time of the job so far."""
    from motcua.dossiers.models import Dossier

    with suppress(OSError, IndexError, ValueError):
        ticks = Path(f"/proc/{job.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        spent[0] = max(spent[0], sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"))
    watched.append(Dossier.objects.filter(closed=False, holder_unit=None).count())
    time.sleep(0.5)
    return job.poll()


def _asked(
    port: int,
    tokens: dict[str, str],
    known: list[str],
    submitted: list[tuple[str, int]],
    clients: int,
    until: Any,
    seconds: float | None,
) -> Felt:
    """Clients ask, one request after the other, for some seconds or until ``until`` answers."""
    felt = Felt()
    threads = [threading.Thread(target=_ask, args=(port, tokens[""], known, felt, one)) for one in range(clients)]
    threads += [threading.Thread(target=_accept, args=(port, submitted, felt))] if submitted else []
    for thread in threads:
        thread.start()
    begun = time.perf_counter()
    while until() is None and (seconds is None or time.perf_counter() - begun < seconds):
        time.sleep(0.05)
    felt.stop.set()
    for thread in threads:
        thread.join()
    return felt


def _ask(port: int, token: str, known: list[str], felt: Felt, number: int) -> None:
    """Somebody who reads dossiers and lists."""
    dice, client = random.Random(number), Client(port, token)  # noqa: S311
    while not felt.stop.is_set():
        kind, path = ("read a dossier", f"/dossiers/{dice.choice(known)}")
        if dice.random() >= 0.7:
            kind, path = "list", "/dossiers"
        begun = time.perf_counter()
        status, _answer = client.call("GET", path)
        felt.note(kind, begun, status)


def _accept(port: int, submitted: list[tuple[str, int]], felt: Felt) -> None:
    """The new desks, which accept what was submitted to the old ones."""
    from motcua.organisation.models import UnitSuccession

    desks = _desks()
    heirs = dict(UnitSuccession.objects.filter(is_default=True).values_list("old", "new__code"))
    for uid, place in submitted:
        if felt.stop.is_set():
            return
        token = desks.get(heirs.get(place, ""))
        if token is None:
            continue
        client = Client(port, token)
        _status, seen = client.call("GET", f"/dossiers/{uid}")
        body = json.dumps({"action": "accept", "data": {"originals": _papers(seen)}}).encode()
        begun = time.perf_counter()
        status, _answer = client.call("POST", f"/dossiers/{uid}/actions", body)
        felt.note("accept", begun, status)
        time.sleep(0.05)


def _desks() -> dict[str, str]:
    """By the new place: a token of somebody who receives there."""
    from motcua.core.clock import now
    from motcua.organisation.models import Unit
    from motcua.people.actors import SYSTEM
    from motcua.people.models import User
    from motcua.people.services.tokens import create_token

    found: dict[str, str] = {}
    for unit in Unit.objects.filter(level="commune", valid_to=None).order_by("code"):
        posts = {"assignments__post__unit__code": f"{unit.code}.MC", "assignments__valid_to": None}
        user = User.objects.filter(assignments__post__role="reception_officer", **posts).first()
        if user is not None:
            found[unit.code] = create_token(user, SCOPES, actor=SYSTEM, now=now(), name="bench")[1]
    return found


def _papers(seen: Any) -> list[str]:
    missing = seen.get("missing", []) if isinstance(seen, dict) else []
    return [str(one) for one in missing]


def _maps() -> dict[str, Any]:
    """Both maps over all dossiers: the sums are one number."""
    import datetime as dt

    from motcua.demo.files import BEGINNING
    from motcua.dossiers.models import Dossier
    from motcua.dossiers.selectors.maps import counts_on_map

    old = counts_on_map(Dossier.objects.all(), BEGINNING - dt.timedelta(days=1))
    new = counts_on_map(Dossier.objects.all(), BEGINNING)
    return {
        "old_units": len(old),
        "old_sum": sum(one.total for one in old),
        "new_units": len(new),
        "new_sum": sum(one.total for one in new),
        "estimated": sum(one.estimated for one in new),
    }


def _replayed(model: Any) -> str:
    """A sample of dossiers replayed from their logs: the tables say the same."""
    from motcua.dossiers.log.rebuild import differences

    some = model.objects.order_by("?")[:100]
    same = sum(not differences(dossier) for dossier in some)
    return f"{same} of {len(some)} equal"
