"""``motcua procedures bundles``: definitions of interlinked procedures out and in, with the line of each fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from motcua.cli.procedures import command
from motcua.core.clock import FrozenClock
from motcua.procedures.bundle_file import read_bundles
from motcua.procedures.models import BundleVersion

from .families import CARD, WHOLE, build_family
from .world import NOW, World

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["bundles", *(str(argument) for argument in arguments)])


@pytest.fixture
def exported(world: World, clock: FrozenClock, tmp_path: Path) -> Path:
    clock.set(NOW)
    build_family(world)
    file = tmp_path / "bundles.json"
    result = run("export", "--out", file)
    assert result.exit_code == 0, result.output
    return file


def changed(file: Path, **values: Any) -> dict[str, Any]:
    body = json.loads(file.read_text(encoding="utf-8"))
    body["bundles"][0] |= values
    file.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
    found: dict[str, Any] = body["bundles"][0]
    return found


def test_export_when_imported_again_then_nothing_changes(exported: Path) -> None:
    result = run("import", exported, "--json")

    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"read": 1, "fresh": 0, "unchanged": 1, "checked_only": False, "faults": []}
    assert json.loads(run("show", WHOLE).stdout)["bundles"] == json.loads(exported.read_text())["bundles"]
    assert "3 phần" in run("list").stdout
    assert json.loads(run("list", "--json").stdout)[0]["parts"] == ["birth", "home", "card"]


def test_import_when_later_then_the_one_before_ends_and_check_alone_writes_nothing(exported: Path) -> None:
    changed(exported, valid_from="2026-12-01", returns="as_they_come")

    assert run("import", exported, "--check").exit_code == 0
    assert BundleVersion.objects.count() == 1
    assert run("import", exported).exit_code == 0

    before, after = BundleVersion.objects.order_by("valid_from")
    assert before.valid_to == after.valid_from
    assert after.parts["returns"] == "as_they_come"
    assert run("show", WHOLE, "--on", "2026-11-30").exit_code == 0
    assert run("show", CARD).exit_code != 0


def test_import_when_a_part_is_wrong_then_its_line_is_told_and_nothing_written(exported: Path) -> None:
    body = changed(exported, valid_from="2026-12-01")
    body["parts"][2]["procedure"] = "9.999999"
    changed(exported, parts=body["parts"])
    lines = exported.read_text(encoding="utf-8").splitlines()
    wrong = next(number for number, text in enumerate(lines, 1) if '"card"' in text and '"key"' in text) - 1

    result = run("import", exported)

    assert result.exit_code != 0
    assert f"dòng {wrong}: Không có thủ tục 9.999999" in result.stderr
    assert BundleVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("{", 1, "bundle_file_not_json"),
        ("[]", 1, "bundle_file_format"),
        ('{"format": 2, "bundles": []}', 1, "bundle_file_format"),
        ('{"format": 1, "bundles": [\n\n {"procedure": "x"}]}', 3, "bundle_unreadable"),
        ('{"format": 1, "bundles": [\n 7]}', 2, "bundle_unreadable"),
        ("\xff", 1, "bundle_file_not_json"),
    ],
)
def test_file_that_cannot_be_read_is_told_with_its_line(text: str, line: int, code: str) -> None:
    (fault,) = read_bundles(text.encode("latin-1")).faults

    assert (fault.line, fault.code) == (line, code)
