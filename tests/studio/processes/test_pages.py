"""The pages of the process editor as a browser without script has them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.procedures.models import ProcessDraft
from motcua.procedures.process_content import content_of, steps_of, with_steps
from motcua.procedures.process_patterns import usual_process
from motcua.studio.processes.conditions import condition_text
from tests.dossiers.world import CODE, NOW

from .writing import HOME, Writing

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 28
"""Authentication, the draft, the wording in force with its limits, units and the form's questions."""


def names(draft: ProcessDraft) -> list[str]:
    draft.refresh_from_db()
    return [str(row["name"]) for row in steps_of(draft.content)]


def targets(draft: ProcessDraft) -> list[list[object]]:
    return [[one["to"] for one in row["outcomes"]] for row in steps_of(draft.content)]  # type: ignore[index,union-attr]


@pytest.mark.parametrize(
    "tail", ["", "so-do/", "so-sanh/", "lich-su/", "nap-tep/", "quyet-dinh/", "buoc/1/", "buoc/5/"]
)
def test_every_page_of_a_draft_opens(writing: Writing, tail: str) -> None:
    draft = writing.started()

    page = writing.get("control", writing.page(draft, tail))

    assert "Thủ tục cấp giấy xác nhận mẫu" in page


def test_editor_when_the_form_is_sent_unchanged_then_nothing_is_saved(writing: Writing) -> None:
    draft = writing.started()
    before = draft.content

    answer = writing.post(draft, do="save")

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert (draft.content, draft.revision) == (before, 1)


# ---- rows


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("add:0", ["Tiếp nhận, kiểm tra hồ sơ", "", "Chuyển hồ sơ đến nơi giải quyết"]),
        ("drop:0", ["Chuyển hồ sơ đến nơi giải quyết", "Phân công người thụ lý", "Thụ lý, thẩm định hồ sơ"]),
        ("down:0", ["Chuyển hồ sơ đến nơi giải quyết", "Tiếp nhận, kiểm tra hồ sơ", "Phân công người thụ lý"]),
        ("move:2:0", ["Phân công người thụ lý", "Tiếp nhận, kiểm tra hồ sơ", "Chuyển hồ sơ đến nơi giải quyết"]),
        ("double:1", ["Tiếp nhận, kiểm tra hồ sơ", *["Chuyển hồ sơ đến nơi giải quyết"] * 2]),
    ],
)
def test_button_changes_the_rows_and_keeps_what_is_typed(writing: Writing, do: str, expected: list[str]) -> None:
    draft = writing.started()

    answer = writing.post(draft, **{"do": do, "r6-name": "Trả tận nơi"})

    assert answer.status_code == 302
    assert names(draft)[:3] == expected
    assert names(draft)[-1] == "Trả tận nơi"


@pytest.mark.parametrize("do", ["add:x", "move:1:-", "drop:99999", "up:"])
def test_button_that_nobody_drew_is_refused_and_nothing_saved(writing: Writing, do: str) -> None:
    draft = writing.started()

    answer = writing.post(draft, do=do)

    draft.refresh_from_db()
    assert (answer.status_code, draft.revision) == (400, 1)


def test_undo_takes_the_last_save_back_and_what_was_typed_stays_in_the_history(writing: Writing) -> None:
    draft = writing.started()
    writing.post(draft, do="drop:0")

    writing.post(draft, **{"do": "undo", "r0-name": "Chữ vừa gõ"})

    assert len(names(draft)) == 6
    assert "Chữ vừa gõ" not in names(draft)
    assert draft.saves.filter(content__steps__0__name="Chữ vừa gõ").exists()


def test_faults_stand_at_their_row_and_in_the_list(writing: Writing) -> None:
    draft = writing.started()

    writing.post(draft, **{"do": "save", "r1-time": "mai", "r3-name": ""})
    page = writing.get("control", writing.page(draft))

    assert "2 chỗ cần sửa" in page
    assert 'href="#r1-time"' in page
    assert "mc-flow__box--fault" in page


def test_check_answers_what_is_typed_and_saves_nothing(writing: Writing) -> None:
    draft = writing.started()
    typed = {**writing.typed(draft), "r0-time": "9 ngày"}

    page = writing.browsers["control"].post(writing.page(draft, "kiem-tra/"), typed).content.decode()

    draft.refresh_from_db()
    assert "quá thời hạn" in page
    assert draft.revision == 1


def test_check_as_you_type_asks_the_database_little(writing: Writing) -> None:
    draft = writing.started()
    typed = writing.typed(draft)

    with CaptureQueriesContext(connection) as asked:
        writing.browsers["control"].post(writing.page(draft, "kiem-tra/"), typed)

    assert len(asked) <= MOST_STATEMENTS


# ---- steps


def test_step_gets_a_condition_a_timer_and_actions(writing: Writing) -> None:
    draft = writing.started()

    answer = writing.post(
        draft,
        "buoc/5/",
        **{
            "w0-mode": "when",
            "w0-0-field": "fact:fee",
            "w0-0-cmp": ">",
            "w0-0-value": "500.000",
            "w0-formula": '@applicant = "organisation"',
            "w1-mode": "otherwise",
            "t0-name": "Nhắc",
            "t0-amount": "2",
            "actions": ["refuse", "complete_step"],
            "do": "save",
        },
    )

    draft.refresh_from_db()
    row = steps_of(draft.content)[4]
    assert answer.status_code == 302, answer.content.decode()
    assert [one.get("otherwise") for one in row["outcomes"]] == [None, True]  # type: ignore[union-attr]
    assert condition_text(row["outcomes"][0]["when"]) == '@fee > 500000 and @applicant = "organisation"'  # type: ignore[index,call-overload]
    assert row["timers"][0]["name"] == "Nhắc"  # type: ignore[index,call-overload]
    assert row["actions"] == ["refuse", "complete_step"]
    assert "Quy trình đi được đến cùng" in writing.get("control", writing.page(draft))


@pytest.mark.parametrize("formula", ["open('/etc/passwd')", "__import__('os')", "@bi_mat > 1 and", "1 " + "+ 1" * 4000])
def test_step_when_the_formula_is_none_then_told_and_nothing_saved(writing: Writing, formula: str) -> None:
    draft = writing.started()

    answer = writing.post(draft, "buoc/5/", **{"w0-mode": "when", "w0-formula": formula, "do": "save"})

    draft.refresh_from_db()
    assert (answer.status_code, draft.revision) == (400, 1)


@pytest.mark.parametrize("letter", ["notice", ""])
def test_automatic_step_sends_a_letter_or_none(writing: Writing, letter: str) -> None:
    draft = writing.started()
    writing.post(draft, do="save", **{"r2-kind": "automatic", "r2-time": "0 giờ"})

    writing.post(draft, "buoc/3/", letter=letter, do="save")

    draft.refresh_from_db()
    assert steps_of(draft.content)[2].get("letter", "") == letter


def test_step_under_another_key_is_still_led_to(writing: Writing) -> None:
    draft = writing.started()

    writing.post(draft, "buoc/4/", key="tham-dinh", do="save")

    draft.refresh_from_db()
    assert targets(draft)[2] == ["tham-dinh"]
    assert targets(draft)[4] == ["ket-qua", "tham-dinh"]


# ---- two authors, twice, forged


def test_second_author_sees_both_texts_and_may_save_the_own(writing: Writing) -> None:
    draft = writing.started()
    stale = writing.typed(draft, who="control_head")
    writing.post(draft, do="save", **{"r0-name": "Của người thứ nhất"})

    answer = writing.browsers["control_head"].post(
        writing.page(draft), {**stale, "r0-name": "Của người thứ hai", "do": "save"}
    )
    page = writing.get("control_head", answer.headers["Location"])

    assert names(draft)[0] == "Của người thứ nhất"
    assert "Của người thứ nhất" in page
    assert "Của người thứ hai" in page
    writing.send("control_head", answer.headers["Location"])
    assert names(draft)[0] == "Của người thứ hai"


@pytest.mark.parametrize(("expected", "status"), [("0", 409), ("99", 409), ("x", 400), ("-1", 400), ("9" * 12, 400)])
def test_revision_that_is_forged_is_refused_and_nothing_written(writing: Writing, expected: str, status: int) -> None:
    draft = writing.started()

    answer = writing.post(draft, expected=expected, do="save", **{"r0-name": "Giả"})

    draft.refresh_from_db()
    assert (answer.status_code, draft.revision) == (status, 1)


def test_form_sent_twice_adds_one_row(writing: Writing) -> None:
    draft = writing.started()
    sent = {**writing.typed(draft), "do": "add:0"}

    answers = [writing.browsers["control"].post(writing.page(draft), sent) for _ in range(2)]

    assert {one.headers["Location"] for one in answers} == {writing.page(draft) + "#buoc-2"}
    assert len(names(draft)) == 8


def test_names_of_200_characters_with_emoji_are_kept_and_drawn(writing: Writing) -> None:
    draft, name = writing.started(), ("Bước 🏛️ đặc biệt " * 20)[:200].strip()

    writing.post(draft, do="save", **{"r0-name": name})

    assert names(draft)[0] == name
    assert writing.get("control", writing.page(draft)).count("…") >= 1


def test_draft_of_120_steps_is_shown_and_told_to_be_too_long(writing: Writing) -> None:
    rows = steps_of(content_of(usual_process()))
    many = [
        {**rows[3], "key": f"b{number}", "outcomes": [{"key": "x", "name": "", "to": "END"}]} for number in range(120)
    ]
    draft = writing.started(with_steps(content_of(usual_process(), name="Dài"), many))

    page = writing.get("control", writing.page(draft))

    assert "Quy trình có 120 bước, nhiều nhất là 100." in page
    assert page.count("data-mc-step=") == 120


# ---- files


@pytest.mark.parametrize("kind", ["csv", "json", "bpmn"])
def test_file_that_is_downloaded_is_taken_back(writing: Writing, kind: str) -> None:
    draft = writing.started()
    before = steps_of(draft.content)
    data = writing.browsers["control"].get(writing.page(draft, f"tai/{kind}/")).content
    writing.post(draft, do="drop:3")

    answer = writing.post(draft, "nap-tep/", file=SimpleUploadedFile(f"q.{kind}", data))

    draft.refresh_from_db()
    assert answer.status_code == 302, answer.content.decode()
    assert steps_of(draft.content) == before


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><definitions>&b;</definitions>'


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        b"<definitions",
        b"<?xml version='1.0'?><svg/>",
        pytest.param(b"{" * 5000, id="open"),
        b'{"schema_version": 99, "steps": []}',
        b'{"process": {"schema_version": 1, "steps": "x"}}',
        pytest.param(b'{"a":' * 3000 + b"1" + b"}" * 3000, id="deep"),
        b"step,name\n1,2\n",
        b"\xff\xfe\x00",
        b"",
        b"step;name;kind;role;unit_rule;amount;unit;actions;outcomes\na;\x00;work;clerk;settling;1;day;;x>END\n",
    ],
)
def test_hostile_file_is_refused_in_words_and_what_stood_stays(writing: Writing, data: bytes) -> None:
    draft = writing.started()

    answer = writing.post(draft, "nap-tep/", file=SimpleUploadedFile("q.bpmn", data))

    draft.refresh_from_db()
    assert (answer.status_code, draft.revision) == (400, 1)
    assert "Tệp còn chỗ sai, chưa nạp gì." in answer.content.decode()


def test_file_that_is_too_large_or_missing_is_refused(writing: Writing) -> None:
    draft = writing.started()

    large = writing.post(draft, "nap-tep/", file=SimpleUploadedFile("q.csv", b"x" * (1024 * 1024 + 1)))
    missing = writing.post(draft, "nap-tep/")

    assert (large.status_code, missing.status_code) == (400, 400)


# ---- beginning


@pytest.mark.parametrize(("source", "count"), [("pattern", 7), ("empty", 0), ("in_force", 5)])
def test_draft_begins_from_a_source_and_the_second_time_leads_to_the_first(
    writing: Writing, source: str, count: int
) -> None:
    address = f"{HOME}moi/?procedure={CODE}"

    first = writing.send("control", address, source=source, name="Mới", case="", unit="", other="")
    again = writing.send("control", address, source="empty", name="Khác", case="", unit="", other="")

    draft = ProcessDraft.objects.get()
    assert first.headers["Location"] == again.headers["Location"] == writing.page(draft)
    assert len(names(draft)) == count


@pytest.mark.parametrize(("source", "other"), [("other", "9.999999"), ("file", ""), ("in_force", "")])
def test_draft_from_a_source_that_is_not_there_is_refused(writing: Writing, source: str, other: str) -> None:
    address = f"{HOME}moi/?procedure={CODE}"

    answer = writing.send("control", address, source=source, name="", case="", unit="TS-0102", other=other)

    assert answer.status_code in {400, 404}
    assert not ProcessDraft.objects.exists()


@pytest.mark.parametrize("who", ["reception", "chair"])
def test_editor_is_for_authors(writing: Writing, who: str) -> None:
    draft = writing.started()

    assert writing.browsers[who].get(writing.page(draft)).status_code == 403


# ---- what runs


def test_running_counts_the_open_dossiers_of_each_version(writing: Writing) -> None:
    writing.world.submit(now=NOW)
    writing.world.submit(now=NOW)

    page = writing.get("control", f"{HOME}thu-tuc/{CODE}/")

    assert "Hiện có 2 hồ sơ đang mở." in page
