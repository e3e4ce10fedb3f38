"""``motcua bench publishing``: officials go on while a process and a form come into force under dossiers that run.

In a database of its own, made anew and dropped at the end: ``rows`` dossiers accepted under the process that stands
(some filed by the services, the others copied with chains of their own). Clerks complete steps of them, one act after
the other; meanwhile decisions put a new process and a new form of many questions into force, one by one, by the
services that do it in life. Told are the milliseconds of acts that were under way while a decision was put in force and
of those that were not, and how many dossiers are on another version than they were filed under.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any, Final

from benchmarks.copies import Copies
from benchmarks.own_database import own_database

DATABASE: Final = "motcua_publishing"
FILED: Final = 60
CLERKS: Final = 2
PUBLICATIONS: Final = 10
QUESTIONS: Final = 300
REST_SECONDS: Final = 1.0


@dataclass
class Acts:
    """Beginning, end and what was refused of each act."""

    spans: list[tuple[float, float]] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)


def run(*, rows: int = 10_000, clerks: int = CLERKS) -> dict[str, Any]:
    """Milliseconds of acts beside and between publications."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    django.setup()
    with own_database(DATABASE) as address:
        os.environ["DATABASE_URL"] = address
        return _measured(rows, clerks)


def _measured(rows: int, clerks: int) -> dict[str, Any]:
    from tests.dossiers.world import build

    from motcua.dossiers.models import Dossier

    world = build()
    for number in range(FILED):
        world.accepted(channel="online", applicant=_somebody(number))
    Copies().make(rows - FILED)
    running = list(Dossier.objects.filter(closed=False).order_by("pk").values_list("pk", "uid", "process_version"))
    before = {pk: version for pk, _uid, version in running}
    acts = Acts()
    shares = [running[number::clerks] for number in range(clerks)]
    threads = [threading.Thread(target=_work, args=(world, [uid for _pk, uid, _v in one], acts)) for one in shares]
    for thread in threads:
        thread.start()
    time.sleep(2 * REST_SECONDS)
    published = [_publish(number) for number in range(PUBLICATIONS) if not time.sleep(REST_SECONDS)]
    acts.stop.set()
    for thread in threads:
        thread.join()
    after = dict(Dossier.objects.filter(pk__in=before).values_list("pk", "process_version"))
    return {"dossiers": len(running), **_told(acts, published), "moved_to_another_version": _moved(before, after)}


def _somebody(number: int) -> dict[str, str]:
    from tests.dossiers.world import APPLICANT

    return {**APPLICANT, "id_number": f"0011990{number:05d}"}


def _work(world: Any, uids: list[Any], acts: Acts) -> None:
    """The head of the division gives one dossier after the other to somebody."""
    from django.db import connection

    from motcua.core.clock import now
    from motcua.core.errors import DomainError
    from motcua.dossiers.lifecycle import Action
    from motcua.dossiers.services.act import act

    try:
        for uid in uids:
            if acts.stop.is_set():
                return
            begun = time.perf_counter()
            try:
                act(dossier=uid, action=Action.COMPLETE_STEP, data={}, actor=world.actors["division_head"], now=now())
            except DomainError as error:
                acts.refused[error.code] = acts.refused.get(error.code, 0) + 1
            acts.spans.append((begun, time.perf_counter()))
    finally:
        connection.close()


def _publish(number: int) -> tuple[float, float]:
    """A new process and a new form in force by one decision, from that day on."""
    from tests.dossiers.legal_time import PROCESS
    from tests.dossiers.world import CODE

    from motcua.core.clock import legal_date, now
    from motcua.forms.schema import Field, FieldKind, FormSchema, Page
    from motcua.people.actors import SYSTEM
    from motcua.procedures.form_item import FormItem
    from motcua.procedures.items import item_json, process_item_json
    from motcua.procedures.lifecycle import ItemKind
    from motcua.procedures.services.baseline import Proposal, apply_baseline

    at = now()
    process = replace(PROCESS, steps=tuple(replace(one, amount=one.amount + number + 1) for one in PROCESS.steps))
    asked = tuple(Field(f"f{place}", f"Câu {number}.{place}", FieldKind.TEXT) for place in range(QUESTIONS))
    form = FormItem(FormSchema(f"Tờ khai {number}", (Page("mot", "Trang", asked),)), "default", "counter")
    proposals = [
        Proposal(ItemKind.PROCESS, CODE, process_item_json(process, name=f"Lần {number}")),
        Proposal(ItemKind.FORM, CODE, item_json(form)),
    ]
    begun = time.perf_counter()
    day = legal_date(at) + dt.timedelta(days=number)
    apply_baseline(proposals, actor=SYSTEM, now=at, effective_on=day, number=f"{number}/QĐ", strict=True)
    return begun, time.perf_counter()


def _told(acts: Acts, published: list[tuple[float, float]]) -> dict[str, Any]:
    beside, between = [], []
    for begun, ended in acts.spans:
        meets = any(begun < until and since < ended for since, until in published)
        (beside if meets else between).append((ended - begun) * 1000)
    return {
        "publications": len(published),
        "publication_ms": [round((until - since) * 1000) for since, until in published],
        "acts_meanwhile": _spread(beside),
        "acts_between": _spread(between),
        "refused": acts.refused,
    }


def _spread(many: list[float]) -> dict[str, float]:
    if len(many) < 2:
        return {"acts": len(many)}
    cuts = statistics.quantiles(many, n=100)
    return {
        "acts": len(many),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
        "longest_ms": round(max(many), 1),
    }


def _moved(before: dict[int, int], after: dict[int, int]) -> int:
    return sum(1 for pk, version in before.items() if after.get(pk) != version)
