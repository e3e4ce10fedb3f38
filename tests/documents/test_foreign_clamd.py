"""Debian's clamd with a signature database of our own: it knows EICAR and nothing else.

The EICAR test file (eicar.org) is a harmless text that scanners agree to report. It is put together here from two
halves so that this file itself is not reported.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.documents.clamd import ClamdScanner, UnixAddress
from motcua.documents.models import ScanState
from motcua.documents.verdicts import Verdict

from . import samples

pytestmark = pytest.mark.foreign
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
STREAM_LIMIT = 1_000_000


@pytest.fixture(scope="module")
def clamd() -> Iterator[ClamdScanner]:
    """A running clamd on a socket of its own; it ends with the module."""
    if not Path(CLAMD).exists():
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    folder = Path(tempfile.mkdtemp(prefix="motcua-clamd-"))
    database = folder / "database"
    database.mkdir()
    (database / "motcua.ndb").write_text(f"Motcua.Test.Eicar:0:*:{EICAR.hex()}\n")
    configuration = folder / "clamd.conf"
    configuration.write_text(
        f"LocalSocket {folder}/clamd.sock\nDatabaseDirectory {database}\nTemporaryDirectory {folder}\n"
        f"Foreground true\nLogFile {folder}/clamd.log\nStreamMaxLength {STREAM_LIMIT}\nMaxThreads 2\n"
        f"User {pwd.getpwuid(os.getuid()).pw_name}\n"
    )
    process = subprocess.Popen([CLAMD, "--config-file", str(configuration)], stdout=subprocess.DEVNULL)
    scanner = ClamdScanner(UnixAddress(f"{folder}/clamd.sock"), seconds=20)
    try:
        _wait_for(scanner, process, folder)
        yield scanner
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder)


def _wait_for(scanner: ClamdScanner, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + 60
    while not scanner.ping():
        if process.poll() is not None or time.monotonic() > until:
            log = folder / "clamd.log"
            pytest.fail(f"clamd did not start: {log.read_text() if log.exists() else process.returncode}")
        time.sleep(0.1)


@pytest.mark.parametrize(
    "content", [samples.pdf(), samples.png(), samples.docx(), b"plain words"], ids=samples.short_id
)
def test_clamd_of_debian_on_a_clean_file_passes_it(clamd: ClamdScanner, content: bytes) -> None:
    assert clamd.scan([content]) == Verdict(ScanState.CLEAN)


@pytest.mark.parametrize(
    "content",
    [EICAR, b"before " + EICAR + b" after", samples.docx(**{"word/media/a.txt": EICAR})],
    ids=["alone", "within", "inside a docx"],
)
def test_clamd_of_debian_on_eicar_finds_it(clamd: ClamdScanner, content: bytes) -> None:
    verdict = clamd.scan(content[start : start + 7] for start in range(0, len(content), 7))

    assert verdict == Verdict(ScanState.INFECTED, "Motcua.Test.Eicar.UNOFFICIAL")


def test_clamd_of_debian_on_a_stream_over_its_limit_does_not_call_it_clean(clamd: ClamdScanner) -> None:
    verdict = clamd.scan([bytes(65_536)] * 40)

    assert verdict.state == ScanState.ERROR
    assert "size_limit" in verdict.signature
