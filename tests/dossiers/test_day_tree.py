"""Trees of days: what is grown leaf by leaf equals what RFC 6962 defines, and every path climbs."""

from __future__ import annotations

import hashlib
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core import receipts
from motcua.dossiers.log import merkle
from motcua.dossiers.log.chain import Signature, content_digest, event_hash, link_hash
from motcua.dossiers.log.merkle import (
    CHUNK,
    Leaf,
    Tree,
    climb,
    day_hashes,
    day_root,
    encode_leaf,
    grown_root,
    leaf_hash,
    path_through,
)

from .world import NOW

PREVIOUS = bytes(range(32))
SIZES = st.integers(0, 40) | st.sampled_from([CHUNK - 2, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])


def leaves(number: int) -> list[Leaf]:
    return [Leaf(str(UUID(int=n + 1)), n % 9 + 1, hashlib.sha256(str(n).encode()).digest()) for n in range(number)]


def rfc_root(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, as it is written there."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + rfc_root(hashes[:split]) + rfc_root(hashes[split:])).digest()


@given(SIZES)
@settings(max_examples=40)
def test_a_grown_tree_is_the_tree_of_the_standard(number: int) -> None:
    made = leaves(number)

    assert grown_root(PREVIOUS, made) == day_root(PREVIOUS, made) == rfc_root(day_hashes(PREVIOUS, made))


@given(SIZES.filter(bool), st.data())
@settings(max_examples=40)
def test_a_path_through_chunks_climbs_to_the_root(number: int, data: st.DataObject) -> None:
    made = leaves(number)
    hashes = day_hashes(PREVIOUS, made)
    tree = Tree(PREVIOUS)
    for leaf in made:
        tree.add(leaf)
    place = data.draw(st.integers(0, number))
    start = place // CHUNK * CHUNK

    path = path_through(hashes[start : start + CHUNK], tree.nodes(), place)

    assert climb(hashes[place], path) == tree.root()
    assert path == merkle.inclusion_path(hashes, place)


@given(st.integers(2, 60), st.data())
def test_a_path_of_one_leaf_proves_no_other(number: int, data: st.DataObject) -> None:
    hashes = day_hashes(PREVIOUS, leaves(number))
    one = data.draw(st.integers(0, number))
    other = data.draw(st.integers(0, number).filter(lambda index: index != one))

    assert climb(hashes[other], merkle.inclusion_path(hashes, one)) != merkle.tree_root(hashes)


def test_the_stand_alone_verifier_hashes_as_the_log_does() -> None:
    leaf = leaves(5)[4]
    signature = Signature(leaf.dossier, "actor", "", "unit", NOW, NOW)
    event = {"seq": 7, "kind": "x", "version": 1, "payload": b"{}"}

    assert receipts.leaf_hash(leaf.dossier, leaf.seq, leaf.hash) == leaf_hash(encode_leaf(leaf))
    assert receipts.node_hash(b"a", b"b") == merkle.node_hash(b"a", b"b")
    content = content_digest(signature, **event)
    walked = hashlib.sha256(receipts.LINK + leaf.hash + content).digest()
    assert walked == link_hash(leaf.hash, content) == event_hash(signature, prev_hash=leaf.hash, **event)


def test_an_event_of_the_first_version_hashes_as_it_always_did() -> None:
    signature = Signature("00000000-0000-7000-8000-000000000001", "system", "", "TS-0101", NOW, NOW)
    event = {"seq": 1, "kind": "dossier_submitted", "version": 1, "payload": b'{"a":1}'}

    digest = event_hash(signature, prev_hash=bytes(32), hash_version=1, **event)

    assert digest.hex() == FIRST_VERSION
    with pytest.raises(ValueError, match="unseen"):
        content_digest(signature, hash_version=1, **event)


FIRST_VERSION = "fa702d3fbc8ab7fd1a3c4e8d7752098e1901936858f92c53de5e56636c633e4d"
"""Made by the code before version 2 there was."""
