"""Terms and routes as the dossier room asks for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from motcua.core.errors import Conflict, NotFound
from motcua.organisation.models import Unit
from motcua.procedures import selectors
from motcua.procedures.models import ProcessVersion
from motcua.procedures.selectors.routing import route
from motcua.procedures.terms import Limit, SupplementClock
from motcua.worktime.rules import LimitUnit

from .given import (
    CODE,
    PROCESS,
    START,
    TODAY,
    competence,
    decide,
    local_terms,
    open_procedure,
    process,
    province,
    row,
    step,
    take_in,
)

pytestmark = pytest.mark.django_db


def ask(channel: str = "online", case: str = "default", on: dt.date = TODAY, code: str = CODE):  # type: ignore[no-untyped-def]
    return selectors.terms(code, case, channel, on)


def test_terms_when_published_then_what_the_catalogue_says() -> None:
    take_in(row())

    terms = ask("counter")

    assert (terms.procedure_code, terms.procedure_name, terms.field) == (CODE, row()["name"], "Hộ tịch")
    assert (terms.statutory, terms.committed, terms.limit) == (
        Limit(3, LimitUnit.WORKING_DAY),
        None,
        Limit(3, LimitUnit.WORKING_DAY),
    )
    assert [fee.amount for fee in terms.fees] == [8000]
    assert [one.name for one in terms.papers] == ["Tờ khai đăng ký khai sinh", "Giấy chứng sinh"]
    assert [one.guidance for one in terms.components] == [False, False, True]
    assert (terms.supplement_clock, terms.instant, terms.agency_level, terms.unknown) == (
        SupplementClock.RESET,
        False,
        "commune",
        (),
    )


def test_terms_and_route_when_asked_again_then_two_statements(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    open_procedure()
    selectors.process(route(ask(), "TS-0101", TODAY).process_version_id or 0)

    with django_assert_num_queries(2):
        terms = ask()
        found = route(terms, "TS-0102", TODAY)
        selectors.require_open(terms, found)
        selectors.process(found.process_version_id or 0)


def test_terms_when_the_wording_changes_then_each_day_has_its_own() -> None:
    take_in(row())
    later = dt.date(2026, 1, 1)
    assert ask().procedure_name == row()["name"]

    take_in(row(name="Đăng ký khai sinh"), on=later)

    assert ask(on=later - dt.timedelta(1)).procedure_name == row()["name"]
    assert ask(on=later).procedure_name == "Đăng ký khai sinh"
    assert ask(on=later).version_id != ask(on=START).version_id


@pytest.mark.parametrize(
    ("asked", "error", "code"),
    [
        ({"code": "9.999999"}, NotFound, "procedure_not_found"),
        ({"code": "'; --"}, NotFound, "procedure_not_found"),
        ({"case": "other"}, NotFound, "case_not_found"),
        ({"channel": "fax"}, Conflict, "channel_not_offered"),
        ({"on": START - dt.timedelta(1)}, Conflict, "procedure_not_in_force"),
    ],
)
def test_terms_when_there_are_none_then_the_reason(asked: dict[str, object], error: type[Exception], code: str) -> None:
    take_in(row())

    with pytest.raises(error, match=code):
        ask(**asked)  # type: ignore[arg-type]


def test_terms_when_a_channel_is_missing_then_not_offered() -> None:
    take_in(row(channels=row()["channels"][:1]))

    with pytest.raises(Conflict, match="channel_not_offered"):
        ask("counter")


@pytest.mark.parametrize(
    ("channel", "unknown"),
    [
        ({"channel": "online", "time": 1, "unit": None, "fees": []}, ("limit",)),
        (
            {
                "channel": "online",
                "time": 3,
                "unit": "working_day",
                "fees": [{"amount": None, "listed_free": True, "has_note": True}],
            },
            ("fee",),
        ),
    ],
)
def test_terms_when_unit_or_fee_is_not_known_then_it_cannot_open(
    channel: dict[str, object], unknown: tuple[str, ...]
) -> None:
    open_procedure(channels=[channel, row()["channels"][1]])

    terms = ask()
    found = route(terms, "TS-0101", TODAY)

    assert terms.unknown == unknown
    with pytest.raises(Conflict, match="procedure_not_open") as error:
        selectors.require_open(terms, found)
    assert error.value.params["reasons"] == [f"{unknown[0]}_unknown"]
    selectors.require_open(ask("counter"), found)


def test_terms_when_the_province_commits_then_its_limit_binds_and_the_law_s_is_kept() -> None:
    take_in(row())
    decide(local_terms(committed={"amount": 2, "unit": "working_day"}, supplement_clock="pause"))

    terms = ask()

    assert (terms.statutory, terms.limit) == (Limit(3, LimitUnit.WORKING_DAY), Limit(2, LimitUnit.WORKING_DAY))
    assert terms.supplement_clock is SupplementClock.PAUSE


def test_terms_when_the_council_sets_the_fee_then_a_hidden_fee_is_known() -> None:
    take_in(
        row(
            channels=[
                {
                    "channel": "online",
                    "time": 1,
                    "unit": "day",
                    "fees": [{"amount": None, "listed_free": True, "has_note": True}],
                }
            ]
        )
    )
    assert ask().unknown == ("fee",)

    decide(local_terms(channel="online", fees=[{"amount": 7500, "name": "Lệ phí"}], fee_resolution="18/2025/NQ-HĐND"))

    assert ask().unknown == ()
    assert [fee.amount for fee in ask().fees] == [7500]


def test_terms_when_a_paper_is_for_one_channel_then_only_that_way_asks_for_it() -> None:
    card = {"name": "Thẻ căn cước", "originals": 1, "copies": 0, "channels": ["counter", "postal"]}
    take_in(row(components=[row()["components"][1], card]))

    assert [one.name for one in ask("online").papers] == ["Giấy chứng sinh"]
    assert [one.name for one in ask("post").papers] == ["Giấy chứng sinh", "Thẻ căn cước"]


def test_route_when_the_commune_settles_then_its_centre_receives() -> None:
    units = open_procedure()

    found = route(ask(), "TS-0102", TODAY)

    assert (found.place_unit_id, found.reception_unit_id, found.settling_unit_id) == (
        units["TS-0102"].pk,
        units["TS-0102.MC"].pk,
        units["TS-0102"].pk,
    )
    assert selectors.process(found.process_version_id or 0) == PROCESS


@pytest.mark.parametrize(
    ("rule", "settling", "reception"),
    [
        ({"settling": "named", "settling_code": "TS.S01", "reception": "province_centre"}, "TS.S01", "TS.MC"),
        ({"settling": "place_division", "settling_kind": "economic_division"}, "TS-0101.KT", "TS-0101.MC"),
        ({"settling": "service_area", "settling_kind": "land"}, "TS.DK1", "TS-0101.MC"),
        ({"settling": "place", "reception": "named", "reception_code": "TS.MC"}, "TS-0101", "TS.MC"),
    ],
)
def test_route_when_a_rule_names_units_in_another_way_then_those(
    rule: dict[str, str], settling: str, reception: str
) -> None:
    units = province()
    take_in(row())
    assert not decide(competence(**rule)).refused

    found = route(ask(), "TS-0101", TODAY)

    assert (found.settling_unit_id, found.reception_unit_id) == (units[settling].pk, units[reception].pk)


def test_route_when_nobody_serves_the_place_then_no_competence() -> None:
    province()
    take_in(row())
    decide(competence(settling="service_area", settling_kind="land"))

    found = route(ask(), "TS-0102", TODAY)

    assert found.settling_unit_id is None
    assert selectors.closed_reasons(ask(), found) == ["no_competence", "no_process"]


def test_route_when_there_is_no_rule_then_everything_is_missing_but_the_place() -> None:
    province()
    take_in(row())

    assert selectors.closed_reasons(ask(), route(ask(), "TS-0101", TODAY)) == [
        "no_competence",
        "no_reception",
        "no_process",
    ]


def test_route_when_several_rules_answer_then_the_most_specific_decides() -> None:
    units = province()
    take_in(row())
    named = {"settling": "named", "reception": "province_centre"}
    rules = [
        competence("", level="commune", settling="place"),
        competence("", field="Hộ tịch", settling="place_division", settling_kind="economic_division"),
        competence(**named, settling_code="TS.S01"),
        competence(area="TS-0102", **named, settling_code="TS.MC"),
    ]
    expected = ["TS-0102", "TS-0102.KT", "TS.S01", "TS.MC"]

    seen = []
    for rule in rules:
        assert not decide(rule).refused
        seen.append(route(ask(), "TS-0102", TODAY).settling_unit_id)

    assert seen == [units[code].pk for code in expected]
    assert route(ask(), "TS-0101", TODAY).settling_unit_id == units["TS.S01"].pk


@pytest.mark.parametrize("place", ["", "TS-9999", "'; DROP TABLE x; --", "ts-0101"])
def test_route_when_the_place_is_unknown_then_not_found(place: str) -> None:
    open_procedure()

    with pytest.raises(NotFound, match="place_unknown"):
        route(ask(), place, TODAY)


def test_route_when_a_process_is_bound_to_a_case_or_unit_then_the_nearest_one() -> None:
    open_procedure()
    own = replace(PROCESS, steps=(replace(PROCESS.steps[0], name="Riêng"), *PROCESS.steps[1:]))
    decide(process(drawn=own, unit="TS-0102", name="Riêng của xã"))

    here, there = (route(ask(), place, TODAY).process_version_id for place in ("TS-0102", "TS-0101"))

    assert ProcessVersion.objects.get(pk=here).name == "Riêng của xã"
    assert ProcessVersion.objects.get(pk=there).name == "Quy trình mẫu"


def test_route_when_a_unit_is_renewed_under_its_code_then_the_rule_goes_on() -> None:
    units = province()
    take_in(row())
    decide(competence(settling="named", settling_code="TS.S01", reception="province_centre"))
    reform = dt.date(2026, 6, 1)
    Unit.objects.filter(pk=units["TS.S01"].pk).update(valid_to=reform)
    renewed = Unit.objects.create(
        code="TS.S01", valid_from=reform, name="Sở mới", level="unit", kind="department", parent=units["TS"]
    )

    assert route(ask(), "TS-0101", reform - dt.timedelta(1)).settling_unit_id == units["TS.S01"].pk
    assert route(ask(), "TS-0101", reform).settling_unit_id == renewed.pk


def test_process_when_unknown_then_not_found() -> None:
    with pytest.raises(NotFound, match="process_not_found"):
        selectors.process(999_999_999)


def test_process_when_it_is_too_slow_for_the_limit_then_it_does_not_come_in() -> None:
    province()
    take_in(row())

    report = decide(process(drawn=replace(PROCESS, steps=(step("a", "END", amount=100),))))

    assert [one.code for one in report.refused] == ["process_over_limit"]
    assert not ProcessVersion.objects.exists()


def test_process_when_the_province_committed_to_less_then_that_is_the_limit_it_keeps() -> None:
    province()
    take_in(row())
    decide(local_terms(committed={"amount": 1, "unit": "working_day"}))

    assert [one.code for one in decide(process()).refused] == ["process_over_limit"]


def test_baseline_when_done_twice_then_nothing_changes() -> None:
    province()
    take_in(row())
    proposals = (competence(), process(), local_terms(committed={"amount": 2, "unit": "working_day"}))

    first, second = decide(*proposals), decide(*proposals)

    assert (first.applied, second.applied, second.unchanged, second.decision) == (3, 0, 3, "")


def test_baseline_when_one_is_faulty_then_the_others_come_in_and_with_strict_none() -> None:
    province()
    take_in(row())
    faulty = local_terms(committed={"amount": 99, "unit": "working_day"})

    strict = decide(competence(), faulty, strict=True)
    report = decide(competence(), faulty)

    assert (strict.applied, [one.position for one in strict.refused]) == (0, [2])
    assert (report.applied, [one.code for one in report.refused]) == (1, ["committed_over_statutory"])


@pytest.mark.parametrize(
    ("proposal", "code"),
    [
        (competence("9.999999"), "procedure_not_found"),
        (competence(settling="named", settling_code="XX"), "unit_unknown"),
        (competence(settling="named"), "competence_rule"),
        (competence(settling="magic"), "competence_rule"),
        (competence(""), "competence_subject"),
        (competence(field="Hộ tịch"), "competence_subject"),
        (local_terms("9.999999"), "procedure_not_in_force"),
        (local_terms(case="other"), "case_not_found"),
        (process(unit="XX"), "unit_unknown"),
        (process(case="other"), "case_not_found"),
    ],
)
def test_baseline_when_a_proposal_is_wrong_then_refused_with_its_reason(proposal, code: str) -> None:  # type: ignore[no-untyped-def]
    province()
    take_in(row())

    assert code in [one.code for one in decide(proposal).refused]
