"""In which row of the drawing each step stands: steps further on lie lower, ways back are told apart. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Targets = Mapping[int, Sequence[int]]
"""The nodes that each node leads to; a target that is no node is left out by the caller."""


def layers(nodes: Sequence[int], ahead: Targets) -> dict[int, int]:
    """The layer of each node, from 0: one more than the longest way to it that does not return. ``nodes`` are in the
    order of the table, the first is where the process begins; what cannot be reached stands beneath the row before
    it. Linear in nodes and links."""
    order, back, roots = _walk(nodes, ahead)
    place = {node: number for number, node in enumerate(nodes)}
    found = _longest(order, ahead, back, dict.fromkeys(nodes, 0))
    if len(roots) == 1:
        return found
    base = dict.fromkeys(nodes, 0)
    for root in roots[1:]:
        base[root] = found[nodes[place[root] - 1]] + 1
        found = _longest(order, ahead, back, base)
    return found


def in_one_column(nodes: Sequence[int], ahead: Targets) -> dict[int, int]:
    """As :func:`layers`, but no two nodes on one layer."""
    found = layers(nodes, ahead)
    place = {node: number for number, node in enumerate(nodes)}
    ordered = sorted(nodes, key=lambda node: (found[node], place[node]))
    return {node: number for number, node in enumerate(ordered)}


def _walk(nodes: Sequence[int], ahead: Targets) -> tuple[list[int], set[tuple[int, int]], list[int]]:
    """Nodes so that links lead onward but for those that return, those that return, and where walking began anew."""
    seen: set[int] = set()
    on_way: set[int] = set()
    finished: list[int] = []
    back: set[tuple[int, int]] = set()
    roots: list[int] = []
    for root in nodes:
        if root in seen:
            continue
        roots.append(root)
        seen.add(root)
        on_way.add(root)
        stack = [(root, 0)]
        while stack:
            node, position = stack.pop()
            targets = ahead.get(node, ())
            if position == len(targets):
                on_way.discard(node)
                finished.append(node)
                continue
            stack.append((node, position + 1))
            target = targets[position]
            if target in on_way:
                back.add((node, target))
            elif target not in seen:
                seen.add(target)
                on_way.add(target)
                stack.append((target, 0))
    return finished[::-1], back, roots


def _longest(
    order: Sequence[int], ahead: Targets, back: set[tuple[int, int]], base: Mapping[int, int]
) -> dict[int, int]:
    found = dict(base)
    for node in order:
        for target in ahead.get(node, ()):
            if (node, target) not in back:
                found[target] = max(found[target], found[node] + 1)
    return found
