"""A report from the unit to its lock: who may do what in which state, two people at once, corrections, roll-ups."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools

import pytest
from django.db import DatabaseError

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.documents.services import open_plaintext
from motcua.figures.periods import parse_code
from motcua.figures.publications.recompute import Outcome, recompute
from motcua.figures.publications.services import find
from motcua.figures.statutory.cells import Kind, behind_cell
from motcua.figures.statutory.changes import changes
from motcua.figures.statutory.lifecycle import TABLE, Act, State, possible
from motcua.figures.statutory.making import again
from motcua.figures.statutory.models import StatutoryEdition, StatutoryReminder, StatutoryReport
from motcua.figures.statutory.permissions import FILL, LOCK, RECEIVE, SIGN, SUM, verb_of
from motcua.figures.statutory.selectors import newest, table_of
from motcua.figures.statutory.services.closing import close_period, set_deadline
from motcua.figures.statutory.services.filling import check, enter, prepare
from motcua.figures.statutory.services.issuing import correct, issue
from motcua.figures.statutory.services.opening import open_report, open_reports
from motcua.figures.statutory.services.passing import receive, send_back, submit
from motcua.figures.statutory.services.reminding import news, remind
from motcua.notifications.models import Notice
from tests.dossiers.world import World

from .conftest import LATER

PERIOD = parse_code("R2026-Q4")

HOLDERS = {
    "clerk": {FILL},
    "unit_head": {FILL, SIGN},
    "control_officer": {SUM, RECEIVE},
    "control_head": {SUM, RECEIVE, LOCK},
}
MAY = """
prepare  commune  clerk unit_head
enter    commune  clerk unit_head
check    commune  clerk unit_head
submit   commune  unit_head
receive  commune  control_officer control_head
return   commune  control_officer control_head
lock     commune  control_head
correct  commune  unit_head
prepare  province control_officer control_head
submit   province control_officer control_head
receive  province control_officer control_head
lock     province control_head
correct  province control_head
"""


@pytest.mark.parametrize("line", [line for line in MAY.splitlines() if line])
def test_right_when_asked_for_each_act_then_it_is_held_by_these_roles_only(line: str) -> None:
    act, level, *roles = line.split()

    verb = verb_of(Act(act), level)

    assert {role for role, verbs in HOLDERS.items() if verb in verbs} == set(roles)


def test_states_when_every_act_is_tried_in_each_then_only_the_table_leads_on() -> None:
    for state, act in itertools.product(State, Act):
        assert ((state, act) in TABLE) == (act in possible(state) or (state, act) == (State.LOCKED, Act.REPLACE))
    assert possible(State.LOCKED) == (Act.CORRECT,)
    assert possible(State.REPLACED) == ()


def opened(world: World, form: str = "ii06a", unit: str = "TS-0101", who: str = "clerk") -> StatutoryReport:
    return open_report(form, unit, PERIOD, actor=world.actors[who], now=LATER)


def sent(world: World, report: StatutoryReport, made_by: str = "clerk", by: str = "chair") -> StatutoryEdition:
    seen = sum(one.passages.count() for one in report.editions.all())
    if newest(report) is None or newest(report).state == State.RETURNED:  # type: ignore[union-attr]
        prepare(report.uid, expected=seen, actor=world.actors[made_by], now=LATER)
        seen += 1
    check(report.uid, expected=seen, actor=world.actors[made_by], now=LATER)
    return submit(report.uid, expected=seen + 1, actor=world.actors[by], now=LATER)


def issued(world: World, report: StatutoryReport, **who: str) -> StatutoryEdition:
    sent(world, report, **who)
    seen = sum(one.passages.count() for one in report.editions.all())
    receive(report.uid, expected=seen, actor=world.actors["control"], now=LATER)
    return issue(report.uid, expected=seen + 1, actor=world.actors["control"], now=LATER)


def test_report_when_passed_on_to_its_lock_then_it_is_published_kept_and_made_again_to_the_byte(world: World) -> None:
    report = opened(world)
    first = prepare(report.uid, expected=0, actor=world.actors["clerk"], now=LATER)
    clicked_twice = prepare(report.uid, expected=0, actor=world.actors["clerk"], now=LATER)
    with pytest.raises(Conflict) as second:
        prepare(report.uid, expected=0, actor=world.actors["chair"], now=LATER)
    with pytest.raises(NotAllowed):
        submit(report.uid, expected=1, actor=world.actors["clerk"], now=LATER)
    sent(world, report)
    with pytest.raises(DatabaseError):
        StatutoryEdition.objects.filter(pk=first.pk).update(explained="Sửa sau khi gửi")
    with pytest.raises(Invalid):
        send_back(report.uid, reason=" ", expected=3, actor=world.actors["officer"], now=LATER)
    send_back(report.uid, reason="Thiếu hồ sơ ngày 30/11", expected=3, actor=world.actors["officer"], now=LATER)
    edition = issued(world, report)

    table = table_of(edition)
    publication = find(edition.publication)  # type: ignore[arg-type]
    assert (clicked_twice.pk, second.value.code) == (first.pk, "report_changed_meanwhile")
    assert (edition.number, edition.state) == (1, State.LOCKED)
    assert table.total.values[0] == 2
    assert [one.act for one in edition.passages.order_by("seq")] == [
        "prepare", "check", "submit", "return", "prepare", "check", "submit", "receive", "lock",
    ]  # fmt: skip
    assert again(edition, now=LATER).sha256 == edition.sha256
    assert recompute(publication, now=LATER).outcome is Outcome.EQUAL
    files = {file.form: file for file in publication.files.select_related("stored")}
    assert set(files) == {"pdf", "xlsx"}
    for file in files.values():
        assert hashlib.sha256(b"".join(open_plaintext(file.stored))).hexdigest() == file.sha256


SOUND = {"c3": "4", "c4": "3", "c5": "1", "c6": "2", "c7": "2"}


def typed(world: World, report: StatutoryReport, seen: int, at: dt.datetime = LATER, **changes: str) -> int:
    """Every line filled in; how many acts there are then."""
    edition = newest(report)
    assert edition is not None
    rows = {row.key: {**SOUND, **changes} for row in table_of(edition).rows}
    enter(report.uid, rows, explained="", expected=seen, actor=world.actors["clerk"], now=at)
    return seen + 1


def test_sheet_when_typed_then_only_whole_numbers_that_agree_leave_the_unit(house: World) -> None:
    world = house
    report = opened(world, "ii04")
    prepare(report.uid, expected=0, actor=world.actors["clerk"], now=LATER)
    with pytest.raises(Invalid) as missing:
        check(report.uid, expected=1, actor=world.actors["clerk"], now=LATER)
    with pytest.raises(Invalid) as wrong:
        typed(world, report, 1, c3="bốn")
    seen = typed(world, report, 1, c3="5")
    with pytest.raises(Invalid) as broken:
        check(report.uid, expected=seen, actor=world.actors["clerk"], now=LATER)
    seen = typed(world, report, seen)
    check(report.uid, expected=seen, actor=world.actors["clerk"], now=LATER)

    assert [one.value.code for one in (missing, wrong, broken)] == [
        "report_cells_missing", "report_numbers_wrong", "report_identity_broken",
    ]  # fmt: skip
    assert "10 ≠ 8" in str(broken.value.params["sentence"])
    assert newest(report).state == State.CHECKED  # type: ignore[union-attr]


def test_period_when_locked_then_only_a_correction_with_a_reason_changes_it_and_names_what_changed(
    house: World,
) -> None:
    world = house
    report, actors = opened(world, "ii04"), world.actors
    prepare(report.uid, expected=0, actor=actors["clerk"], now=LATER)
    check(report.uid, expected=typed(world, report, 1), actor=actors["clerk"], now=LATER)
    submit(report.uid, expected=3, actor=actors["chair"], now=LATER)
    with pytest.raises(Conflict) as waiting:
        close_period("ii04", PERIOD, reason="Đã đủ", actor=actors["control"], now=LATER)
    receive(report.uid, expected=4, actor=actors["control"], now=LATER)
    old = issue(report.uid, expected=5, actor=actors["control"], now=LATER)
    close_period("ii04", PERIOD, reason="Đã đủ", actor=actors["control"], now=LATER)
    after = LATER + dt.timedelta(hours=1)
    with pytest.raises(Conflict) as locked:
        prepare(report.uid, expected=6, actor=actors["clerk"], now=after)
    with pytest.raises(NotAllowed):
        correct(report.uid, reason="Sót", expected=6, actor=actors["chair"], now=after)
    correct(report.uid, reason="Sót một phản ánh", expected=6, actor=actors["control"], now=after)
    seen = typed(world, report, 8, after, c3="5", c4="4", c7="3")
    check(report.uid, expected=seen, actor=actors["clerk"], now=after)
    submit(report.uid, expected=seen + 1, actor=actors["chair"], now=after)
    receive(report.uid, expected=seen + 2, actor=actors["deputy"], now=after)
    new = issue(report.uid, expected=seen + 3, actor=actors["deputy"], now=after)
    old.refresh_from_db()

    changed = {
        one.column: (one.before, one.after) for one in changes(table_of(old), table_of(new)) if one.row == "total"
    }
    assert (waiting.value.code, locked.value.code) == ("report_period_waiting", "report_period_locked")
    assert (new.number, new.corrects_id, new.reason, old.state) == (2, old.pk, "Sót một phản ánh", State.REPLACED)
    assert changed == {"c3": (8, 10), "c4": (6, 8), "c7": (4, 6)}
    assert find(old.publication).withdrawal.replaced_by.uid == new.publication  # type: ignore[arg-type, union-attr]
    assert again(old, now=after).sha256 == old.sha256


def test_reports_when_their_day_comes_then_a_unit_gets_one_letter_and_none_once_it_sent(
    house: World,
) -> None:
    day = LATER + dt.timedelta(days=1)

    opened_now, again_now = open_reports(now=LATER), open_reports(now=LATER)
    reminded, twice = remind(now=day), remind(now=day)
    mine = StatutoryReport.objects.filter(unit__code="TS-0101", period=PERIOD.code)
    letter = news(mine.get(form="ii06a").reminders.get(kind="soon").uid, day)

    assert (opened_now > 0, again_now, twice) == (True, 0, 0)
    assert reminded == StatutoryReport.objects.exclude(unit__level="province").count()
    assert {one.due_on for one in mine} == {dt.date(2026, 12, 16)}
    assert letter is not None
    assert letter.addresses == ("chair@example.vn",)
    of_unit = StatutoryReport.objects.filter(unit__code="TS-0101")
    assert letter.body.count("/desk/bao-cao-thong-ke/") == of_unit.count()
    units = StatutoryReport.objects.exclude(unit__level="province").values("unit").distinct().count()
    assert Notice.objects.filter(letter="report_due", news_uid__in=letters_of("soon")).count() == units
    set_deadline(
        "ii06a", "commune", period=PERIOD.code, due_on=dt.date(2026, 12, 31), source="CV 9/VP",
        valid_from=legal_date(LATER), actor=house.actors["control"], now=LATER,
    )  # fmt: skip
    assert mine.get(form="ii06a").due_on == dt.date(2026, 12, 31)


def letters_of(kind: str) -> list[object]:
    return list(StatutoryReminder.objects.filter(kind=kind).values_list("uid", flat=True))


def test_roll_up_when_one_commune_sent_then_it_is_taken_and_the_other_is_named(world: World) -> None:
    report = opened(world)
    open_reports(now=LATER)
    sent(world, report)
    receive(report.uid, expected=3, actor=world.actors["control"], now=LATER)
    roll_up = open_report("ii06c", "TS", PERIOD, actor=world.actors["officer"], now=LATER)
    edition = prepare(roll_up.uid, expected=0, actor=world.actors["officer"], now=LATER)
    with pytest.raises(Invalid) as unexplained:
        check(roll_up.uid, expected=1, actor=world.actors["officer"], now=LATER)

    table = table_of(edition)
    first = newest(report)
    assert first is not None
    assert edition.rolled["missing"] == ["TS-0102"]
    assert edition.rolled["sent"]["TS-0101"]["edition"] == str(first.uid)
    assert {row.key: row.source for row in table.rows}["TS-0101"] == first.sha256
    assert table.total.values[0] == 2
    assert unexplained.value.code == "report_difference_unexplained"
    assert again(edition, now=LATER).sha256 == edition.sha256
    listed = behind_cell(first, "total", "c3", now=LATER)
    assert (listed.number, len(listed.rows)) == (2, 2)
    assert behind_cell(edition, "TS-0101", "c3", now=LATER).kind is Kind.SENT
    assert [one[2] for one in behind_cell(edition, "total", "c3", now=LATER).parts] == [2, 0]
