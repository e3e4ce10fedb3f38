"""A specification is met exactly, and SQL that knows nothing of the generator says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.printed_drawn import drawn
from benchmarks.printed_figures import compare, make
from click.testing import CliRunner
from django.db import connection
from pytest_django import Settings

from motcua.cli.simulate import command
from motcua.core.clock import FrozenClock, use_clock
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.verify import verify
from motcua.simulate.spec.counting import counted
from motcua.simulate.spec.reading import read_spec
from tests.demo.given import NOW

WRITTEN = """format = 1

[[group]]
name = "quarter"
from = 2026-04-01
to = 2026-06-30
dossiers = 160
assisted = 9
electronic = "80,0%"

[group.unit]
"AS-0101" = 71
"AS-0102" = 40

[group.channel]
online = 99
counter = 55

[group.month]
"2026-04" = "25%"
"2026-05" = 70

[group.outcome]
refused_result = 4
refused = 5
withdrawn = 3
closed = 2

[group.timeliness]
early = "60,0%"
on_time = "34,0%"
late = "6,0%"

[[group]]
name = "july"
from = 2026-07-06
to = 2026-07-31
dossiers = 30
where = { unit = "AS-0305" }
digitised = "50%"
field = { "Hộ tịch" = 11 }
level = { commune = 30 }

[[decisions]]
name = "spring"
from = 2026-04-01
to = 2026-06-12
effective = 2026-08-10
publication = 3
internal_process = 1
amended = 3
abolished = 1
"""


def run(*arguments: str) -> tuple[int, str]:
    with use_clock(FrozenClock(NOW)):
        result = CliRunner().invoke(command, arguments, catch_exceptions=True)
    return result.exit_code, result.output


@pytest.mark.foreign
def test_spec_when_written_then_every_line_is_met_by_sql(province: None, tmp_path: Path) -> None:
    file = tmp_path / "spec.toml"
    file.write_text(WRITTEN, encoding="utf-8")

    code, output = run("--spec", str(file), "--processes", "1", "--json")

    assert code == 0, output
    assert '"dossiers": 190' in output
    lines = list(counted(read_spec(WRITTEN)))
    assert [(one.wanted.path, one.wanted.text, one.said) for one in lines if not one.is_met] == []
    assert len(lines) == 24
    _by_hand()
    code, output = run("--check-spec", str(file))
    assert code == 0, output
    assert verify().ok
    with connection.cursor() as cursor:  # a line that is not met is told
        cursor.execute(
            "UPDATE dossier SET channel = 'counter' WHERE id = (SELECT min(id) FROM dossier WHERE channel = 'online')"
        )
    code, output = run("--check-spec", str(file))
    assert code != 0
    assert "≠" in output


def _by_hand() -> None:
    """The telling values once more, in SQL written for this test."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FILTER (WHERE finished_at > appointed_due_at),
                   count(*) FILTER (WHERE (finished_at + interval '7 hours')::date
                                        < (appointed_due_at + interval '7 hours')::date),
                   count(*) FILTER (WHERE finished_at IS NOT NULL),
                   count(*) FILTER (WHERE channel = 'online'), count(*) FILTER (WHERE state = 'withdrawn')
            FROM dossier WHERE submitted_at < '2026-07-01'
            """
        )
        assert cursor.fetchone() == (9, 90, 150, 99, 3)
        cursor.execute(
            """
            SELECT count(*) FROM dossier d JOIN organisation_unit u ON u.id = d.settling_unit_id
            JOIN organisation_unit above ON above.id = u.parent_id
            WHERE submitted_at < '2026-07-01' AND above.code = 'AS-0101'
            """
        )
        assert cursor.fetchone() == (71,)


SEED = 20261123


@pytest.mark.foreign
def test_spec_when_drawn_from_a_seed_then_figures_show_prints_it(
    province: None, settings: Settings, tmp_path: Path
) -> None:
    """Registry, decisions, dossiers and reported tasks of a drawn specification; SQL beside every figure."""
    print(f"seed {SEED}")  # noqa: T201
    settings.FACTS_ROOT, settings.FILES_ROOT = tmp_path / "facts", tmp_path / "files"
    settings.FILES_BACKEND = settings.CLAMD = ""
    file, one = tmp_path / "drawn.toml", drawn(SEED, most=90)
    file.write_text(one.spec, encoding="utf-8")

    with use_clock(FrozenClock(NOW)):
        make(file, one.asked, seed=SEED, processes=1, say=len)
        rows = compare(one.asked)

    assert len(rows) == 25
    assert [row for row in rows if not row.is_equal] == [], one.spec


UNMET = [
    ('"AS-0101" = 71', '"AS-0101" = 171', "dòng 12"),
    ('"AS-0102" = 40', '"AS-9999" = 40', "dòng 13"),
    ('early = "60,0%"', 'early = "60,1%"', "dòng 30"),
    ("level = { commune = 30 }", "level = { province = 30 }", "july.level.province"),
    ("to = 2026-07-31", "to = 2026-11-19", "july"),
]


@pytest.mark.foreign
def test_spec_when_it_cannot_be_met_then_the_line_is_said_and_nothing_made(province: None, tmp_path: Path) -> None:
    file = tmp_path / "spec.toml"
    for before, after, said in UNMET:
        assert before in WRITTEN
        file.write_text(WRITTEN.replace(before, after), encoding="utf-8")

        code, output = run("--spec", str(file))

        assert code != 0, (after, output)
        assert said in output, (after, output)
        assert not Dossier.objects.exists()
