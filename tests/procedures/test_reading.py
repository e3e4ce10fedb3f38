"""Lists, pages, the coverage board and the sheets on the wall."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.documents.printing import print_paper
from motcua.people.actors import SYSTEM, Actor, ActorKind
from motcua.procedures import selectors
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.models import PostingSheet, SheetEntry
from motcua.procedures.search import Filters, Stage
from motcua.procedures.selectors.coverage import BoardStage
from motcua.procedures.services.baseline import Proposal
from motcua.procedures.services.posting import note_posted
from motcua.procedures.services.use import record_use

from .given import (
    CODE,
    NOW,
    START,
    TODAY,
    competence,
    decide,
    local_terms,
    open_procedure,
    process,
    province,
    row,
    take_in,
)

pytestmark = pytest.mark.django_db


def catalogue(count: int = 30) -> None:
    take_in(
        *(
            row(code=f"1.{n:06d}", name=f"Thủ tục đăng ký việc số {n:03d}", field=f"Lĩnh vực {n % 3}")
            for n in range(1, count + 1)
        )
    )


def test_list_when_paged_then_every_procedure_once_in_order() -> None:
    catalogue()
    seen: list[str] = []
    cursor: str | None = ""

    while cursor is not None:
        page = selectors.list_procedures(TODAY, cursor=cursor, limit=7)
        seen += [item.code for item in page.items]
        cursor = page.next

    assert seen == [f"1.{n:06d}" for n in range(1, 31)]
    assert page.total == 30


def test_list_when_the_index_is_made_then_one_statement_and_none_more_for_more_rows(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    catalogue()
    selectors.list_procedures(TODAY)

    with django_assert_num_queries(1):
        page = selectors.list_procedures(TODAY, query="viec so 004", filters=Filters(field="Lĩnh vực 1"), limit=100)

    assert [item.code for item in page.items] == ["1.000004"]


def test_list_when_a_procedure_is_added_then_found_at_once() -> None:
    catalogue(3)
    assert selectors.list_procedures(TODAY, query="khai sinh").stage is Stage.NOTHING

    take_in(row(code="2.000001"))

    assert [item.code for item in selectors.list_procedures(TODAY, query="khai sinh").items] == ["2.000001"]


def test_list_when_the_procedure_the_cursor_names_is_gone_then_it_goes_on_from_its_place() -> None:
    catalogue(10)
    first = selectors.list_procedures(TODAY, limit=5)
    take_in(row(code="1.000005", name="AAA"), on=TODAY)

    second = selectors.list_procedures(TODAY, limit=5, cursor=first.next or "")

    assert len(second.items) >= 4


@pytest.mark.parametrize("cursor", ["x", "%%%", "e30", "WzEsMl0", "WyJ4IiwtMV0", "\ud83d", "A" * 5000])
def test_list_when_the_cursor_is_made_up_then_refused(cursor: str) -> None:
    with pytest.raises(Invalid, match="cursor_invalid"):
        selectors.list_procedures(TODAY, cursor=cursor)


def test_list_when_levels_are_declared_then_online_says_so() -> None:
    take_in(row(service_level="full"), row(code="1.000002"), row(code="1.000003", channels=row()["channels"][1:]))

    assert [item.online for item in selectors.list_procedures(TODAY).items] == ["full", "unstated", "none"]


def test_use_when_recorded_then_ranks_and_unknown_keys_are_left_out() -> None:
    take_in(row(), row(code="1.000002"))

    assert record_use({"1.000002": 50, "nothing": 9}) == 1
    assert record_use({"1.000002": 60}) == 1
    assert [item.code for item in selectors.list_procedures(TODAY, query="khai sinh").items] == ["1.000002", CODE]


def test_facets_when_counted_then_most_first() -> None:
    catalogue(4)

    assert selectors.facets(TODAY).fields == (("Lĩnh vực 1", 2), ("Lĩnh vực 2", 1), ("Lĩnh vực 0", 1))


def test_page_when_asked_then_what_each_case_needs_by_each_way() -> None:
    open_procedure(
        service_level="partial",
        partial_reason="presence",
        ground="Điều 5",
        summary="Tóm tắt",
        components=[
            {"name": "Tờ khai", "originals": 1, "copies": 0},
            {"name": "Giấy ủy quyền", "originals": 1, "copies": 0, "case": "Trường hợp ủy quyền"},
        ],
    )
    decide(
        local_terms(committed={"amount": 2, "unit": "working_day"}, place="Quầy số 3"),
        Proposal(ItemKind.TAG, CODE, {"schema_version": 1, "tag": "essential"}),
    )

    page = selectors.procedure_page(CODE, TODAY)

    assert (page.code, page.national_code, page.field, page.summary) == (CODE, CODE, "Hộ tịch", "Tóm tắt")
    assert [(case.key, [one.name for one in case.components]) for case in page.cases] == [
        ("default", ["Tờ khai"]),
        ("truong-hop-uy-quyen", ["Tờ khai", "Giấy ủy quyền"]),
    ]
    assert [
        (way.channel, way.terms.limit.amount if way.terms.limit else 0, way.closed) for way in page.cases[0].ways
    ] == [
        ("online", 2, ()),
        ("counter", 2, ()),
        ("post", 2, ()),
    ]
    assert page.online is not None
    assert (page.online.level, page.online.ground) == ("partial", "Điều 5")
    assert (page.tags, page.places, page.has_process) == (("essential",), ("Quầy số 3",), True)
    assert [law.number for law in page.legal] == ["60/2014/QH13", "123/2015/NĐ-CP"]
    assert [result.code for result in page.results] == ["KQ.G15.000031"]


def test_page_when_it_has_many_cases_then_no_more_statements(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    take_in(
        row(
            components=[
                {"name": f"Giấy {n}", "originals": 1, "copies": 0, "case": f"Trường hợp {n}"} for n in range(40)
            ]
        )
    )

    with django_assert_max_num_queries(18):
        page = selectors.procedure_page(CODE, TODAY)

    assert len(page.cases) == 40


def test_page_when_there_is_none_then_the_reason() -> None:
    take_in(row())

    with pytest.raises(NotFound, match="procedure_not_found"):
        selectors.procedure_page("9.999999", TODAY)
    with pytest.raises(Conflict, match="procedure_not_in_force"):
        selectors.procedure_page(CODE, START - dt.timedelta(1))


def test_coverage_when_procedures_have_come_to_different_stages_then_counts_and_gaps() -> None:
    province()
    hidden = [{"channel": "online", "time": 3, "unit": "working_day", "fees": [{"amount": None, "listed_free": True}]}]
    take_in(
        row(),
        row(code="1.000002", name="Không có quy trình"),
        row(code="1.000003", name="Phí chưa rõ", channels=hidden),
        row(code=None, key="rieng", name="Của tỉnh"),
        row(code="1.000005", name="Của bộ", levels=["ministry"]),
    )
    decide(competence("", level="commune"), process(), process("1.000003"))
    note_posted("TS-0101.MC", "Hộ tịch", "v1", actor=SYSTEM, now=NOW)

    board = {line.stage: (line.count, [gap.code for gap in line.gaps]) for line in selectors.coverage(TODAY)}

    assert board == {
        BoardStage.PUBLISHED: (4, []),
        BoardStage.INTERNAL_PROCESS: (2, ["rieng", "1.000002"]),
        BoardStage.ELECTRONIC_PROCESS: (1, ["rieng", "1.000002", "1.000003"]),
        BoardStage.NATIONAL_DATABASE: (3, ["rieng"]),
        BoardStage.POSTED: (4, []),
    }


def test_coverage_when_there_are_many_then_no_more_statements(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    province()
    catalogue(40)
    decide(competence("", level="commune"), *(process(f"1.{n:06d}") for n in range(1, 30)))

    with django_assert_max_num_queries(16):
        board = selectors.coverage(TODAY)

    assert board[1].count == 29


def test_posting_sheet_when_made_then_words_of_what_is_in_force_and_it_prints() -> None:
    open_procedure(service_level="full")
    decide(local_terms(committed={"amount": 2, "unit": "working_day"}, channel="online"))

    sheet = selectors.posting_sheet("TS-0101.MC", "Hộ tịch", TODAY, now=NOW, url="https://mc.example/p")

    only = sheet.procedures[0]
    assert only.limits == (
        "Trực tuyến: 02 ngày làm việc",
        "Trực tiếp: 03 ngày làm việc",
        "Bưu chính công ích: 05 ngày làm việc",
    )
    assert only.fees == ("Trực tuyến: miễn phí", "Trực tiếp: 8.000 đ", "Bưu chính công ích: không")
    assert only.papers == ("Tờ khai đăng ký khai sinh (bản chính: 1)", "Giấy chứng sinh (bản chính: 1)")
    assert (only.online_level, only.decision) == ("Toàn trình", "163/QĐ-BTP")
    assert print_paper(sheet).startswith(b"%PDF-")


def test_posting_sheet_when_something_changes_then_another_version() -> None:
    open_procedure()
    before = selectors.posting_sheet("TS-0101.MC", "Hộ tịch", TODAY, now=NOW, url="")
    same = selectors.posting_sheet("TS-0101.MC", "Hộ tịch", TODAY, now=NOW + dt.timedelta(1), url="")

    decide(local_terms(committed={"amount": 1, "unit": "day"}))

    after = selectors.posting_sheet("TS-0101.MC", "Hộ tịch", TODAY, now=NOW, url="")
    assert before.version == same.version != after.version


@pytest.mark.parametrize(
    ("unit", "field", "code"),
    [
        ("XX", "Hộ tịch", "unit_unknown"),
        ("TS-0101.MC", "x", "posting_field_empty"),
        ("TS.MC", "Hộ tịch", "posting_field_empty"),
    ],
)
def test_posting_sheet_when_there_is_nothing_to_post_then_the_reason(unit: str, field: str, code: str) -> None:
    open_procedure()

    with pytest.raises(NotFound, match=code):
        selectors.posting_sheet(unit, field, TODAY, now=NOW, url="")


def test_note_posted_when_a_new_sheet_goes_up_then_the_old_one_comes_down() -> None:
    open_procedure()

    first = note_posted("TS-0101.MC", "Hộ tịch", "v1", actor=SYSTEM, now=NOW)
    note_posted("TS-0101.MC", "Hộ tịch", "v2", actor=SYSTEM, now=NOW)

    first.refresh_from_db()
    assert first.removed_on == TODAY
    assert PostingSheet.objects.get(removed_on=None).digest == "v2"
    assert SheetEntry.objects.count() == 2


def test_note_posted_when_the_actor_may_not_then_refused() -> None:
    open_procedure()

    with pytest.raises(NotAllowed):
        note_posted("TS-0101.MC", "Hộ tịch", "v1", actor=Actor(ActorKind.OFFICIAL, 1, None, "x"), now=NOW)
