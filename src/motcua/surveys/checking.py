"""What is wrong with a definition, before it can be published. Codes; their words are in the catalogue of the room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from motcua.forms.schema import FormSchema
from motcua.forms.shape import Field, FieldKind
from motcua.surveys.definition import Definition

MOST_LEVELS = 10
MOST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Fault:
    """``place`` names what is wrong: a factor, a question, a trait."""

    place: str
    code: str
    params: dict[str, object] = field(default_factory=dict)


def faults(definition: Definition, form: FormSchema) -> list[Fault]:
    """Everything that would make figures wrong or impossible; empty when it can be published."""
    fields = {one.key: one for one, group, _ in form.every_field() if group is None or group.repeat is None}
    return [
        *_of_the_head(definition),
        *_of_levels(definition),
        *_of_factors(definition, fields),
        *_of_traits(definition, fields),
    ]


def _of_the_head(definition: Definition) -> Iterator[Fault]:
    if not definition.title.strip():
        yield Fault("title", "survey_title_missing")
    if not 0 <= definition.decimals <= MOST_DECIMALS:
        yield Fault("decimals", "survey_decimals", {"most": MOST_DECIMALS})
    if definition.fewest < 1:
        yield Fault("fewest", "survey_fewest")
    if definition.k < 2:
        yield Fault("k", "survey_k")
    if not definition.factors and not definition.shown:
        yield Fault("factors", "survey_reads_nothing")


def _of_levels(definition: Definition) -> Iterator[Fault]:
    places = sorted(one.place for one in definition.levels)
    if definition.factors and not 2 <= len(places) <= MOST_LEVELS:
        yield Fault("levels", "survey_levels_count", {"most": MOST_LEVELS})
    if places != list(range(1, len(places) + 1)):
        yield Fault("levels", "survey_levels_places")
    if len({one.value for one in definition.levels}) != len(places):
        yield Fault("levels", "survey_levels_twice")


def _of_factors(definition: Definition, fields: dict[str, Field]) -> Iterator[Fault]:
    known = {one.value for one in definition.levels}
    counted = Counter(key for factor in definition.factors for key in factor.criteria)
    for factor in definition.factors:
        if not factor.criteria:
            yield Fault(factor.key, "survey_factor_empty", {"name": factor.name})
        if factor.weight <= 0:
            yield Fault(factor.key, "survey_factor_weight", {"name": factor.name})
    for key, _ in Counter(one.key for one in definition.factors).most_common():
        if sum(one.key == key for one in definition.factors) > 1:
            yield Fault(key, "survey_factor_twice", {"name": key})
    for key, times in counted.items():
        if times > 1:
            yield Fault(key, "survey_criterion_twice", {"name": key})
        one = fields.get(key)
        if one is None or one.kind is not FieldKind.CHOICE:
            yield Fault(key, "survey_no_choice", {"name": key})
        elif not known & {option.key for option in one.options}:
            yield Fault(key, "survey_choice_without_levels", {"name": one.label})
    for key in definition.shown:
        if key not in fields:
            yield Fault(key, "survey_no_question", {"name": key})


def _of_traits(definition: Definition, fields: dict[str, Field]) -> Iterator[Fault]:
    for trait in definition.traits:
        one = fields.get(trait.field)
        if one is None or one.kind is not FieldKind.CHOICE:
            yield Fault(trait.field, "survey_no_choice", {"name": trait.field})
            continue
        missing = {option.key for option in one.options} - trait.steps.keys()
        if missing:
            yield Fault(trait.field, "survey_trait_steps_missing", {"name": one.label, "value": min(missing)})
        if len({len(names) for names in trait.steps.values()}) > 1:
            yield Fault(trait.field, "survey_trait_steps_uneven", {"name": one.label})
