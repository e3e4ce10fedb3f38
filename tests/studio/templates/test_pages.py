"""Templates of letters in the studio, as a browser without script has them."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from motcua.procedures.models import DecisionItem
from tests.dossiers.world import CODE
from tests.studio.processes.writing import Writing, form_of

pytestmark = pytest.mark.django_db

HOME = "/studio/mau/"


def begun(writing: Writing, **changes: str) -> str:
    """A new template in a new decision; the address of its editor."""
    sent = form_of(writing.get("control", f"{HOME}moi/"))
    typed = {
        "letter": "notice",
        "procedure": CODE,
        "case": "",
        "name": "Thông báo nhận hồ sơ",
        "into": "new",
        "title": "Ban hành mẫu",
        "effective_on-day": "1",
        "effective_on-month": "3",
        "effective_on-year": "2027",
    }
    answer = writing.browsers["control"].post(f"{HOME}moi/", {**sent, **typed, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def send(writing: Writing, address: str, tail: str = "", **typed: object) -> HttpResponse:
    sent = {**form_of(writing.get("control", address)), **typed}
    return writing.browsers["control"].post(address + tail, sent)  # type: ignore[return-value]


def content() -> dict[str, object]:
    found = DecisionItem.objects.get(kind="template").content
    assert isinstance(found, dict)
    return found


def test_template_is_begun_in_a_new_decision_and_listed(writing: Writing) -> None:
    address = begun(writing)

    item = DecisionItem.objects.get(kind="template")
    assert (item.procedure_key, item.decision.title) == (CODE, "Ban hành mẫu")
    assert "Thông báo nhận hồ sơ" in writing.get("control", HOME)
    assert "Mẫu không còn chỗ sai." in writing.get("control", address)


@pytest.mark.parametrize(
    ("cell", "value"), [("procedure", "9.999999"), ("letter", "bia"), ("into", "bia"), ("title", "")]
)
def test_template_when_what_is_chosen_is_not_there_then_refused_and_nothing_made(
    writing: Writing, cell: str, value: str
) -> None:
    sent = {**form_of(writing.get("control", f"{HOME}moi/")), "letter": "notice", "into": "new", "title": "x"}
    day = {"effective_on-day": "1", "effective_on-month": "3", "effective_on-year": "2027"}

    answer = writing.browsers["control"].post(f"{HOME}moi/", {**sent, **day, cell: value})

    assert answer.status_code == 400
    assert not DecisionItem.objects.filter(kind="template").exists()


def test_template_when_saved_then_the_item_carries_it(writing: Writing) -> None:
    address = begun(writing)

    answer = send(writing, address, title="GIẤY MỜI", text="Mời {{ nguoi_nop.ho_ten }}\r\nđến.", do="save")

    assert answer.status_code == 302
    assert (content()["title"], content()["text"]) == ("GIẤY MỜI", "Mời {{ nguoi_nop.ho_ten }}\nđến.")


@pytest.mark.parametrize(
    "text",
    [
        "Chào\n{{ bi_mat.khoa }}",
        "{{ ho_so.ma",
        "{% import os %}{{ os.environ }}",
        "{{ don.khong_co }}",
        "{{ __class__ }}",
    ],
)
def test_template_when_a_name_is_not_in_the_list_then_told_at_its_line_and_not_drawn(
    writing: Writing, text: str
) -> None:
    address = begun(writing)

    checked = send(writing, address, text=text, do="check")
    drawn = send(writing, address, "xem-thu/", text=text)

    page = checked.content.decode()
    assert "Dòng" in page
    assert (checked.status_code, drawn.status_code) == (200, 400)


def test_template_preview_on_the_fictitious_dossier_is_a_pdf_of_what_is_typed(writing: Writing) -> None:
    address = begun(writing)

    answer = send(writing, address, "xem-thu/", text="Chưa lưu: {{ ho_so.ma }}")

    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    picture = writing.browsers["control"].get(f"{address}anh.png")
    assert picture.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert "Chưa lưu" not in str(content()["text"])


def test_template_preview_on_a_dossier_whose_data_are_out_of_reach_is_refused(writing: Writing) -> None:
    address = begun(writing)
    dossier = writing.world.accepted()

    unknown = send(writing, address, "xem-thu/", dossier="H99-KHONG-CO")
    refused = send(writing, address, "xem-thu/", dossier=str(dossier.code))

    assert (unknown.status_code, refused.status_code) == (404, 403)
    assert "Ánh Tuyết" not in refused.content.decode()


def test_template_when_another_saved_meanwhile_then_refused_and_the_text_stays_in_the_page(writing: Writing) -> None:
    address = begun(writing)
    stale = form_of(writing.get("control", address))
    send(writing, address, text="của người kia {{ ho_so.ma }}", do="save")

    answer = writing.browsers["control"].post(address, {**stale, "text": "của tôi", "do": "save"})

    assert answer.status_code == 409
    assert "của tôi" in answer.content.decode()
    assert "của người kia" in str(content()["text"])


def test_template_when_sent_twice_then_saved_once(writing: Writing) -> None:
    address = begun(writing)
    sent = {**form_of(writing.get("control", address)), "text": "một lần", "do": "save"}

    answers = [writing.browsers["control"].post(address, sent).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert DecisionItem.objects.get(kind="template").decision.revision == 3


@pytest.mark.parametrize("who", ["reception", "chair"])
def test_templates_are_for_authors(writing: Writing, who: str) -> None:
    assert writing.browsers[who].get(HOME).status_code == 403
