"""Work shared among processes: every piece once, and no piece lost unsaid."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from motcua.core.processes import ProcessDiedError, share

PIECES = [(number,) for number in range(25)]


def squared(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def refused(number: int) -> int:
    if number == 7:
        raise LookupError(number)
    return number


def killed(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("processes", [1, 2, 40])
def test_every_piece_is_answered_once_by_another_process(processes: int) -> None:
    answers = list(share(squared, PIECES, processes=processes))

    assert sorted(answer for answer, _ in answers) == [number**2 for (number,) in PIECES]
    assert os.getpid() not in {process for _, process in answers}


def test_no_pieces_are_no_answers() -> None:
    assert list(share(squared, [], processes=2)) == []


def test_an_error_in_a_process_is_raised_here() -> None:
    with pytest.raises(LookupError, match="7"):
        list(share(refused, PIECES, processes=2))


def test_a_killed_process_is_not_taken_for_one_that_found_nothing() -> None:
    with pytest.raises(ProcessDiedError):
        list(share(killed, PIECES, processes=2))


def test_whoever_stops_asking_leaves_no_process_behind() -> None:
    answers = share(squared, PIECES, processes=2)
    _, process = next(answers)

    answers.close()

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


UNGUARDED = """
import os
import django
django.setup()
from motcua.core.models import Counter  # what a program that is read again cannot do before Django is ready
from motcua.core.processes import share
print(len(list(share(os.getpgid, [(0,)] * 5, processes=2))))
"""


def test_a_program_that_works_as_it_is_read_is_not_run_again(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(UNGUARDED)

    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr, done.returncode) == ("5\n", "", 0)


ORPHANS = """
import os, time, django
django.setup()
from motcua.core.processes import share
def told(number):
    os.write(1, b"%d\\n" % os.getpid())  # one line at once, whoever writes beside it
    time.sleep(0.2)
for _ in share(told, [(n,) for n in range(1000)], processes=2):
    pass
"""


def test_the_processes_end_with_the_one_that_asked(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(ORPHANS)
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        children = {int(asking.stdout.readline()) for _ in range(6)}
        asking.kill()

        while any(_lives(child) for child in children):  # the limit of the test stops it
            time.sleep(0.05)
        asking.stdout.read()


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False
