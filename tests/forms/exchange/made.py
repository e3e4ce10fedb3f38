"""Random forms without faults, and short ways to write files of other programs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence

from hypothesis import strategies as st

from motcua.forms.checking import faults
from motcua.forms.cleaning import clean_line
from motcua.forms.expression import Call, Expression, Literal, Name
from motcua.forms.schema import Eligibility, Field, FieldKind, FormSchema, Group, Option, Page, Repeat, Rule

K = FieldKind
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True).map(lambda key: f"k_{key}")


WORDS = st.text("abĐđ ạế'\"{}@$-–1", min_size=1, max_size=12).map(clean_line).filter(bool)
NOT_IN_ROWS = {K.FILE, K.CONSENT, K.SIGNATURE, K.COMPUTED}
ASKED = [kind for kind in K if kind not in NOT_IN_ROWS]


@st.composite
def fields(draw: st.DrawFn, key: str, *, in_rows: bool = False) -> Field:
    kind = draw(st.sampled_from(ASKED if in_rows else [*ASKED, *sorted(NOT_IN_ROWS - {K.COMPUTED})]))
    least = draw(st.none() | st.integers(0, 5)) if kind in {K.NUMBER, K.MONEY, K.CHOICES, K.DATE} else None
    most = draw(st.none() | st.integers(5, 900)) if kind in {K.NUMBER, K.MONEY, K.CHOICES, K.DATE} else None
    options = draw(st.lists(KEYS, min_size=1, max_size=9, unique=True)) if kind in {K.CHOICE, K.CHOICES} else []
    return Field(
        key,
        draw(WORDS),
        kind,
        required=kind is not K.INFORMATION and draw(st.booleans()),
        hint=draw(st.just("") | WORDS),
        options=tuple(Option(one, draw(WORDS)) for one in options),
        max_length=draw(st.none() | st.integers(1, 900)) if kind in {K.TEXT, K.LONG_TEXT} else None,
        minimum=least,
        maximum=most,
        decimals=draw(st.integers(0, 3)) if kind is K.NUMBER else 0,
        component=key if kind is K.FILE else "",
        level=draw(st.sampled_from(["", "province", "commune"])) if kind is K.PLACE else "",
    )


@st.composite
def conditions(draw: st.DrawFn, among: Sequence[Field]) -> Expression:
    """About fields whose answers are known to be comparable."""
    field = draw(st.sampled_from(list(among)))
    named = Name(field.key)
    if field.kind in {K.CHOICE, K.CHOICES}:
        option = Literal(draw(st.sampled_from([one.key for one in field.options])))
        test: Expression = Call("has" if field.kind is K.CHOICES else "=", (named, option))
    elif field.kind in {K.NUMBER, K.MONEY}:
        test = Call(draw(st.sampled_from(["<", ">=", "!="])), (named, Literal(draw(st.integers(-5, 99)))))
    elif field.kind is K.YES_NO:
        test = Call("=", (named, Literal(draw(st.booleans()))))
    else:
        test = Call(draw(st.sampled_from(["filled", "empty"])), (named,))
    if draw(st.booleans()):
        return test
    return draw(
        st.sampled_from([Call("not", (test,)), Call("and", (test, Call("filled", (named,)))), Call("or", (test, test))])
    )


@st.composite
def forms(draw: st.DrawFn) -> FormSchema:
    """Forms that could be published: pages, groups, rows, conditions, computed fields, rules."""
    keys = draw(st.lists(KEYS, min_size=2, max_size=8, unique=True))
    plain = draw(fields(keys[0]))
    asked = [plain] if plain.kind not in {K.INFORMATION, K.FILE} else []
    items: list[Field | Group] = [plain]
    position = 1
    while position < len(keys):
        size = draw(st.integers(0, 3))
        if size and position + size < len(keys):
            repeat = draw(st.none() | st.builds(Repeat, st.integers(0, 3), st.integers(3, 50), st.just("") | WORDS))
            inside = tuple(
                draw(fields(key, in_rows=repeat is not None)) for key in keys[position + 1 : position + 1 + size]
            )
            show = draw(conditions(asked)) if asked and draw(st.booleans()) else None
            items.append(Group(keys[position], draw(WORDS), inside, draw(st.just("") | WORDS), show, repeat))
            position += size + 1
            continue
        field = draw(fields(keys[position]))
        if asked and draw(st.booleans()):
            field = dataclasses.replace(field, show_if=draw(conditions(asked)))
        if field.show_if is None and field.kind not in {K.INFORMATION, K.FILE}:
            asked.append(field)
        items.append(field)
        position += 1
    cut = draw(st.integers(1, len(items)))
    pages = [
        Page("mot", draw(WORDS), tuple(items[:cut])),
        Page("hai", draw(WORDS), tuple(items[cut:]), draw(st.just("") | WORDS)),
    ]
    rules = (Rule("r1", draw(conditions(asked)), draw(WORDS), asked[0].key),) if asked and draw(st.booleans()) else ()
    eligible = (Eligibility("e1", draw(conditions(asked)), draw(WORDS), draw(st.booleans())),) if asked else ()
    return FormSchema(draw(WORDS), tuple(page for page in pages if page.items), rules=rules, eligibility=eligible)


def sound(form: FormSchema) -> bool:
    return not faults(form)


def file_of(row: object) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode()
