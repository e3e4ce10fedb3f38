"""A form with rows, conditions and computed values, filled in as a browser without script does; and what happens to a
draft when its form changes."""

# ruff: noqa: E501

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid
from motcua.dossiers.models import ApplicationDraft, Dossier
from motcua.dossiers.selectors.timeline import private_of_first
from motcua.dossiers.services.submit import Application, submit_dossier
from motcua.forms.formula import parse
from motcua.forms.schema import Field, FieldKind, FormSchema, Group, Option, Page, Repeat, Rule
from motcua.forms.selectors import schema, version_uid
from motcua.forms.services import publish_form
from motcua.procedures import selectors
from motcua.procedures.form_item import FormItem
from motcua.procedures.lifecycle import DecisionKind
from motcua.procedures.models import Decision
from motcua.procedures.services.applying import apply_item
from motcua.procedures.services.locking import lock_registry
from tests.dossiers.world import CODE, NOW, World
from tests.forms.samples import FAMILY, HOUSE, HOUSEHOLD

from .filling import ANSWERS, begin, picture, send, step

HOME = {
    "poor": "yes",
    "poor_paper": "HN-12",
    "members-rows": "2",
    "members.0.member_name": "Hoa",
    "members.0.member_born-day": "5",
    "members.0.member_born-month": "4",
    "members.0.member_born-year": "1990",
    "members.0.member_pay": "3.000.000",
    "members.1.member_name": "Nam",
    "members.1.member_born-day": "1",
    "members.1.member_born-month": "9",
    "members.1.member_born-year": "2018",
    "members.1.member_school": "yes",
}


def ask_with(form: FormSchema) -> None:
    """The case asks with this form from today."""
    decision = Decision.objects.create(
        kind=DecisionKind.BASELINE, state="in_force", effective_on=legal_date(NOW), drafted_at=NOW, in_force_at=NOW
    )
    with transaction.atomic():
        lock_registry()
        apply_item(CODE, FormItem(form, "default"), decision=decision, now=NOW)


@pytest.fixture
def draft(world: World, citizen: Client) -> ApplicationDraft:
    """Begun on the form of the family, its applicant known."""
    ask_with(FAMILY)
    made = begin(citizen, world)
    assert citizen.post(step(made, "muc/applicant"), ANSWERS).status_code == 302
    return made


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_page_when_opened_then_groups_rows_and_what_is_not_asked_hidden(
    citizen: Client, draft: ApplicationDraft
) -> None:
    page = text(citizen.get(step(draft, "muc/household")))

    assert '<fieldset class="govuk-fieldset mc-fields" id="f-members"' in page
    assert 'name="members.0.member_name"' in page
    assert 'name="members.1.member_name"' not in page
    assert 'value="add:members"' in page
    assert 'data-mc-when="poor" data-mc-when-is="yes" data-mc-part="poor_paper" hidden' in page
    assert "tự tính khi đủ số liệu" in page


def test_rows_when_added_and_dropped_then_all_that_was_typed_stays(citizen: Client, draft: ApplicationDraft) -> None:
    address = step(draft, "muc/household")

    added = citizen.post(address, {**HOME, "mc-row": "add:members"})
    page = text(citizen.get(address))
    dropped = citizen.post(address, {**HOME, "mc-row": "drop:members:0"})
    after = text(citizen.get(address))

    assert added.headers["Location"] == f"{address}#f-members-2"
    assert 'id="f-members-2"' in page
    assert 'value="Hoa"' in page
    assert 'value="3.000.000"' in page
    assert dropped.headers["Location"] == f"{address}#f-members"
    assert 'value="Hoa"' not in after
    assert 'name="members.0.member_name" type="text" value="Nam"' in after


@pytest.mark.parametrize("act", ["drop:members:99", "drop:members:-1", "add:unknown", "drop:members:x", "x", "add:"])
def test_rows_when_the_act_is_forged_then_nothing_is_lost(citizen: Client, draft: ApplicationDraft, act: str) -> None:
    citizen.post(step(draft, "muc/household"), {**HOME, "mc-row": act})

    draft.refresh_from_db()
    assert [row["member_name"] for row in draft.answers["page:household"]["members"]] == ["Hoa", "Nam"]


def test_rows_when_a_thousand_are_sent_then_a_clear_fault(citizen: Client, draft: ApplicationDraft) -> None:
    rows = {f"members.{number}.member_name": "x" for number in range(1000)}

    answer = citizen.post(step(draft, "muc/household"), {**HOME, **rows, "members-rows": "1000"})

    assert answer.status_code == 200
    assert "Nhóm này nhận nhiều nhất 20 dòng, xin bỏ bớt." in text(answer)


def test_page_when_a_row_is_wrong_then_the_summary_leads_to_its_control(
    citizen: Client, draft: ApplicationDraft
) -> None:
    answer = text(citizen.post(step(draft, "muc/household"), {**HOME, "members.1.member_born-month": "13"}))

    assert 'href="#f-members.1.member_born-day"' in answer
    assert 'id="f-members.1.member_born-day"' in answer
    assert "Người 2: Ngày sinh" in answer


def test_page_when_an_answer_opens_questions_then_they_are_shown_before_going_on(
    citizen: Client, draft: ApplicationDraft
) -> None:
    blank = {key: value for key, value in HOME.items() if key != "poor_paper"}

    first = citizen.post(step(draft, "muc/household"), {**blank, "mc-shown": ""})
    second = citizen.post(step(draft, "muc/household"), {**HOME, "mc-shown": _shown(text(first))})

    assert first.status_code == 200
    assert "còn vài mục cần xem thêm" in text(first)
    assert "Mục này là bắt buộc" not in text(first)
    assert 'data-mc-part="poor_paper">' in text(first)
    assert second.status_code == 302


def _shown(page: str) -> str:
    found = re.search(r'name="mc-shown" value="([^"]*)"', page)
    assert found
    return found.group(1)


def test_steps_when_an_answer_hides_a_page_then_it_is_passed_over(citizen: Client, draft: ApplicationDraft) -> None:
    poor = citizen.post(step(draft, "muc/household"), HOME)
    hidden = citizen.get(step(draft, "muc/house"))
    richer = citizen.post(step(draft, "muc/household"), {**HOME, "poor": "no"})

    assert poor.headers["Location"] == step(draft, "giay-to")
    assert hidden.status_code == 302
    assert richer.headers["Location"] == step(draft, "muc/house")
    assert citizen.get(step(draft, "muc/house")).status_code == 200


def test_application_when_sent_then_clean_answers_and_read_back_by_both_sides(
    world: World, citizen: Client, officer: Client, draft: ApplicationDraft
) -> None:
    citizen.post(step(draft, "muc/household"), HOME)
    citizen.post(step(draft, "giay-to"), {f"file_{world.component}": picture(), "go": "on"})

    review = text(citizen.get(step(draft, "xem-lai")))
    send(citizen, draft)

    dossier = Dossier.objects.get()
    kept = private_of_first(dossier)["answers"]
    facts = text(officer.get(reverse("desk:dossier", args=[dossier.uid])))
    assert kept["income"] == 3_000_000  # type: ignore[index, call-overload]
    assert kept["members"][1] == {  # type: ignore[index, call-overload]
        "member_name": "Nam",
        "member_born": "2018-09-01",
        "member_years": 8,
        "member_school": True,
    }
    for page in (review, facts):
        assert "Người 2: Họ và tên" in page
        assert "3.000.000 đ" in page
    assert "bạn đủ điều kiện" in review
    assert schema(dossier.form_version_id) == FAMILY


def test_review_when_a_condition_bars_then_said_why_and_nothing_is_sent(
    world: World, citizen: Client, draft: ApplicationDraft
) -> None:
    citizen.post(step(draft, "muc/household"), {**HOME, "members-rows": "1"})

    answer = text(citizen.post(step(draft, "xem-lai"), {"declaration": "on"}))

    assert "Gia đình không có trẻ dưới 16 tuổi." in answer
    assert 'href="#eligibility"' in answer
    assert not Dossier.objects.exists()


# ---- a draft begun on an old version

_NEW_HOUSEHOLD = replace(
    HOUSEHOLD,
    items=(
        *(item for item in HOUSEHOLD.items if item.key not in {"poor_paper"}),
        Field("phone_home", "Điện thoại nhà", FieldKind.PHONE),
    ),
)
_NEWER = FormSchema(
    FAMILY.title,
    (
        _NEW_HOUSEHOLD,
        replace(HOUSE, items=(*HOUSE.items, Field("poor_since", "Nghèo từ năm", FieldKind.NUMBER, required=True)), show_if=None),
    ),
)  # fmt: skip


def test_draft_when_the_form_changed_then_told_exactly_and_answers_kept(
    citizen: Client, draft: ApplicationDraft
) -> None:
    citizen.post(step(draft, "muc/household"), HOME)
    ask_with(_NEWER)

    page = text(citizen.get(step(draft, "muc/household")))
    again = text(citizen.get(step(draft, "muc/household")))
    barred = text(citizen.post(step(draft, "xem-lai"), {"declaration": "on"}))
    seen = citizen.post(step(draft, "bieu-mau-moi"), {"seen": str(version_uid(_now_asked()))})
    after = text(citizen.get(step(draft, "muc/household")))

    for told in (page, again):
        assert "Biểu mẫu đã thay đổi" in told
        assert "Mục mới: “Điện thoại nhà”." in told
        assert "Mục mới: “Nghèo từ năm”." in told
        assert "Không còn hỏi: “Số giấy chứng nhận hộ nghèo”." in told
        assert "HN-12" in told
    assert 'value="Hoa"' in page
    assert "xin xem và xác nhận các thay đổi" in barred
    assert seen.headers["Location"] == step(draft, "muc/house")
    assert "Biểu mẫu đã thay đổi" not in after


def _now_asked() -> int:
    return selectors.terms(CODE, "default", "online", legal_date(NOW)).form_version_id


def test_draft_when_confirmed_for_another_version_then_still_told(citizen: Client, draft: ApplicationDraft) -> None:
    ask_with(_NEWER)
    citizen.get(step(draft, "muc/household"))

    citizen.post(step(draft, "bieu-mau-moi"), {"seen": "0"})

    assert "Biểu mẫu đã thay đổi" in text(citizen.get(step(draft, "muc/household")))


def test_page_when_the_new_form_has_it_no_more_then_what_was_typed_goes_along(
    citizen: Client, draft: ApplicationDraft
) -> None:
    citizen.get(step(draft, "muc/household"))
    ask_with(replace(_NEWER, pages=tuple(replace(page, key=f"{page.key}_2") for page in _NEWER.pages)))

    sent = citizen.post(step(draft, "muc/household"), HOME)
    asked = citizen.get(step(draft, "muc/household"))

    assert sent.status_code == asked.status_code == 302
    page = text(citizen.get(sent.headers["Location"]))
    assert "Biểu mẫu đã thay đổi" in page
    assert "HN-12" in page
    assert 'value="Hoa"' in text(citizen.get(step(draft, "muc/household_2")))
    assert citizen.get(step(draft, "muc/khong-co")).status_code == 404


def test_draft_when_a_question_moved_and_changed_kind_then_its_answer_goes_with_it(
    world: World, citizen: Client
) -> None:
    one = Field("size", "Diện tích", FieldKind.TEXT)
    ask_with(FormSchema("Một", (Page("mot", "Phần một", (one, Field("b", "B", FieldKind.TEXT))),)))
    made = begin(citizen, world)
    citizen.post(step(made, "muc/mot"), {"size": "50,5", "b": "x"})
    moved = replace(one, kind=FieldKind.NUMBER, decimals=1)
    ask_with(
        FormSchema(
            "Một", (Page("mot", "Phần một", (Field("b", "B", FieldKind.TEXT),)), Page("hai", "Phần hai", (moved,)))
        )
    )

    page = text(citizen.get(step(made, "muc/hai")))

    assert (
        'name="size" type="text" inputmode="numeric" value="50,5"' in re.sub(r"\s+", " ", page)
        or 'value="50,5"' in page
    )
    assert "chuyển sang phần “Phần hai”" in page
    assert "nay trả lời theo cách khác" in page


def test_page_when_drawn_from_another_version_then_kept_and_shown_anew(
    citizen: Client, draft: ApplicationDraft
) -> None:
    answer = citizen.post(step(draft, "muc/household"), {**HOME, "mc-form": "00000000-0000-0000-0000-000000000000"})

    assert answer.status_code == 200
    assert "Biểu mẫu vừa được thay bằng bản mới" in text(answer)
    assert 'value="Hoa"' in text(answer)


def test_submission_when_the_form_version_is_forged_then_refused(world: World, draft: ApplicationDraft) -> None:
    other = publish_form("other", FormSchema("X", (Page("p", "P", (Field("a", "A", FieldKind.TEXT),)),)), now=NOW)
    filing = Application(
        CODE,
        "default",
        "online",
        world.commune.code,
        {"kind": "person", "name": "Hoa", "id_number": "001199012345", "birth_date": "1999-05-04",
         "phone": "0912345678", "address": "Thôn 3"},
        form=str(version_uid(other)),
    )  # fmt: skip

    with pytest.raises(Conflict, match="form_version_other"):
        submit_dossier(filing, actor=world.actors["citizen"], now=NOW)
    with pytest.raises(Invalid) as caught:
        submit_dossier(
            replace(filing, form="", answers={"poor": "no", "evil": "1"}), actor=world.actors["citizen"], now=NOW
        )

    places = {str(one["field"]) for one in caught.value.errors}
    assert {"answers.evil", "answers.members", "answers.signed"} <= places


def test_dossier_when_the_form_changes_later_then_it_stays_on_its_version(
    world: World, citizen: Client, officer: Client, draft: ApplicationDraft
) -> None:
    citizen.post(step(draft, "muc/household"), HOME)
    send(citizen, draft)
    ask_with(_NEWER)

    dossier = Dossier.objects.get()

    assert schema(dossier.form_version_id) == FAMILY
    assert "HN-12" in text(officer.get(reverse("desk:dossier", args=[dossier.uid])))


def test_rules_of_rows_and_choices_when_shown_then_drawn(world: World, citizen: Client) -> None:
    options = (Option("a", "Một"), Option("b", "Hai"))
    ask_with(
        FormSchema(
            "Một",
            (
                Page(
                    "mot",
                    "Phần một",
                    (
                        Field("uses", "Dùng để", FieldKind.CHOICES, options=options),
                        Field("where", "Xã", FieldKind.PLACE, level="commune"),
                        Group("g", "Nhóm", (Field("n", "Số", FieldKind.NUMBER),), repeat=Repeat(2, 3)),
                    ),
                    hint="Đọc kỹ",
                ),
            ),
            rules=(Rule("r", parse("n < 5"), "Số phải nhỏ hơn 5.", at="n"),),
        )
    )
    made = begin(citizen, world)

    answer = text(
        citizen.post(
            step(made, "muc/mot"),
            {"uses": ["a", "b"], "where": world.commune.code, "g-rows": "2", "g.0.n": "1", "g.1.n": "9"},
        )
    )

    assert answer.count("checked") == 2
    assert "Đọc kỹ" in answer
    assert f'value="{world.commune.code}" selected' in answer
    assert 'href="#f-g.1.n"' in answer
    assert "Số phải nhỏ hơn 5." in answer
