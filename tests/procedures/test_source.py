"""Reading the catalogue: broken is refused, doubtful is counted, nothing is guessed."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.texts import known_codes
from motcua.procedures.content import ChannelContent, digest, from_json, to_json
from motcua.procedures.source_reading import MAX_LINE_BYTES, RowRejectedError, bounded_lines, parse_line
from motcua.procedures.source_rows import Reading, read_row
from motcua.procedures.source_texts import LabelKind, label_kind, legal_number, result_name, slug

from .given import line, row


def read(**changes: Any) -> Reading:
    return read_row(parse_line(line(row(**changes))))


def channel(**changes: Any) -> dict[str, Any]:
    return {"channel": "online", "time": 3, "unit": "working_day", "fees": [], **changes}


def paper(name: str, **changes: Any) -> dict[str, Any]:
    return {"name": name, "originals": 1, "copies": 0, **changes}


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Giấy tờ phải nộp", LabelKind.GROUP),
        ("Các giấy tờ phải xuất trình (bản chính), bao gồm", LabelKind.GROUP),
        ("a) Thành phần hồ sơ", LabelKind.GROUP),
        ("1) Thành phần hồ sơ, bao gồm:", LabelKind.GROUP),
        ("Bao gồm", LabelKind.GROUP),
        ("", LabelKind.GROUP),
        ("Lưu ý", LabelKind.NOTE),
        ("Trường hợp ủy quyền thực hiện thủ tục", LabelKind.CASE),
        ("Các giấy tờ phải nộp đối với tàu biển", LabelKind.CASE),
        ("Thành phần hồ sơ đề nghị cấp lại Giấy chứng nhận", LabelKind.CASE),
        ("Đối với hàng hóa nhập khẩu", LabelKind.CASE),
        ("b) Đối với cấp lại", LabelKind.CASE),
    ],
)
def test_label_kind_when_read_then_only_certain_headings_are_no_cases(label: str, kind: LabelKind) -> None:
    assert label_kind(label) is kind


@pytest.mark.parametrize(
    ("given_", "number", "odd"),
    [
        ("123/2015/NĐ-CP", "123/2015/NĐ-CP", False),
        ("66.7/2025/NQ-CP", "66.7/2025/NQ-CP", False),
        ("54/2014/QH1354", "54/2014/QH13", True),
        ("28/2023/QH15Ngh", "28/2023/QH15", True),
        ("80/2021/TT-BTC80", "80/2021/TT-BTC", True),
        ("118/2025/NĐ-C", "118/2025/NĐ-C", True),
        ("13/2012/TTLT-BCA-BYT-BTC", "13/2012/TTLT-BCA-BYT-BTC", False),
        ("không số", "không số", True),
    ],
)
def test_legal_number_when_text_ran_into_it_then_cut_where_the_symbol_is_known(
    given_: str, number: str, odd: bool
) -> None:
    assert legal_number(given_) == (number, odd)


def test_result_name_when_the_neighbour_ran_in_then_only_the_own_name() -> None:
    run = "Công văn từ chốiMã: 000.00.00.G12-KQ002223Giấy chứng nhận đăng ký chào bán"

    assert result_name(run) == ("Giấy chứng nhận đăng ký chào bán", True)
    assert result_name("Văn bảnMã: KQ.g19.000556Văn bản không chấp thuận") == ("Văn bản không chấp thuận", True)
    assert result_name("Giấy khai sinh") == ("Giấy khai sinh", False)


def test_slug_when_a_label_then_words_without_marks() -> None:
    assert slug("Đối với cấp lại (do mất)") == "doi-voi-cap-lai-do-mat"
    assert slug("???") == "case"
    assert len(slug("rất dài " * 30)) <= 60


def test_read_when_the_row_is_sound_then_no_defects_but_guidance_and_fee() -> None:
    reading = read()

    assert (reading.key, reading.code) == ("1.000001", "1.000001")
    assert reading.defects == {"guidance_line": 1, "no_fee_listed": 1}
    assert [case.key for case in reading.content.cases] == ["default"]
    assert [one.guidance for one in reading.content.papers] == [False, False, True]
    assert [one.channel for one in reading.content.channels] == ["online", "counter", "post"]


@pytest.mark.parametrize(
    ("time", "unit", "expected", "defect"),
    [
        (3, "working_day", (3, "working_day"), None),
        (2, "hour", (2, "working_hour"), None),
        (2, "clock_hour", (2, "hour"), None),
        (1, None, (1, ""), "unit_missing"),
        (0, "day", (None, "day"), "limit_zero"),
        (1.5, "working_day", (None, "working_day"), "limit_fraction"),
        (None, "day", (None, "day"), "limit_missing"),
        (2.0, "month", (2, "month"), None),
    ],
)
def test_limit_when_doubtful_then_unknown_and_counted(
    time: object, unit: str | None, expected: tuple[int | None, str], defect: str | None
) -> None:
    reading = read(channels=[channel(time=time, unit=unit)])

    only = reading.content.channels[0]
    assert (only.amount, only.unit) == expected
    assert ({"no_fee_listed", "guidance_line", defect} - {None}) == set(reading.defects)


@pytest.mark.parametrize(
    ("fee", "amount", "defect"),
    [
        ({"amount": 50000}, 50000, None),
        ({"amount": 0}, 0, None),
        ({"amount": 50000.0, "currency": "VND"}, 50000, None),
        ({"amount": None, "listed_free": True, "has_note": True}, None, "fee_hidden"),
        ({"amount": None}, None, "fee_missing"),
        ({"amount": 0, "has_note": True}, None, "fee_hidden"),
        ({"amount": 0, "has_note": True, "note": "Miễn lệ phí"}, 0, None),
        ({"amount": 25, "currency": "USD"}, None, "fee_foreign"),
        ({"amount": 5}, None, "fee_odd"),
    ],
)
def test_fee_when_hidden_then_unknown_and_never_free(
    fee: dict[str, Any], amount: int | None, defect: str | None
) -> None:
    reading = read(channels=[channel(fees=[fee])])

    assert reading.content.channels[0].fees[0].amount == amount
    assert ({"guidance_line", defect} - {None}) == set(reading.defects)


def test_channels_when_rows_repeat_or_disagree_then_one_or_side_by_side() -> None:
    reading = read(channels=[channel(), channel(), channel(time=9), channel(channel="postal")])

    assert [(one.channel, one.amount) for one in reading.content.channels] == [
        ("online", 3),
        ("online", 9),
        ("post", 3),
    ]
    assert reading.defects["repeated_channel"] == 1
    assert reading.defects["several_limits"] == 1


def test_cases_when_labels_are_headings_then_one_case_and_the_labels_stay_as_groups() -> None:
    reading = read(
        components=[
            paper("Tờ khai", case="Giấy tờ phải nộp"),
            paper("Thẻ căn cước", case="Giấy tờ phải xuất trình"),
            paper("Nộp bản chính khi nhận kết quả", case="Lưu ý"),
        ]
    )

    assert [case.key for case in reading.content.cases] == ["default"]
    assert [(one.group, one.guidance) for one in reading.content.papers] == [
        ("Giấy tờ phải nộp", False),
        ("Giấy tờ phải xuất trình", False),
        ("Lưu ý", True),
    ]


def test_cases_when_real_then_never_flattened_and_common_papers_stay_common() -> None:
    reading = read(
        components=[
            paper("Tờ khai"),
            paper("Giấy ủy quyền", case="Trường hợp ủy quyền"),
            paper("Bản án", case="Trường hợp ly hôn"),
            paper("Trích lục", case="Trường hợp ủy quyền"),
        ]
    )

    cases = {case.key: [one.name for one in case.papers] for case in reading.content.cases}
    assert cases == {
        "default": [],
        "truong-hop-uy-quyen": ["Giấy ủy quyền", "Trích lục"],
        "truong-hop-ly-hon": ["Bản án"],
    }
    assert [one.name for one in reading.content.papers] == ["Tờ khai"]
    assert reading.defects["case_beside_common_papers"] == 1


def test_cases_when_two_labels_have_the_same_words_then_different_keys() -> None:
    reading = read(components=[paper("a", case="Trường hợp: 1"), paper("b", case="Trường hợp 1")])

    assert [case.key for case in reading.content.cases] == ["truong-hop-1", "truong-hop-1-2"]


def test_cases_when_the_row_names_them_then_labels_are_names_or_keys() -> None:
    reading = read(
        cases=[{"key": "default", "name": "Cá nhân"}, {"key": "list", "name": "Theo danh sách"}],
        components=[paper("Tờ khai"), paper("Danh sách", case="Theo danh sách"), paper("Văn bản", case="list")],
        channels=[channel(), channel(time=9, case="list")],
    )

    assert [(case.key, case.name, len(case.papers)) for case in reading.content.cases] == [
        ("default", "Cá nhân", 0),
        ("list", "Theo danh sách", 2),
    ]
    assert ChannelContent("online", 9, "working_day", case="list") in reading.content.channels


def test_papers_when_counts_cannot_be_right_then_unknown() -> None:
    reading = read(components=[paper("Tờ khai", originals=20261), paper("Ảnh", copies=2)])

    assert [(one.originals, one.copies, one.guidance) for one in reading.content.papers] == [
        (None, 0, False),
        (1, 2, False),
    ]
    assert reading.defects["odd_count"] == 1


def test_papers_when_a_line_repeats_then_once() -> None:
    reading = read(components=[paper("Tờ khai"), paper("Tờ khai"), paper("Tờ khai", copies=1)])

    assert len(reading.content.papers) == 2
    assert reading.defects["repeated_component"] == 1


def test_results_and_law_when_odd_then_read_and_counted() -> None:
    reading = read(
        results=[{"name": "Thông báo", "code": ""}, {"name": "cấp phép", "code": "KQ.G01.00262"}],
        legal=["54/2014/QH1354", "54/2014/QH13"],
    )

    assert [law.number for law in reading.content.legal] == ["54/2014/QH13"]
    assert {"odd_result_code", "result_name_cut", "odd_legal_number"} <= set(reading.defects)
    assert "no_result_code" not in reading.defects


def test_legal_when_objects_then_article_and_title_are_kept() -> None:
    reading = read(legal=[{"number": "60/2014/QH13", "article": "Điều 16", "title": "Luật Hộ tịch"}])

    assert (reading.content.legal[0].article, reading.content.legal[0].title) == ("Điều 16", "Luật Hộ tịch")


def test_read_when_there_is_no_channel_component_result_type_then_each_is_counted() -> None:
    reading = read(channels=[], components=[], results=[], type=None, levels=[], decision="SỐ 1")

    assert set(reading.defects) == {
        "no_channel", "no_component", "no_result_code", "no_type", "no_level", "odd_publication",
    }  # fmt: skip
    assert {f"defect_{kind}" for kind in reading.defects} <= known_codes()


def test_read_when_the_project_adds_its_fields_then_they_are_taken() -> None:
    reading = read(
        code=None,
        key="tro-cap-xa-hoi",
        keywords=["trợ cấp người già"],
        life_event="elderly",
        service_level="partial",
        partial_reason="presence",
        ground="Điều 5",
        summary="Tóm tắt",
        unknown=["fee", "code"],
        source="Nghị định 20/2021/NĐ-CP",
    )

    assert (reading.key, reading.code, reading.source) == ("tro-cap-xa-hoi", None, "Nghị định 20/2021/NĐ-CP")
    assert reading.level is not None
    assert (reading.level.level, reading.level.reason, reading.level.ground) == ("partial", "presence", "Điều 5")
    assert (reading.content.keywords, reading.content.life_events) == (("trợ cấp người già",), ("elderly",))
    assert reading.content.unknown == ("fee",)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": None}, "row_missing"),
        ({"code": ""}, "row_missing"),
        ({"code": "abc"}, "malformed_code"),
        ({"code": "1.00000"}, "malformed_code"),
        ({"code": None, "key": "a b"}, "malformed_code"),
        ({"code": 1.000001}, "row_wrong_type"),
        ({"name": None}, "row_missing"),
        ({"name": "   "}, "row_missing"),
        ({"name": ["x"]}, "row_wrong_type"),
        ({"name": "x" * 1_000_000}, "row_too_long"),
        ({"name": "x" * 2_001}, "row_too_long"),
        ({"name": "a\x00b"}, "text_nul"),
        ({"name": "a\ud800b"}, "text_malformed"),
        ({"field": None}, "row_missing"),
        ({"levels": ["moon"]}, "unknown_level"),
        ({"levels": "commune"}, None),
        ({"levels": {"a": 1}}, "row_wrong_type"),
        ({"channels": "online"}, "row_wrong_type"),
        ({"channels": [1]}, "row_wrong_type"),
        ({"channels": [channel(channel="fax")]}, "unknown_channel"),
        ({"channels": [channel(unit="year")]}, "unknown_unit"),
        ({"channels": [channel(time="3")]}, "row_wrong_type"),
        ({"channels": [channel(time=True)]}, "row_wrong_type"),
        ({"channels": [channel(time=-3)]}, "row_out_of_range"),
        ({"channels": [channel(time=10**9)]}, "row_out_of_range"),
        ({"channels": [channel(fees=[{"amount": -5}])]}, "row_out_of_range"),
        ({"channels": [channel(fees=[{"amount": 1e30}])]}, "row_out_of_range"),
        ({"channels": [channel(fees=[{"amount": 1000.5}])]}, "row_out_of_range"),
        ({"channels": [channel(case="không có")]}, "unknown_case"),
        ({"channels": [channel()] * 101}, "row_too_many"),
        ({"components": [{}]}, "row_missing"),
        ({"components": [paper("x", originals=-1)]}, "row_wrong_type"),
        ({"components": [paper("x", originals=1.5)]}, "row_wrong_type"),
        ({"components": [paper("x", cut="yes")]}, "row_wrong_type"),
        ({"cases": [{"key": "a"}, {"key": "a"}]}, "row_repeated"),
        ({"cases": [{"key": "a", "name": "A"}], "components": [paper("x", case="B")]}, "unknown_case"),
        ({"results": [{}]}, "row_missing"),
        ({"legal": [{}]}, "row_missing"),
        ({"service_level": "total"}, "unknown_level"),
    ],
)
def test_read_when_the_row_is_broken_then_refused_with_a_reason(changes: dict[str, Any], code: str | None) -> None:
    if code is None:
        assert read(**changes)
        return
    with pytest.raises(RowRejectedError) as error:
        read_row(row(**changes))

    assert error.value.code == code
    assert code in known_codes()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "not_json"),
        (b"\xff\xfe", "not_utf8"),
        (b"[1]", "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"a": NaN}', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "not_json"),
        (b" " * (MAX_LINE_BYTES + 1), "line_too_long"),
    ],
)
def test_parse_line_when_it_is_no_json_object_then_refused(data: bytes, code: str) -> None:
    with pytest.raises(RowRejectedError) as error:
        parse_line(data)

    assert error.value.code == code


def test_bounded_lines_when_a_line_is_endless_then_its_beginning_alone_is_held() -> None:
    stream = io.BytesIO(b"a\n" + b"x" * (3 * MAX_LINE_BYTES) + b"\nb\n" + b"y" * (MAX_LINE_BYTES + 5))

    lengths = [len(one) for one in bounded_lines(stream)]

    assert lengths == [2, MAX_LINE_BYTES + 1, 2, MAX_LINE_BYTES + 1]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*row(), "key", "cases", "keywords", "unknown", "service_level"]), _JSON))
def test_read_when_any_json_stands_in_any_field_then_taken_or_refused(changes: dict[str, Any]) -> None:
    refused: RowRejectedError | None = None
    try:
        reading = read_row(row(**changes))
    except RowRejectedError as error:
        refused = error

    if refused is not None:
        assert refused.code in known_codes()
        return
    assert from_json(json.loads(json.dumps(to_json(reading.content)))) == reading.content
    assert len(digest(reading.content)) == 64
