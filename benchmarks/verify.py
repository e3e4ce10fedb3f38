"""``motcua verify`` over a generated log: events a second and memory, by one process and by two.

A database of its own in the state folder: a few real dossiers are filed through the services, then cloned by COPY with
ids of their own and every event sealed anew, so that each chain, commitment and projection is whole.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LENGTH = 8
"""Events a dossier, about."""


def run(rows: int = 200_000, workers: int = 2) -> dict[str, Any]:
    """``rows``: how many events."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.test")
    import django

    django.setup()
    from django.conf import settings
    from tests import template_database

    from motcua import launcher
    from motcua.cli.connection import analyze, use_database
    from motcua.core import clock

    sys.path.insert(0, str(settings.PROJECT))
    with launcher.hold(settings.STATE_DIR / "bench-verify", for_tests=True, pg_bin=settings.PG_BIN) as cluster:
        made = template_database.TestDatabase(cluster, "bench_verify", template_database.migrated_template(cluster))
        settings.OWNER_DATABASE_URL = template_database.url_for(cluster.owner_url, made.name)
        settings.DATABASE_URL = template_database.url_for(cluster.app_url, made.name)
        use_database(settings.DATABASE_URL)
        try:
            from tests.dossiers.world import NOW

            with clock.use_clock(clock.FrozenClock(NOW)):
                written = _write(rows)
            analyze()
            result = {**written, **_measure(workers, Path(settings.STATE_DIR))}
        finally:
            from django.db import connections

            connections.close_all()
            made.drop()
    return result


def _write(rows: int) -> dict[str, Any]:
    from tests.dossiers.world import build

    from motcua.dossiers.models import DossierEvent

    world = build()
    templates = [world.returned() for _ in range(4)] + [world.accepted()]
    begun = time.perf_counter()
    while (stored := DossierEvent.objects.count()) < rows:
        for template in templates:
            _clone(template.pk, min(2000, (rows - stored) // (LENGTH * len(templates)) + 1))
    return {"events": DossierEvent.objects.count(), "written_s": round(time.perf_counter() - begun, 1)}


def _clone(template: int, copies: int) -> None:
    from django.db import transaction

    from motcua.core.bulk import copy_rows, reserve_ids
    from motcua.core.ids import new_id
    from motcua.dossiers.log.chain import HASH_VERSION, Signature, event_hash
    from motcua.dossiers.models import Dossier, DossierEvent, EventPrivate

    dossier = Dossier.objects.get(pk=template)
    events = list(DossierEvent.objects.filter(dossier=dossier).order_by("seq"))
    bodies = {row.event_id: row for row in EventPrivate.objects.filter(event__dossier=dossier)}
    keys = reserve_ids(Dossier, copies)
    positions = iter(reserve_ids(DossierEvent, copies * len(events)))
    dossiers: list[tuple[object, ...]] = []
    chains: list[tuple[object, ...]] = []
    private: list[tuple[object, ...]] = []
    names = [field.name for field in Dossier._meta.concrete_fields]  # noqa: SLF001 - documented by Django
    for key in keys:
        uid, code, head = new_id(), f"{dossier.code}-{key}", bytes(32)
        for event in events:
            payload = bytes(event.payload).replace(f'"{dossier.code}"'.encode(), f'"{code}"'.encode())
            who = event.actor, event.on_behalf_of, event.unit
            signature = Signature(str(uid), *who, event.occurred_at, event.recorded_at)
            link = {"seq": event.seq, "kind": event.kind, "version": event.version, "payload": payload}
            digest = event_hash(signature, prev_hash=head, **link)
            position = next(positions)
            times = event.occurred_at, event.recorded_at
            chains.append(
                (position, key, event.seq, *times, event.kind, event.version, *who, payload, head, digest, HASH_VERSION)
            )
            if event.pk in bodies:
                private.append((position, bytes(bodies[event.pk].salt), bytes(bodies[event.pk].body)))
            head = digest
        snapshot = {**dossier.snapshot, "code": code}
        own = {"id": key, "uid": uid, "code": code, "receipt_no": f"B{key}", "link_secret": f"bench-{key}"}
        dossiers.append(tuple(_values(dossier, names, {**own, "head_hash": head, "snapshot": json.dumps(snapshot)})))
    columns = ("position", "dossier", "seq", "occurred_at", "recorded_at", "kind", "version", "actor")
    more = ("on_behalf_of", "unit", "payload", "prev_hash", "hash", "hash_version")
    with transaction.atomic():
        copy_rows(Dossier, names, dossiers)
        copy_rows(DossierEvent, (*columns, *more), chains)
        copy_rows(EventPrivate, ("event", "salt", "body"), private)


def _values(dossier: Any, names: list[str], own: Mapping[str, object]) -> Iterator[object]:
    for name in names:
        field = dossier._meta.get_field(name)  # noqa: SLF001 - documented by Django
        yield own.get(name, getattr(dossier, field.attname))


def _measure(workers: int, folder: Path) -> dict[str, Any]:
    import datetime as dt

    from tests.dossiers.world import NOW

    from motcua.core.clock import legal_date
    from motcua.dossiers.log.roots import export_roots
    from motcua.dossiers.services.proof import close_day
    from motcua.dossiers.services.verify import verify, verify_chains

    figures: dict[str, Any] = {}
    for processes in dict.fromkeys((1, workers)):
        begun, busy = time.perf_counter(), time.process_time()
        report = verify_chains(processes=processes)
        seconds = time.perf_counter() - begun
        if processes == 1:
            figures["events_per_cpu_s"] = round(report.events / (time.process_time() - busy))
        assert report.ok, report.findings[:3]  # noqa: S101
        figures[f"events_per_s_{processes}"] = round(report.events / seconds)
    begun = time.perf_counter()
    root = close_day(legal_date(NOW), now=NOW + dt.timedelta(days=1))
    figures["close_s"] = round(time.perf_counter() - begun, 1)
    figures["leaves"] = root.leaves if root else 0
    anchor = folder / "bench-roots.jsonl"
    export_roots(anchor)
    begun = time.perf_counter()
    report = verify(anchor=anchor, processes=workers)
    figures["verify_with_anchor_s"] = round(time.perf_counter() - begun, 1)
    figures["anchor_mib"] = round(anchor.stat().st_size / 2**20, 1)
    assert report.ok, report.findings[:3]  # noqa: S101
    figures["attacks"] = _attacked(anchor, workers)
    anchor.unlink()
    figures["rss_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    figures["rss_child_mib"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    return figures


def _attacked(anchor: Path, workers: int) -> dict[str, Any]:
    """Plant each attack on a dossier of its own, with the owner's rights, and name what verification against the older
    roots says of it."""
    from motcua.cli.connection import as_owner
    from motcua.dossiers.models import Dossier
    from motcua.dossiers.services.verify import verify

    targets = list(Dossier.objects.filter(closed=True).order_by("?")[: len(ATTACKS)])
    with as_owner():
        _plant(targets)
    found = verify(anchor=anchor, processes=workers).findings
    told = {
        name: sorted({f.kind for f in found if f.dossier == str(d.uid)})
        for name, d in zip(ATTACKS, targets, strict=True)
    }
    strangers = {f.dossier for f in found} - {str(d.uid) for d in targets}
    return {**told, "others_accused": len(strangers)}


ATTACKS = ("payload_changed", "chain_rehashed", "tail_cut", "dossier_deleted", "events_swapped")


def _plant(targets: list[Any]) -> None:
    from django.db import connection

    changed, _, cut, deleted, swapped = (dossier.pk for dossier in targets)
    with connection.cursor() as cursor:
        for table in ("dossier_event", "event_private"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(_CHANGE, [changed])
        _rehash(targets[1])
        cursor.execute("SELECT max(seq) FROM dossier_event WHERE dossier_id = %s", [cut])
        last = cursor.fetchone()[0]
        cursor.execute("DELETE FROM dossier_event WHERE dossier_id = %s AND seq = %s", [cut, last])
        cursor.execute(_CUT, [cut, last - 1])
        cursor.execute("DELETE FROM dossier_event WHERE dossier_id = %s", [deleted])
        for before, after in ((3, 1000), (4, 3), (1000, 4)):
            cursor.execute(_MOVE, [after, swapped, before])


_CHANGE = "UPDATE dossier_event SET payload = payload || ' '::bytea WHERE dossier_id = %s AND seq = 2"
_MOVE = "UPDATE dossier_event SET seq = %s WHERE dossier_id = %s AND seq = %s"
_CUT = """
UPDATE dossier d SET seq = e.seq, head_hash = e.hash FROM dossier_event e
WHERE d.id = %s AND e.dossier_id = d.id AND e.seq = %s
"""


def _rehash(dossier: Any) -> None:
    """The whole chain made anew after another instant was written into its first event."""
    import datetime as dt

    from motcua.dossiers.log.chain import Signature, event_hash
    from motcua.dossiers.models import Dossier, DossierEvent

    head = bytes(32)
    for row in DossierEvent.objects.filter(dossier=dossier).order_by("seq"):
        at = row.occurred_at - dt.timedelta(days=1) if row.seq == 1 else row.occurred_at
        signature = Signature(str(dossier.uid), row.actor, row.on_behalf_of, row.unit, at, row.recorded_at)
        link = {"seq": row.seq, "kind": row.kind, "version": row.version, "payload": bytes(row.payload)}
        digest = event_hash(signature, prev_hash=head, **link)
        DossierEvent.objects.filter(pk=row.pk).update(occurred_at=at, prev_hash=head, hash=digest)
        head = digest
    Dossier.objects.filter(pk=dossier.pk).update(head_hash=head)
