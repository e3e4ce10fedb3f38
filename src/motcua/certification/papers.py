"""Papers of the quick counter: the words of certification, the note of the fee, the register. In Vietnamese, as the
law's forms are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from django.conf import settings

from motcua.certification.kinds import kind
from motcua.certification.models import Entry
from motcua.certification.rules import Counts, book_name, number_text
from motcua.certification.selectors import Book, totals
from motcua.core.clock import LEGAL_ZONE
from motcua.core.money import format_dong
from motcua.documents.books import BookRow, BookSheet, Certified, Column, FeeSlip, WordsSheet
from motcua.documents.paper_parts import Office, law_date
from motcua.organisation.models import Unit

MOST_PRINTED = 5000
WAYS = {"cash": "Tiền mặt", "transfer": "Chuyển khoản", "exempt": "Được miễn"}


def office(unit: Unit) -> Office:
    superior = unit.parent.name if unit.parent else settings.PROVINCE_NAME
    place = settings.PROVINCE_NAME.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    return Office(superior=superior, name=unit.name, place=place, address=unit.address, phone=unit.phone)


def counted(entry: Entry) -> str:
    unit = "bản" if kind(entry.kind).counts is Counts.COPIES else "giấy tờ"
    return f"{entry.copies} {unit}, bản chính {entry.pages} trang"


_PLACE = re.compile(r"\{([a-z_]+)\}")


def words_of(entry: Entry) -> str:
    """The words of certification of an entry, by the terms that were in force then."""
    book = book_name(kind(entry.kind).symbol, entry.year)
    day = law_date(entry.at)
    said = {
        "number": number_text(entry.number),
        "book": book,
        "date": day[:1].upper() + day[1:],
        "signer": entry.signer_name,
        "signer_title": entry.signer_title,
        "requester": entry.requester,
        "title": entry.paper_name,
        "copies": str(entry.copies),
    }
    return _PLACE.sub(lambda found: said.get(found.group(1), found.group(0)), entry.terms.wording)


def _address(entry: Entry) -> str:
    return f"{settings.BASE_URL}/ho-so/{entry.dossier.link_secret}/"


def words_sheet(entries: Sequence[Entry]) -> WordsSheet:
    first = entries[0]
    return WordsSheet(
        office=office(first.unit),
        issued_at=first.at,
        url=_address(first),
        entries=[
            Certified(
                title=one.paper_name,
                words=words_of(one),
                copies=counted(one),
                signer_title=one.signer_title,
                signer=one.signer_name,
                struck=one.struck_at is not None,
            )
            for one in entries
        ],
    )


def fee_slip(entries: Sequence[Entry]) -> FeeSlip:
    first = entries[0]
    return FeeSlip(
        office=office(first.unit),
        number=f"{number_text(first.number)}/{first.year}/PT",
        issued_at=first.at,
        dossier_code=first.dossier.code or first.dossier.receipt_no,
        payer=first.requester,
        rows=[(one.paper_name, counted(one).partition(",")[0], format_dong(one.fee)) for one in entries],
        total=format_dong(sum(one.fee for one in entries)),
        how=WAYS.get(first.paid_how, first.paid_how),
        url=_address(first),
    )


COLUMNS = (
    Column("Số", 11, right=True),
    Column("Ngày", 19),
    Column("Họ tên người yêu cầu chứng thực", 48),
    Column("Tên giấy tờ, văn bản"),
    Column("Họ tên, chức danh người ký", 56),
    Column("Số bản", 14, right=True),
    Column("Phí", 24, right=True),
    Column("Ghi chú", 34),
)


def book_sheet(unit: Unit, book: Book, rows: Sequence[Entry], many: int, now: dt.datetime) -> BookSheet:
    """The register on paper. ``many`` is how many rows there are; the first ones are printed."""
    what = kind(book.kind)
    sums, struck, _last = totals(book)
    cut = [f"In {len(rows)} trong {many} số."] if many > len(rows) else []
    return BookSheet(
        office=office(unit),
        title=f"Sổ {what.name[0].lower()}{what.name[1:]}",
        issued_at=now,
        lines=[f"Quyển số {book_name(what.symbol, book.year)}", *cut],
        columns=COLUMNS,
        rows=[_row(one) for one in rows],
        foot=[
            f"Cộng: {sums.entries} số, {sums.copies} bản, phí {format_dong(sums.fee)}; gạch bỏ {struck} số.",
        ],
        signs=("Người lập sổ", "Người ký chứng thực"),
        url=f"{settings.BASE_URL}/desk/chung-thuc/so/{unit.code}/{book.kind}/{book.year}/",
    )


def _row(one: Entry) -> BookRow:
    cells = (
        number_text(one.number),
        f"{one.at.astimezone(LEGAL_ZONE):%d/%m/%Y}",
        one.requester,
        one.paper_name,
        f"{one.signer_name}, {one.signer_title}",
        str(one.copies),
        format_dong(one.fee),
        f"Gạch bỏ: {one.struck_reason}" if one.struck_at else "",
    )
    return BookRow(cells, struck=one.struck_at is not None)
