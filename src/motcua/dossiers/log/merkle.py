"""Merkle trees with the domain prefixes of RFC 6962: 0x00 for leaves, 0x01 for nodes. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

GENESIS_ROOT = bytes(32)
CHUNK_BITS = 10
CHUNK = 1 << CHUNK_BITS


class Leaf(NamedTuple):
    """The head of one chain at the close of a day."""

    dossier: str
    seq: int
    hash: bytes


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def encode_leaf(leaf: Leaf) -> bytes:
    """16 bytes of the dossier's UUID, 8 of the seq, 32 of the head."""
    return UUID(leaf.dossier).bytes + leaf.seq.to_bytes(8, "big") + leaf.hash


def tree_root(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, split as RFC 6962 section 2.1 splits. The empty tree is SHA-256 of nothing."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]


def day_hashes(previous: bytes, leaves: Sequence[Leaf]) -> list[bytes]:
    """The leaf hashes of a day's tree: the previous root first, then the heads in the order of their dossiers."""
    ordered = sorted(leaves, key=lambda leaf: UUID(leaf.dossier).bytes)
    return [leaf_hash(previous), *(leaf_hash(encode_leaf(leaf)) for leaf in ordered)]


def day_root(previous: bytes, leaves: Sequence[Leaf]) -> bytes:
    return tree_root(day_hashes(previous, leaves))


def inclusion_path(hashes: Sequence[bytes], index: int) -> list[tuple[str, bytes]]:
    """The neighbours that lead from leaf ``index`` to the root: (side, hash), side "left" or "right"."""
    path: list[tuple[str, bytes]] = []
    level = list(hashes)
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            path.append(("left" if neighbour < index else "right", level[neighbour]))
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level, index = paired, index // 2
    return path


def climb(leaf: bytes, path: Sequence[tuple[str, bytes]]) -> bytes:
    """The root that a leaf hash and its path give."""
    for side, neighbour in path:
        leaf = node_hash(neighbour, leaf) if side == "left" else node_hash(leaf, neighbour)
    return leaf


class Tree:
    """A day's tree grown leaf by leaf, the previous root being the first: memory for one chunk of leaves and one node
    for each chunk before it. Chunks are aligned, so a node is the same whether it is grown or cut out of the tree."""

    def __init__(self, previous: bytes) -> None:
        self.size = 1
        self._chunk = [leaf_hash(previous)]
        self._nodes: list[bytes] = []

    def add(self, leaf: Leaf) -> None:
        """The next leaf in the order of the dossiers' UUIDs."""
        if len(self._chunk) == CHUNK:
            self._nodes.append(tree_root(self._chunk))
            self._chunk = []
        self._chunk.append(leaf_hash(encode_leaf(leaf)))
        self.size += 1

    def nodes(self) -> list[bytes]:
        """The roots of the chunks."""
        return [*self._nodes, tree_root(self._chunk)]

    def root(self) -> bytes:
        return tree_root(self.nodes())


def grown_root(previous: bytes, leaves: Iterable[Leaf]) -> bytes:
    """As :func:`day_root` for leaves that come in order, in bounded memory."""
    tree = Tree(previous)
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def path_through(chunk: Sequence[bytes], nodes: Sequence[bytes], index: int) -> list[tuple[str, bytes]]:
    """The path of the leaf at ``index`` of the tree, from the leaf hashes of its chunk and the nodes of all chunks."""
    inner = inclusion_path(chunk, index % CHUNK)
    return inner + inclusion_path(nodes, index // CHUNK)
