"""How long a slip takes, in one run: each paper as PDF/A-2a + PDF/UA-1, warm, with new data every time.

Figures are milliseconds of wall time (median, best, 95th percentile) and processor time a paper. ``ratio`` is the
median against an empty page made by the same compiler to the same standards, so that the machine's mood cancels out.
The bar is 20 ms for the receipt; on a machine that others use too, look at the best and at the processor time.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import typst

from motcua.core.clock import LEGAL_ZONE
from motcua.documents.posting import PostedProcedure, PostingSheetData
from motcua.documents.printing import print_paper
from motcua.documents.qr import qr_svg
from motcua.documents.slips import (
    Applicant,
    Fee,
    Missing,
    Office,
    Paper,
    Signatory,
    Slip01Data,
    Slip02Data,
    Slip03Data,
    Slip04Data,
)

BAR_MS = 20.0
OFFICE = Office(
    superior="UBND phường An Bình",
    name="Trung tâm Phục vụ hành chính công",
    place="An Bình",
    address="Số 12 đường Lê Lợi, phường An Bình, tỉnh An Sơn",
    phone="0299 3812 345",
)
APPLICANT = Applicant(
    name="Nguyễn Thị Phương Thảo",
    id_number="099188000123",
    address="Tổ 5, khu phố Hòa Thuận, phường An Bình",
    phone="0900 000 123",
)
CAME = dt.datetime(2026, 1, 7, 10, 30, tzinfo=LEGAL_ZONE)
DUE = dt.datetime(2026, 1, 9, 17, 0, tzinfo=LEGAL_ZONE)


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    median_ms: float
    best_ms: float
    p95_ms: float
    cpu_ms: float
    ratio: float
    bytes: int


def run(*, rounds: int = 60) -> dict[str, object]:
    """Measure; ``rounds`` papers of each kind after one to warm up."""
    empty = _measure("empty page", lambda _: _empty_page(), rounds, baseline=None)
    rows = [empty]
    for name, make in _papers().items():
        rows.append(_measure(name, make, rounds, baseline=empty.median_ms))
    slip = next(row for row in rows if row.name == "slip01")
    return {
        "rows": [asdict(row) for row in rows],
        "bar_ms": BAR_MS,
        "slip_ms": slip.median_ms,
        "slip_best_ms": slip.best_ms,
        "ok": slip.median_ms < BAR_MS,
        "rounds": rounds,
        "rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def table() -> str:
    """A run, as a table for people."""
    lines = ["| paper | median ms | best ms | p95 ms | cpu ms | ratio | kB |", "|---|---:|---:|---:|---:|---:|---:|"]
    rows = run()["rows"]
    for row in rows if isinstance(rows, list) else []:
        lines.append(
            f"| {row['name']} | {row['median_ms']:.1f} | {row['best_ms']:.1f} | {row['p95_ms']:.1f} "
            f"| {row['cpu_ms']:.1f} | {row['ratio']:.1f} | {row['bytes'] / 1000:.0f} |"
        )
    return "\n".join(lines)


def _measure(name: str, make: Callable[[int], bytes], rounds: int, *, baseline: float | None) -> Row:
    size = len(make(-1))
    times: list[float] = []
    cpu = time.process_time()
    for number in range(rounds):
        started = time.perf_counter()
        make(number)
        times.append((time.perf_counter() - started) * 1000)
    spent = (time.process_time() - cpu) * 1000 / rounds
    median = statistics.median(times)
    return Row(
        name=name,
        median_ms=round(median, 2),
        best_ms=round(min(times), 2),
        p95_ms=round(statistics.quantiles(times, n=20)[-1], 2),
        cpu_ms=round(spent, 2),
        ratio=round(median / (baseline or median), 2),
        bytes=size,
    )


def _papers() -> dict[str, Callable[[int], bytes]]:
    receipt, supplement, refusal, apology = _slips()
    sheet = _sheet()
    code = json.dumps(receipt.to_json()["qr"])
    return {
        "slip01": lambda n: print_paper(replace(receipt, number=f"{n}/TT", dossier_code=f"H99.0101-260107-{n:04d}")),
        "slip02": lambda n: print_paper(replace(supplement, number=f"{n}/TT")),
        "slip03": lambda n: print_paper(replace(refusal, number=f"{n}/TT")),
        "slip04": lambda n: print_paper(replace(apology, number=f"{n}/TT")),
        "posting sheet, 12 procedures": lambda n: print_paper(replace(sheet, version=str(n))),
        "only the QR code of slip01": lambda n: qr_svg(f"{code}{n}").encode(),
    }


def _empty_page() -> bytes:
    source = b'#set document(title: "x")\n#set text(lang: "vi")\n'
    made = typst.compile(source, format="pdf", pdf_standards=["a-2a", "ua-1"], ignore_system_fonts=True)
    return made if isinstance(made, bytes) else b""


def _slips() -> tuple[Slip01Data, Slip02Data, Slip03Data, Slip04Data]:
    common = {
        "office": OFFICE,
        "number": "0007/TTPVHCC",
        "issued_at": CAME,
        "dossier_code": "H99.0101-260107-0007",
        "procedure_code": "1.004194",
        "procedure_name": "Đăng ký tạm trú",
        "applicant": APPLICANT,
        "signatory": Signatory(role="Người tiếp nhận hồ sơ", name="Trần Quốc Huy"),
        "system_name": "Hệ thống thông tin giải quyết TTHC tỉnh An Sơn",
        "tracking_url": "https://dichvucong.anson.example/t/q3Jm8vXwYb0aRk2LhT9uZpC4eN1",
    }
    receipt = Slip01Data(
        **common,  # type: ignore[arg-type]
        papers=tuple(Paper(name=f"Giấy tờ thứ {n} của thành phần hồ sơ", copies=1) for n in range(1, 5)),
        sets=1,
        statutory_limit="03 ngày làm việc",
        received_at=CAME,
        due_at=DUE,
        return_way="Trực tiếp",
        return_place="quầy số 3",
        fees=(Fee(name="Lệ phí", amount=15_000, status="đã nộp"),),
    )
    missing = (Missing(what="Tờ khai CT01, mục 9", why="Đang để trống"),) * 3
    supplement = Slip02Data(**common, missing=missing, contact_name="ông Trần Quốc Huy")  # type: ignore[arg-type]
    refusal = Slip03Data(**common, reason="Không thuộc thẩm quyền", legal_ground="khoản 1 Điều 17")  # type: ignore[arg-type]
    apology = Slip04Data(
        **common,  # type: ignore[arg-type]
        received_at=CAME,
        due_at=DUE,
        new_due_at=DUE + dt.timedelta(days=4),
        receipt_number="0007/TTPVHCC",
        reason="Cần xác minh thêm",
        delayed_at="Xác minh",
    )
    return receipt, supplement, refusal, apology


def _sheet() -> PostingSheetData:
    rows = tuple(
        PostedProcedure(
            code=f"1.00{n:04d}",
            name=f"Thủ tục thứ {n} của lĩnh vực hộ tịch",
            limits=("03 ngày làm việc",),
            fees=("Trực tiếp: 15.000 đ", "Trực tuyến: 7.000 đ"),
            papers=("Tờ khai: 01 bản chính", "Giấy tờ tùy thân: 01 bản sao"),
        )
        for n in range(12)
    )
    return PostingSheetData(
        office=OFFICE,
        field_name="Hộ tịch",
        field_code="G15-TP07",
        version="2026-03",
        valid_from=dt.date(2026, 1, 15),
        issued_at=CAME,
        procedures=rows,
        url="https://dichvucong.anson.example/niem-yet",
    )
