"""The proof that a chain's head is in a day's tree, and the walk from an earlier head to it. Nothing here grows with
the day: a path is made from the leaves of one chunk and the nodes of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from motcua.dossiers.models import DayLeaf, DayRoot, DayTree, DossierEvent

from .chain import Signature, content_digest
from .merkle import CHUNK, Leaf, Tree, encode_leaf, leaf_hash, path_through

WIDTH = 32
MOST_LINKS = 500


class Inclusion(NamedTuple):
    """``place`` counts in the tree, whose first leaf is the previous root. ``links`` are the content digests of the
    events after the receipt's, up to the leaf's."""

    root: DayRoot
    leaf: Leaf
    place: int
    size: int
    path: list[tuple[str, bytes]]
    links: list[bytes]


def inclusion_of(dossier: UUID, dossier_id: int, seq: int) -> Inclusion | None:
    """The proof for the head at ``seq``: in the first closed day that holds it or a later head. ``None`` while no day
    does, and for a chain of hash version 1 that moved on before its day was closed: it cannot be walked unseen."""
    found = (
        DayLeaf.objects.select_related("root")
        .filter(dossier_uid=dossier, seq__gte=seq)
        .order_by("root__number")
        .first()
    )
    if found is None:
        return None
    links = _links(dossier, dossier_id, seq, found.seq)
    if links is None:
        return None
    leaf = Leaf(str(dossier), found.seq, bytes(found.hash))
    tree = tree_of(found.root)
    path = _path(found.root, tree, found.index + 1)
    return Inclusion(found.root, leaf, found.index + 1, tree.size, path, links)


def _links(dossier: UUID, dossier_id: int, after: int, until: int) -> list[bytes] | None:
    if until - after > MOST_LINKS:
        return None
    rows = DossierEvent.objects.filter(dossier_id=dossier_id, seq__gt=after, seq__lte=until).order_by("seq")
    links: list[bytes] = []
    for row in rows:
        if row.hash_version == 1:
            return None
        signature = Signature(str(dossier), row.actor, row.on_behalf_of, row.unit, row.occurred_at, row.recorded_at)
        links.append(
            content_digest(
                signature,
                seq=row.seq,
                kind=row.kind,
                version=row.version,
                payload=bytes(row.payload),
                hash_version=row.hash_version,
            )
        )
    return links


def _path(root: DayRoot, tree: DayTree, index: int) -> list[tuple[str, bytes]]:
    """``index`` counts in the tree, whose first leaf is the previous root."""
    start = index // CHUNK * CHUNK
    rows = root.leaf_rows.filter(index__gte=start - 1, index__lt=start - 1 + CHUNK).order_by("index")
    chunk = [leaf_hash(bytes(root.prev_root))] if start == 0 else []
    chunk += [leaf_hash(encode_leaf(leaf)) for leaf in _leaves(rows.values_list("dossier_uid", "seq", "hash"))]
    nodes = bytes(tree.nodes)
    return path_through(chunk, [nodes[at : at + WIDTH] for at in range(0, len(nodes), WIDTH)], index)


def _leaves(rows: Iterable[tuple[UUID, int, bytes]]) -> Iterator[Leaf]:
    for uid, seq, head in rows:
        yield Leaf(str(uid), seq, bytes(head))


def tree_of(root: DayRoot) -> DayTree:
    """The upper nodes of a day; grown from its leaves and kept when the day was closed before nodes were."""
    found = DayTree.objects.filter(root=root).first()
    if found is not None:
        return found
    tree = Tree(bytes(root.prev_root))
    for leaf in leaves_of(root):
        tree.add(leaf)
    made = DayTree(root=root, size=tree.size, nodes=b"".join(tree.nodes()))
    DayTree.objects.bulk_create([made], ignore_conflicts=True)
    return made


def leaves_of(root: DayRoot) -> Iterator[Leaf]:
    """The leaves of a day in order, streamed."""
    rows = root.leaf_rows.order_by("index").values_list("dossier_uid", "seq", "hash")
    yield from _leaves(rows.iterator(chunk_size=5000))
