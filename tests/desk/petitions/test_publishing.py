"""What the public will see: drafted by rules, changed by a person, published once; photos masked and free of traces."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from motcua.documents.services import open_plaintext
from motcua.petitions.lifecycle import Answer, Approve, Assign, State
from motcua.petitions.models import Petition
from tests.petitions.world import World, approved, done

from .conftest import Official, SignIn, hidden, words_of

pytestmark = pytest.mark.django_db
SAID = "Ông Nguyễn Văn Bình, số 0912 000 222, đi xe 37A-123.45 hay đổ rác ở đây."


def again(petition: Petition) -> Petition:
    return Petition.objects.get(pk=petition.pk)


def address_of(petition: Petition) -> str:
    return f"/desk/phan-anh/{petition.uid}/cong-khai/"


def photo() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Máy của nhà"
    picture = Image.new("RGB", (200, 100), "white")
    ImageDraw.Draw(picture).text((40, 35), "37A-12345", fill="black")
    picture.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def with_photo(world: World, operator: Official) -> Petition:
    """Keyed in from paper with a photo, then answered and approved."""
    file = SimpleUploadedFile("anh.jpg", photo(), "image/jpeg")
    typed = {"text": SAID, "kind": "street", "category": "duong-hong", "place": "T-01", "files": file}
    answer = operator.send("/desk/phan-anh/ghi/paper/", **typed)
    assert answer.status_code == 302, words_of(answer.content.decode())[:600]
    petition = Petition.objects.get()
    petition = done(petition, Assign(unit="T-SXD"), world.actor("operator"))
    petition = done(petition, Answer(text="Đã dọn sạch ngày 23/11/2026."), world.actor("officer"))
    return done(petition, Approve(), world.actor("head"))


def test_draft_masks_what_the_rules_find_beside_the_original(world: World, sign_in: SignIn) -> None:
    petition = approved(world, text=SAID)

    page = sign_in("operator").get(address_of(petition))
    draft = page.split('name="question"')[1].split("</textarea>")[0]

    assert "0912 000 222" not in draft
    assert "37A-123.45" not in draft
    assert "[số điện thoại]" in draft
    assert '<mark title="số điện thoại">0912 000 222</mark>' in page


def test_person_changes_the_text_and_publishes_once(world: World, sign_in: SignIn) -> None:
    petition, operator = approved(world, text=SAID), sign_in("operator")
    form = {**hidden(operator.get(address_of(petition)))}
    typed = {"title": "Đổ rác bừa", "question": "Có người hay đổ rác ở đây.", "answer": "Đã dọn."}

    codes = [operator.client.post(address_of(petition), {**form, **typed}).status_code for _number in range(2)]

    assert codes == [302, 302]
    assert again(petition).state == State.PUBLISHED
    assert again(petition).publication.question == "Có người hay đổ rác ở đây."


def test_number_left_in_the_text_is_named_and_published_only_after_it_was_seen(world: World, sign_in: SignIn) -> None:
    petition, operator = approved(world, text=SAID), sign_in("operator")
    typed = {"title": "Rác", "question": "Gọi 0912 000 222 để hỏi.", "answer": "Đã dọn."}

    refused = operator.send(address_of(petition), **typed)

    page = refused.content.decode()
    assert refused.status_code == 400
    assert "“0912 000 222”" in page or "&#34;0912 000 222&#34;" in page
    assert "Gọi 0912 000 222 để hỏi." in page
    assert again(petition).state == State.APPROVED
    seen = operator.client.post(address_of(petition), {**hidden(page), **typed, "seen": "on"})
    assert seen.status_code == 302
    assert again(petition).state == State.PUBLISHED


def test_photo_is_published_masked_by_typed_boxes_and_without_traces(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    petition = with_photo(world, operator)
    typed = {
        "title": "Rác",
        "question": "Rác ở đây.",
        "answer": "Đã dọn.",
        "photo-0-show": "on",
        **{f"photo-0-0-{part}": value for part, value in zip("xywh", ("10", "20,5", "50", "40"), strict=True)},
    }

    answer = operator.send(address_of(petition), **typed)

    assert answer.status_code == 302, words_of(answer.content.decode())[:600]
    shown = petition.files.get(role="published").file
    content = b"".join(open_plaintext(shown))
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (200, 100)
        assert not image.getexif()
        low, high = image.convert("L").crop((24, 24, 76, 56)).getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    assert high - low < 12


def test_letters_of_the_photo_could_be_read_before(world: World) -> None:
    with Image.open(io.BytesIO(photo())) as image:
        low, high = image.convert("L").crop((24, 24, 76, 56)).getextrema()

    assert isinstance(low, int)
    assert isinstance(high, int)
    assert high - low > 150


def test_photo_that_is_not_ticked_stays_inside(world: World, sign_in: SignIn) -> None:
    operator = sign_in("operator")
    petition = with_photo(world, operator)

    operator.send(address_of(petition), title="Rác", question="Rác ở đây.", answer="Đã dọn.")

    assert again(petition).state == State.PUBLISHED
    assert not petition.files.filter(role="published").exists()


@pytest.mark.parametrize(
    "box", [("200", "1", "1", "1"), ("a", "b", "c", "d"), ("-5", "1", "1", "1"), ("1", "1", "0", "1")]
)
def test_box_that_is_none_is_refused_and_nothing_published(
    world: World, sign_in: SignIn, box: tuple[str, str, str, str]
) -> None:
    operator = sign_in("operator")
    petition = with_photo(world, operator)
    typed = {f"photo-0-0-{part}": value for part, value in zip("xywh", box, strict=True)}

    answer = operator.send(
        address_of(petition), title="Rác", question="Rác.", answer="Đã dọn.", **{"photo-0-show": "on", **typed}
    )

    assert answer.status_code == 400
    assert again(petition).state == State.APPROVED


def test_stale_page_keeps_the_text(world: World, sign_in: SignIn) -> None:
    petition, operator = approved(world, text=SAID), sign_in("operator")
    form = hidden(operator.get(address_of(petition)))
    operator.send(f"/desk/phan-anh/{petition.uid}/return_to_unit/", words="Chưa nói ngày nào.")

    late = operator.client.post(
        address_of(petition), {**form, "title": "Rác", "question": "Bản tôi đã sửa.", "answer": "Đã dọn."}
    )

    assert late.status_code == 409
    assert "Bản tôi đã sửa." in late.content.decode()


def test_who_may_not_publish_does_not(world: World, sign_in: SignIn) -> None:
    petition = approved(world)

    sign_in("officer").get(address_of(petition), status=403)
    assert sign_in("officer").post(address_of(petition), title="x", question="x", answer="x").status_code == 403
