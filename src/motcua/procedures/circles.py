"""Naming the circle in which a process never ends."""

from __future__ import annotations

from collections.abc import Mapping


def circle(start: str, ahead: Mapping[str, set[str]]) -> str:
    """``b → c → b``: the circle that following the steps from ``start`` leads into. ``ahead`` names the steps after
    each; from ``start`` none of them may lead to the end."""
    way = [start]
    while True:
        target = min(ahead[way[-1]])
        if target in way:
            return " → ".join([*way[way.index(target) :], target])
        way.append(target)
