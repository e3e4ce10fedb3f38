"""The form builder in the browser: begin, add, edit, move, undo, two authors, and into a decision that takes effect."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.core.clock import FrozenClock
from motcua.forms.drafting import change_draft
from motcua.forms.models import FormDraft, FormDraftSave
from motcua.forms.schema import Field, FieldKind, Page, from_json
from motcua.procedures.models import Decision, FormBinding
from motcua.procedures.selectors import terms
from tests.desk.conftest import SignIn, sign_in, world  # noqa: F401
from tests.desk.office import ROLES, Office, hidden, staff
from tests.dossiers.world import CODE, NOW, World

pytestmark = pytest.mark.django_db
NEW = f"/studio/bieu-mau/moi/?procedure={CODE}"


@pytest.fixture
def office(world: World, sign_in: SignIn, clock: FrozenClock) -> Office:  # noqa: F811
    clock.set(NOW)
    code = staff(world)
    return Office(world, {name: sign_in(name) for name in (*ROLES, "reception")}, code)


def started(office: Office, source: str = "empty") -> FormDraft:
    office.send("control", NEW, name="Bản thử", case="default", channel="all", source=source)
    return FormDraft.objects.latest("pk")


def address(draft: FormDraft, tail: str = "") -> str:
    return f"/studio/bieu-mau/{draft.uid}/{tail}"


def act(office: Office, draft: FormDraft, name: str, part: str, **data: str) -> str:
    draft.refresh_from_db()
    given = {"act": name, "part": part, "expected": str(draft.revision), **data}
    answer = office.browsers["control"].post(address(draft, "viec/"), given)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    draft.refresh_from_db()
    return answer.headers["Location"]


def save(office: Office, draft: FormDraft, part: str, who: str = "control", **data: str) -> int:
    given = {"part": part, "expected": str(data.pop("expected", draft.revision)), **data}
    return office.browsers[who].post(address(draft, "luu/"), given).status_code


def test_new_draft_begins_from_the_form_in_force(office: Office) -> None:
    draft = started(office, "force")

    shown = office.get("control", address(draft))

    assert draft.subject == f"procedure:{CODE}:default"
    assert "Bản thử" in shown
    assert "Nội dung đề nghị" in shown


def test_author_adds_edits_moves_and_takes_back(office: Office) -> None:
    draft = started(office)

    act(office, draft, "add_field", "page:noi_dung", label="Họ tên con", kind="text")
    act(office, draft, "add_rows", "page:noi_dung", label="Con", kind="")
    act(office, draft, "add_field", "group:con", label="Ngày sinh con", kind="date")
    assert save(office, draft, "field:ngay_sinh_con", label="Sinh ngày", kind="date", key="sinh", required="on") == 302
    draft.refresh_from_db()
    act(office, draft, "up", "group:con")
    act(office, draft, "double", "field:ho_ten_con")
    keys = [item.key for item in from_json(draft.content).pages[1].items]
    act(office, draft, "undo", "form")

    assert keys == ["con", "ho_ten_con", "ho_ten_con_2"]
    schema = from_json(draft.content)
    assert [item.key for item in schema.pages[1].items] == ["con", "ho_ten_con"]
    assert schema.field("sinh").required


def test_condition_is_written_as_rows_and_read_back_as_rows(office: Office) -> None:
    draft = started(office)
    act(office, draft, "add_field", "page:noi_dung", label="Tuổi", kind="number")
    act(office, draft, "add_field", "page:noi_dung", label="Trường", kind="text")
    rows = {"show_if-mode": "all", "show_if-0-field": "tuoi", "show_if-0-op": ">=", "show_if-0-value": "6"}

    status = save(office, draft, "field:truong", label="Trường", kind="text", key="truong", **rows)

    assert status == 302
    draft.refresh_from_db()
    assert from_json(draft.content).field("truong").show_if is not None
    shown = office.get("control", address(draft, "?muc=field:truong"))
    assert re.search(r'name="show_if-0-value" value="6"', shown)


def test_formula_that_cannot_be_read_is_told_at_its_place_and_kept_as_typed(office: Office) -> None:
    draft = started(office)
    act(office, draft, "add_field", "page:noi_dung", label="Tuổi", kind="number")
    given = {"part": "field:tuoi", "expected": draft.revision, "label": "Tuổi", "kind": "number", "key": "tuoi"}

    answer = office.browsers["control"].post(address(draft, "luu/"), {**given, "show_if-formula": "tuoi >> 3"})

    assert answer.status_code == 400
    assert "tuoi &gt;&gt; 3" in answer.content.decode()
    assert "ký tự 7" in answer.content.decode()


def test_second_author_sees_both_texts_and_takes_over_part_by_part(office: Office) -> None:
    draft = started(office)
    act(office, draft, "add_field", "page:noi_dung", label="Tên", kind="text")
    seen = draft.revision
    typed = {"label": "Tên đầy đủ", "kind": "text", "key": "ten"}
    assert save(office, draft, "field:ten", **{**typed, "label": "Tên gọi"}) == 302

    answer = office.browsers["control"].post(
        address(draft, "luu/"), {"part": "field:ten", "expected": str(seen), **typed}
    )

    assert answer.status_code == 302
    where = answer.headers["Location"]
    aside = FormDraftSave.objects.get(is_aside=True)
    assert str(aside.uid) in where
    shown = office.get("control", where)
    assert "Tên gọi" in shown
    assert "Tên đầy đủ" in shown
    draft.refresh_from_db()
    taken = office.browsers["control"].post(
        where, {"act": "take", "place": "item:ten", "expected": str(draft.revision)}
    )
    assert taken.status_code == 302
    draft.refresh_from_db()
    assert from_json(draft.content).field("ten").label == "Tên đầy đủ"


def test_form_goes_into_a_decision_and_takes_effect_on_its_day(office: Office, clock: FrozenClock) -> None:
    draft = started(office)
    act(office, draft, "add_field", "page:noi_dung", label="Lý do", kind="text")
    new = {"into": "new", "kind": "amended", "title": "Biểu mẫu mới", "number": "20/QĐ-UBND"}
    day = {"effective_on-day": "1", "effective_on-month": "3", "effective_on-year": "2027"}
    given = {**new, **day, "expected": str(draft.revision)}

    answer = office.browsers["control"].post(address(draft, "quyet-dinh/"), given)

    assert answer.status_code == 302, answer.content.decode()[:4000]
    decision = Decision.objects.exclude(kind="baseline").latest("pk")
    shown = office.get("control", answer.headers["Location"])
    assert "Lý do" in shown
    page = f"/desk/quyet-dinh/{decision.uid}/"
    assert office.send("control", f"{page}viec/trinh/").status_code == 302
    assert office.send("control_head", f"{page}viec/kiem-soat/").status_code == 302
    assert office.send("chair", f"{page}viec/ky/", code=office.code(clock.now())).status_code == 302
    binding = FormBinding.objects.get()
    assert terms(CODE, "default", "online", dt.date(2027, 3, 1)).form_version_id == binding.form_version_id
    assert terms(CODE, "default", "online", dt.date(2027, 2, 28)).form_version_id != binding.form_version_id


@pytest.mark.parametrize(
    "tail", ["", "xem-thu/", "dien-thu/", "so-sanh/", "cac-lan-luu/", "tep/", "quyet-dinh/", "?muc=form"]
)
def test_every_page_of_a_draft_opens(office: Office, tail: str) -> None:
    draft = started(office, "papers")

    assert office.browsers["control"].get(address(draft, tail)).status_code == 200


@pytest.mark.parametrize("tail", ["", "xem-thu/", "dien-thu/", "so-sanh/", "cac-lan-luu/", "tep/", "quyet-dinh/"])
def test_nobody_else_opens_them(office: Office, tail: str) -> None:
    draft = started(office)

    assert office.browsers["reception"].get(address(draft, tail)).status_code == 403


@pytest.mark.parametrize(("expected", "status"), [("", 400), ("abc", 400), ("-1", 400), ("999999", 409)])
def test_forged_revision_is_refused(office: Office, expected: str, status: int) -> None:
    draft = started(office)

    assert save(office, draft, "form", title="Khác", expected=expected) == status
    draft.refresh_from_db()
    assert from_json(draft.content).title != "Khác"


def uploaded(office: Office, draft: FormDraft, kind: str, data: bytes) -> tuple[int, str]:
    file = SimpleUploadedFile("bieu-mau.json", data, content_type="application/json")
    answer = office.browsers["control"].post(address(draft, "tep/"), {"kind": kind, "file": file})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("kind", ["motcua", "formio", "json-schema"])
def test_exported_form_is_read_back_and_taken_over(office: Office, kind: str) -> None:
    draft = started(office)
    act(office, draft, "add_field", "page:noi_dung", label="Lý do xin cấp", kind="text")
    file = office.browsers["control"].get(address(draft, f"tep/{kind}.json"))
    other = started(office)

    status, shown = uploaded(office, other, kind, file.content)

    assert status == 200
    fields = hidden(shown)
    taken = office.browsers["control"].post(
        address(other, "tep/"), {**fields, "content": html.unescape(fields["content"])}
    )
    assert taken.status_code == 302
    other.refresh_from_db()
    assert "Lý do xin cấp" in [field.label for field, _group, _page in from_json(other.content).every_field()]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[" * 100_000, b"\xff\xfe", b'{"schema_version": 99}', b'"' + b"x" * 3_000_000 + b'"', b"null"],
)
@pytest.mark.parametrize("kind", ["motcua", "formio", "json-schema"])
def test_bad_file_ends_in_a_plain_message_and_changes_nothing(office: Office, kind: str, data: bytes) -> None:
    draft = started(office)
    before = draft.content

    status, shown = uploaded(office, draft, kind, data)

    assert status in {400, 422}
    assert "Có chỗ cần sửa" in shown
    draft.refresh_from_db()
    assert draft.content == before


def test_forged_content_is_not_taken_over(office: Office) -> None:
    draft = started(office)

    answer = office.browsers["control"].post(
        address(draft, "tep/"), {"act": "take", "content": '{"a": 1}', "expected": str(draft.revision)}
    )

    assert answer.status_code == 400


def test_double_click_on_add_adds_once(office: Office) -> None:
    draft = started(office)
    given = {
        "act": "add_field",
        "part": "page:noi_dung",
        "label": "Một lần",
        "kind": "text",
        "expected": "1",
        "idempotency_key": "01a20a34-0000-7000-8000-000000000001",
    }

    answers = [office.browsers["control"].post(address(draft, "viec/"), given) for _time in range(2)]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    draft.refresh_from_db()
    assert [field.label for field in from_json(draft.content).pages[1].fields] == ["Một lần"]


def test_back_and_sent_again_is_told_apart_not_overwritten(office: Office) -> None:
    draft = started(office)
    act(office, draft, "add_field", "page:noi_dung", label="Một", kind="text")
    old = {"act": "add_field", "part": "page:noi_dung", "label": "Hai", "kind": "text", "expected": "1"}

    answer = office.browsers["control"].post(address(draft, "viec/"), old)

    assert answer.status_code == 302
    assert "/khac-nhau/" in answer.headers["Location"]
    shown = office.get("control", answer.headers["Location"])
    assert "Hai" in shown


def test_form_of_300_fields_opens_in_few_statements(office: Office, django_assert_max_num_queries: object) -> None:
    draft = started(office)
    fields = tuple(Field(f"f{number}", f"Câu {number}", FieldKind.TEXT) for number in range(300))
    change_draft(
        draft.uid,
        lambda form: replace(form, pages=(*form.pages, Page("nhieu", "Nhiều", fields))),
        expected=1,
        actor=office.world.actors["control"],
        now=NOW,
    )

    with django_assert_max_num_queries(24):  # type: ignore[operator]
        shown = office.get("control", address(draft, "?muc=field:f299"))

    assert 'value="Câu 299"' in shown
