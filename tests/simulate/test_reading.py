"""Specifications from TOML: what is wrong is said with its line."""

from __future__ import annotations

import pytest

from motcua.simulate.spec.model import SpecFault
from motcua.simulate.spec.reading import read_spec

GOOD = """format = 1

[[group]]
name = "one"
from = 2026-04-01
to = 2026-04-30
dossiers = 40
assisted = "12,5%"

[group.channel]
online = 30
counter = 10

[[group]]
name = "two"
from = 2026-05-01
to = 2026-05-31
dossiers = 12
where = { unit = "AS-0101", channel = "online" }
outcome = { granted = 11, withdrawn = 1 }

[registry]
on = 2025-06-30
procedures = 9
level = { province = 5, district = 3, commune = 1 }
until = { district = 2025-07-01 }

[[decisions]]
from = 2026-04-01
to = 2026-04-30
effective = 2026-06-10
publication = 2
amended = 2
"""


def test_spec_when_good_then_every_line_knows_where_it_stands() -> None:
    spec = read_spec(GOOD)

    assert spec.dossiers == 52
    assert spec.groups[0].tables["channel"]["counter"].line == 12
    assert spec.groups[0].shares["assisted"].line == 8
    assert spec.groups[1].tables["outcome"]["withdrawn"].line == 20
    assert spec.groups[1].where == {"unit": "AS-0101", "channel": "online"}
    assert spec.registry is not None
    assert spec.registry.tables["level"]["district"].line == 25
    assert (spec.decisions[0].count("amended"), spec.decisions[0].counts["amended"].line) == (2, 33)


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ("format = 1", "format = 2", "spec_format", 1),
        ("assisted =", "asisted =", "spec_key", 8),
        ("online = 30", "onlin = 30", "spec_name", 11),
        ("counter = 10", "counter = 1.5", "spec_value", 12),
        ("counter = 10", 'counter = "ten"', "spec_value", 12),
        ("to = 2026-04-30", "to = 2026-03-30", "spec_days", 5),
        ("from = 2026-05-01", "from = 2026-04-30", "spec_groups_meet", 14),
        ('name = "two"', 'name = "one"', "spec_groups_meet", 14),
        ("amended = 2", "amendet = 2", "spec_key", 33),
        ("amended = 2", "amended = 1", "spec_sum", 32),
        ("effective = 2026-06-10", "effective = 2026-04-10", "spec_days", 31),
        ("district = 3", "county = 3", "spec_name", 25),
        ("district = 2025-07-01", "district = 2025-06-30", "spec_days", 26),
        ("procedures = 9", 'procedures = "9%"', "spec_value", 24),
        ("[[decisions]]", "[decisions]", "spec_value", 28),
        ("dossiers = 12", "dossiers = 0", "spec_value", 18),
        ("dossiers = 12", "dossiers = ", "spec_toml", 18),
        ("withdrawn = 1", "lost = 1", "spec_name", 20),
        ('where = { unit = "AS-0101", channel = "online" }', 'where = { colour = "red" }', "spec_key", 19),
    ],
)
def test_spec_when_something_is_wrong_then_its_line_is_named(before: str, after: str, code: str, line: int) -> None:
    assert before in GOOD
    with pytest.raises(SpecFault) as fault:
        read_spec(GOOD.replace(before, after))

    assert (fault.value.code, fault.value.line) == (code, line)


@pytest.mark.parametrize("text", ["", "format = 1", "format = 1\ngroup = []", "format = 1\ngroup = 3", "\x00"])
def test_spec_when_it_has_no_group_then_it_is_refused(text: str) -> None:
    with pytest.raises(SpecFault):
        read_spec(text)


def test_spec_when_groups_of_one_time_lie_apart_then_they_are_two() -> None:
    apart = GOOD.replace("from = 2026-05-01", "from = 2026-04-01").replace(
        'name = "one"', 'name = "one"\nwhere = { unit = "AS-0102" }'
    )

    assert len(read_spec(apart).groups) == 2
    with pytest.raises(SpecFault, match="spec_groups_meet"):
        read_spec(apart.replace('"AS-0102"', '"AS-0101.VP"'))
