"""Index trees out of TOML. A file may serve several kinds of unit; each gets the criteria that name it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from motcua.figures.definitions.model import Mark, UnitLevel, ZeroPolicy
from motcua.figures.periods import PeriodKind
from motcua.figures.toml_reading import Fault, Node, open_toml

from .model import Band, Criterion, Group, Origin, Tree, Working
from .rules import RATE_RULES, Rule, RuleKind

FORMAT: Final = "motcua-index-tree/1"
_HUNDRED: Final = Fraction(100)


@dataclass(frozen=True, slots=True)
class ReadTree:
    """A tree with the nodes it came from: the file's own, and those of its criteria by id."""

    tree: Tree
    root: Node
    criteria: Mapping[str, Node]


def read_trees(file: str, text: str, faults: list[Fault]) -> list[ReadTree]:
    """Every tree of one file, one for each kind of unit; nothing when the file is no such file."""
    root = open_toml(file, text, FORMAT, faults)
    if root is None:
        return []
    groups = [_group(node) for node in root.children("group")]
    nodes = list(root.children("criterion"))
    criteria = [_criterion(node) for node in nodes]
    by_id = {criterion.id: node for criterion, node in zip(criteria, nodes, strict=True)}
    if len(by_id) < len(criteria) or len({group.id for group in groups}) < len(groups):
        root.fault("criterion", "name_taken")
    common = _Common(root, groups, criteria)
    trees = [ReadTree(common.tree(node), root, by_id) for node in root.children("unit_level")]
    if not trees:
        root.fault("unit_level", "key_missing")
    root.done()
    return trees


class _Common:
    """What all kinds of unit of a file share."""

    def __init__(self, root: Node, groups: list[Group], criteria: list[Criterion]) -> None:
        self.groups, self.criteria = groups, criteria
        self.id, self.version = root.identifier(), root.whole("version", 1, least=1)
        self.valid_from, self.valid_to = root.day("valid_from"), root.day_or_none("valid_to")
        self.names = root.text("name_vi"), root.text("name_en")
        self.bands_mark = root.choice("bands_mark", Mark, Mark.OWN)
        self.criterion_decimals = root.whole("criterion_decimals", most=6) if root.has("criterion_decimals") else None
        self.periods = root.choices("periods", PeriodKind, (PeriodKind.YEAR,))
        self.tie, self.decimals = root.number("tie", 0), root.whole("decimals", 2, most=6)
        self.frame = root.flag("frame", False)
        self.texts = root.text("legal"), root.text("source"), root.text("note", "")
        self.mark = root.choice("mark", Mark)
        self.max_points = root.number("max_points")
        self.bands = tuple(_band(node, self.max_points) for node in root.children("band"))

    def tree(self, node: Node) -> Tree:
        level = node.choice("id", UnitLevel)
        criteria = tuple(criterion for criterion in self.criteria if level in criterion.levels)
        groups = tuple(self._narrowed(group, criteria) for group in self.groups)
        known = [group.max_points for group in groups if group.max_points is not None]
        legal, source, note = self.texts
        tree = Tree(
            id=self.id,
            version=self.version,
            level=level,
            valid_from=self.valid_from,
            valid_to=node.day_or_none("valid_to") or self.valid_to,
            name_vi=self.names[0],
            name_en=self.names[1],
            max_points=self.max_points if self.frame or len(known) < len(groups) else sum(known, Fraction(0)),
            groups=groups,
            criteria=criteria,
            bands=self.bands,
            bands_mark=self.bands_mark,
            tie=self.tie,
            decimals=self.decimals,
            criterion_decimals=self.criterion_decimals,
            periods=self.periods,
            frame=self.frame,
            legal=legal,
            source=source,
            mark=self.mark,
            level_mark=node.choice("mark", Mark),
            level_note=node.text("note", ""),
            note=note,
        )
        node.done()
        return tree

    def _narrowed(self, group: Group, criteria: Iterable[Criterion]) -> Group:
        """The group's maximum less that of criteria that do not concern this kind of unit."""
        here = {criterion.id for criterion in criteria}
        absent = [c for c in self.criteria if c.group == group.id and c.id not in here and not c.parent and not c.bonus]
        if group.max_points is None:
            return group
        less = sum((criterion.max_points or Fraction(0) for criterion in absent), Fraction(0))
        most = max(Fraction(0), group.max_points - less)
        return replace(group, max_points=most)


def _group(node: Node) -> Group:
    group = Group(
        id=node.identifier(),
        code=node.text("code", ""),
        decision_group=node.text("decision_group", ""),
        name_vi=node.text("name_vi"),
        name_en=node.text("name_en"),
        max_points=node.number_or_none("max_points"),
        mark=node.choice("mark", Mark),
        assessed_by=node.text("assessed_by", ""),
    )
    node.done()
    return group


def _band(node: Node, most: Fraction) -> Band:
    """From ``min`` per cent on, or from ``points`` of the whole maximum."""
    by_points = node.has("points")
    least = node.number("points") / (most or Fraction(1)) * _HUNDRED if by_points else node.number("min")
    band = Band(least, node.text("name_vi"), node.text("name_en"))
    node.done()
    return band


def _criterion(node: Node) -> Criterion:
    most = node.number_or_none("max_points")
    if most is not None and most < 0:
        node.fault("max_points", "max_negative")
    rule = _rule(node.child("rule"), node, most)
    criterion = Criterion(
        id=node.text("id"),
        group=node.text("group"),
        parent=node.text("parent", ""),
        name_vi=node.text("name_vi"),
        name_en=node.text("name_en"),
        max_points=most,
        rule=rule,
        working=_working(node.child("working")),
        zero=node.choice("zero", ZeroPolicy, ZeroPolicy.UNKNOWN),
        redistribute_to=node.texts("redistribute_to", ()),
        indicator=node.text("indicator", ""),
        origin=node.choice("origin", Origin, Origin.COMPUTED if node.has("indicator") else Origin.SELF),
        bonus=node.flag("bonus", False),
        levels=node.choices("levels", UnitLevel, tuple(UnitLevel)),
        mark=node.choice("mark", Mark),
        source=node.text("source", ""),
        note=node.text("note", ""),
        one_answer=node.flag("one_answer", False),
    )
    if (criterion.zero is ZeroPolicy.REDISTRIBUTE) != bool(criterion.redistribute_to):
        node.fault("redistribute_to", "redistribution_incomplete")
    node.done()
    return criterion


def _working(node: Node | None) -> Working | None:
    if node is None:
        return None
    most = node.number("max_points")
    working = Working(most, _rule(node.child("rule"), node, most), node.text("why"))
    node.done()
    return working


def _rule(node: Node | None, owner: Node, most: Fraction | None) -> Rule:
    if node is None:
        owner.fault("rule", "key_missing")
        return Rule(RuleKind.UNRESOLVED)
    kind = node.choice("kind", RuleKind)
    rule = _RULES[kind](node) if kind in _RULES else Rule(kind)
    node.done()
    if not 0 < rule.cap <= 1 or not 0 <= rule.floor <= rule.full <= 1 or rule.each < 0:
        node.fault("", "rule_out_of_range")
    if kind is RuleKind.BANDS:
        steps = rule.steps
        if not steps or any(one <= other for (one, _), (other, _) in pairwise(steps)):
            node.fault("steps", "steps_not_descending")
        if most is not None and any(step > most for _, step in steps):
            node.fault("steps", "step_over_max")
    if kind in RATE_RULES and most == 0:
        owner.fault("max_points", "max_missing")
    return rule


def _bands_rule(node: Node) -> Rule:
    steps = []
    for step in node.children("steps"):
        steps.append((step.number("min"), step.number("points")))
        step.done()
    return Rule(RuleKind.BANDS, steps=tuple(steps))


def _survey_rule(node: Node) -> Rule:
    """Weights in per cent of the maximum."""
    weights = node.child("weights")
    options = {} if weights is None else {option: weights.number(option) / _HUNDRED for option in weights.table}
    if not options or not all(0 <= weight <= 1 for weight in options.values()):
        node.fault("weights", "rule_out_of_range")
    return Rule(RuleKind.SURVEY, weights=options)


_RULES: Final[dict[RuleKind, Callable[[Node], Rule]]] = {
    RuleKind.CAPPED: lambda node: Rule(RuleKind.CAPPED, cap=node.number("cap")),
    RuleKind.FLOOR_LINEAR: lambda node: Rule(
        RuleKind.FLOOR_LINEAR, floor=node.number("floor"), full=node.number("full")
    ),
    RuleKind.BANDS: _bands_rule,
    RuleKind.BOOLEAN: lambda node: Rule(RuleKind.BOOLEAN, deadline=node.flag("deadline", False)),
    RuleKind.PER_ITEM: lambda node: Rule(RuleKind.PER_ITEM, each=node.number("each")),
    RuleKind.DEDUCT: lambda node: Rule(RuleKind.DEDUCT, each=node.number("each")),
    RuleKind.SURVEY: _survey_rule,
    RuleKind.IMPORTED: lambda node: Rule(RuleKind.IMPORTED, factor=node.number("factor", 1)),
    RuleKind.GIVEN: lambda node: Rule(RuleKind.GIVEN, least=node.number("least", 0)),
}
