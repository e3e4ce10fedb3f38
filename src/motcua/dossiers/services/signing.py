"""The keys that sign receipts: made, changed, retired, revoked. The private half is kept wrapped by the file store's
key of the environment, so a copy of the database alone signs nothing; a key that signs no more loses it for ever."""

from __future__ import annotations

import datetime as dt
import string

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from motcua.core import audit
from motcua.core.canonical import Json, encode, plain
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound, Unavailable
from motcua.core.ids import new_id
from motcua.core.receipts import b64
from motcua.documents.crypto import DamagedError
from motcua.documents.keys import unwrap, wrap
from motcua.dossiers.models import SigningKey
from motcua.people.actors import SYSTEM, Actor

LOCK = 0x6D6F_7473  # "mots": one change of keys at a time
ENDORSED = b"motcua signing key 1\0"
FORMAT = "motcua-keys-1"


def key_in_use(*, now: dt.datetime) -> SigningKey:
    """The key that signs now, locked against being changed until the transaction ends; the first one is made when there
    is none. Raises RuntimeError outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("a key is used inside a transaction")
    found = _open()
    if found is not None:
        return found
    _lock()
    return _open() or _make(None, actor=SYSTEM, now=now)


def _open() -> SigningKey | None:
    """FOR SHARE: many sign at once, whoever changes the key waits for them."""
    rows = SigningKey.objects.raw("SELECT * FROM dossiers_signing_key WHERE valid_to IS NULL FOR SHARE")
    return next(iter(rows), None)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def private_half(key: SigningKey) -> Ed25519PrivateKey:
    """Raises Unavailable("signing_key_unreadable") when the environment's keys do not open it."""
    try:
        seed = unwrap(bytes(key.wrapped_key or b""), key_id=key.wrapping_key, file_uid=key.uid)
    except DamagedError as error:
        raise Unavailable("signing_key_unreadable") from error
    return Ed25519PrivateKey.from_private_bytes(seed)


@transaction.atomic
def rotate(*, actor: Actor, now: dt.datetime) -> SigningKey:
    """A new key from ``now`` on; the one before it signs it over, so that whoever trusts the old one can trust the
    new one, and then signs no more."""
    _lock()
    return _make(_in_use_for_change(), actor=actor, now=now)


def _in_use_for_change() -> SigningKey | None:
    return SigningKey.objects.select_for_update().filter(valid_to=None).first()


def _make(before: SigningKey | None, *, actor: Actor, now: dt.datetime) -> SigningKey:
    private = Ed25519PrivateKey.generate()
    uid = new_id()
    wrapping, wrapped = wrap(private.private_bytes_raw(), file_uid=uid)
    start = max(now, before.valid_from) if before else now
    key = SigningKey(
        uid=uid,
        key_id=_next_id(now),
        public_key=private.public_key().public_bytes_raw(),
        wrapping_key=wrapping,
        wrapped_key=wrapped,
        valid_from=start,
    )
    if before is not None:
        _endorse(key, before)
        _close(before, start)
    key.save(force_insert=True)
    _record("dossiers.signing_key_made", key, actor=actor, now=now)
    return key


def _endorse(key: SigningKey, before: SigningKey) -> None:
    """A key whose private half cannot be read any more endorses nobody; the new one begins without."""
    try:
        private = private_half(before)
    except Unavailable:
        return
    key.endorsed_by = before.key_id
    key.endorsement = private.sign(endorsed_bytes(key))


def endorsed_bytes(key: SigningKey) -> bytes:
    named = {"id": key.key_id, "public_key": b64(bytes(key.public_key)), "valid_from": key.valid_from}
    return ENDORSED + encode(named)


def _close(key: SigningKey, at: dt.datetime) -> None:
    key.valid_to, key.wrapped_key, key.wrapping_key = at, None, ""
    key.save(update_fields=["valid_to", "wrapped_key", "wrapping_key"])


def _next_id(now: dt.datetime) -> str:
    """``2026a``, ``2026b``, ... ``2026z``, ``2026aa``: by the legal year, never used twice."""
    year = str(legal_date(now).year)
    number = SigningKey.objects.filter(key_id__startswith=year).count()
    letters = string.ascii_lowercase
    return (
        f"{year}{'' if number < len(letters) else letters[number // len(letters) - 1]}{letters[number % len(letters)]}"
    )


@transaction.atomic
def retire(
    key_id: str, *, actor: Actor, now: dt.datetime, revoked_at: dt.datetime | None = None, reason: str = ""
) -> SigningKey:
    """The key signs no more; its private half goes. With ``revoked_at`` it leaked then: what it signed from that
    instant on counts for nothing, what it signed before only with a root published before. A new key takes over.

    Raises NotFound("signing_key_unknown"), Invalid("revocation_in_the_future"), Invalid("revocation_before_the_key"),
    Conflict("signing_key_retired") when nothing would change.
    """
    _lock()
    key = SigningKey.objects.select_for_update().filter(key_id=key_id).first()
    if key is None:
        raise NotFound("signing_key_unknown", params={"key": key_id})
    _check_revocation(key, revoked_at, now)
    was_in_use = key.valid_to is None
    if was_in_use:
        _close(key, max(now, key.valid_from))
    if revoked_at is not None:
        key.revoked_at, key.reason = revoked_at, reason.strip()[:200]
        key.save(update_fields=["revoked_at", "reason"])
    _record("dossiers.signing_key_revoked" if revoked_at else "dossiers.signing_key_retired", key, actor=actor, now=now)
    if was_in_use:
        _make(None, actor=actor, now=now)
    return key


def _check_revocation(key: SigningKey, revoked_at: dt.datetime | None, now: dt.datetime) -> None:
    if revoked_at is None:
        if key.valid_to is not None:
            raise Conflict("signing_key_retired", params={"key": key.key_id})
        return
    if revoked_at > now:
        raise Invalid("revocation_in_the_future")
    if revoked_at < key.valid_from:
        raise Invalid("revocation_before_the_key")
    if key.revoked_at is not None and revoked_at >= key.revoked_at:
        raise Conflict("signing_key_retired", params={"key": key.key_id})


def rewrap_signing_keys() -> int:
    """Move the private half to the current key of the environment's ring; how many. Raises Unavailable."""
    done = 0
    for key in SigningKey.objects.filter(wrapped_key__isnull=False):
        seed = private_half(key).private_bytes_raw()
        wrapping, wrapped = wrap(seed, file_uid=key.uid)
        if wrapping != key.wrapping_key:
            same = SigningKey.objects.filter(pk=key.pk, wrapping_key=key.wrapping_key, wrapped_key__isnull=False)
            done += same.update(wrapping_key=wrapping, wrapped_key=wrapped)
    return done


def public_keys() -> list[dict[str, Json]]:
    """Every key's public half and dates, oldest first: what is published."""
    return [_public(key) for key in SigningKey.objects.order_by("valid_from", "id")]


def _public(key: SigningKey) -> dict[str, Json]:
    named: dict[str, object] = {
        "id": key.key_id,
        "public_key": b64(bytes(key.public_key)),
        "valid_from": key.valid_from,
        "valid_to": key.valid_to,
        "revoked_at": key.revoked_at,
    }
    if key.endorsed_by:
        named |= {"endorsed_by": key.endorsed_by, "endorsement": b64(bytes(key.endorsement))}
    shown = plain(named)
    if not isinstance(shown, dict):
        raise TypeError("a key is an object")
    return shown


def _record(act: str, key: SigningKey, *, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        act=act,
        actor=actor,
        subject_kind="signing_key",
        subject=key.key_id,
        now=now,
        details={"valid_from": key.valid_from, "valid_to": key.valid_to, "revoked_at": key.revoked_at},
    )
