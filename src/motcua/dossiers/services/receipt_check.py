"""Signed receipts as small anchors of their own: each names a head that must still be in the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import connection

from motcua.core.receipts import Anchors, Key, UnreadableError, check, read_key
from motcua.dossiers.log.findings import Finding
from motcua.dossiers.services.receipts import stored_document
from motcua.dossiers.services.signing import public_keys

BATCH = 1000
_ROWS = """
    SELECT r.id, d.uid::text, r.seq, r.body, r.signature, e.hash FROM dossiers_signed_receipt r
    LEFT JOIN dossier d ON d.id = r.dossier_id
    LEFT JOIN dossier_event e ON e.dossier_id = r.dossier_id AND e.seq = r.seq
    WHERE r.id > %s AND (%s::timestamptz IS NULL OR r.signed_at >= %s) ORDER BY r.id LIMIT %s
"""


def check_receipts(since: dt.datetime | None = None) -> Iterator[Finding]:
    """``receipt_changed``: signature and document do not belong together. ``receipt_differs``: the log has another
    hash where the receipt's was. ``receipt_without_event``: it has none."""
    keys: dict[str, Key] = {str(key["id"]): read_key(key) for key in public_keys()}
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_ROWS, [last, since, since, BATCH])
            rows = cursor.fetchall()
        for key, uid, seq, body, signature, found in rows:
            last = key
            fault = _fault(bytes(body), bytes(signature), found, Anchors(keys))
            if fault is not None:
                yield Finding(fault, uid or "", seq)
        if len(rows) < BATCH:
            return


def _fault(body: bytes, signature: bytes, found: bytes | None, anchors: Anchors) -> str | None:
    try:
        receipt = stored_document(body, signature)
        verdict = check({"receipt": receipt}, anchors)
    except (ValueError, UnreadableError):
        return "receipt_changed"
    if verdict.signature in {"bad", "key_unknown"}:
        return "receipt_changed"
    if found is None:
        return "receipt_without_event"
    return None if receipt["head"] == bytes(found).hex() else "receipt_differs"
