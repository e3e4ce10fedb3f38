"""A round from its draft to the signed result, and what it refuses on the way."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.db import DatabaseError, transaction
from pytest_django import Settings

from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.figures.assessments import results
from motcua.figures.assessments.models import AssessmentEntry, AssessmentResult, AssessmentSheet, Part, Stage
from motcua.figures.assessments.selectors import entries_of, find_sheet, scored, tree_of
from motcua.figures.assessments.services import appeals, entries, evidence, publishing, returning, rounds, surveys
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM
from motcua.people.services.grants import load_shipped
from tests.documents import samples
from tests.organisation.factories import UnitFactory

from .house import NOW, House, house, order, typed

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LATER = NOW + 20 * DAY


@pytest.fixture
def place(db: None) -> House:
    load_shipped(actor=SYSTEM, now=NOW)
    province = UnitFactory(province=True, code="TS", agency_code="H99")
    commune = UnitFactory(commune=True, code="TS-0101", parent=province, name="Xã Hòa An")
    UnitFactory(commune=True, code="TS-0102", parent=province, name="Xã Hòa Bình")
    UnitFactory(commune=True, code="TS-0103", parent=province, name="Xã Hòa Lợi")
    rebuild_closure()
    return house(province, commune)


def code_of(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


OWN = {"1.1.1": "yes", "1.1.2": "18/20", "1.2": "1", "1.3": "1"}


def filled(place: House, **changes: str) -> AssessmentSheet:
    sheet = place.sheet("TS-0101")
    for criterion, value in {**OWN, **changes}.items():
        entries.enter(sheet.uid, criterion, typed(value, "theo báo cáo"), actor=place.actors["mayor"], now=NOW)
    return sheet


def appraised(place: House) -> AssessmentSheet:
    """Everything of one commune decided: 100 less what the appraiser took off."""
    sheet = filled(place)
    place.at(Stage.APPRAISAL)
    actor = place.actors["appraiser"]
    for criterion in OWN:
        entries.appraise(sheet.uid, criterion, typed("agree"), actor=actor, now=NOW)
    for criterion, value in {"2.1": "18", "2.2": "10", "3.1": "12", "3.2": "6,5", "4.2": "8"}.items():
        entries.appraise(sheet.uid, criterion, typed(value, "theo số liệu"), actor=actor, now=NOW)
    table = "Mã đơn vị;Tiêu chí;a;b;c;d\nTS-0101;4.1;60;40;0;0\n".encode()
    place.at(Stage.APPRAISAL)
    seen = surveys.preview(
        place.round, table, file_name="dieu-tra.csv", declared_type="text/csv", actor=place.actors["manager"], now=NOW
    )
    surveys.take(place.round.uid, seen.uid, actor=place.actors["manager"], now=NOW)
    return sheet


def test_round_when_led_through_all_layers_then_points_rank_and_a_signed_result(
    place: House, settings: Settings, tmp_path: object
) -> None:
    settings.FILES_ROOT, settings.FILES_BACKEND, settings.CLAMD = f"{tmp_path}/files", "", ""
    sheet = appraised(place)
    for code in ("TS-0102", "TS-0103"):
        rounds.take_out(place.sheet(code).uid, reason="Chưa đủ sáu tháng", actor=place.actors["manager"], now=NOW)
    manager = place.actors["manager"]
    rounds.advance(place.round.uid, actor=manager, now=NOW)
    asked = appeals.appeal(sheet.uid, "3.2", text="Thiếu tháng 9", wanted="7", actor=place.actors["mayor"], now=NOW)
    with pytest.raises(Conflict, match="assessment_open_appeals"):
        rounds.advance(place.round.uid, actor=manager, now=NOW)
    appeals.answer(asked.uid, granted=True, points="7", reason="Đúng", actor=place.actors["leader"], now=NOW)
    rounds.advance(place.round.uid, actor=manager, now=NOW)
    result = publishing.sign(
        place.round.uid, decision_number="12/QĐ-UBND", signed_on=NOW.date(), actor=place.actors["leader"], now=NOW
    )

    told = json.loads(bytes(result.body))
    first = told["rows"][0]
    # 2 + 9 + 3,5 + 2 | 18 + 10 | 12 + 7 | 20 * 84% + 8
    assert (first["points"], first["most"], first["printed"]) == ("883/10", "100", "88,30")
    assert (first["rank"], first["of"], first["band"]) == (1, 1, "Khá")
    assert {row["why"] for row in told["rows"][1:]} == {"left"}
    assert first["criteria"]["3.2"] == "7"
    with pytest.raises(DatabaseError), transaction.atomic():
        AssessmentResult.objects.update(decision_number="13/QĐ-UBND")


def test_result_when_reopened_then_the_earlier_one_stays_and_the_next_has_its_own_number(
    place: House, settings: Settings, tmp_path: object
) -> None:
    settings.FILES_ROOT, settings.FILES_BACKEND, settings.CLAMD = f"{tmp_path}/files", "", ""
    appraised(place)
    signer, manager = place.actors["leader"], place.actors["manager"]
    place.at(Stage.FINAL)
    one = publishing.sign(place.round.uid, decision_number="1", signed_on=NOW.date(), actor=signer, now=NOW)

    with pytest.raises(Invalid):
        rounds.reopen(place.round.uid, reason="  ", actor=manager, now=NOW)
    rounds.reopen(place.round.uid, reason="Sai số liệu tháng 9", actor=manager, now=NOW)
    rounds.advance(place.round.uid, actor=manager, now=NOW)
    two = publishing.sign(place.round.uid, decision_number="2", signed_on=NOW.date(), actor=signer, now=NOW)

    assert (one.number, two.number) == (1, 2)
    assert AssessmentResult.objects.count() == 2
    assert publishing.newest_result(place.round).sha256 == two.sha256 != one.sha256


def test_entry_when_two_people_fill_the_same_criterion_then_the_second_is_told_and_nothing_is_lost(
    place: House,
) -> None:
    sheet = place.sheet("TS-0101")
    entries.enter(sheet.uid, "1.3", typed("1", "một sáng kiến", seen=0), actor=place.actors["mayor"], now=NOW)

    with pytest.raises(Conflict) as refused:
        entries.enter(sheet.uid, "1.3", typed("2", "hai", seen=0), actor=place.actors["deputy"], now=NOW)
    again = entries.enter(sheet.uid, "1.3", typed("2", "hai", seen=1), actor=place.actors["deputy"], now=NOW)
    other = entries.enter(sheet.uid, "1.2", typed("0", "đủ", seen=0), actor=place.actors["mayor"], now=NOW)
    twice = entries.enter(sheet.uid, "1.2", typed("0", "đủ", seen=0), actor=place.actors["mayor"], now=NOW)

    assert code_of(refused) == "assessment_entry_changed"
    assert refused.value.params["who"] == "Cán bộ mayor"
    assert (again.seq, again.points, other.points, twice.pk) == (2, "4", "4", other.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        AssessmentEntry.objects.update(points="0")


@pytest.mark.parametrize(
    ("criterion", "value", "reason", "code"),
    [
        ("1.1.2", "120%", "x", "reported_over_100"),
        ("1.1.2", "21/20", "x", "reported_over_100"),
        ("1.3", "-1", "x", "reported_negative"),
        ("1.3", "một", "x", "number_not_understood"),
        ("1.3", "99999999999999", "x", "assessment_count_too_large"),
        ("1.3", "1", "", "score_evidence_missing"),
        ("1.3", "", "x", "assessment_value_missing"),
        ("2.1", "18", "x", "assessment_computed"),
        ("9.9", "1", "x", "criterion_unknown"),
        ("4.1", "1", "x", "assessment_answers_missing"),
    ],
)
def test_entry_when_it_cannot_be_then_refused_and_nothing_is_written(
    place: House, criterion: str, value: str, reason: str, code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        entries.enter(place.sheet("TS-0101").uid, criterion, typed(value, reason), actor=place.actors["mayor"], now=NOW)

    assert code_of(refused) == code
    assert not AssessmentEntry.objects.exists()


def test_entry_when_the_layer_is_closed_or_late_or_handed_in_then_refused(place: House) -> None:
    mayor, sheet = place.actors["mayor"], place.sheet("TS-0101")

    with pytest.raises(Conflict, match="assessment_deadline_passed"):
        entries.enter(sheet.uid, "1.3", typed("1", "x"), actor=mayor, now=LATER)
    with pytest.raises(Conflict, match="assessment_self_incomplete"):
        entries.submit(sheet.uid, actor=mayor, now=NOW)
    filled(place)
    entries.submit(sheet.uid, actor=mayor, now=NOW)
    with pytest.raises(Conflict, match="assessment_submitted"):
        entries.enter(sheet.uid, "1.3", typed("2", "x"), actor=mayor, now=NOW)
    returning.give_back(sheet.uid, reason="Thiếu minh chứng", actor=place.actors["manager"], now=NOW)
    assert entries.enter(sheet.uid, "1.3", typed("2", "x"), actor=mayor, now=NOW).points == "4"
    place.at(Stage.APPRAISAL)
    with pytest.raises(Conflict, match="assessment_layer_closed"):
        entries.enter(sheet.uid, "1.3", typed("1", "x"), actor=mayor, now=NOW)


def test_appraisal_when_of_ones_own_or_not_assigned_or_without_reason_then_refused(place: House) -> None:
    sheet = filled(place)
    place.at(Stage.APPRAISAL)
    own = Part.APPRAISER, str(place.posts["deputy"].uid), ""
    rounds.add_judge(place.round.uid, *own, actor=place.actors["manager"], now=NOW)

    with pytest.raises(NotAllowed, match="assessment_not_judge"):
        entries.appraise(sheet.uid, "1.3", typed("agree"), actor=place.actors["mayor"], now=NOW)
    with pytest.raises(NotAllowed, match="assessment_own_unit"):
        entries.appraise(sheet.uid, "1.3", typed("agree"), actor=place.actors["deputy"], now=NOW)
    with pytest.raises(Invalid, match="score_reason_missing"):
        entries.appraise(sheet.uid, "1.3", typed("1"), actor=place.actors["appraiser"], now=NOW)
    with pytest.raises(Invalid, match="score_out_of_range"):
        entries.appraise(sheet.uid, "1.3", typed("4,5", "x"), actor=place.actors["appraiser"], now=NOW)
    other = place.sheet("TS-0102")
    with pytest.raises(Conflict, match="score_self_missing"):
        entries.appraise(other.uid, "1.3", typed("1", "x"), actor=place.actors["appraiser"], now=NOW)


def test_sheet_when_looked_at_by_a_stranger_or_outside_the_unit_then_unknown(place: House) -> None:
    with pytest.raises(NotFound):
        find_sheet(place.sheet("TS-0102").uid, place.actors["mayor"])
    assert find_sheet(place.sheet("TS-0102").uid, place.actors["appraiser"])


def test_signature_when_of_another_or_of_who_made_the_round_then_refused(place: House) -> None:
    place.at(Stage.FINAL)
    for who in ("mayor", "manager", "appraiser"):
        with pytest.raises(NotAllowed):
            publishing.sign(
                place.round.uid, decision_number="1", signed_on=NOW.date(), actor=place.actors[who], now=NOW
            )


def test_evidence_when_a_file_is_no_document_then_refused_and_a_good_one_is_kept(
    place: House, settings: Settings, tmp_path: object
) -> None:
    settings.FILES_ROOT, settings.FILES_BACKEND, settings.CLAMD = f"{tmp_path}/files", "", ""
    sheet, mayor = place.sheet("TS-0101"), place.actors["mayor"]
    with pytest.raises(DomainError):
        evidence.store(
            [evidence.Upload(io.BytesIO(b"MZ\x90\x00 not a pdf"), "kế hoạch.pdf", "application/pdf")],
            actor=mayor,
            now=NOW,
        )
    name = "Kế hoạch 🌾 " + "a" * 300 + ".pdf"
    files = evidence.store([evidence.Upload(io.BytesIO(samples.pdf()), name, "application/pdf")], actor=mayor, now=NOW)
    made = entries.enter(sheet.uid, "1.1.1", entries.Typed({"value": "yes"}, files=files), actor=mayor, now=NOW)

    assert len(made.evidence) == 1
    assert (made.points, made.reason) == ("2", "")


def test_table_when_rows_are_wrong_then_each_is_named_and_the_good_ones_are_taken(
    place: House, settings: Settings, tmp_path: object
) -> None:
    settings.FILES_ROOT, settings.FILES_BACKEND, settings.CLAMD = f"{tmp_path}/files", "", ""
    text = (
        "Đơn vị,Tiêu chí,A,B,C,D,Điểm\n"
        "Xã Hòa An,4.1,3,1,0,0,\n"
        "TS-0102,4.2,,,,,82\n"
        "TS-9999,4.1,1,0,0,0,\n"
        "TS-0103,4.1,x,0,0,0,\n"
        "TS-0103,1.3,1,0,0,0,\n"
        "ts-0101,4.1,1,0,0,0,\n"
    )
    manager = place.actors["manager"]
    seen = surveys.preview(
        place.round, text.encode(), file_name="a.csv", declared_type="text/csv", actor=manager, now=NOW
    )
    done = surveys.take(place.round.uid, seen.uid, actor=manager, now=NOW)

    assert [(one["line"], one["code"]) for one in seen.faults] == [
        (4, "assessment_table_unit"),
        (5, "number_not_understood"),
        (6, "assessment_table_not_survey"),
        (7, "assessment_table_twice"),
    ]
    assert done == 2
    found = {row.criterion: row.points for row in AssessmentEntry.objects.all()}
    assert found == {"4.1": "18", "4.2": "41/5"}
    with pytest.raises(Conflict, match="assessment_survey_taken"):
        surveys.take(place.round.uid, seen.uid, actor=manager, now=NOW)
    for wrong in (b"\xff\xfe\x00junk", b"PK\x03\x04 broken"):
        with pytest.raises(Invalid, match="assessment_table_unreadable"):
            surveys.preview(place.round, wrong, file_name="b", declared_type="", actor=manager, now=NOW)


def test_round_when_asked_for_wrongly_then_refused(place: House) -> None:
    manager = place.actors["manager"]
    for changes, code in (
        ({"title": "x" * 201}, "assessment_title_missing"),
        ({"tree": "par_internal"}, "assessment_tree_unfit"),
        ({"signer": "nobody"}, "assessment_post_unknown"),
    ):
        with pytest.raises(Invalid) as refused:
            rounds.make_round(order(place.posts, **changes), actor=manager, now=NOW)
        assert code_of(refused) == code
    with pytest.raises(NotAllowed):
        rounds.make_round(order(place.posts), actor=place.actors["mayor"], now=NOW)
    with pytest.raises(Conflict, match="assessment_changed"):
        rounds.advance(place.round.uid, actor=manager, now=NOW, expected=1)


def test_placed_when_points_tie_then_they_share_a_rank_and_open_sheets_have_none(place: House) -> None:
    tree = tree_of(place.round)
    for code in ("TS-0101", "TS-0102"):
        sheet = place.sheet(code)
        for leaf in tree.leaves:
            layer = "survey" if leaf.id == "4.1" else "appraised"
            AssessmentEntry.objects.create(
                sheet=sheet, seq=AssessmentEntry.objects.filter(sheet=sheet).count() + 1, criterion=leaf.id,
                layer=layer, points="1", origin="typed", at=NOW,
            )  # fmt: skip

    rows = results.placed(place.round)

    assert [(row.rank.rank, row.rank.tied, row.rank.why) for row in rows] == [
        (1, True, ""), (1, True, ""), (None, False, "open")
    ]  # fmt: skip
    assert scored(place.round, entries_of([place.sheet("TS-0103")]).get(0, ())).open
