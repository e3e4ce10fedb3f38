"""Write the lists for pip, which ``./run`` uses where uv cannot work, from ``uv.lock``; or check that they agree.

python tools/lock_files.py [--check]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv" / "uv" / "bin" / "uv"
LISTS = {"requirements.lock": ("--no-dev", "--group=build"), "requirements-dev.lock": ("--all-groups",)}


def main(arguments: list[str]) -> int:
    uv = str(UV) if UV.exists() else shutil.which("uv")
    if uv is None:
        print("skipped: uv is not installed")
        return 0
    check = "--check" in arguments
    if subprocess.run([uv, "lock", "--quiet", *(["--check"] if check else [])], cwd=ROOT, check=False).returncode:
        print("uv.lock does not agree with pyproject.toml: uv lock")
        return 1
    stale = [name for name, groups in LISTS.items() if _differs(uv, ROOT / name, groups, write=not check)]
    if stale and check:
        print(f"not as uv.lock says: {', '.join(stale)}; run python tools/lock_files.py")
        return 1
    return 0


def _differs(uv: str, path: Path, groups: tuple[str, ...], *, write: bool) -> bool:
    export = [uv, "export", "--frozen", "--quiet", "--no-emit-project", "--no-header", "--no-annotate", *groups]
    wanted = subprocess.run(export, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    if path.exists() and path.read_text(encoding="utf-8") == wanted:
        return False
    if write:
        path.write_text(wanted, encoding="utf-8")
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
