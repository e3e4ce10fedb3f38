"""Signed receipts: made when somebody first asks for one, then always the same. The hot path signs nothing."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from motcua.core.canonical import plain
from motcua.core.errors import NotFound
from motcua.core.receipts import VERSION, b64, canonical, compact
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.log.inclusion import Inclusion, inclusion_of
from motcua.dossiers.models import Dossier, DossierEvent, SignedReceipt, SigningKey
from motcua.dossiers.services.signing import key_in_use, private_half

Kind = Literal["submitted", "accepted"]
Document = dict[str, Any]
"""A receipt or a proof as the JSON file has it; motcua.core.receipts knows the fields."""

FORMAT = "motcua-receipt-1"


def system_name() -> str:
    """How receipts name this installation: the host of its address."""
    return urlsplit(settings.BASE_URL).netloc or settings.BASE_URL


def newest_kind(dossier: Dossier) -> Kind:
    return "accepted" if dossier.accepted_at is not None else "submitted"


def receipt_of(dossier: Dossier, kind: Kind, *, now: dt.datetime) -> Document:
    """The signed receipt of the submission or of the acceptance: the head of the chain right after that event.

    Signed at the first asking; two who ask at once get the same. Raises NotFound("receipt_not_there") before the event
    happened, Unavailable("signing_key_unreadable").
    """
    kept = _kept(dossier, kind)
    if kept is not None:
        return kept
    event = _event(dossier, kind)
    if event is None:
        raise NotFound("receipt_not_there")
    with transaction.atomic():
        key = key_in_use(now=now)
        at = max(now, key.valid_from)
        body = canonical_body(dossier, kind, event, key, at)
        signature = private_half(key).sign(canonical(body))
        row = SignedReceipt(
            dossier=dossier,
            kind=kind,
            seq=event.seq,
            key=key,
            body=json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(),
            signature=signature,
            signed_at=at,
        )
        SignedReceipt.objects.bulk_create([row], ignore_conflicts=True)
    return _kept(dossier, kind) or {**body, "signature": b64(signature)}


def canonical_body(dossier: Dossier, kind: Kind, event: DossierEvent, key: SigningKey, at: dt.datetime) -> Document:
    """What is signed, as plain JSON."""
    return {
        "version": VERSION,
        "system": system_name(),
        "dossier": str(dossier.uid),
        "number": dossier.receipt_no if kind == "submitted" else str(dossier.code),
        "kind": kind,
        "seq": event.seq,
        "head": bytes(event.hash).hex(),
        "recorded_at": plain(event.recorded_at),
        "signed_at": plain(at),
        "key": key.key_id,
    }


def _kept(dossier: Dossier, kind: Kind) -> Document | None:
    row = SignedReceipt.objects.filter(dossier=dossier, kind=kind).first()
    return None if row is None else stored_document(bytes(row.body), bytes(row.signature))


def stored_document(body: bytes, signature: bytes) -> Document:
    """Raises ValueError when the body is not what was stored."""
    document: Document = json.loads(body)
    return {**document, "signature": b64(signature)}


def _event(dossier: Dossier, kind: Kind) -> DossierEvent | None:
    wanted = EventKind.SUBMITTED if kind == "submitted" else EventKind.ACCEPTED
    return DossierEvent.objects.filter(dossier=dossier, kind=wanted.value).order_by("seq").first()


def receipt_file(dossier: Dossier, kind: Kind, *, now: dt.datetime) -> Document:
    """The file a person keeps: the receipt and, once its day is closed, its proof. Raises as :func:`receipt_of`."""
    receipt = receipt_of(dossier, kind, now=now)
    document: Document = {"format": FORMAT, "receipt": receipt}
    found = inclusion_of(dossier.uid, dossier.pk, int(receipt["seq"]))
    if found is not None:
        document["proof"] = proof_document(found)
    return document


def proof_document(found: Inclusion) -> Document:
    return {
        "day": {
            "number": found.root.number,
            "day": found.root.day.isoformat(),
            "prev_root": bytes(found.root.prev_root).hex(),
            "root": bytes(found.root.root).hex(),
        },
        "leaf": {"seq": found.leaf.seq, "head": found.leaf.hash.hex()},
        "index": found.place,
        "size": found.size,
        "path": [[side, node.hex()] for side, node in found.path],
        "links": [content.hex() for content in found.links],
    }


def check_address(receipt: Document) -> str:
    """The address a phone's camera opens: the page that checks, the receipt in the fragment, which no server sees."""
    return f"{settings.BASE_URL}/kiem-chung/#{compact(receipt)}"
