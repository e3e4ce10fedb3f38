"""Many dossiers made of few, for benchmarks: each with a chain of its own, through COPY."""

from __future__ import annotations

import uuid
from typing import Any


class Copies:
    """Dossiers like those filed by the services, each with a chain of its own, through COPY."""

    def __init__(self) -> None:
        from motcua.dossiers.models import ClockRun, Dossier, DossierEvent

        self.dossiers = list(Dossier.objects.order_by("pk"))
        self.events: dict[int, list[DossierEvent]] = {}
        for event in DossierEvent.objects.order_by("dossier", "seq"):
            self.events.setdefault(event.dossier_id, []).append(event)
        self.runs: dict[int, list[ClockRun]] = {}
        for clock in ClockRun.objects.order_by("pk"):
            self.runs.setdefault(clock.dossier_id, []).append(clock)

    def make(self, count: int, together: int = 5000) -> None:
        from django.db import connection, transaction

        for start in range(0, count, together):
            numbers = range(start, min(start + together, count))
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence('dossier', 'id')) FROM generate_series(1, %s)",
                    [len(numbers)],
                )
                keys = [key for (key,) in cursor.fetchall()]
                made = [self._copy(number, key) for number, key in zip(numbers, keys, strict=True)]
                for place in range(3):
                    self._write(cursor, [row for one in made for row in one[place]])

    def _write(self, cursor: Any, rows: list[Any]) -> None:
        if not rows:
            return
        model = type(rows[0])
        skipped = {"id", "position", "epoch", "xid"} if model.__name__ != "Dossier" else {"epoch", "xid"}
        fields = [one for one in model._meta.concrete_fields if one.column not in skipped]  # noqa: SLF001
        columns = ", ".join(f'"{one.column}"' for one in fields)
        from django.db import connection

        with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:  # noqa: SLF001
            for row in rows:
                copy.write_row([one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields])

    def _copy(self, number: int, key: int) -> tuple[list[Any], list[Any], list[Any]]:
        import copy

        from motcua.dossiers.log.chain import GENESIS, HASH_VERSION, Signature, event_hash

        like = self.dossiers[number % len(self.dossiers)]
        fresh = copy.copy(like)
        fresh.pk, fresh.uid = key, uuid.uuid4()
        names = {like.receipt_no: f"C{number:0{max(0, len(like.receipt_no) - 1)}d}"}
        if like.code:
            names[like.code] = f"{like.code[:-10]}-{number:09d}"
        fresh.receipt_no = names[like.receipt_no]
        fresh.code = names.get(like.code or "") or None
        fresh.link_secret = f"copy-{number:016d}-{key}"
        head, events = GENESIS, []
        for event in self.events[like.pk]:
            row = copy.copy(event)
            row.pk, row.dossier_id, row.prev_hash = None, key, head
            payload = bytes(event.payload)
            for old, new in names.items():
                payload = payload.replace(old.encode(), new.encode())
            signature = Signature(
                str(fresh.uid), row.actor, row.on_behalf_of, row.unit, row.occurred_at, row.recorded_at
            )
            head = event_hash(
                signature, seq=row.seq, kind=row.kind, version=row.version, payload=payload, prev_hash=head
            )
            row.payload, row.hash, row.hash_version = payload, head, HASH_VERSION
            events.append(row)
        fresh.head_hash = head
        fresh.snapshot = {**like.snapshot, "code": fresh.code or ""}
        runs = [copy.copy(clock) for clock in self.runs.get(like.pk, ())]
        for clock in runs:
            clock.pk, clock.dossier_id = None, key
        return [fresh], events, runs
