"""``motcua archive``: dry runs change nothing, real ones say what they did."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from click.testing import CliRunner, Result

from motcua.archive.models import Destruction, Transfer
from motcua.cli.archive import command
from motcua.core.clock import FrozenClock
from tests.dossiers.world import NOW, World

from .test_destruction import RULES


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(part) for part in arguments])


def test_packages_when_a_dry_run_then_counted_and_not_made(world: World, tmp_path: Path, clock: FrozenClock) -> None:
    dossier = world.returned(files=((world.component, world.file()),))
    folder = tmp_path / "packages"
    clock.set(NOW + dt.timedelta(days=400))

    listed = run("due", "transfer", "--json")
    planned = run("export", "--to", folder, "--dry-run", "--json")

    assert json.loads(listed.stdout)["code"] == dossier.code
    assert json.loads(planned.stdout)["packages"] == 1
    assert not folder.exists()
    assert not Transfer.objects.exists()
    made = json.loads(run("export", "--to", folder, "--json").stdout)
    assert (made["packages"], made["unfit"]) == (1, 1)
    assert [path.name for path in folder.iterdir()] == [f"{dossier.code}.zip"]
    assert run("due", "transfer").stdout == ""


def test_destruction_when_by_commands_then_two_accounts_and_a_decision(
    world: World, tmp_path: Path, clock: FrozenClock
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(RULES)
    dossier = world.returned()
    clock.set(NOW + dt.timedelta(days=365 * 12))

    assert run("due", "destruction").stdout == ""
    assert json.loads(run("rules", "import", rules, "--json").stdout) == {"begun": 1, "ended": 0}
    assert "10" in run("rules", "show").stdout
    wanted = ("destroy", "propose", "--as", "clerk", "--unit", world.commune.code)
    assert json.loads(run(*wanted, "--dry-run").stdout)["code"] == dossier.code
    assert not Destruction.objects.exists()
    uid = json.loads(run(*wanted, "--json").stdout)["destruction"]
    assert run("destroy", "run", uid).exit_code != 0
    assert run("destroy", "decide", uid, "--as", "clerk", "--decision", "9").exit_code != 0
    assert run("destroy", "decide", uid, "--as", "head", "--decision", "9/QĐ-UBND").stdout.strip() == "approved"
    assert json.loads(run("destroy", "run", uid, "--dry-run").stdout)["waiting"] == 1
    assert json.loads(run("destroy", "run", uid, "--json").stdout) == {"destroyed": 1, "spared": 0, "before": 0}
    assert json.loads(run("destroy", "run", uid, "--json").stdout) == {"destroyed": 0, "spared": 0, "before": 1}
