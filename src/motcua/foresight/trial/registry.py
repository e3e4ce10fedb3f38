"""What a dry run needs of the registries on a day: steps that stand, units and who sits in them, terms, papers and
questions. Read once before the replay; plain values from then on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from motcua.core.errors import Conflict, NotFound
from motcua.foresight.trial.change import questions_of
from motcua.forms.models import EFormVersion
from motcua.organisation.models import ServiceArea, Unit, UnitClosure, in_force
from motcua.people.models import Assignment, UserKind
from motcua.procedures.items import CompetenceItem
from motcua.procedures.models import Case, ProcedureVersion, ProcessVersion
from motcua.procedures.process import Step
from motcua.procedures.process_json import from_json
from motcua.procedures.selectors.memory import memory
from motcua.procedures.selectors.offers import terms_of
from motcua.procedures.terms import ChannelName, Terms


@dataclass(frozen=True)
class Units:
    """Units of a day by public id."""

    codes: Mapping[str, str]
    names: Mapping[str, str]
    kinds: Mapping[str, str]
    above: Mapping[str, tuple[str, ...]]
    """Those above a unit, the nearest first, itself among them."""
    served: Mapping[tuple[str, str], str]
    """Who serves an area (a unit's public id) for a kind of work."""

    @cached_property
    def by_code(self) -> Mapping[str, str]:
        return {code: uid for uid, code in self.codes.items()}

    @cached_property
    def children(self) -> Mapping[tuple[str, str], str]:
        """A child of a kind, the first by code."""
        found: dict[tuple[str, str], str] = {}
        for uid in sorted(self.above, key=lambda one: self.codes.get(one, "")):
            if len(self.above[uid]) > 1:
                found.setdefault((self.above[uid][1], self.kinds.get(uid, "")), uid)
        return found

    def parent(self, uid: str) -> str:
        line = self.above.get(uid, ())
        return line[1] if len(line) > 1 else uid

    def is_under(self, uid: str, code: str) -> bool:
        """Whether a unit is the one of this code or lies under it; everything does under the empty code."""
        return not code or self.by_code.get(code) in self.above.get(uid, ())

    def settles(self, rule: CompetenceItem, place: str) -> str | None:
        """Who would settle for a place by the rule; None where it does not hold or names nobody."""
        if rule.area and not self.is_under(place, rule.area):
            return None
        match rule.settling:
            case "place":
                return place
            case "named":
                return self.by_code.get(rule.settling_code)
            case "place_division":
                return self.children.get((place, rule.settling_kind))
            case _:
                near = (self.served.get((one, rule.settling_kind)) for one in self.above.get(place, ()))
                return next((one for one in near if one), None)


@dataclass(frozen=True)
class Registry:
    on: dt.date
    units: Units
    people: Mapping[tuple[str, str], int]
    """How many fill posts of a role in a unit."""

    steps: Mapping[tuple[str, str], tuple[Step, ...]]
    """The steps of a key in a procedure's processes, of all cases, units and days; the newest last."""
    terms: Mapping[tuple[str, str, str], Terms]
    """By procedure, case and channel."""
    papers: Mapping[tuple[str, str], frozenset[str]]
    questions: Mapping[tuple[str, str], Mapping[str, str]]
    """By procedure and case: the words of each question by its key, of the form in force."""
    names: Mapping[str, str]
    """Of procedures, by key."""

    def step_behind(self, procedure: str, key: str, minutes: float) -> Step | None:
        """The step that a stay of so many allowed minutes was most likely in: cases may have processes of their own."""
        known = self.steps.get((procedure, key), ())
        return min(reversed(known), key=lambda step: abs(step.minutes - minutes), default=None)

    def people_in(self, unit: str) -> int:
        """How many fill posts in a unit, whatever their role: who is there for work that no role there is for."""
        return sum(count for (one, _role), count in self.people.items() if one == unit)


def read_registry(procedures: Collection[str], on: dt.date) -> Registry:
    """What stands on the day, of these procedures; units and posts of the whole province."""
    terms, papers, questions = _terms(procedures, on)
    versions = ProcedureVersion.objects.filter(in_force(on), procedure__key__in=procedures)
    return Registry(
        on=on,
        units=read_units(on),
        people=_people(on),
        steps=_steps(),
        terms=terms,
        papers=papers,
        questions=questions,
        names=dict(versions.values_list("procedure__key", "name")),
    )


def read_units(on: dt.date) -> Units:
    rows = list(Unit.objects.filter(in_force(on)).values_list("pk", "uid", "code", "name", "kind"))
    uid = {pk: str(one) for pk, one, *_ in rows}
    above: dict[str, list[str]] = {}
    closure = UnitClosure.objects.filter(in_force(on), succeeded=False).order_by("descendant", "depth")
    for below, top in closure.values_list("descendant_id", "ancestor_id"):
        if below in uid and top in uid:
            above.setdefault(uid[below], []).append(uid[top])
    areas = ServiceArea.objects.filter(in_force(on)).order_by("pk").values_list("area_id", "kind", "unit_id")
    return Units(
        codes={uid[pk]: code for pk, _uid, code, _name, _kind in rows},
        names={uid[pk]: name for pk, _uid, _code, name, _kind in rows},
        kinds={uid[pk]: kind for pk, _uid, _code, _name, kind in rows},
        above={one: tuple(line) for one, line in above.items()},
        served={(uid[area], kind): uid[unit] for area, kind, unit in areas if area in uid and unit in uid},
    )


def _people(on: dt.date) -> Mapping[tuple[str, str], int]:
    rows = Assignment.objects.filter(in_force(on), in_force(on, "post__"), user__kind=UserKind.OFFICIAL)
    return Counter((str(unit), role) for unit, role in rows.values_list("post__unit__uid", "post__role"))


def _steps() -> Mapping[tuple[str, str], tuple[Step, ...]]:
    """Of every procedure: what a kind of work takes is learnt from all of them."""
    found: dict[tuple[str, str], tuple[Step, ...]] = {}
    rows = ProcessVersion.objects.order_by("procedure_id", "number").values_list("procedure__key", "steps")
    for key, steps in rows.iterator(chunk_size=500):
        for step in from_json(steps).steps:
            found[key, step.key] = (*found.get((key, step.key), ()), step)
    return found


_Asked = dict[tuple[str, str], frozenset[str]]


def _terms(
    procedures: Collection[str], on: dt.date
) -> tuple[dict[tuple[str, str, str], Terms], _Asked, dict[tuple[str, str], dict[str, str]]]:
    held = memory()
    held.warm(Q(key__in=list(procedures)), on)
    terms: dict[tuple[str, str, str], Terms] = {}
    papers: _Asked = {}
    forms: dict[tuple[str, str], int] = {}
    cases = Case.objects.filter(in_force(on, "version__"), version__procedure__key__in=list(procedures))
    for key, case in cases.values_list("version__procedure__key", "key"):
        for channel in ChannelName:
            try:
                found = terms_of(held, key, case, channel, on)
            except (Conflict, NotFound):
                continue
            terms[key, case, channel.value] = found
            papers[key, case] = papers.get((key, case), frozenset()) | {paper.code for paper in found.papers}
            forms[key, case] = found.form_version_id
    schemas = dict(EFormVersion.objects.filter(pk__in=set(forms.values())).values_list("pk", "schema"))
    return terms, papers, {place: questions_of(schemas[form]) for place, form in forms.items()}
