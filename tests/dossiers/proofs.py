"""Receipts with proofs made from nothing: a key, a chain and a day of our own."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from motcua.core.canonical import plain
from motcua.core.receipts import Anchors, Key, Root, b64, canonical
from motcua.dossiers.log.chain import Signature, content_digest, event_hash
from motcua.dossiers.log.merkle import CHUNK, Leaf, Tree, day_hashes, path_through

AT = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
DAY = "2026-11-23"
PREVIOUS = bytes(range(32))
Document = dict[str, Any]


def private_key(number: int = 1) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public_key(number: int = 1, **dates: dt.datetime) -> Key:
    start = dates.pop("valid_from", AT - dt.timedelta(hours=1))
    return Key("2026a", private_key(number).public_key().public_bytes_raw(), start, **dates)


def made(*, others: int = 20, later: int = 3) -> tuple[Document, Anchors]:
    """A dossier whose receipt is at seq 2 and that moved on by ``later`` events the same day, among ``others``."""
    uid = "00000000-0000-7000-8000-00000000000a"
    signature = Signature(uid, "actor", "", "TS-0101", AT, AT)
    heads, links = [bytes(32)], []
    for seq in range(1, 3 + later):
        event = {"seq": seq, "kind": "x", "version": 1, "payload": b'{"n":%d}' % seq}
        heads.append(event_hash(signature, prev_hash=heads[-1], **event))
        links.append(content_digest(signature, **event))
    leaves = [Leaf(str(UUID(int=n + 1)), n + 1, bytes([n % 251]) * 32) for n in range(others)]
    leaves = sorted([*leaves, Leaf(uid, 2 + later, heads[-1])], key=lambda leaf: leaf.dossier)
    tree = Tree(PREVIOUS)
    for leaf in leaves:
        tree.add(leaf)
    place = leaves.index(Leaf(uid, 2 + later, heads[-1])) + 1
    start = place // CHUNK * CHUNK
    path = path_through(day_hashes(PREVIOUS, leaves)[start : start + CHUNK], tree.nodes(), place)
    proof = {
        "day": {"number": 7, "day": DAY, "prev_root": PREVIOUS.hex(), "root": tree.root().hex()},
        "leaf": {"seq": 2 + later, "head": heads[-1].hex()},
        "index": place,
        "size": tree.size,
        "path": [[side, node.hex()] for side, node in path],
        "links": [link.hex() for link in links[2:]],
    }
    receipt = signed(uid, heads[2].hex())
    anchors = Anchors({"2026a": public_key()}, {7: Root(7, DAY, tree.root().hex())})
    return {"format": "motcua-receipt-1", "receipt": receipt, "proof": proof}, anchors


def signed(uid: str, head: str, *, key: int = 1) -> Document:
    receipt: Document = {
        "version": 1,
        "system": "motcua.example.vn",
        "dossier": uid,
        "number": "H99.0101.1-261123-0007",
        "kind": "accepted",
        "seq": 2,
        "head": head,
        "recorded_at": plain(AT),
        "signed_at": plain(AT),
        "key": "2026a",
    }
    return {**receipt, "signature": b64(private_key(key).sign(canonical(receipt)))}
