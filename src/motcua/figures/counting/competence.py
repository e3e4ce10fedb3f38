"""Who is competent for a procedure on a day, from facts: the same rules by which a dossier finds its way
(:mod:`motcua.procedures.selectors.routing`), for all places at once."""

# ruff: noqa: S608 - statements are made of names written here, the day is a parameter

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from motcua.organisation.selectors import ONE_STOP_CENTRE

Asked = Callable[[str], Sequence[tuple[object, ...]]]

IN_FORCE: Final = "valid_from <= $last AND (valid_to IS NULL OR valid_to > $last)"
_RULES: Final = f"""
    SELECT procedure, "case", field, level, area, settling, settling_code, settling_kind, reception, reception_code
    FROM competences WHERE {IN_FORCE} ORDER BY fact
"""
_UNITS: Final = f"SELECT uid, code, level, kind FROM units WHERE {IN_FORCE} ORDER BY code"
_ABOVE: Final = f"""
    SELECT descendant, ancestor, depth FROM unit_above WHERE NOT coalesce(succeeded, false) AND {IN_FORCE}
    ORDER BY depth
"""
_AREAS: Final = f"SELECT area, kind, unit FROM service_areas WHERE {IN_FORCE} ORDER BY fact"
_POINTS: Final = f"SELECT unit FROM reception_points WHERE {IN_FORCE}"


@dataclass(frozen=True, slots=True)
class Rule:
    procedure: str | None
    case: str
    field: str
    level: str
    area: str
    settling: str
    settling_code: str
    settling_kind: str
    reception: str
    reception_code: str

    @property
    def rank(self) -> int:
        """How specific it is; the least decides."""
        if self.procedure is not None:
            return 0 if self.case else 1
        return (2 if self.level else 3) if self.field else 4

    def applies(self, procedure: str, case: str, field: str, level: str) -> bool:
        return (
            self.procedure in {None, procedure}
            and self.case in {"", case}
            and self.field in {"", field}
            and self.level in {"", level}
        )


@dataclass(frozen=True, slots=True)
class Office:
    """Who settles and who receives for some place, by public id."""

    settling: str
    reception: str


@dataclass(frozen=True)
class Competences:
    """``asked`` answers SQL over facts, with ``$last`` the day whose rules and units are asked for."""

    asked: Asked
    _found: dict[tuple[Rule, ...], frozenset[Office]] = field(default_factory=dict)

    def offices(self, procedure: str, case: str, field: str, level: str) -> frozenset[Office]:
        """Of a case of a procedure, over all communes. A place without a settling unit is left out; ``reception`` is
        empty where nobody receives."""
        rules = tuple(rule for rule in self._of(procedure) if rule.applies(procedure, case, field, level))
        found = self._found.get(rules)
        if found is None:
            found = self._found[rules] = frozenset(
                office for place in self._places for office in self._at(place, rules)
            )
        return found

    def is_one_stop(self, uid: str) -> bool:
        """A one-stop centre, or a unit that has a place where it receives people."""
        return uid in self._kinds and (self._kinds[uid] == ONE_STOP_CENTRE or uid in self._points)

    def line(self, uid: str) -> Sequence[str]:
        """Codes of the unit and of those above it, nearest first."""
        return [self._codes[above] for above, _ in self._above.get(uid, ()) if above in self._codes]

    def _of(self, procedure: str) -> Sequence[Rule]:
        return (*self._rules.get(procedure, ()), *self._rules.get(None, ()))

    @cached_property
    def _rules(self) -> Mapping[str | None, Sequence[Rule]]:
        found: dict[str | None, list[Rule]] = defaultdict(list)
        for procedure, *values in self.asked(_RULES):
            own = str(procedure) if procedure else None
            found[own].append(Rule(own, *(str(value or "") for value in values)))
        return found

    @cached_property
    def _units(self) -> Sequence[tuple[str, str, str, str]]:
        return [(str(uid), str(code), str(level), str(kind)) for uid, code, level, kind in self.asked(_UNITS)]

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return {uid: code for uid, code, _, _ in self._units}

    @cached_property
    def _kinds(self) -> Mapping[str, str]:
        return {uid: kind for uid, _, _, kind in self._units}

    @cached_property
    def _levels(self) -> Mapping[str, str]:
        return {uid: level for uid, _, level, _ in self._units}

    @cached_property
    def _by_code(self) -> Mapping[str, str]:
        return {code: uid for uid, code, _, _ in self._units}

    @cached_property
    def _places(self) -> Sequence[str]:
        return [uid for uid, _, level, _ in self._units if level == "commune"]

    @cached_property
    def _above(self) -> Mapping[str, Sequence[tuple[str, int]]]:
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for below, above, depth in self.asked(_ABOVE):
            found[str(below)].append((str(above), int(str(depth))))
        return found

    @cached_property
    def _children(self) -> Mapping[tuple[str, str], str]:
        """The first child, by code, of each unit and kind."""
        found: dict[tuple[str, str], str] = {}
        for uid, _, _, kind in self._units:
            for above, depth in self._above.get(uid, ()):
                if depth == 1:
                    found.setdefault((above, kind), uid)
        return found

    @cached_property
    def _served(self) -> Mapping[tuple[str, str], str]:
        return {(str(area), str(kind)): str(unit) for area, kind, unit in self.asked(_AREAS)}

    @cached_property
    def _points(self) -> frozenset[str]:
        return frozenset(str(row[0]) for row in self.asked(_POINTS))

    def _at(self, place: str, rules: Sequence[Rule]) -> Sequence[Office]:
        depths = {self._codes[above]: depth for above, depth in self._above.get(place, ()) if above in self._codes}
        fitting = [rule for rule in rules if not rule.area or rule.area in depths]
        if not fitting:
            return ()
        rule = min(fitting, key=lambda one: (one.rank, one.area == "", depths.get(one.area, 0)))
        settling = self._settling(place, rule)
        return (Office(settling, self._reception(place, rule)),) if settling else ()

    def _settling(self, place: str, rule: Rule) -> str:
        match rule.settling:
            case "place":
                return place
            case "named":
                return self._by_code.get(rule.settling_code, "")
            case "place_division":
                return self._children.get((place, rule.settling_kind), "")
            case _:
                above = [uid for uid, _ in self._above.get(place, ())]
                serving = (self._served.get((uid, rule.settling_kind), "") for uid in above)
                return next((uid for uid in serving if uid), "")

    def _reception(self, place: str, rule: Rule) -> str:
        match rule.reception:
            case "named":
                return self._by_code.get(rule.reception_code, "")
            case "place_centre":
                return self._children.get((place, ONE_STOP_CENTRE), "")
            case _:
                above = (uid for uid, _ in self._above.get(place, ()) if self._levels.get(uid) == "province")
                return self._children.get((next(above, ""), ONE_STOP_CENTRE), "")
