"""What a scanner types."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.delivery.rules import Scan, ScanKind, read_scan
from motcua.documents.qr import PaperMark, payload

UID = "01a20651-2246-7fb1-90c1-f96ce7ec2be4"
MARK = PaperMark(
    dossier_code="H99.0101.1-261123-0001",
    procedure_code="1.004194",
    owner_id="001199012345",
    title="Giấy tiếp nhận hồ sơ",
    system="Hệ thống",
    issued_at=dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC),
)


@pytest.mark.parametrize(
    ("text", "scan"),
    [
        (f"https://motcua.example/desk/giao-nhan/{UID}/", Scan(ScanKind.RECORD, UID)),
        (f"https://motcua.example/en/desk/giao-nhan/{UID}/\r\n", Scan(ScanKind.RECORD, UID)),
        (payload(MARK), Scan(ScanKind.DOSSIER, MARK.dossier_code)),
        (payload(MARK, "https://x.example/ho-so/abcDEF123456_-/"), Scan(ScanKind.DOSSIER, MARK.dossier_code)),
        ("https://x.example/ho-so/abcDEF123456_-/", Scan(ScanKind.DOSSIER, "abcDEF123456_-")),
        (" h99.0101.1-261123-0001\n", Scan(ScanKind.DOSSIER, "H99.0101.1-261123-0001")),
        ("N261123-ABCDEFG", Scan(ScanKind.DOSSIER, "N261123-ABCDEFG")),
        (UID.upper(), Scan(ScanKind.DOSSIER, UID)),
        ("", None),
        ("🙂", None),
        ("'; DROP TABLE dossier; --", None),
        ("x" * 5000, None),
        ("/giao-nhan/------------------------------------", None),
    ],
)
def test_a_scan_is_a_sheet_a_dossier_or_nothing(text: str, scan: Scan | None) -> None:
    assert read_scan(text) == scan


@given(st.text(max_size=300))
def test_whatever_is_scanned_is_read_or_not(text: str) -> None:
    found = read_scan(text)

    assert found is None or 0 < len(found.value) <= 300
