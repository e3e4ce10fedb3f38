"""A sheet from its opening to a figure, and what keeps it from becoming one."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed
from motcua.figures.collection.counted import behind, values, values_of_units
from motcua.figures.collection.models import Campaign, Sheet, SheetState, ValueImport
from motcua.figures.collection.services import sheets
from motcua.figures.collection.services.campaigns import lock, open_campaigns
from motcua.figures.collection.services.forms import FormTerms, set_form
from motcua.figures.collection.services.importing import apply, preview
from motcua.figures.collection.services.reminding import remind
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent, evaluate
from motcua.figures.periods import parse_code
from motcua.people.actors import SYSTEM, Actor, load_actor
from tests.dossiers.world import NOW, World, build
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

QUARTER = parse_code("2026-Q3")
DRAFT = {"tasks_planned": {"text": "64"}, "tasks_done": {"text": "18"}}


@pytest.fixture
def world() -> World:
    world = build()
    for name, unit, role in (
        ("appraiser", world.province, "control_officer"),
        ("collector", world.province, "control_head"),
        ("filler", world.commune, "unit_head"),
    ):
        user = UserFactory(username=name, full_name=f"Cán bộ {name}")
        AssignmentFactory(user=user, post=PostFactory(unit=unit, role=role), valid_from=BEGINNING)
        world.users[name], world.actors[name] = user, load_actor(user.pk, legal_date(NOW))
    terms = FormTerms(
        code="tasks",
        name="Nhiệm vụ cải cách hành chính",
        period_kind="quarter",
        lines=[{"measure": "tasks_planned"}, {"measure": "tasks_done", "part_of": "tasks_planned"}],
        units={"codes": ["TS-0101", "TS-0102"]},
        deadline_days=5,
        appraiser="TS",
        source="Kế hoạch 1/KH-UBND",
    )
    set_form(terms, valid_from=dt.date(2026, 1, 1), actor=world.actors["collector"], now=NOW)
    open_campaigns(now=NOW)
    return world


def sheet_of(code: str) -> Sheet:
    return Sheet.objects.get(unit__code=code)


def sent(world: World, draft: dict[str, dict[str, str]] | None = None) -> Sheet:
    sheet = sheet_of("TS-0101")
    given = DRAFT if draft is None else draft
    return sheets.submit(sheet.uid, given, note="", expected=sheet.revision, actor=world.actors["filler"], now=NOW)


def rate(unit: str, at: dt.datetime | None = None) -> str:
    catalogue = shipped()
    keys = catalogue.needed("task_completion_rate", QUARTER.last)
    said = values(keys, unit, QUARTER, at)
    assert values_of_units(keys, ["TS", "TS-0101"], [QUARTER], at).get((unit, QUARTER), {}) == said
    outcome = evaluate(catalogue, "task_completion_rate", QUARTER.last, said)
    return outcome.printed() or outcome.missing


def test_task_rate_when_18_of_64_are_accepted_prints_28_13(world: World) -> None:
    before = rate("TS-0101")
    sheets.accept(sent(world).uid, actor=world.actors["appraiser"], now=NOW)

    assert before == "not_reported"
    assert rate("TS-0101") == "28,13%"


def test_province_when_one_commune_lacks_is_missing_and_then_the_sum(world: World) -> None:
    sheets.accept(sent(world).uid, actor=world.actors["appraiser"], now=NOW)
    half = rate("TS")
    other = sheet_of("TS-0102")
    sheets.submit(other.uid, DRAFT, note="", expected=other.revision, actor=SYSTEM, now=NOW)
    sheets.accept(other.uid, actor=world.actors["appraiser"], now=NOW)
    key = next(key for key in shipped().needed("task_completion_rate", QUARTER.last) if key.measure == "tasks_done")
    page = behind(key, "TS", QUARTER, None, limit=1)
    rest = behind(key, "TS", QUARTER, None, after=page.next)

    assert half == "not_reported"
    assert rate("TS") == "28,13%"
    assert (page.total, page.things, len(rest.rows)) == (Fraction(36), 2, 1)
    assert sum(row.amount for row in (*page.rows, *rest.rows)) == page.total


def test_correction_when_accepted_counts_from_then_on_and_not_before(world: World) -> None:
    later, later_still = NOW + dt.timedelta(days=1), NOW + dt.timedelta(days=2)
    sheets.accept(sent(world).uid, actor=world.actors["appraiser"], now=NOW)
    sheet = sheets.open_correction(sheet_of("TS-0101").uid, reason="Đếm sót", actor=world.actors["filler"], now=later)
    changed = {**DRAFT, "tasks_done": {"text": "32"}}
    meanwhile = rate("TS-0101")
    sheets.submit(sheet.uid, changed, note="", expected=sheet.revision, actor=world.actors["filler"], now=later)
    sheets.accept(sheet.uid, actor=world.actors["appraiser"], now=later_still)

    assert meanwhile == "28,13%"
    assert rate("TS-0101") == "50,00%"
    assert rate("TS-0101", later) == "28,13%"
    kinds = list(sheet.events.order_by("seq").values_list("kind", flat=True))
    assert kinds == ["opened", "submitted", "accepted", "correction", "submitted", "accepted"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("64 %", "number_percent_unexpected"), ("12 tỷ đồng", "reported_unit_wrong"), ("65", "reported_over_whole")],
)
def test_sheet_when_a_line_is_wrong_is_not_sent_and_nothing_typed_is_lost(world: World, text: str, code: str) -> None:
    sheet = sheet_of("TS-0101")
    draft = {**DRAFT, "tasks_done": {"text": text}}
    sheets.save_draft(sheet.uid, draft, note="", expected=1, actor=world.actors["filler"], now=NOW)

    with pytest.raises(Invalid) as caught:
        sheets.submit(sheet.uid, draft, note="", expected=2, actor=world.actors["filler"], now=NOW)

    assert [fault["code"] for fault in caught.value.errors] == [code]
    assert sheet_of("TS-0101").draft["tasks_done"]["text"] == text


def test_sheet_when_returned_says_why_and_may_be_sent_again(world: World) -> None:
    sheet = sent(world)
    sheets.send_back(sheet.uid, reason="Thiếu nhiệm vụ", actor=world.actors["appraiser"], now=NOW)

    again = sent(world)

    assert again.state == SheetState.SUBMITTED
    assert sheet.events.get(kind="returned").reason == "Thiếu nhiệm vụ"


def test_acts_when_by_the_wrong_person_or_in_a_locked_period_are_refused(world: World) -> None:
    sheet = sent(world)

    def refused(act: object, actor: Actor) -> str:
        with pytest.raises(DomainError) as caught:
            sheets.accept(sheet.uid, actor=actor, now=NOW)
        return caught.value.code

    by_filler = refused(sheets.accept, world.actors["filler"])
    lock(Campaign.objects.get().uid, reason="Chốt số liệu", actor=world.actors["collector"], now=NOW)
    locked = refused(sheets.accept, world.actors["appraiser"])
    with pytest.raises(Conflict, match="period_locked"):
        sheets.save_draft(sheet.uid, DRAFT, note="", expected=2, actor=world.actors["filler"], now=NOW)
    with pytest.raises(NotAllowed):
        sheets.send_back(sheet.uid, reason="x", actor=world.actors["reception"], now=NOW)

    assert (by_filler, locked) == ("verb_not_granted", "period_locked")


def test_timetable_when_run_twice_opens_and_reminds_once(world: World) -> None:
    campaign = Campaign.objects.get()
    late = campaign.due_at + dt.timedelta(hours=1)

    assert open_campaigns(now=NOW) == 0
    assert Sheet.objects.count() == 2
    assert (remind(now=campaign.remind_at), remind(now=campaign.remind_at)) == (2, 0)
    assert (remind(now=late), remind(now=late)) == (2, 0)


def test_preview_of_ten_thousand_lines_when_one_is_bad_names_that_one(world: World) -> None:
    months = [f"{year}-{month:02d}" for year in range(2011, 2200) for month in range(1, 13)]
    units, measures = ("TS", "TS-0101", "TS-0102"), ("tourists", "enterprises_founded")
    lines = [f"{unit};{month};{measure};7" for measure in measures for unit in units for month in months][:10_000]
    lines[4999] = "TS;2026-01;tourism_revenue;mười hai %"
    data = "\n".join(["Đơn vị;Kỳ;Số đo;Giá trị", *lines]).encode()

    batch = preview(data, source="Cục Thống kê", source_on=dt.date(2026, 11, 1), actor=SYSTEM, now=NOW)

    assert [(fault["line"], fault["code"]) for fault in batch.faults] == [(5001, "number_not_understood")]
    assert batch.read == 10_000


def test_import_when_applied_twice_or_of_a_known_value_writes_nothing_new(world: World) -> None:
    data = "Đơn vị;Kỳ;Số đo;Giá trị\nTS;2026-10;tourists;1.835\n".encode()

    def read() -> ValueImport:
        return preview(data, source="Nguồn", source_on=dt.date(2026, 11, 1), actor=SYSTEM, now=NOW)

    first = apply(read().uid, actor=SYSTEM, now=NOW)
    second = apply(read().uid, actor=SYSTEM, now=NOW)

    assert (first.written, second.written, second.unchanged) == (1, 0, 1)
    with pytest.raises(Conflict, match="import_done"):
        apply(first.uid, actor=SYSTEM, now=NOW)


def test_value_of_a_year_when_only_quarters_are_there_is_their_sum_and_absent_with_a_gap(world: World) -> None:
    rows = ["Đơn vị;Kỳ;Số đo;Giá trị", *(f"TS;2025-Q{n};tourists;1.000" for n in (1, 2, 3))]
    key = shipped().needed("tourist_visits", dt.date(2025, 12, 31))

    def imported(lines: list[str]) -> object:
        data = "\n".join(lines).encode()
        batch = preview(data, source="Nguồn", source_on=dt.date(2026, 1, 1), actor=SYSTEM, now=NOW)
        apply(batch.uid, actor=SYSTEM, now=NOW)
        return values(key, "TS", parse_code("2025"), None)[key[0]]

    assert imported(rows) is Absent.NOT_REPORTED
    assert imported([rows[0], "TS;2025-Q4;tourists;1.835"]) == 4835
