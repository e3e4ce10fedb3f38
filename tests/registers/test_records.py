"""A record from its entry to its end, and everybody who may not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from motcua.core.clock import legal_date
from motcua.core.erasure import Subject, erase_everywhere, words_of
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.people.models import AccessRecord
from motcua.registers.definition import Allowed, Extent, Right, head_json
from motcua.registers.models import Record, RecordEvent, RecordEventBody, RegisterVersion
from motcua.registers.permissions import may_read, readable
from motcua.registers.reading import definition_of
from motcua.registers.selectors import Wanted, cells, page_of, record_of, records, register_for, shelf
from motcua.registers.services.records import do_step, enter_record, mend_record, strike_record
from motcua.registers.services.registering import close_register, edit_register, publish_register, start_register
from tests.dossiers.world import NOW, World

from .given import ANSWERS, DEFINITION, FORM, KEY, PROCESS, entered, published

LATER = NOW + dt.timedelta(hours=1)
TOMORROW = NOW + dt.timedelta(days=1)


def test_record_when_brought_to_its_end_then_each_step_is_in_its_history(world: World) -> None:
    published(world)

    record = entered(world)
    assert (record.number, record.state, record.step) == ("HT-2026-0001", "open", "xem-xet")
    assert record.holder_unit_id == world.division.pk
    assert record.next_at == dt.datetime(2026, 11, 23, 7, 30, tzinfo=dt.UTC)  # 08:30 and four hours, a break between
    record = do_step(record.uid, "dong-y", expected=1, note="Còn trống", actor=world.actors["clerk"], now=LATER)
    assert (record.step, record.holder_role) == ("duyet", "unit_head")
    record = do_step(record.uid, "duyet", expected=2, actor=world.actors["head"], now=TOMORROW)

    assert (record.state, record.step, record.holder_unit_id, record.next_at) == ("ended", "", None, None)
    events = RecordEvent.objects.filter(record=record).order_by("seq").values_list("kind", "step", "outcome")
    assert list(events) == [
        ("entered", "", ""),
        ("step_done", "xem-xet", "dong-y"),
        ("step_done", "duyet", "duyet"),
    ]
    assert RecordEventBody.objects.get().note == "Còn trống"


def test_numbers_when_years_and_units_differ_then_each_begins_at_one(world: World) -> None:
    published(world, allowed=(*DEFINITION.allowed, Allowed("reception_officer", Right.ENTER, Extent.OWN_UNIT)))

    numbers = [entered(world).number, entered(world).number, entered(world, "reception").number]
    numbers.append(entered(world, now=NOW + dt.timedelta(days=60)).number)

    assert numbers == ["HT-2026-0001", "HT-2026-0002", "HT-2026-0001", "HT-2027-0001"]


@pytest.mark.parametrize(
    ("who", "act", "code"),
    [
        ("clerk", "enter", "register_right_missing"),
        ("reception", "enter", "register_right_missing"),
        ("citizen", "enter", "register_right_missing"),
        ("settling", "step", "register_not_your_step"),
        ("head", "step", "register_not_your_step"),
        ("clerk", "strike", "register_right_missing"),
        ("stranger", "step", "register_record_unknown"),
        ("reception", "mend", "register_record_unknown"),
        ("clerk", "mend", "register_right_missing"),
        ("citizen", "strike", "register_record_unknown"),
    ],
)
def test_act_when_the_definition_does_not_name_it_then_refused(world: World, who: str, act: str, code: str) -> None:
    published(world)
    record = entered(world)
    actor = world.actors[who]
    acts = {
        "enter": lambda: enter_record(KEY, ANSWERS, unit=world.division.pk, actor=actor, now=NOW),
        "step": lambda: do_step(record.uid, "dong-y", expected=1, actor=actor, now=NOW),
        "mend": lambda: mend_record(record.uid, ANSWERS, expected=1, actor=actor, now=NOW),
        "strike": lambda: strike_record(record.uid, "Ghi nhầm", expected=1, actor=actor, now=NOW),
    }

    with pytest.raises(DomainError) as refused:
        acts[act]()

    assert refused.value.code == code
    assert RecordEvent.objects.count() == 1


def test_list_and_page_when_anybody_asks_then_they_agree_for_everybody(world: World) -> None:
    published(world)
    record = entered(world)
    definition = definition_of(record.version)

    for name, actor in world.actors.items():
        listed = Record.objects.filter(readable(actor, definition, legal_date(NOW))).exists()
        assert listed == may_read(actor, definition, record, NOW), name
    readers = {name for name, actor in world.actors.items() if may_read(actor, definition, record, NOW)}
    assert readers == {"settling", "clerk", "head", "province_head"}


def test_mending_when_answers_change_then_what_stood_there_is_kept(world: World) -> None:
    published(world)
    record = entered(world)

    mended = mend_record(
        record.uid, {**ANSWERS, "people": "120"}, expected=1, actor=world.actors["settling"], now=LATER
    )

    assert mended.answers["people"] == 120
    body = RecordEventBody.objects.get(event__record=record)
    assert body.earlier is not None
    assert body.earlier["people"] == 80
    with pytest.raises(Conflict, match="record_moved"):
        mend_record(record.uid, ANSWERS, expected=1, actor=world.actors["settling"], now=LATER)
    again = mend_record(record.uid, {**ANSWERS, "people": "120"}, expected=2, actor=world.actors["settling"], now=LATER)
    assert again.seq == 2


@pytest.mark.parametrize(
    "answers",
    [{}, {**ANSWERS, "hall": "palace"}, {**ANSWERS, "people": "0"}, {**ANSWERS, "extra": "x"}],
)
def test_answers_when_wrong_then_each_fault_at_its_field_and_no_number_is_lost(
    world: World, answers: dict[str, object]
) -> None:
    published(world)

    with pytest.raises(Invalid) as refused:
        enter_record(KEY, answers, actor=world.actors["settling"], now=NOW)

    assert refused.value.errors
    assert entered(world).number == "HT-2026-0001"


def test_struck_record_when_counted_then_it_is_not_and_nothing_more_happens_to_it(world: World) -> None:
    version = published(world)
    record, kept = entered(world), entered(world, hall="small", people="20")

    strike_record(record.uid, "Ghi nhầm ngày", expected=1, actor=world.actors["head"], now=LATER)

    found = cells(
        version,
        DEFINITION,
        DEFINITION.reports[0],
        since=dt.date(2026, 11, 1),
        until=dt.date(2026, 11, 30),
        actor=world.actors["head"],
        now=LATER,
    )
    assert [(one.row, one.column, one.count, one.total) for one in found] == [("small", "2026-11-01", 1, 20)]
    for act in (
        lambda: do_step(record.uid, "dong-y", expected=2, actor=world.actors["clerk"], now=LATER),
        lambda: mend_record(record.uid, ANSWERS, expected=2, actor=world.actors["settling"], now=LATER),
        lambda: strike_record(record.uid, "Lần nữa", expected=2, actor=world.actors["head"], now=LATER),
    ):
        with pytest.raises((Conflict, NotFound, NotAllowed)):
            act()
    assert Record.objects.get(pk=kept.pk).state == "open"


def test_list_when_searched_filtered_and_paged_then_exactly_those(world: World) -> None:
    version = published(world)
    for number in range(30):
        entered(world, borrower=f"Hội Nông dân thôn {number}", hall="small" if number % 3 else "big")
    view = DEFINITION.lists[0]
    actor = world.actors["clerk"]

    first, after = page_of(version, DEFINITION, view, Wanted(), actor=actor, now=NOW)
    second, end = page_of(version, DEFINITION, view, Wanted(before=after), actor=actor, now=NOW)
    found = [
        one.answers["borrower"]
        for one in records(version, DEFINITION, view, Wanted(query="nong dan thon 29"), actor=actor, now=NOW)
    ]
    big = records(version, DEFINITION, view, Wanted(chosen={"hall": "big", "borrower": "x"}), actor=actor, now=NOW)

    assert (len(first), len(second), end) == (25, 5, None)
    assert len({one.pk for one in (*first, *second)}) == 30
    assert found == ["Hội Nông dân thôn 29"]
    assert big.count() == 10
    assert AccessRecord.objects.filter(subject_kind="register").count() == 2


def test_search_when_written_as_an_attack_then_it_is_words(world: World) -> None:
    version = published(world)
    entered(world)

    for query in ("'; DROP TABLE x; --", "a & | ! :* <->", "%", "\\", "đoàn' OR 1=1"):
        list(
            records(version, DEFINITION, DEFINITION.lists[0], Wanted(query=query), actor=world.actors["clerk"], now=NOW)
        )
    assert Record.objects.count() == 1


def test_shelf_when_a_step_waits_for_somebody_then_it_says_how_many(world: World) -> None:
    published(world)
    entered(world)
    entered(world)

    seen = {name: shelf(world.actors[name], NOW) for name in ("clerk", "head", "settling", "reception", "citizen")}

    assert [one.waiting for one in seen["clerk"]] == [2]
    assert [one.waiting for one in seen["head"]] == [0]
    assert [one.may_enter for one in seen["settling"]] == [True]
    assert seen["reception"] == seen["citizen"] == []
    with pytest.raises(NotFound, match="register_unknown"):
        register_for(KEY, world.actors["reception"], NOW)


def test_version_when_published_anew_then_old_records_keep_theirs(world: World) -> None:
    published(world)
    old = entered(world)
    author = world.actors["author"]
    register = edit_register(
        KEY, {**head_json(DEFINITION), "title": "Sổ mượn phòng"}, expected=1, actor=author, now=NOW
    )

    newer = publish_register(
        KEY, FORM, None, expected=register.revision, valid_from=legal_date(TOMORROW), actor=author, now=NOW
    )
    new = entered(world, now=TOMORROW)

    assert (new.version_id, new.state) == (newer.pk, "ended")
    assert do_step(old.uid, "tu-choi", expected=1, actor=world.actors["clerk"], now=TOMORROW).state == "ended"
    found, definition = record_of(old.uid, world.actors["clerk"], TOMORROW)
    assert (found.version.title, definition.process) == ("Sổ mượn hội trường", PROCESS)


def test_publishing_when_nothing_changed_or_the_day_is_wrong_then_no_version(world: World) -> None:
    version = published(world)
    author = world.actors["author"]

    def again(valid_from: dt.date, expected: int = 1) -> RegisterVersion:
        return publish_register(KEY, FORM, PROCESS, expected=expected, valid_from=valid_from, actor=author, now=NOW)

    assert again(legal_date(TOMORROW)) == version
    with pytest.raises(Invalid, match="register_from_past"):
        again(legal_date(NOW) - dt.timedelta(days=1))
    with pytest.raises(Conflict, match="draft_edited"):
        again(legal_date(TOMORROW), expected=7)
    with pytest.raises(Conflict, match="register_key_taken"):
        start_register(KEY, head_json(DEFINITION), actor=author, now=NOW)
    with pytest.raises(NotAllowed):
        start_register("so-khac", head_json(DEFINITION), actor=world.actors["settling"], now=NOW)
    assert RegisterVersion.objects.count() == 1


def test_register_when_closed_then_nothing_new_and_what_is_open_ends(world: World) -> None:
    published(world)
    record = entered(world)
    close_register(KEY, actor=world.actors["author"], now=NOW)

    with pytest.raises(Conflict, match="register_closed"):
        entered(world)
    assert do_step(record.uid, "tu-choi", expected=1, actor=world.actors["clerk"], now=NOW).state == "ended"


def test_person_when_erased_then_answers_and_notes_are_gone_and_the_number_stays(world: World) -> None:
    published(world)
    record = entered(world, borrower="Phạm Thị Bích Ngọc")
    other = entered(world)
    mend_record(record.uid, ANSWERS, expected=1, note="bỏ chị Ngọc", actor=world.actors["settling"], now=LATER)
    mend_record(
        other.uid,
        {**ANSWERS, "people": "9"},
        expected=1,
        note="gọi cho Phạm Thị Bích Ngọc",
        actor=world.actors["settling"],
        now=LATER,
    )
    entered(world, borrower="Phạm Thị Bích Ngọc")

    erase_everywhere(Subject(words=words_of("Phạm Thị Bích Ngọc")), LATER)

    left = "\n".join(f"{one.answers}{one.search_text}" for one in Record.objects.order_by("pk"))
    said = "\n".join(f"{one.note}{one.earlier}" for one in RecordEventBody.objects.order_by("pk"))
    assert "Ngọc" not in left + said
    assert "ngoc" not in left
    assert [one.number for one in Record.objects.order_by("pk")] == ["HT-2026-0001", "HT-2026-0002", "HT-2026-0003"]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM registers_record",
        "UPDATE registers_record SET number = 'X'",
        "UPDATE registers_recordevent SET kind = 'struck'",
        "DELETE FROM registers_recordevent",
        "UPDATE registers_registerversion SET title = 'X'",
        "UPDATE registers_record SET state = 'ended'",
        "UPDATE registers_record SET holder_unit_id = NULL",
    ],
)
def test_database_when_told_to_break_the_rules_then_refuses(world: World, statement: str) -> None:
    from django.db import connection

    published(world)
    entered(world)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
