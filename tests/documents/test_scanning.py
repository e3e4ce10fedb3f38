"""The scanner: what is asked, what is answered, and what may be given out meanwhile."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from motcua.core.clock import FrozenClock
from motcua.core.errors import Conflict, Unavailable
from motcua.core.models import OutboxMessage
from motcua.documents import tasks
from motcua.documents.clamd import ClamdScanner, TcpAddress, UnixAddress, parse_address
from motcua.documents.models import ScanState, StoredFile
from motcua.documents.scanning import NullScanner, current_scanner, refusal_to_serve
from motcua.documents.scans import Scanned, queue_unscanned, record_verdict, scan_pending
from motcua.documents.services import erase_file, open_plaintext, store_upload
from motcua.documents.verdicts import Verdict
from motcua.people.actors import SYSTEM

from . import samples
from .fake_clamd import FakeClamd, running

CLEAN, INFECTED = Verdict(ScanState.CLEAN), Verdict(ScanState.INFECTED, "Eicar-Test")


class Answers:
    """A scanner that gives these verdicts in turn and keeps what it saw."""

    is_on = True

    def __init__(self, *verdicts: Verdict | Unavailable) -> None:
        self._verdicts = list(verdicts)
        self.seen: list[bytes] = []

    def scan(self, content: Iterable[bytes]) -> Verdict:
        self.seen.append(b"".join(content))
        verdict = self._verdicts.pop(0)
        if isinstance(verdict, Unavailable):
            raise verdict
        return verdict


def _store(now: dt.datetime, pages: int = 1) -> StoredFile:
    content = io.BytesIO(samples.pdf(pages=pages))
    return store_upload(content, file_name="a.pdf", declared_type="", actor=SYSTEM, now=now, purpose="component")


@pytest.fixture
def scanner_on(settings: Settings, store: Path) -> None:
    settings.CLAMD = "unix:/nowhere/clamd.sock"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("unix:/run/clamav/clamd.ctl", UnixAddress("/run/clamav/clamd.ctl")),
        ("tcp:127.0.0.1:3310", TcpAddress("127.0.0.1", 3310)),
        ("tcp:[::1]:3310", TcpAddress("::1", 3310)),
    ],
)
def test_address_in_a_known_form_is_read(text: str, address: object) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    "text", ["", "unix:relative", "tcp:host", "tcp::3310", "tcp:host:0", "tcp:host:99999", "http://x"]
)
def test_address_in_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="MOTCUA_CLAMD"):
        parse_address(text)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (b"stream: OK\0", CLEAN),
        (b"stream: Eicar-Test FOUND\0", INFECTED),
        (b"stream: Win.Test.A(b)/c FOUND\0", Verdict(ScanState.INFECTED, "Win.Test.A(b)/c")),
        (b"stream: <script>\n FOUND\0", Verdict(ScanState.ERROR, "stream_script_FOUND")),
        (b"stream: <script> FOUND\0", Verdict(ScanState.INFECTED, "_script_")),
        (b"INSTREAM size limit exceeded. ERROR\0", Verdict(ScanState.ERROR, "INSTREAM_size_limit_exceeded._ERROR")),
        (b"\0", Verdict(ScanState.ERROR, "")),
    ],
    ids=samples.short_id,
)
def test_clamd_when_it_answers_gives_that_verdict(tmp_path: Path, answer: bytes, verdict: Verdict) -> None:
    clamd = FakeClamd(answer=answer)

    with running(clamd, tmp_path / "s") as address:
        given = ClamdScanner(parse_address(address), seconds=10).scan([b"abc", b"", bytes(200_000)])

    assert given == verdict
    assert clamd.received == [b"abc" + bytes(200_000)]


def test_clamd_that_hangs_up_on_a_long_stream_gives_its_last_word(tmp_path: Path) -> None:
    clamd = FakeClamd(answer=b"INSTREAM size limit exceeded. ERROR\0", hang_up_after=100_000)

    with running(clamd, tmp_path / "s") as address:
        try:
            verdict = ClamdScanner(parse_address(address), seconds=10).scan([bytes(65_536)] * 200)
        except Unavailable as error:
            verdict = Verdict(ScanState.ERROR, error.code)

    assert verdict.state == ScanState.ERROR


@pytest.mark.parametrize("answer", [b"", b"stream: O"], ids=samples.short_id)
def test_clamd_that_breaks_off_in_its_answer_is_unavailable(tmp_path: Path, answer: bytes) -> None:
    with running(FakeClamd(answer=answer), tmp_path / "s") as address, pytest.raises(Unavailable):
        ClamdScanner(parse_address(address), seconds=10).scan([b"abc"])


def test_clamd_that_never_answers_is_unavailable_in_time(tmp_path: Path) -> None:
    started = time.monotonic()

    with running(FakeClamd(silent=True), tmp_path / "s") as address, pytest.raises(Unavailable):
        ClamdScanner(parse_address(address), seconds=0.3).scan([b"abc"])

    assert time.monotonic() - started < 5.5


def test_clamd_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    scanner = ClamdScanner(UnixAddress(str(tmp_path / "nobody")))

    with pytest.raises(Unavailable, match="scanner_unavailable"):
        scanner.scan([b"abc"])
    assert scanner.ping() is False


def test_clamd_asked_for_a_sign_of_life_answers(tmp_path: Path) -> None:
    with running(FakeClamd(answer=b"PONG\0"), tmp_path / "s") as address:
        assert ClamdScanner(parse_address(address)).ping() is True


def test_scanner_of_the_settings_is_off_or_clamd(settings: Settings) -> None:
    settings.CLAMD = ""
    assert current_scanner() == NullScanner()

    settings.CLAMD = "tcp:127.0.0.1:3310"
    settings.CLAMD_SECONDS = 7
    assert current_scanner() == ClamdScanner(TcpAddress("127.0.0.1", 3310), seconds=7)


_SERVED = {
    (ScanState.CLEAN, True): None,
    (ScanState.CLEAN, False): None,
    (ScanState.OWN, True): None,
    (ScanState.OWN, False): None,
    (ScanState.SKIPPED, True): "file_not_scanned",
    (ScanState.SKIPPED, False): None,
    (ScanState.PENDING, True): "file_not_scanned",
    (ScanState.PENDING, False): "file_not_scanned",
    (ScanState.ERROR, True): "file_not_scanned",
    (ScanState.ERROR, False): "file_not_scanned",
    (ScanState.INFECTED, True): "file_infected",
    (ScanState.INFECTED, False): "file_infected",
}


@pytest.mark.parametrize("state", list(ScanState))
@pytest.mark.parametrize("is_on", [True, False])
def test_file_in_each_state_is_given_out_or_not(state: ScanState, is_on: bool) -> None:
    scanner = Answers() if is_on else NullScanner()

    assert refusal_to_serve(StoredFile(scan_state=state.value), scanner) == _SERVED[state, is_on]
    erased = StoredFile(scan_state=state.value, erased_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert refusal_to_serve(erased, scanner) == "file_erased"


@pytest.mark.django_db
def test_file_that_waits_is_not_served_until_it_was_found_clean(scanner_on: None, now: dt.datetime) -> None:
    file = _store(now)
    scanner = Answers(CLEAN)

    with pytest.raises(Conflict, match="file_not_scanned"):
        open_plaintext(file)
    scanned = scan_pending(now=now, scanner=scanner)

    file.refresh_from_db()
    assert scanned == Scanned(clean=1)
    assert scanner.seen == [samples.pdf()]
    assert (file.scan_state, file.scanned_at) == ("clean", now)
    assert b"".join(open_plaintext(file)) == samples.pdf()


@pytest.mark.django_db
def test_infected_file_is_never_served_and_the_house_hears_of_it(
    scanner_on: None, now: dt.datetime, settings: Settings
) -> None:
    file = _store(now)

    scanned = scan_pending(now=now, scanner=Answers(INFECTED))

    settings.CLAMD = ""
    file.refresh_from_db()
    with pytest.raises(Conflict, match="file_infected"):
        open_plaintext(file)
    message = OutboxMessage.objects.get(topic="documents", key=str(file.uid))
    assert scanned == Scanned(infected=1)
    assert message.kind == "file_scanned"
    assert message.body == {"file": str(file.uid), "state": "infected", "signature": "Eicar-Test"}


@pytest.mark.django_db
def test_scanning_goes_oldest_first_and_stops_at_the_limit(scanner_on: None, now: dt.datetime) -> None:
    for pages in (1, 2, 3):
        _store(now, pages)
    scanner = Answers(CLEAN, INFECTED)

    scanned = scan_pending(now=now, limit=2, scanner=scanner)

    assert scanned == Scanned(clean=1, infected=1, left=True)
    assert scanner.seen == [samples.pdf(pages=1), samples.pdf(pages=2)]


@pytest.mark.django_db
def test_scanning_while_the_scanner_is_away_keeps_files_waiting(scanner_on: None, now: dt.datetime) -> None:
    _store(now)
    _store(now)

    with pytest.raises(Unavailable, match="scanner_unavailable"):
        scan_pending(now=now, scanner=Answers(CLEAN, Unavailable("scanner_unavailable")))

    assert list(StoredFile.objects.order_by("id").values_list("scan_state", flat=True)) == ["clean", "pending"]


@pytest.mark.django_db
def test_scanning_a_damaged_file_marks_it_and_goes_on(scanner_on: None, store: Path, now: dt.datetime) -> None:
    broken, whole = _store(now), _store(now)
    (store / broken.blob_name).unlink()

    assert scan_pending(now=now, scanner=Answers(CLEAN)) == Scanned(clean=1, error=1)
    assert StoredFile.objects.get(pk=whole.pk).scan_state == "clean"


@pytest.mark.django_db
def test_scanning_after_the_scanner_was_turned_off_lets_waiting_files_go(scanner_on: None, now: dt.datetime) -> None:
    file = _store(now)

    assert scan_pending(now=now, scanner=NullScanner()) == Scanned(skipped=1)
    file.refresh_from_db()
    assert (file.scan_state, file.scanned_at) == ("skipped", None)


@pytest.mark.django_db
def test_scanning_passes_over_erased_files(scanner_on: None, now: dt.datetime) -> None:
    erase_file(_store(now), now=now)

    assert scan_pending(now=now, scanner=Answers()) == Scanned()


@pytest.mark.django_db
def test_second_verdict_about_a_file_changes_nothing(scanner_on: None, now: dt.datetime) -> None:
    file = _store(now)

    first, second = record_verdict(file, INFECTED, now=now), record_verdict(file, CLEAN, now=now)

    file.refresh_from_db()
    assert (first, second, file.scan_state) == (True, False, "infected")
    assert OutboxMessage.objects.filter(topic="documents", key=str(file.uid)).count() == 1


@pytest.mark.django_db
def test_turning_the_scanner_on_queues_what_came_before(store: Path, settings: Settings, now: dt.datetime) -> None:
    before = _store(now)
    settings.CLAMD = "unix:/nowhere"
    with pytest.raises(Conflict, match="file_not_scanned"):
        open_plaintext(before)

    queued = queue_unscanned()

    assert queued == 1
    assert scan_pending(now=now, scanner=Answers(CLEAN)) == Scanned(clean=1)


def test_null_scanner_reads_nothing_and_says_skipped() -> None:
    assert NullScanner().scan(iter(())) == Verdict(ScanState.SKIPPED)


@pytest.mark.django_db
def test_file_that_waits_asks_for_its_scan_in_the_same_transaction(scanner_on: None, now: dt.datetime) -> None:
    _store(now)

    jobs = ProcrastinateJob.objects.filter(task_name="documents.scan")
    assert [(job.status, job.lock) for job in jobs] == [("todo", "documents.scan")]


@pytest.mark.django_db
def test_scan_task_scans_all_that_waits(
    scanner_on: None, settings: Settings, now: dt.datetime, clock: FrozenClock, tmp_path: Path
) -> None:
    for _ in range(3):
        _store(now)

    with running(FakeClamd(), tmp_path / "s") as address:
        settings.CLAMD = address
        tasks.scan(timestamp=0)

    assert set(StoredFile.objects.values_list("scan_state", "scanned_at")) == {("clean", clock.now())}


@pytest.mark.django_db
def test_sweep_task_runs_on_an_empty_store(store: Path, clock: FrozenClock) -> None:
    tasks.sweep_store(timestamp=0)

    assert not StoredFile.objects.exists()


def test_file_without_a_scanner_asks_for_nothing(store: Path, now: dt.datetime, db: None) -> None:
    _store(now)

    assert not ProcrastinateJob.objects.filter(task_name="documents.scan").exists()
