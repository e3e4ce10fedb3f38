#!/usr/bin/env python3
"""Make the filled database of an earlier version, for the test of upgrading it in place.

  python tools/previous_database.py COMMIT [DOSSIERS]

Takes the source of COMMIT out of git, loads its demo province with so many dossiers (160) into a private PostgreSQL,
and writes tests/upgrade/previous.dump.xz (pg_dump's custom format, unpacked, then xz) and tests/upgrade/previous.json
(the commit, its migrations and counts). Files are left out: no migration may touch them. Needs git and the packages of
this checkout; run it when a version is released, with that version's commit, and commit both files.
"""

from __future__ import annotations

import io
import json
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "tests" / "upgrade"


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__)
        return 2
    commit = subprocess.check_output(["git", "rev-parse", "--short=12", arguments[0]], cwd=ROOT, text=True).strip()
    dossiers = arguments[1] if len(arguments) > 1 else "160"
    with tempfile.TemporaryDirectory(prefix="motcua-previous-") as name:
        source, state = Path(name) / "source", Path(name) / "state"
        archive = subprocess.check_output(["git", "archive", commit, "src", "manage.py"], cwd=ROOT)
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(source, filter="data")
        environment = {
            **{name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "MOTCUA_FILES_ROOT"}},
            "PYTHONPATH": str(source / "src"),
            "MOTCUA_STATE_DIR": str(state),
            "DJANGO_SETTINGS_MODULE": "motcua.settings.dev",
        }
        motcua = [sys.executable, "-m", "motcua"]
        try:
            subprocess.run([*motcua, "demo", "load", f"--dossiers={dossiers}"], env=environment, cwd=source, check=True)
            write(commit, environment, state)
        finally:
            subprocess.run([*motcua, "database", "stop"], env=environment, cwd=source, check=False)
            shutil.rmtree(state, ignore_errors=True)
    return 0


def write(commit: str, environment: dict[str, str], state: Path) -> None:
    cluster = json.loads((state / "cluster.json").read_text("utf-8"))
    programs = json.loads(
        subprocess.check_output([sys.executable, "-m", "motcua", "database", "start", "--json"], env=environment)
    )["programs"]
    libpq = {
        **environment,
        "PGHOST": cluster["socket_dir"],
        "PGUSER": "motcua_owner",
        "PGPASSWORD": cluster["passwords"]["motcua_owner"],
        "PGDATABASE": cluster["database"],
    }
    dump = subprocess.check_output([f"{programs}/pg_dump", "--format=custom", "--compress=0", "--no-owner"], env=libpq)
    query = (
        "SELECT json_build_object('dossiers', (SELECT count(*) FROM dossier), 'events', (SELECT count(*) FROM"
        " dossier_event), 'migrations', (SELECT json_agg(app || '.' || name ORDER BY app, name)"
        " FROM django_migrations))"
    )
    facts = json.loads(subprocess.check_output([f"{programs}/psql", "-qAtXc", query], env=libpq))
    TARGET.mkdir(exist_ok=True)
    (TARGET / "previous.dump.xz").write_bytes(lzma.compress(dump, preset=9 | lzma.PRESET_EXTREME))
    (TARGET / "previous.json").write_text(json.dumps({"commit": commit, **facts}, indent=1) + "\n", "utf-8")
    print(f"{(TARGET / 'previous.dump.xz').stat().st_size} bytes, {facts['dossiers']} dossiers")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
