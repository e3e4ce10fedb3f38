"""Reports with photographs at the pace of a bad hour: ``motcua bench petition_intake --seconds 60``.

In a database and a server of their own, over HTTP on this machine. Each sender has an address of its own (127.x.y.z),
asks for a challenge, works for it, and posts words, a pin and a telephone's photograph with its place in it. First at
the pace of 5,000 an hour, arrivals at random; then as fast as a few senders can. Then every receipt is looked for.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import statistics
import threading
import time
import uuid
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from benchmarks.lifecycle import Processors, server
from benchmarks.own_database import own_database

PER_HOUR = 5_000
BOUNDARY = "motcua-bench-boundary"


@dataclass
class Tally:
    """What the senders saw, in milliseconds."""

    asked: list[float] = field(default_factory=list)
    posted: list[float] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def run(seconds: float = 60.0, clients: int = 4, workers: int = 2, **_options: object) -> dict[str, Any]:
    with own_database("motcua_bench_petition_intake") as url:
        _world()
        os.environ["DATABASE_URL"] = url
        photo = _photo()
        with server(workers, 4) as (port, process):
            for number in range(4):
                _send(port, number, photo, Tally())
            paced, fast = Tally(), Tally()
            processors = Processors(process.pid)
            spent = _paced(port, photo, seconds, paced)
            costs = processors.spent(len(paced.posted))
            fast_spent = _fast(port, photo, min(20.0, seconds), clients, fast)
        return {
            "load_of_the_machine": os.getloadavg()[0],
            "photo_bytes": len(photo),
            "paced": {**_told(paced, spent), "wanted_per_hour": PER_HOUR, "processor_ms_a_report": costs},
            "as_fast_as_they_can": {**_told(fast, fast_spent), "clients": clients},
            "lost": _lost([*paced.receipts, *fast.receipts]),
        }


def _world() -> None:
    from motcua.core.clock import now
    from motcua.demo.units import load_shapes, load_units
    from motcua.people.actors import SYSTEM
    from motcua.worktime.services.loading import load_shipped_calendars

    at = now()
    load_shipped_calendars(actor=SYSTEM, now=at)
    load_units(now=at)
    load_shapes(now=at)


def _photo() -> bytes:
    """About what a telephone sends: 8 million pixels, a place and a maker in it."""
    from PIL import Image

    small = Image.frombytes("RGB", (408, 306), random.Random(3).randbytes(408 * 306 * 3))  # noqa: S311
    image = small.resize((3264, 2448), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Phone", 6
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (18.0, 40.0, 30.0), "E", (105.0, 10.0, 12.0)
    out = BytesIO()
    image.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def _send(port: int, number: int, photo: bytes, tally: Tally) -> None:
    from motcua.portal.petitions.proof import Challenge, solve

    source = f"127.{1 + number // 62_500 % 250}.{number // 250 % 250}.{1 + number % 250}"
    key = str(uuid.uuid4())
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    try:
        begun = time.perf_counter()
        line.request("GET", f"/phan-anh/gui/thu-thach/?khoa={key}", headers={"Accept": "application/json"})
        answer = line.getresponse()
        asked = json.loads(answer.read())
        cookie = (answer.headers["Set-Cookie"] or "").split(";")[0]
        tally.asked.append((time.perf_counter() - begun) * 1000)
        proof = solve(Challenge(asked["challenge"], asked["bits"], 0, 0))
        body = _form(number, key, asked, proof, photo)
        headers = {
            "Accept": "application/json",
            "Cookie": cookie,
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        }
        begun = time.perf_counter()
        line.request("POST", "/phan-anh/gui/nhanh/", body=body, headers=headers)
        answer = line.getresponse()
        told = json.loads(answer.read())
        tally.posted.append((time.perf_counter() - begun) * 1000)
        if answer.status == 201:
            tally.receipts.append(told["receipt"])
        else:
            tally.faults.append(f"{answer.status} {told.get('code')} {told.get('missing', '')}")
    except (OSError, ValueError, KeyError) as error:
        tally.faults.append(f"{type(error).__name__}: {error}")
    finally:
        line.close()


def _form(number: int, key: str, asked: dict[str, Any], proof: str, photo: bytes) -> bytes:
    pick = random.Random(number)  # noqa: S311
    fields = {
        "csrfmiddlewaretoken": asked["token"],
        "challenge": asked["challenge"],
        "proof": proof,
        "key": key,
        "text": f"Ổ gà to giữa đường, xe tránh nhau khó. Lần báo thứ {number}.",
        "lat": f"{18.3 + pick.random() * 0.5:.6f}",
        "lng": f"{105.0 + pick.random() * 0.5:.6f}",
        "address_words": "Gần cổng trường",
        "name": f"Nguyễn Văn Thử {number}",
        "phone": f"09{number % 100_000_000:08d}",
    }
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n'
    parts += [head.encode(), b"Content-Type: image/jpeg\r\n\r\n", photo, f"\r\n--{BOUNDARY}--\r\n".encode()]
    return b"".join(parts)


def _paced(port: int, photo: bytes, seconds: float, tally: Tally) -> float:
    """Each sender is a thread of its own, begun when the moment comes: a slow answer holds nobody else back."""
    pick, at, number, crew = random.Random(11), 0.0, 1_000, []  # noqa: S311
    begun = time.perf_counter()
    while at < seconds:
        time.sleep(max(0.0, begun + at - time.perf_counter()))
        number += 1
        thread = threading.Thread(target=_send, args=(port, number, photo, tally), daemon=True)
        thread.start()
        crew.append(thread)
        at += pick.expovariate(PER_HOUR / 3600)
    for thread in crew:
        thread.join(120)
    return time.perf_counter() - begun


def _fast(port: int, photo: bytes, seconds: float, clients: int, tally: Tally) -> float:
    begun = time.perf_counter()

    def work(index: int) -> None:
        number = 100_000 * (index + 1)
        while time.perf_counter() - begun < seconds:
            number += 1
            _send(port, number, photo, tally)

    crew = [threading.Thread(target=work, args=(index,), daemon=True) for index in range(clients)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join(seconds + 120)
    return time.perf_counter() - begun


def _told(tally: Tally, spent: float) -> dict[str, Any]:
    return {
        "seconds": round(spent, 1),
        "sent": len(tally.posted),
        "accepted": len(tally.receipts),
        "per_hour": round(len(tally.receipts) * 3600 / spent),
        "challenge_ms": _quantiles(tally.asked),
        "sender_ms": _quantiles(tally.posted),
        "faults": sorted(set(tally.faults))[:5],
    }


def _quantiles(values: list[float]) -> dict[str, float]:
    if len(values) < 2:
        return {}
    cut = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cut[49], 1), "p95": round(cut[94], 1), "p99": round(cut[98], 1), "max": round(max(values), 1)}


def _lost(receipts: list[str]) -> int:
    """Receipts that were given for which there is no report with its photograph."""
    from motcua.petitions.models import Petition

    found = set(
        Petition.objects.filter(receipt_no__in=receipts, files__isnull=False).values_list("receipt_no", flat=True)
    )
    return len(set(receipts) - found)
