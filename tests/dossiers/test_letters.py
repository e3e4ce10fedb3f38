"""Letters of real dossiers: by the template they were filed under, from their log, for whom may read them."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock
from motcua.core.errors import Invalid, NotAllowed, NotFound
from motcua.documents.letters.drawing import letter_json
from motcua.documents.letters.source import LetterSource
from motcua.dossiers import letters
from motcua.dossiers.letters import letter_pdf, letters_there, paper_pdf, preview
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.dossiers.slips import moments_of
from motcua.people.models import AccessRecord
from motcua.procedures.items import item_json, read_item
from motcua.procedures.letter_kinds import LetterKind
from motcua.procedures.lifecycle import DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Decision, TemplateBinding
from motcua.procedures.selectors.templates import template_for
from motcua.procedures.services.faults import Setting, item_faults
from motcua.procedures.services.templates import bind_template
from motcua.procedures.template_item import TemplateItem

from .conditional import CONDITIONAL, bound
from .templates import use
from .world import CODE, NOW, World

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
TEXT = LetterSource(
    "Thông báo", "Kính gửi {{nguoi_nop.ho_ten}}, hồ sơ {{ho_so.ma}}: {{noi_dung.ly_do}} {{ho_so.phi|tien}}"
)
ASKS = LetterSource("Bổ sung", "|mỗi giay_to: {{dong.ten}} | {{dong.ghi_chu}} |\n\nTrước {{noi_dung.han}}")


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


def printed(dossier: Dossier, kind: LetterKind, source: LetterSource) -> str:
    moments = moments_of(dossier)
    moment = letters._moment(kind, moments)
    assert moment is not None
    body = letter_json(source, letters._values(dossier, kind, moment))
    return repr(body["blocks"])


def refused(world: World, at: dt.datetime = NOW + HOUR) -> Dossier:
    dossier = world.submit(now=at)
    world.act(dossier, Action.REFUSE, "reception", at, reason="không đúng thẩm quyền", legal_ground="Điều 5")
    dossier.refresh_from_db()
    return dossier


def test_letter_when_a_template_stands_then_drawn_from_the_log(world: World) -> None:
    use(TEXT, LetterKind.REFUSAL)
    dossier = refused(world)

    assert letters_there(dossier, moments_of(dossier)) == [LetterKind.REFUSAL]
    assert letter_pdf(dossier, LetterKind.REFUSAL).startswith(b"%PDF-")
    assert paper_pdf(dossier, "thu-refusal") == letter_pdf(dossier, LetterKind.REFUSAL)
    assert paper_pdf(dossier, "03").startswith(b"%PDF-")
    text = printed(dossier, LetterKind.REFUSAL, TEXT)
    assert "Nguyễn Thị Ánh Tuyết" in text
    assert "không đúng thẩm quyền" in text
    assert "20.000 đồng" in text


def test_letter_when_nothing_happened_or_nothing_is_bound_then_not_there(world: World) -> None:
    use(TEXT, LetterKind.REFUSAL)
    dossier = world.submit()

    assert letters_there(dossier, moments_of(dossier)) == []
    for number in ("thu-refusal", "thu-apology", "thu-x", "thu-"):
        with pytest.raises(NotFound, match="slip_not_there"):
            paper_pdf(dossier, number)


def test_letter_when_a_supplement_is_asked_then_its_papers_are_rows(world: World) -> None:
    use(ASKS, LetterKind.SUPPLEMENT)
    dossier = world.submit()
    world.act(
        dossier, Action.REQUEST_SUPPLEMENT, "reception", items=[{"component": world.component, "note": "thiếu chữ ký"}]
    )

    text = printed(dossier, LetterKind.SUPPLEMENT, ASKS)

    assert "Tờ khai theo mẫu" in text
    assert "thiếu chữ ký" in text
    assert letter_pdf(dossier, LetterKind.SUPPLEMENT).startswith(b"%PDF-")


def test_template_when_several_fit_then_the_most_specific(world: World) -> None:
    general, own, case = (LetterSource(name, name) for name in ("chung", "thủ tục", "trường hợp"))
    key = world.submit().procedure.key
    use(general, LetterKind.NOTICE)
    assert template_for(key, "default", LetterKind.NOTICE, NOW) == general
    use(own, LetterKind.NOTICE, key=key)
    assert template_for(key, "default", LetterKind.NOTICE, NOW) == own
    use(case, LetterKind.NOTICE, key=key, case="default")
    assert template_for(key, "default", LetterKind.NOTICE, NOW) == case
    assert template_for(key, "other", LetterKind.NOTICE, NOW) == own
    assert template_for("another", "default", LetterKind.NOTICE, NOW) == general
    assert template_for(key, "default", LetterKind.RESULT, NOW) is None


def test_template_when_it_changes_then_a_dossier_keeps_the_one_it_was_filed_under(world: World) -> None:
    old, new = LetterSource("cũ", "cũ"), LetterSource("mới", "mới")
    use(old, LetterKind.NOTICE, at=NOW - DAY)
    use(new, LetterKind.NOTICE, at=NOW + DAY)

    assert template_for("x", "y", LetterKind.NOTICE, NOW) == old
    assert template_for("x", "y", LetterKind.NOTICE, NOW + 2 * DAY) == new
    assert template_for("x", "y", LetterKind.NOTICE, NOW - 2 * DAY) is None


def test_template_when_decided_later_for_an_earlier_day_then_what_was_filed_before_keeps_its_own(world: World) -> None:
    old, new = LetterSource("cũ", "cũ"), LetterSource("mới", "mới")
    use(old, LetterKind.NOTICE, at=NOW - 5 * DAY)
    filed = NOW - DAY
    decision = Decision.objects.create(
        kind=DecisionKind.BASELINE.value, state=DecisionState.IN_FORCE.value, number="muộn", title="x",
        effective_on=(NOW - 3 * DAY).date(), drafted_at=NOW, in_force_at=NOW, source="test",
    )  # fmt: skip
    bind_template("", TemplateItem(LetterKind.NOTICE, "", new), decision=decision, now=NOW)

    assert template_for("x", "y", LetterKind.NOTICE, filed) == old
    assert template_for("x", "y", LetterKind.NOTICE, NOW + HOUR) == new


def test_template_when_ended_then_the_less_specific_comes_back_for_those_filed_later(world: World) -> None:
    general, own = LetterSource("chung", "chung"), LetterSource("riêng", "riêng")
    use(general, LetterKind.NOTICE, at=NOW - 3 * DAY)
    use(own, LetterKind.NOTICE, key="k", at=NOW - 2 * DAY)
    use(None, LetterKind.NOTICE, key="k", at=NOW)

    assert template_for("k", "", LetterKind.NOTICE, NOW - DAY) == own
    assert template_for("k", "", LetterKind.NOTICE, NOW + DAY) == general
    assert TemplateBinding.objects.filter(procedure_key="k").count() == 2


def test_letter_when_an_automatic_step_sends_it_then_it_is_there(world: World) -> None:
    use(TEXT, LetterKind.NOTICE)
    bound(CONDITIONAL)
    dossier = world.ready()

    assert letters_there(dossier, moments_of(dossier)) == [LetterKind.NOTICE]
    assert letter_pdf(dossier, LetterKind.NOTICE).startswith(b"%PDF-")


def test_preview_when_the_author_may_read_the_dossier_then_drawn_and_recorded(world: World) -> None:
    dossier = world.accepted()
    before = AccessRecord.objects.count()

    made = preview(TEXT, LetterKind.RESULT, dossier.uid, actor=world.actors["settling"], now=NOW)

    assert made.startswith(b"%PDF-")
    assert AccessRecord.objects.count() == before + 1


def test_preview_when_the_author_may_not_then_nothing_is_drawn(world: World) -> None:
    dossier = world.accepted()

    with pytest.raises((NotFound, NotAllowed)):
        preview(TEXT, LetterKind.RESULT, dossier.uid, actor=world.actors["stranger"], now=NOW)


def test_preview_when_the_text_is_faulty_then_told_where(world: World) -> None:
    dossier = world.accepted()

    with pytest.raises(Invalid, match="letter_faulty"):
        preview(LetterSource("x", "{{"), LetterKind.RESULT, dossier.uid, actor=world.actors["settling"], now=NOW)


def test_item_when_written_and_read_then_the_same() -> None:
    item = TemplateItem(LetterKind.NOTICE, "mẫu", TEXT, "default")

    assert read_item(ItemKind.TEMPLATE, item_json(item)) == item
    ending = TemplateItem(LetterKind.NOTICE, "", None)
    assert read_item(ItemKind.TEMPLATE, item_json(ending)) == ending


@pytest.mark.parametrize(
    ("key", "item", "expected"),
    [
        (CODE, TemplateItem(LetterKind.NOTICE, "", TEXT), []),
        ("", TemplateItem(LetterKind.NOTICE, "", TEXT), []),
        ("", TemplateItem(LetterKind.NOTICE, "", TEXT, "default"), ["case_not_found"]),
        (CODE, TemplateItem(LetterKind.NOTICE, "", TEXT, "gone"), ["case_not_found"]),
        (CODE, TemplateItem(LetterKind.NOTICE, "", LetterSource("x", "{{mat_khau}}")), ["letter_template_faulty"]),
        (CODE, TemplateItem(LetterKind.NOTICE, "", LetterSource("x", "{{don.gone}}")), ["letter_template_faulty"]),
        (CODE, TemplateItem(LetterKind.NOTICE, "", None), ["letter_template_not_bound"]),
        ("gone", TemplateItem(LetterKind.NOTICE, "", TEXT), ["procedure_not_in_force"]),
    ],
)
def test_item_faults(world: World, key: str, item: TemplateItem, expected: list[str]) -> None:
    setting = Setting(DecisionKind.INTERNAL_PROCESS, NOW.date(), {})

    assert [fault.code for fault in item_faults(key, item, setting)] == expected
