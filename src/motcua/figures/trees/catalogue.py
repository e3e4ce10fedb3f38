"""All index trees together, checked: groups add up, names are known, one version a day for each kind of unit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from itertools import pairwise

from motcua.core.errors import NotFound
from motcua.figures.definitions import catalogue as definitions
from motcua.figures.definitions.catalogue import Catalogue
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.toml_reading import Fault, refuse

from .loader import ReadTree, read_trees
from .model import Criterion, Tree


@dataclass(frozen=True)
class Trees:
    """(index, kind of unit) -> versions in order of their dates."""

    versions: Mapping[tuple[str, UnitLevel], tuple[Tree, ...]]

    def in_force(self, index: str, level: UnitLevel, day: dt.date) -> Tree:
        """Raises NotFound ``index_unknown`` (also for a kind of unit it does not rate) or ``index_not_in_force``."""
        versions = self.versions.get((index, level))
        if versions is None:
            raise NotFound("index_unknown", params={"index": index, "level": level.value})
        for tree in versions:
            if tree.is_in_force(day):
                return tree
        raise NotFound("index_not_in_force", params={"index": index, "day": f"{day:%d/%m/%Y}"})

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(index for index, _ in sorted(self.versions)))


def build(texts: Mapping[str, str], catalogue: Catalogue) -> Trees:
    """From file name -> text. Raises Invalid ``definitions_invalid`` with every fault."""
    faults: list[Fault] = []
    read = [tree for file, text in sorted(texts.items()) for tree in read_trees(file, text, faults)]
    versions: dict[tuple[str, UnitLevel], list[ReadTree]] = defaultdict(list)
    for found in read:
        _check_names(found, catalogue)
        _check_sums(found)
        versions[found.tree.id, found.tree.level].append(found)
    for all_ in versions.values():
        all_.sort(key=lambda found: found.tree.valid_from)
        for one, later in pairwise(all_):
            if one.tree.valid_to is None or later.tree.valid_from < one.tree.valid_to:
                later.root.fault("valid_from", "two_in_force", later.tree.valid_from.isoformat())
    refuse(faults)
    return Trees({key: tuple(found.tree for found in all_) for key, all_ in versions.items()})


def _check_names(found: ReadTree, catalogue: Catalogue) -> None:
    tree = found.tree
    groups = {group.id for group in tree.groups}
    for criterion in tree.criteria:
        node = found.criteria[criterion.id]
        if criterion.group not in groups:
            node.fault("group", "name_unknown", criterion.group)
        if criterion.parent and (criterion.parent not in tree.by_id or criterion.parent == criterion.id):
            node.fault("parent", "name_unknown", criterion.parent)
        elif criterion.parent and tree.by_id[criterion.parent].parent:
            node.fault("parent", "too_deep", criterion.parent)
        for sibling in criterion.redistribute_to:
            if sibling == criterion.id or sibling not in tree.by_id:
                node.fault("redistribute_to", "name_unknown", sibling)
        if criterion.indicator and criterion.indicator not in catalogue.indicators:
            node.fault("indicator", "name_unknown", criterion.indicator)


def _check_sums(found: ReadTree) -> None:
    tree = found.tree
    for group in tree.groups:
        inside = [c for c in tree.criteria if c.group == group.id and not c.parent and not c.bonus]
        total, is_known = _sum(inside)
        if group.max_points is not None and (total > group.max_points or (is_known and total != group.max_points)):
            found.root.fault(f"group[{group.id}].max_points", "sum_differs", f"{tree.level.value}: {total}")
    for criterion in tree.criteria:
        parts = [part for part in tree.criteria if part.parent == criterion.id]
        total, is_known = _sum(parts)
        if parts and is_known and criterion.max_points is not None and total != criterion.max_points:
            found.criteria[criterion.id].fault("max_points", "sum_differs", str(total))


def _sum(criteria: list[Criterion]) -> tuple[Fraction, bool]:
    known = [criterion.max_points for criterion in criteria if criterion.max_points is not None]
    return sum(known, Fraction(0)), len(known) == len(criteria) and bool(criteria)


def shipped_texts() -> dict[str, str]:
    folder = files("motcua.figures.trees").joinpath("data")
    return {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")}


@cache
def shipped() -> Trees:
    return build(shipped_texts(), definitions.shipped())
