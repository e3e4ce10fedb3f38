"""One dossier from submission to result over HTTP, as often as eight clients can.

Create with a 10 KiB document, accept, three steps, result, hand-over, read: authentication, permission, history and
outbox on. The clients, the server and the database share the machine, so figures compare only within one run: the
ratio row is the same database answering the bare SQL of one act by hand.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCOPES = ("procedures:read", "dossiers:submit", "dossiers:read", "dossiers:act", "units:read", "worktime:read")
ROBOT = "demo-robot"
STEPS = 3
BOUNDARY = "motcua-bench-boundary"


@dataclass
class Sample:
    procedure: str
    case: str
    place: str
    component: str
    token: str


@dataclass
class Tally:
    """What one client saw."""

    lifecycles: int = 0
    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Client:
    """A keep-alive connection that spends as little time as it can on being a client."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self._connect()

    def _connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def call(
        self, method: str, path: str, body: bytes = b"", content_type: str = "application/json"
    ) -> tuple[int, Any]:
        head = (
            f"{method} /api/v1{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\nIdempotency-Key: {uuid.uuid4()}\r\n\r\n"
        )
        self.socket.sendall(head.encode() + body)
        return self._answer()

    def _answer(self) -> tuple[int, Any]:
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, _, rest = self.buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        length = next((int(line[15:]) for line in lines if line.lower().startswith("content-length:")), 0)
        while len(rest) < length:
            self.buffer = b""
            self._more()
            rest += self.buffer
        self.buffer = rest[length:]
        return int(lines[0].split()[1]), json.loads(rest[:length] or b"null")

    def _more(self) -> None:
        chunk = self.socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        self.buffer += chunk


def a_pdf(size: int = 10 * 1024) -> bytes:
    """A valid one-page PDF of about ``size`` bytes."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
    ]
    filler = b"% " + b"x" * (size - 700) + b"\n"
    parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(filler), filler))
    out, offsets = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)


def upload_body(component: str, pdf: bytes) -> bytes:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="component"\r\n\r\n{component}\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="to-khai.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    return head.encode() + pdf + f"\r\n--{BOUNDARY}--\r\n".encode()


def submission(sample: Sample, number: int) -> bytes:
    body = {
        "procedure": sample.procedure,
        "case": sample.case,
        "channel": "online",
        "place": sample.place,
        "applicant": {
            "kind": "person",
            "name": f"Nguyễn Văn Thử {number}",
            "id_number": f"050090{number % 1_000_000:06d}",
            "birth_date": "1990-01-01",
            "phone": "0900000000",
            "email": "thu@example.vn",
            "address": "Thôn 1",
        },
        "answers": {},
    }
    return json.dumps(body).encode()


def lifecycle(client: Client, sample: Sample, upload: bytes, number: int, tally: Tally) -> None:
    """One whole life: nine requests."""

    def call(method: str, path: str, body: bytes = b"", content_type: str = "application/json") -> Any:
        begun = time.perf_counter()
        status, answer = client.call(method, path, body, content_type)
        tally.milliseconds.append((time.perf_counter() - begun) * 1000)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {answer.get('code')}")
        return answer

    dossier = call("POST", "/dossiers", submission(sample, number))
    path = f"/dossiers/{dossier['id']}"
    seq = call("POST", f"{path}/documents", upload, f"multipart/form-data; boundary={BOUNDARY}")["seq"]
    for action in ("accept", *["complete_step"] * STEPS, "issue_result", "hand_over"):
        body = json.dumps({"action": action, "expected_seq": seq, "data": {}}).encode()
        dossier = call("POST", f"{path}/actions", body)
        seq = dossier["seq"]
    dossier = call("GET", path)
    if dossier["state"] != "returned":
        raise RuntimeError(f"the dossier ended as {dossier['state']}")
    tally.lifecycles += 1


def _prepare() -> Sample:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    django.setup()
    from motcua.cli.connection import analyze, use_embedded_database
    from motcua.cli.demo import demo_info
    from motcua.core.clock import legal_date, now
    from motcua.people.actors import SYSTEM
    from motcua.people.models import User
    from motcua.people.services.tokens import create_token
    from motcua.procedures.selectors import terms

    use_embedded_database()
    analyze()
    samples: Any = demo_info()["samples"]
    robot = User.objects.get(username=ROBOT)
    _, token = create_token(robot, SCOPES, actor=SYSTEM, now=now(), name="bench")
    offer = terms(samples["procedure"], samples["case"], "online", legal_date(now()))
    component = next(c.code for c in offer.components if c.required)
    return Sample(samples["procedure"], samples["case"], samples["place"], component, token)


@contextmanager
def server(workers: int, threads: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "motcua",
        "serve",
        f"--port={port}",
        f"--workers={workers}",
        f"--threads={threads}",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def ticks(pid: int) -> int:
    """Processor time of ``pid``, of its living children and of those it has buried, in clock ticks."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = _times(pid)
    return sum(own) + sum(sum(_times(int(child))[:2]) for child in children)


def _times(pid: int) -> list[int]:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:  # it has just ended; its parent has the sum
        return [0]
    return [int(value) for value in fields[11:15]]


def postmaster() -> int | None:
    """The process number of the embedded PostgreSQL, None for another one."""
    from django.conf import settings

    from motcua.launcher import record, server

    kept = record.read(settings.STATE_DIR) if settings.EMBEDDED_DATABASE else None
    return server.server_pid(kept.data_dir) if kept else None


class Processors:
    """What the web, the database and the clients cost since it was made, in milliseconds."""

    def __init__(self, web: int) -> None:
        self.pids = {"web": web, "postgresql": postmaster(), "clients": os.getpid()}
        self.before = self._now()

    def _now(self) -> dict[str, int]:
        clock = {"clients": int(time.process_time() * os.sysconf("SC_CLK_TCK"))}
        return clock | {name: ticks(pid) for name, pid in self.pids.items() if pid and name != "clients"}

    def spent(self, lifecycles: int) -> dict[str, float]:
        """Milliseconds a lifecycle, by who spent them."""
        tick = 1000 / os.sysconf("SC_CLK_TCK")
        return {
            name: round((value - self.before[name]) * tick / max(1, lifecycles), 1)
            for name, value in self._now().items()
        }


def worker_memory(pid: int) -> float:
    """Resident MiB of the largest worker below ``pid``."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sizes = [0.0]
    for child in [str(pid), *children]:
        for line in Path(f"/proc/{child}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                sizes.append(int(line.split()[1]) / 1024)
    return max(sizes)


def count_statements(sample: Sample, upload: bytes) -> list[tuple[str, int]]:
    """SQL statements of one lifecycle by request, everything counted, in this process."""
    from django.db import connection
    from django.test import Client as DjangoClient
    from django.test.utils import CaptureQueriesContext

    client = DjangoClient(SERVER_NAME="127.0.0.1", headers={"authorization": f"Bearer {sample.token}"})
    counted: list[tuple[str, int]] = []

    def call(name: str, send: Any) -> Any:
        with CaptureQueriesContext(connection) as captured:
            answer = send(headers={"idempotency-key": str(uuid.uuid4())})
        counted.append((name, len(captured)))
        return answer.json()

    json_type = "application/json"
    body = submission(sample, 7)
    dossier = call("submit", lambda **kw: client.post("/api/v1/dossiers", body, json_type, **kw))
    path = f"/api/v1/dossiers/{dossier['id']}"
    multipart = f"multipart/form-data; boundary={BOUNDARY}"
    call("document", lambda **kw: client.generic("POST", f"{path}/documents", upload, multipart, **kw))
    for action in ("accept", *["complete_step"] * STEPS, "issue_result", "hand_over"):
        act = json.dumps({"action": action, "data": {}})
        call(action, lambda act=act, **kw: client.post(f"{path}/actions", act, json_type, **kw))
    call("read", lambda **kw: client.get(path, **kw))
    return counted


def run(clients: int = 8, workers: int = 2, seconds: float = 20.0) -> dict[str, Any]:
    """Measure; the keys are those of ``motcua bench lifecycle --json``."""
    sample = _prepare()
    upload = upload_body(sample.component, a_pdf())
    count_statements(sample, upload)
    statements = count_statements(sample, upload)
    from django.db import connections

    connections.close_all()
    tallies = [Tally() for _ in range(clients)]
    stop_at = [0.0]
    with server(workers, max(2, clients // workers)) as (port, process):
        warm = Tally()
        for number in range(4 * workers):
            lifecycle(Client(port, sample.token), sample, upload, number, warm)
        barrier = threading.Barrier(clients + 1)

        def work(index: int) -> None:
            client, tally, number = Client(port, sample.token), tallies[index], index * 100_000
            barrier.wait()
            while time.perf_counter() < stop_at[0]:
                number += 1
                try:
                    lifecycle(client, sample, upload, number, tally)
                except (RuntimeError, OSError) as error:
                    tally.errors.append(str(error))
                    client = Client(port, sample.token)

        crew = [threading.Thread(target=work, args=(index,), daemon=True) for index in range(clients)]
        for thread in crew:
            thread.start()
        spending = Processors(process.pid)
        stop_at[0] = time.perf_counter() + seconds
        barrier.wait()
        begun = time.perf_counter()
        for thread in crew:
            thread.join(seconds + 60)
        elapsed = time.perf_counter() - begun
        memory = worker_memory(process.pid)
        processor = spending.spent(sum(tally.lifecycles for tally in tallies))
    times = sorted(ms for tally in tallies for ms in tally.milliseconds)
    done = sum(tally.lifecycles for tally in tallies)
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    errors = [error for tally in tallies for error in tally.errors]
    return {
        "clients": clients,
        "workers": workers,
        "seconds": round(elapsed, 1),
        "lifecycles": done,
        "lifecycles_per_s": round(done / elapsed, 1),
        "requests_per_s": round(len(times) / elapsed, 1),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "p99_ms": round(cuts[98], 1),
        "processor_ms_per_lifecycle": processor,
        "errors": len(errors),
        "first_error": errors[0] if errors else None,
        "sql_per_lifecycle": sum(count for _, count in statements),
        "sql_by_request": dict_of(statements),
        "rss_mib": round(memory, 1),
    }


def dict_of(statements: list[tuple[str, int]]) -> dict[str, int]:
    """Counts by request; repeated requests are numbered."""
    named: dict[str, int] = {}
    for name, count in statements:
        key, number = name, 1
        while key in named:
            number += 1
            key = f"{name} {number}"
        named[key] = count
    return named
