"""The act of the quick counter on a real database."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.certification.models import Entry
from motcua.certification.rules import Line
from motcua.certification.selectors import Book, entries, totals
from motcua.certification.services.certifying import certify
from motcua.certification.services.register import close_book, gaps, strike_entry
from motcua.core.errors import Conflict, Invalid, NotAllowed, Unprocessable
from motcua.core.ids import new_id
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import Contact, Dossier, DossierEvent, DossierFee, DossierResult
from motcua.dossiers.services.erase import erase_dossier
from motcua.dossiers.services.verify import verify
from motcua.people.actors import SYSTEM
from tests.dossiers.world import NOW, World, claim

from .given import order

NEXT_YEAR = dt.datetime(2027, 1, 4, 2, tzinfo=dt.UTC)


def made(world: World, *lines: Line, now: dt.datetime = NOW, **changes: object) -> list[Entry]:
    answer = certify(order(world, *lines, **changes), actor=world.actors["reception"], now=now)
    return list(Entry.objects.filter(dossier__uid=answer.body["dossier"]).order_by("number"))


def test_forty_copies_of_one_original_take_one_number_and_its_fee(world: World) -> None:
    answer = certify(order(world), actor=world.actors["reception"], now=NOW)

    dossier = Dossier.objects.get(uid=UUID(str(answer.body["dossier"])))
    (entry,) = Entry.objects.all()
    assert (entry.number, entry.copies, entry.fee, entry.year) == (1, 40, 160_000, 2026)
    assert (entry.signer_name, entry.signer_title) == ("Lê Văn Chủ", "Chủ tịch UBND xã")
    assert (dossier.state, dossier.closed, dossier.seq) == ("returned", True, 4)
    assert dossier.code
    assert "instant" in dossier.flags
    assert DossierFee.objects.get(dossier=dossier).paid_how == "cash"
    assert DossierResult.objects.get(dossier=dossier).way == "counter"
    assert Contact.objects.filter(dossier=dossier).count() == 1
    kinds = list(DossierEvent.objects.filter(dossier=dossier).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["dossier_submitted", "dossier_accepted", "result_issued", "result_handed_over"]
    assert differences(dossier) == []
    assert verify().ok


def test_several_originals_take_a_number_each_in_a_row(world: World) -> None:
    made(world)
    rows = made(world, Line("Giấy khai sinh", 1, 3), Line("Sổ hộ khẩu", 16, 2))

    assert [(row.number, row.fee) for row in rows] == [(2, 6_000), (3, 36_000)]


def test_each_kind_and_each_year_has_a_register_of_its_own(world: World) -> None:
    first = made(world)
    paper = made(world, Line("Giấy ủy quyền", 1, 1), kind="signature", requester=SIGNS)
    later = made(world, now=NEXT_YEAR)

    assert [row.number for row in (*first, *paper, *later)] == [1, 1, 1]
    assert [row.fee for row in paper] == [10_000]


SIGNS = {"name": "Nguyễn Thị Ánh Tuyết", "id_number": "001199012345"}


def test_the_same_form_twice_does_it_once(world: World) -> None:
    key = claim("k1", operation="certify", who=str(world.actors["reception"].uid))

    first = certify(order(world), actor=world.actors["reception"], now=NOW, idempotency=key)
    again = certify(order(world), actor=world.actors["reception"], now=NOW, idempotency=key)

    assert again.replayed
    assert again.body == first.body
    assert Entry.objects.count() == 1
    other = claim("k1", "y", operation="certify", who=str(world.actors["reception"].uid))
    with pytest.raises(Unprocessable):
        certify(order(world), actor=world.actors["reception"], now=NOW, idempotency=other)


def test_a_rollback_leaves_no_gap(world: World) -> None:
    def made_and_lost() -> None:
        with transaction.atomic():
            made(world)
            raise LookupError

    made(world)
    with pytest.raises(LookupError):
        made_and_lost()
    made(world)

    book = Book(world.commune.pk, "copy", 2026)
    assert [row.number for row in entries(book)] == [1, 2]
    assert gaps(book) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"requester": {"name": "   "}}, "name"),
        ({"requester": {"name": "🙂"}}, "name"),
        ({"requester": {"name": "An", "id_number": "123"}}, "id_number"),
        ({"kind": "signature"}, "id_number"),
        ({"signer": "nobody"}, "signer"),
        ({"paid_how": "gold"}, "paid"),
        ({"lines": ()}, "title-1"),
        ({"lines": (Line("a", 1, 1),) * 21}, "title-1"),
    ],
)
def test_what_the_law_needs_is_asked_for(world: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        certify(order(world, **changes), actor=world.actors["reception"], now=NOW)

    assert [error["field"] for error in caught.value.errors] == [field]
    assert not Entry.objects.exists()
    assert not Dossier.objects.exists()


def test_who_does_not_certify_here_cannot(world: World) -> None:
    for who in ("stranger", "auditor", "citizen"):
        with pytest.raises((NotAllowed, Conflict)):
            certify(order(world), actor=world.actors[who], now=NOW)


def test_an_emoji_in_a_title_is_kept_as_it_was_typed(world: World) -> None:
    (row,) = made(world, Line("Thư cảm ơn 🙂", 1, 1))

    assert row.paper_name == "Thư cảm ơn 🙂"


def test_a_wrong_row_is_struck_through_and_keeps_its_number(world: World) -> None:
    (wrong,) = made(world)

    strike_entry(wrong.uid, reason="Ghi nhầm số bản", actor=world.actors["commune_chair"], now=NOW)
    (right,) = made(world, Line("Bằng tốt nghiệp đại học", 2, 4))

    wrong.refresh_from_db()
    assert (wrong.number, right.number) == (1, 2)
    assert wrong.struck_reason == "Ghi nhầm số bản"
    sums, struck, last = totals(Book(world.commune.pk, "copy", 2026))
    assert (sums.entries, sums.copies, sums.fee, struck, last) == (1, 4, 16_000, 1, 2)
    wrong.dossier.refresh_from_db()
    assert (wrong.dossier.seq, wrong.dossier.state) == (5, "returned")
    assert differences(wrong.dossier) == []
    assert verify().ok


def test_striking_needs_a_reason_a_right_and_a_row_that_stands(world: World) -> None:
    (row,) = made(world)

    with pytest.raises(Invalid):
        strike_entry(row.uid, reason=" . ", actor=world.actors["commune_chair"], now=NOW)
    with pytest.raises(NotAllowed):
        strike_entry(row.uid, reason="Sai", actor=world.actors["reception"], now=NOW)
    strike_entry(row.uid, reason="Sai", actor=world.actors["commune_chair"], now=NOW)
    with pytest.raises(Conflict):
        strike_entry(row.uid, reason="Sai", actor=world.actors["commune_chair"], now=NOW)


def test_the_database_keeps_the_rows_of_a_register(world: World) -> None:
    (row,) = made(world)

    for statement in (
        "DELETE FROM certification_entry",
        "UPDATE certification_entry SET copies = 1",
        "UPDATE certification_entry SET number = 9",
        "UPDATE certification_entry SET requester = 'somebody else'",
    ):
        with pytest.raises(Exception, match="register"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    Entry.objects.filter(pk=row.pk).update(requester="—", paper_name="—", search_text="")


def test_a_year_is_closed_after_its_end_and_takes_no_more(world: World) -> None:
    made(world)
    book = Book(world.commune.pk, "copy", 2026)
    chair = world.actors["commune_chair"]

    with pytest.raises(Conflict):
        close_book(book, actor=chair, now=NOW)
    with pytest.raises(NotAllowed):
        close_book(book, actor=world.actors["reception"], now=NEXT_YEAR)
    closed = close_book(book, actor=chair, now=NEXT_YEAR)
    assert close_book(book, actor=chair, now=NEXT_YEAR).pk == closed.pk

    assert (closed.last_number, closed.copies, closed.fee) == (1, 40, 160_000)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        made(world)
    (row,) = entries(book)
    with pytest.raises(Conflict):
        strike_entry(row.uid, reason="Sai", actor=chair, now=NEXT_YEAR)


def test_a_register_is_searched_by_number_and_by_words(world: World) -> None:
    made(world)
    made(world, Line("Giấy khai sinh", 1, 1))
    book = Book(world.commune.pk, "copy", 2026)

    assert [row.number for row in entries(book, "2")] == [2]
    assert [row.number for row in entries(book, "bang tot")] == [1]
    assert [row.number for row in entries(book, "khai sinh tuyet")] == [2]
    assert [row.number for row in entries(book, "🙂")] == []


def test_unknown_entries_are_not_found(world: World) -> None:
    from motcua.core.errors import NotFound

    with pytest.raises(NotFound):
        strike_entry(new_id(), reason="Sai", actor=world.actors["commune_chair"], now=NOW)


def test_an_erased_dossier_leaves_numbers_and_no_names(world: World) -> None:
    (row,) = made(world)
    strike_entry(row.uid, reason="Ánh Tuyết xin hủy", actor=world.actors["commune_chair"], now=NOW)

    erase_dossier(dossier=row.dossier.uid, decision="1/QĐ", ground="Law 91", actor=SYSTEM, now=NOW)

    row.refresh_from_db()
    assert (row.number, row.fee) == (1, 160_000)
    assert {row.requester, row.paper_name, row.struck_reason} == {"—"}
    assert row.search_text == ""
    assert verify().ok
