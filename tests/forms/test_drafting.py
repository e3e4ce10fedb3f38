"""Working copies of forms: saves, undo, two authors at once, and what may not come in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.forms import drafting, editing
from motcua.forms.drafting import (
    MOST_SAVES,
    SaveAct,
    change_draft,
    close_draft,
    keep_as_copy,
    open_or_start,
    restore,
    start_draft,
    take_over,
    undo,
)
from motcua.forms.models import FormDraft, FormDraftSave
from motcua.forms.schema import Field, FieldKind, FormSchema, Page, from_json
from motcua.people.actors import EVERYWHERE, Actor, ActorKind
from tests.core.parallel import at_once
from tests.people.factories import UserFactory

NOW = dt.datetime(2026, 11, 23, 3, 0, tzinfo=dt.UTC)
SUBJECT = "procedure:1.009999:default"
FORM = FormSchema("Mẫu", (Page("mot", "Trang", (Field("a", "A", FieldKind.TEXT), Field("b", "B", FieldKind.TEXT))),))


def author(name: str, *verbs: str) -> Actor:
    user = UserFactory(username=name)
    return Actor(
        kind=ActorKind.OFFICIAL,
        user_id=user.pk,
        uid=user.uid,
        name=user.full_name,
        reach=dict.fromkeys(verbs or ("procedure.draft",), EVERYWHERE),
    )


def titled(title: str) -> drafting.Operation:
    return lambda form: replace(form, title=title)


def labelled(key: str, label: str) -> drafting.Operation:
    return lambda form: editing.replace_item(form, key, Field(key, label, FieldKind.TEXT))


def started(actor: Actor, form: FormSchema = FORM) -> FormDraft:
    return start_draft(SUBJECT, "Bản thử", form, actor=actor, now=NOW)


def kept(draft: FormDraft) -> FormSchema:
    draft.refresh_from_db()
    return from_json(draft.content)


pytestmark = pytest.mark.django_db


def test_saves_are_counted_and_undone_one_by_one() -> None:
    actor = author("mot")
    draft = started(actor)
    for number, title in enumerate(("Hai", "Ba"), start=1):
        change_draft(draft.uid, titled(title), expected=number, actor=actor, now=NOW)

    undo(draft.uid, expected=3, actor=actor, now=NOW)
    first = kept(draft).title
    undo(draft.uid, expected=4, actor=actor, now=NOW)

    assert (first, kept(draft).title) == ("Hai", "Mẫu")
    with pytest.raises(Conflict, match="nothing_to_undo"):
        undo(draft.uid, expected=5, actor=actor, now=NOW)
    restore(draft.uid, 3, expected=5, actor=actor, now=NOW)
    assert kept(draft).title == "Ba"
    acts = list(FormDraftSave.objects.order_by("revision").values_list("act", flat=True))
    assert acts == [SaveAct.STARTED, SaveAct.EDITED, SaveAct.EDITED, SaveAct.UNDONE, SaveAct.UNDONE, SaveAct.RESTORED]


def test_same_content_again_is_no_save() -> None:
    actor = author("mot")
    draft = started(actor)

    change_draft(draft.uid, titled("Mẫu"), expected=1, actor=actor, now=NOW)

    assert FormDraft.objects.get().revision == 1


def test_old_saves_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "MOST_SAVES", 3)
    actor = author("mot")
    draft = started(actor)
    for number in range(1, 6):
        change_draft(draft.uid, titled(f"T{number}"), expected=number, actor=actor, now=NOW)

    assert list(FormDraftSave.objects.order_by("revision").values_list("revision", flat=True)) == [4, 5, 6]
    assert MOST_SAVES > 3


def test_second_author_loses_nothing_and_takes_over_field_by_field() -> None:
    first, second = author("mot"), author("hai")
    draft = started(first)
    change_draft(draft.uid, labelled("a", "A của người một"), expected=1, actor=first, now=NOW)

    with pytest.raises(Conflict) as refused:
        change_draft(draft.uid, labelled("b", "B của người hai"), expected=1, actor=second, now=NOW)
    with pytest.raises(Conflict) as again:
        change_draft(draft.uid, labelled("b", "B của người hai"), expected=1, actor=second, now=NOW)

    assert refused.value.code == "draft_edited"
    assert again.value.params["aside"] == refused.value.params["aside"]
    aside = FormDraftSave.objects.get(is_aside=True)
    assert kept(draft).field("b").label == "B"
    take_over(draft.uid, aside.uid, ["item:b"], expected=2, actor=second, now=NOW)
    assert (kept(draft).field("a").label, kept(draft).field("b").label) == ("A của người một", "B của người hai")
    copy = keep_as_copy(draft.uid, aside.uid, "Bản riêng", actor=second, now=NOW)
    assert (kept(copy).field("a").label, copy.subject) == ("A", SUBJECT)


def test_same_act_sent_again_is_no_conflict_with_oneself() -> None:
    actor = author("mot")
    draft = started(actor)
    change_draft(draft.uid, labelled("a", "Mới"), expected=1, actor=actor, now=NOW)

    again = change_draft(draft.uid, labelled("a", "Mới"), expected=1, actor=actor, now=NOW)

    assert again.revision == 2
    assert not FormDraftSave.objects.filter(is_aside=True).exists()


def test_aside_of_another_draft_is_not_found() -> None:
    actor = author("mot")
    one, other = started(actor), started(actor)
    change_draft(one.uid, titled("Hai"), expected=1, actor=actor, now=NOW)
    with pytest.raises(Conflict):
        change_draft(one.uid, titled("Ba"), expected=1, actor=actor, now=NOW)
    aside = FormDraftSave.objects.get(is_aside=True)

    with pytest.raises(NotFound):
        take_over(other.uid, aside.uid, ["form"], expected=1, actor=actor, now=NOW)


@pytest.mark.parametrize("expected", [0, 2, 10**9])
def test_forged_revision_is_refused_and_keeps_nothing(expected: int) -> None:
    actor = author("mot")
    draft = started(actor)

    with pytest.raises(Conflict, match="draft_edited"):
        change_draft(draft.uid, titled("Khác"), expected=expected, actor=actor, now=NOW)

    assert kept(draft).title == "Mẫu"
    assert not FormDraftSave.objects.filter(is_aside=True).exists()


def test_closed_draft_is_kept_and_not_written() -> None:
    actor = author("mot")
    draft = started(actor)
    close_draft(draft.uid, expected=1, actor=actor, now=NOW)

    with pytest.raises(Conflict, match="draft_closed"):
        change_draft(draft.uid, titled("Khác"), expected=1, actor=actor, now=NOW)


def test_nobody_else_writes_forms() -> None:
    other = author("khach", "dossier.read")

    with pytest.raises(NotAllowed):
        started(other)


def many(count: int) -> FormSchema:
    return FormSchema(
        "Nhiều", (Page("mot", "Trang", tuple(Field(f"f{n}", "🚀" * 200, FieldKind.TEXT) for n in range(count))),)
    )


def test_a_thousand_fields_are_kept_and_one_more_is_refused() -> None:
    actor = author("mot")

    draft = started(actor, many(1_000))

    assert kept(draft).field("f999").label == "🚀" * 200
    with pytest.raises(Invalid, match="form_too_large"):
        change_draft(
            draft.uid,
            lambda form: replace(form, pages=(*form.pages, Page("hai", "Hai", (Field("x", "X", FieldKind.TEXT),)))),
            expected=1,
            actor=actor,
            now=NOW,
        )


def test_text_of_megabytes_is_refused() -> None:
    actor = author("mot")

    with pytest.raises(Invalid, match="form_too_large"):
        started(actor, replace(FORM, title="x" * (2 * 1024 * 1024)))


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\x00b"])
def test_names_that_cannot_be_kept_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        start_draft(SUBJECT, name, FORM, actor=author("mot"), now=NOW)


def test_draft_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        undo(new_id(), expected=1, actor=author("mot"), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_eight_authors_at_once_one_saves_and_seven_texts_lie_aside() -> None:
    actors = [author(f"nguoi{number}") for number in range(8)]
    draft = started(actors[0])

    def write(number: int) -> FormDraft:
        return change_draft(
            draft.uid, labelled("a", f"Câu của người {number}"), expected=1, actor=actors[number], now=NOW
        )

    results = at_once([lambda number=number: write(number) for number in range(8)])

    codes = sorted(one.code if isinstance(one, DomainError) else "saved" for one in results)
    assert codes == ["draft_edited"] * 7 + ["saved"]
    asides = FormDraftSave.objects.filter(is_aside=True)
    labels = {from_json(one.content).field("a").label for one in asides} | {kept(draft).field("a").label}
    assert labels == {f"Câu của người {number}" for number in range(8)}
    draft.refresh_from_db()
    assert draft.revision == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_the_copy_of_a_subject_get_one() -> None:
    actors = [author(f"nguoi{number}") for number in range(4)]

    results = at_once(
        [lambda actor=actor: open_or_start("register:so-thu", "Sổ", FORM, actor=actor, now=NOW) for actor in actors]
    )

    assert len({one.uid for one in results}) == FormDraft.objects.count() == 1
