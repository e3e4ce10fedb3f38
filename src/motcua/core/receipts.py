"""Signed receipts and their proofs: the format, and checking them without a database.

This one file stands alone: the standard library and ``cryptography``, nothing of Motcua. An auditor may copy it and run
``python receipts.py FILE --roots roots.jsonl --keys keys.json``. It reads a receipt as downloaded (with or without its
proof) or the text of the QR code on the paper.

A receipt says: at this instant the chain of this dossier ended in this hash. The proof says: that hash, or one that
follows from it, is a leaf of the tree whose root was published for a day. docs/guides/proof.md tells what that shows.
"""

from __future__ import annotations

import argparse
import base64
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERSION = 1
SIGNED = b"motcua receipt 1\0"
LINK = b"motcua dossier event 2\0"
FIELDS = ("version", "system", "dossier", "number", "kind", "seq", "head", "recorded_at", "signed_at", "key")
LEGAL_ZONE = dt.timezone(dt.timedelta(hours=7))
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

TEXTS: Mapping[str, tuple[str, str]] = {
    "good": ("Chữ ký đúng", "The signature is good"),
    "bad": ("CHỮ KÝ SAI: biên nhận đã bị sửa hoặc là giả", "BAD SIGNATURE: the receipt was changed or forged"),
    "key_unknown": ("Không biết khóa ký này: cần tệp khóa công khai", "Unknown key: a file of public keys is needed"),
    "key_not_yet": ("Khóa chưa có hiệu lực vào lúc ký", "The key was not yet in force at the time of signing"),
    "key_retired": ("Khóa đã hết hiệu lực trước lúc ký", "The key was retired before the time of signing"),
    "key_revoked": ("Khóa đã bị thu hồi trước lúc ký", "The key was revoked before the time of signing"),
    "key_revoked_later": (
        "Chữ ký đúng, nhưng khóa bị thu hồi sau đó: chỉ tin được khi có trong gốc công bố trước lúc thu hồi",
        "The signature is good, but the key was revoked later: trust it only with a root from before that",
    ),
    "included": ("Có trong gốc đã công bố của ngày", "Included in the published root of the day"),
    "not_included": ("KHÔNG có trong gốc: bằng chứng không khớp", "NOT included: the proof does not hold"),
    "contradicted": ("TRÁI với gốc đã công bố của ngày", "CONTRADICTED by the published root of the day"),
    "root_unknown": (
        "Bằng chứng khớp, nhưng chưa đối chiếu được với gốc đã công bố: thiếu gốc của ngày",
        "The proof holds, but the published root of that day is not among the given ones",
    ),
    "not_yet": (
        "Chưa có bằng chứng: gốc của ngày được công bố vào sáng hôm sau",
        "No proof yet: the root of a day is published the next morning",
    ),
    "unreadable": ("Không đọc được tệp này như một biên nhận", "This file cannot be read as a receipt"),
}


class UnreadableError(ValueError):
    """The file is no receipt, no list of keys or no list of roots."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key and when its signatures count. Instants are aware."""

    id: str
    public: bytes
    valid_from: dt.datetime
    valid_to: dt.datetime | None = None
    revoked_at: dt.datetime | None = None


class Root(NamedTuple):
    number: int
    day: str
    root: str


@dataclass(slots=True)
class Anchors:
    """What somebody trusts: keys by id, published roots by day number, and leaves if the file held them."""

    keys: dict[str, Key] = field(default_factory=dict)
    roots: dict[int, Root] = field(default_factory=dict)
    leaves: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)


class Verdict(NamedTuple):
    """``signature`` and ``inclusion`` are keys of TEXTS. ``day`` is that of the root which includes the receipt."""

    signature: str
    inclusion: str
    day: str = ""

    @property
    def ok(self) -> bool:
        """Nothing speaks against the receipt, and its signature counts."""
        if self.inclusion in {"not_included", "contradicted"}:
            return False
        return self.signature == "good"


def canonical(receipt: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: RFC 8785 of the fields, without the signature."""
    document = {name: receipt[name] for name in FIELDS}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return SIGNED + text.encode()


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def compact(receipt: Mapping[str, Any]) -> str:
    """The receipt as the QR code holds it: fields between tildes, safe in the fragment of an address."""
    parts = (
        *(quote(str(receipt[name]), safe="") for name in ("version", "system")),
        UUID(receipt["dossier"]).hex,
        quote(receipt["number"], safe=""),
        quote(receipt["kind"], safe=""),
        str(receipt["seq"]),
        b64(bytes.fromhex(receipt["head"])),
        _micros(receipt["recorded_at"]),
        _micros(receipt["signed_at"]),
        quote(receipt["key"], safe=""),
        receipt["signature"],
    )
    return "~".join(parts)


def expand(text: str) -> dict[str, Any]:
    """The receipt in the text of a QR code. Raises UnreadableError."""
    parts = text.rpartition("#")[2].split("~")
    if len(parts) != len(FIELDS) + 1:
        raise UnreadableError("not the code of a receipt")
    version, system, dossier, number, kind, seq, head, recorded, signed, key, signature = parts
    try:
        return {
            "version": int(version),
            "system": unquote(system),
            "dossier": str(UUID(hex=dossier)),
            "number": unquote(number),
            "kind": unquote(kind),
            "seq": int(seq),
            "head": unb64(head).hex(),
            "recorded_at": _instant_text(int(recorded)),
            "signed_at": _instant_text(int(signed)),
            "key": unquote(key),
            "signature": signature,
        }
    except (ValueError, OverflowError) as error:
        raise UnreadableError("not the code of a receipt") from error


def _micros(text: str) -> str:
    return str((parse_instant(text) - _EPOCH) // dt.timedelta(microseconds=1))


def _instant_text(micros: int) -> str:
    return (_EPOCH + dt.timedelta(microseconds=micros)).isoformat(timespec="microseconds")[:-6] + "Z"


def parse_instant(text: str) -> dt.datetime:
    """Raises ValueError, also for an instant without a zone."""
    at = dt.datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return at


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf_hash(dossier: str, seq: int, head: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + UUID(dossier).bytes + seq.to_bytes(8, "big") + head).digest()


def check(document: Mapping[str, Any], anchors: Anchors) -> Verdict:
    """Check a receipt (with its proof, if it has one) against what is trusted. Raises UnreadableError."""
    receipt, proof = document["receipt"], document.get("proof")
    try:
        signature = _signature(receipt, anchors.keys)
        inclusion, day = _inclusion(receipt, proof, anchors)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise UnreadableError("a field is missing or malformed") from error
    if signature == "key_revoked_later" and inclusion == "included":
        revoked = anchors.keys[receipt["key"]].revoked_at
        if revoked is not None and day < revoked.astimezone(LEGAL_ZONE).date().isoformat():
            signature = "good"
    return Verdict(signature, inclusion, day)


def _signature(receipt: Mapping[str, Any], keys: Mapping[str, Key]) -> str:
    signed = canonical(receipt)
    key = keys.get(receipt["key"])
    if key is None:
        return "key_unknown"
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(unb64(receipt["signature"]), signed)
    except (InvalidSignature, ValueError):
        return "bad"
    at = parse_instant(receipt["signed_at"])
    if at < key.valid_from:
        return "key_not_yet"
    if key.revoked_at is not None:
        return "key_revoked" if at >= key.revoked_at else "key_revoked_later"
    return "key_retired" if key.valid_to is not None and at >= key.valid_to else "good"


def _inclusion(receipt: Mapping[str, Any], proof: Mapping[str, Any] | None, anchors: Anchors) -> tuple[str, str]:
    """The code, and the day of the root."""
    known = anchors.leaves.get((receipt["dossier"], receipt["seq"]))
    if known is not None:
        number, head = known
        return ("included" if head == receipt["head"] else "contradicted"), anchors.roots[number].day
    if proof is None:
        return "not_yet", ""
    day = proof["day"]
    if not _holds(receipt, proof):
        return "not_included", str(day["day"])
    published = anchors.roots.get(int(day["number"]))
    if published is None:
        return "root_unknown", str(day["day"])
    if published.root != day["root"] or published.day != day["day"]:
        return "contradicted", published.day
    return "included", published.day


def _holds(receipt: Mapping[str, Any], proof: Mapping[str, Any]) -> bool:
    """Whether the chain walks from the receipt's head to the leaf's, and the leaf climbs to the root."""
    head = bytes.fromhex(receipt["head"])
    for content in proof["links"]:
        head = hashlib.sha256(LINK + head + bytes.fromhex(content)).digest()
    leaf = proof["leaf"]
    if leaf["seq"] != receipt["seq"] + len(proof["links"]) or bytes.fromhex(leaf["head"]) != head:
        return False
    at = leaf_hash(receipt["dossier"], leaf["seq"], head)
    for side, neighbour in proof["path"]:
        other = bytes.fromhex(neighbour)
        if len(other) != 32 or side not in {"left", "right"}:
            return False
        at = node_hash(other, at) if side == "left" else node_hash(at, other)
    return at == bytes.fromhex(proof["day"]["root"])


def read_document(text: str) -> dict[str, Any]:
    """A receipt file, a bare receipt, or the text of a QR code. Raises UnreadableError."""
    stripped = text.strip()
    if not stripped.startswith("{"):
        return {"receipt": expand(stripped)}
    try:
        data = json.loads(stripped)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("not JSON") from error
    document = data if "receipt" in data else {"receipt": data}
    if not isinstance(document["receipt"], dict) or document["receipt"].get("version") != VERSION:
        raise UnreadableError("not a receipt of this version")
    return dict(document)


def read_anchors(path: Path, into: Anchors) -> None:
    """Add the keys, roots and leaves of a file: a list of keys, an exported roots file (JSON Lines) or the published
    list of roots. Raises UnreadableError with the line."""
    number = 0
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):  # noqa: B007 - told in the error
                if line.strip():
                    _add(json.loads(line), into)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableError(f"{path.name}: line {number}") from error


def _add(data: Mapping[str, Any], into: Anchors) -> None:
    for key in data.get("keys", ()):
        into.keys[key["id"]] = read_key(key)
    if "root" in data:
        into.roots[int(data["number"])] = Root(int(data["number"]), str(data["day"]), str(data["root"]))
    for day in data.get("days", ()):
        _add(day, into)
    leaves = data.get("leaves")
    for dossier, seq, head in leaves if isinstance(leaves, list) else ():
        into.leaves[dossier, seq] = int(data["number"]), head


def read_key(data: Mapping[str, Any]) -> Key:
    until = [parse_instant(data[name]) if data.get(name) else None for name in ("valid_to", "revoked_at")]
    return Key(data["id"], unb64(data["public_key"]), parse_instant(data["valid_from"]), *until)


def told(receipt: Mapping[str, Any], verdict: Verdict, *, english: bool) -> Iterator[str]:
    """The lines a person reads."""
    at = parse_instant(receipt["recorded_at"]).astimezone(LEGAL_ZONE)
    yield f"{receipt['number']}  ({receipt['system']}, seq {receipt['seq']}, {at:%d/%m/%Y %H:%M:%S})"
    yield TEXTS[verdict.signature][english]
    yield " ".join((TEXTS[verdict.inclusion][english], verdict.day)).strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """0: nothing speaks against the receipt. 1: it does not hold. 2: a file cannot be read."""
    parser = argparse.ArgumentParser(description="Kiểm chứng biên nhận / verify a receipt")
    parser.add_argument("file", type=Path)
    parser.add_argument("--roots", type=Path, action="append", default=[])
    parser.add_argument("--keys", type=Path, action="append", default=[])
    parser.add_argument("--en", action="store_true", help="English")
    asked = parser.parse_args(arguments)
    anchors = Anchors()
    try:
        for path in (*asked.keys, *asked.roots):
            read_anchors(path, anchors)
        document = read_document(asked.file.read_text(encoding="utf-8"))
        verdict = check(document, anchors)
        lines = list(told(document["receipt"], verdict, english=asked.en))
    except (UnreadableError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{TEXTS['unreadable'][asked.en]}: {error}\n")
        return 2
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if verdict.ok else 1


if __name__ == "__main__":
    sys.exit(main())
