"""A wave from its plan to its figures."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.dossiers.models import Dossier
from motcua.surveys.design import Design, Quota
from motcua.surveys.keys import case_of, key_of
from motcua.surveys.lifecycle import CaseState, Mode
from motcua.surveys.models import Response, SetAside, Wave, WaveCase, WaveGroup, WaveResult
from motcua.surveys.sampling.drawing import Method, Stratum
from motcua.surveys.services.closing import close_wave, publish_result
from motcua.surveys.services.fielding import (
    Entry,
    Told,
    answer_by_key,
    hand_out,
    locked_case,
    record_fate,
    start_fielding,
)
from motcua.surveys.services.tablets import package, sync
from motcua.surveys.services.waves import (
    Plan,
    cancel_wave,
    change_wave,
    draw_wave,
    drawn_again,
    is_same_frame,
    plan_wave,
)
from tests.dossiers.world import NOW, World

from .given import DESIGN, KEY, answers, cases_of, entry, fielded, plan, published, runner


def test_draw_when_repeated_by_plain_sql_then_the_same_people(world: World) -> None:
    wave = fielded(world)

    assert WaveGroup.objects.filter(wave=wave).count() == 12
    for group in WaveGroup.objects.filter(wave=wave).select_related("unit"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT d.uid, d.applicant_id, encode(sha256(convert_to(%s || ':dossier:' || d.uid, 'UTF8')), 'hex')"
                " FROM dossier d JOIN procedures_procedureversion v ON v.id = d.version_id WHERE v.field = %s"
                " AND d.settling_unit_id = %s AND d.finished_at >= '2026-10-01 00:00+07'"
                " AND d.finished_at < '2026-11-01 00:00+07' ORDER BY 3",
                (wave.seed, group.group, group.unit_id),
            )
            rows = cursor.fetchall()
        assert len(rows) == group.size
        first: dict[int, Any] = {}
        for uid, applicant, _ in rows:
            first.setdefault(applicant, uid)
        kept = list(WaveCase.objects.filter(group=group).order_by("rank").values_list("dossier_uid", flat=True))
        others = set(WaveCase.objects.filter(wave=wave, group__lt=group.pk).values_list("dossier_uid", flat=True))
        asked = set(Dossier.objects.filter(uid__in=others).values_list("applicant_id", flat=True))
        assert kept == [uid for applicant, uid in list(first.items())[:10] if applicant not in asked]


def test_draw_when_the_frame_is_the_same_then_the_same_and_another_seed_draws_others(world: World) -> None:
    wave = fielded(world)

    again, _ = drawn_again(wave)
    kept = WaveGroup.objects.filter(wave=wave).values_list("unit__uid", "group", "chance")
    assert {(one.unit, one.group, str(one.chance)) for one in again} == {(str(uid), *rest) for uid, *rest in kept}
    assert is_same_frame(wave)
    wave.seed = "another"
    assert {(one.unit, one.group) for one in drawn_again(wave)[0]} != {(one.unit, one.group) for one in again}
    Dossier.objects.filter(settling_unit__code="TS-0900").update(finished_at=NOW)
    assert not is_same_frame(wave)


def test_draw_when_done_then_neither_again_nor_changed(world: World) -> None:
    wave = fielded(world)

    with pytest.raises(Conflict, match="wave_drawn"):
        draw_wave(wave.uid, actor=runner(world), now=NOW)
    with pytest.raises(Conflict, match="wave_drawn"):
        change_wave(wave.uid, plan(), expected=1, actor=runner(world), now=NOW)
    with pytest.raises(DatabaseError, match="keeps its draw"), transaction.atomic():
        Wave.objects.filter(pk=wave.pk).update(seed="mine")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"frame_to": dt.date(2026, 10, 1)}, "frame_to"),
        ({"frame_to": dt.date(2027, 1, 1)}, "frame_to"),
        ({"ends_on": dt.date(2026, 1, 1)}, "ends_on"),
        ({"design": Design({})}, "design"),
        ({"design": Design({"commune": Stratum(1000, 10, 100)})}, "design"),
    ],
)
def test_plan_when_it_cannot_be_then_said_where(world: World, change: dict[str, Any], field: str) -> None:
    published(world)
    values = {name: getattr(plan(), name) for name in ("title", "frame_from", "frame_to", "ends_on", "design")}

    with pytest.raises(Invalid) as caught:
        plan_wave(KEY, Plan(**(values | change)), actor=runner(world), now=NOW)

    assert [one["field"] for one in caught.value.errors] == [field]


@pytest.mark.parametrize("who", ["citizen", "settling", "interviewer", "reception"])
def test_wave_when_planned_by_somebody_else_then_refused(world: World, who: str) -> None:
    published(world)

    with pytest.raises(NotAllowed):
        plan_wave(KEY, plan(), actor=world.actors[who], now=NOW)


def test_key_when_forged_or_torn_then_nobodys(world: World) -> None:
    case = cases_of(fielded(world))[0]
    key = key_of(case.uid)

    assert (len(key), case_of(key)) == (36, case.uid)
    other = key[:-1] + ("A" if key[-1] != "A" else "B")
    for wrong in ("", "x", key[:-1], other, key_of(new_id())[:22] + key[22:], "ă" * 36):
        assert case_of(wrong) is None
        with pytest.raises(NotFound, match="survey_key_unknown"):
            answer_by_key(wrong, entry(random.Random(1)), now=NOW)
    reserve = WaveCase.objects.filter(wave=case.wave, state="reserve").first()
    assert reserve is not None
    with pytest.raises(NotFound, match="survey_key_unknown"):
        locked_case(case_of(key_of(reserve.uid)))


def test_answer_when_sent_twice_then_kept_once_and_a_second_one_set_aside(world: World) -> None:
    case = cases_of(fielded(world))[0]
    dice = random.Random(2)
    first = entry(dice)

    told = [answer_by_key(key_of(case.uid), one, now=NOW) for one in (first, first, entry(dice))]

    assert told == [Told.KEPT, Told.ALREADY, Told.SET_ASIDE]
    assert Response.objects.get().entry == first.entry
    assert SetAside.objects.get().reason == "second_answer"


def test_answer_when_it_has_faults_then_told_field_by_field_and_nothing_is_kept(world: World) -> None:
    case = cases_of(fielded(world))[0]
    faulty = entry(random.Random(3))
    wrong = {**faulty.answers, "thai_do": "wonderful", "forged": "x"}

    with pytest.raises(Invalid) as caught:
        answer_by_key(key_of(case.uid), Entry(faulty.entry, wrong, Mode.QR, NOW.date()), now=NOW)

    assert {one["field"] for one in caught.value.errors} == {"thai_do", "forged"}
    assert not Response.objects.exists()
    assert not SetAside.objects.exists()


def test_answer_when_the_last_day_is_over_then_refused_politely(world: World) -> None:
    case = cases_of(fielded(world))[0]

    with pytest.raises(Conflict, match="wave_over"):
        answer_by_key(key_of(case.uid), entry(random.Random(4)), now=NOW + dt.timedelta(days=60))


def test_quota_when_full_then_what_comes_is_set_aside(world: World) -> None:
    design = Design(DESIGN.strata, (Mode.QR,), 0, (Quota("tuoi", "a60", 1),))
    cases = cases_of(fielded(world, design=design))
    dice = random.Random(5)
    told = []
    for case in cases[:3]:
        one = entry(dice)
        old = Entry(one.entry, {**one.answers, "tuoi": "a60"}, Mode.QR, one.answered_on)
        told.append(answer_by_key(key_of(case.uid), old, now=NOW))

    assert told == [Told.KEPT, Told.SET_ASIDE, Told.SET_ASIDE]
    assert set(SetAside.objects.values_list("reason", flat=True)) == {"quota_full"}


def test_fate_when_somebody_refuses_then_the_next_of_the_group_is_asked(world: World) -> None:
    case = cases_of(fielded(world))[0]

    record_fate(case.uid, CaseState.REFUSED, actor=runner(world), now=NOW)
    record_fate(case.uid, CaseState.NOT_REACHED, actor=runner(world), now=NOW)

    asked = WaveCase.objects.filter(group=case.group_id).exclude(state="reserve").order_by("rank")
    assert [one.rank for one in asked] == list(range(1, case.group.take + 2))
    assert asked[0].state == "not_reached"
    with pytest.raises(NotAllowed):
        record_fate(case.uid, CaseState.REFUSED, actor=world.actors["interviewer"], now=NOW)


def lines(wave: Wave, dice: random.Random) -> list[dict[str, object]]:
    own = WaveCase.objects.filter(wave=wave, interviewer__isnull=False).order_by("pk")
    return [
        {"entry": str(new_id()), "case": str(case.uid), "on": "2026-11-20", "answers": answers(dice)} for case in own
    ]


def test_tablet_when_it_syncs_twice_after_a_month_then_nothing_is_lost_and_nothing_counted_twice(world: World) -> None:
    wave = fielded(world)
    mine = cases_of(wave)[:20]
    interviewer = world.actors["interviewer"]
    hand_out(wave.uid, [one.uid for one in mine], world.users["interviewer"], actor=runner(world), now=NOW)
    taken = package(interviewer)
    assert [len(one["cases"]) for one in taken] == [20]  # type: ignore[arg-type]
    assert "dossier" not in json.dumps(taken)
    brought = lines(wave, random.Random(6))
    brought[3]["answers"] = {"thai_do": "wonderful"}
    brought[4] = {"entry": str(new_id()), "case": brought[4]["case"], "fate": "refused"}
    broken: list[dict[str, object]] = [
        {"entry": "no id", "case": brought[5]["case"], "on": "2026-11-20", "answers": {}},
        {"entry": str(new_id()), "case": str(cases_of(wave)[30].uid), "on": "2026-11-20", "answers": {}},
        {"entry": str(new_id()), "case": str(new_id()), "answers": {}},
        {},
    ]
    later = NOW + dt.timedelta(days=31)
    answer_by_key(key_of(mine[7].uid), entry(random.Random(7)), now=NOW)

    first = sync([*brought, *broken], actor=interviewer, now=later)
    second = sync([*brought, *broken], actor=interviewer, now=later)

    assert Counter(one.told for one in first) == {"kept": 18, "set_aside": 2, "refused": 4}
    assert [one.code for one in first[-4:]] == [
        "survey_line_malformed",
        "survey_not_your_case",
        "survey_key_unknown",
        "survey_line_malformed",
    ]
    assert Counter(one.told for one in second) == {"already": 20, "refused": 4}
    assert Response.objects.count() == 18
    assert sorted(SetAside.objects.values_list("reason", flat=True)) == ["faulty", "second_answer"]


def closed(world: World, seed: int = 8) -> tuple[Wave, WaveResult]:
    wave = fielded(world)
    dice = random.Random(seed)
    for case in cases_of(wave):
        chance = dice.random()
        if chance < 0.7:
            answer_by_key(key_of(case.uid), entry(dice), now=NOW)
        elif chance < 0.8:
            record_fate(case.uid, CaseState.INELIGIBLE, actor=runner(world), now=NOW)
        elif chance < 0.9:
            record_fate(case.uid, CaseState.REFUSED, actor=runner(world), now=NOW)
    return wave, close_wave(wave.uid, actor=runner(world), now=NOW)


def test_wave_when_closed_then_no_way_leads_from_an_answer_to_a_person(world: World) -> None:
    wave, _ = closed(world)

    assert not WaveCase.objects.filter(wave=wave, dossier_uid__isnull=False).exists()
    assert not Response.objects.filter(wave=wave, case__isnull=False).exists()
    assert not Response.objects.filter(wave=wave, weight__isnull=True).exists()
    row = Response.objects.filter(wave=wave).first()
    case = WaveCase.objects.filter(wave=wave).first()
    assert row is not None
    with pytest.raises(DatabaseError, match="never led back"), transaction.atomic():
        Response.objects.filter(pk=row.pk).update(case=case)


def test_figures_when_recomputed_by_a_script_of_its_own_then_equal_to_the_last_digit(world: World) -> None:
    wave, result = closed(world)

    told = json.loads(bytes(result.body))
    assert hashlib.sha256(bytes(result.body)).hexdigest() == result.digest
    rows = list(Response.objects.filter(wave=wave).values("answers", "weight", "group__layer", "group__cluster"))
    upper = {"satisfied", "very_satisfied"}
    parts = []
    for key, factor in (("noi_cho", 0), ("bieu_mau", 0), ("thai_do", 1), ("ket_qua", 2)):
        said = [row for row in rows if row["answers"][key] != "na"]
        whole = sum(row["weight"] for row in said)
        share = Fraction(sum(row["weight"] for row in said if row["answers"][key] in upper), whole)
        assert told["all"]["criteria"][key]["exact"] == str(share)
        hundredths = int(share * 10**4 + Fraction(1, 2))
        assert told["all"]["criteria"][key]["percent"] == f"{hundredths // 100}.{hundredths % 100:02d}"
        sums: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        for row in said:
            worth = 1 if row["answers"][key] in upper else 0
            sums[row["group__layer"]][row["group__cluster"]] += row["weight"] * (worth - share) / whole
        variance = Fraction(0)
        for own in sums.values():
            n, middle = len(own), sum(own.values()) / len(own)
            variance += (
                Fraction(n, n - 1) * sum((z - middle) ** 2 for z in own.values()) if n > 1 else sum(own.values()) ** 2
            )
        assert told["all"]["criteria"][key]["variance"] == str(variance)
        parts.append((factor, share))
    factors = [
        sum(share for place, share in parts if place == factor) / sum(place == factor for place, _ in parts)
        for factor in range(3)
    ]
    assert told["all"]["index"]["exact"] == str(sum(factors) / 3)
    counts = Counter(row["answers"]["thai_do"] for row in rows)
    assert {value: one["answers"] for value, one in told["all"]["criteria"]["thai_do"]["counts"].items()} == {
        value: counts[value] for value in told["all"]["criteria"]["thai_do"]["counts"]
    }


def test_weights_when_summed_then_the_dossiers_of_the_groups_that_answered(world: World) -> None:
    wave, result = closed(world)

    told = json.loads(bytes(result.body))
    weights = sum(Response.objects.filter(wave=wave).values_list("weight", flat=True))
    expected = Fraction(0)
    in_group = Counter(WaveCase.objects.filter(wave=wave).exclude(state="reserve").values_list("group", flat=True))
    for case in WaveCase.objects.filter(wave=wave).exclude(state__in=["reserve", "ineligible"]).select_related("group"):
        chance = Fraction(case.group.chance) * Fraction(in_group[case.group_id], case.group.take)
        expected += 1 / chance
    assert told["asked"]["unheard"] == []
    assert abs(Fraction(weights, 10**6) - expected) < Fraction(1, 1000)


def test_margins_when_given_then_answers_stand_for_them_and_wrong_ones_are_refused(world: World) -> None:
    wave = fielded(world)
    dice = random.Random(9)
    for case in cases_of(wave):
        answer_by_key(key_of(case.uid), entry(dice), now=NOW)
    wrong = {"tuoi": {"a18": 10, "a30": 10, "a45": 10}}
    with pytest.raises(Invalid, match="wave_margins_wrong"):
        close_wave(wave.uid, margins=wrong, actor=runner(world), now=NOW)
    ages = {"tuoi": {"a18": 3000, "a30": 4000, "a45": 2000, "a60": 1000}}

    close_wave(wave.uid, margins=ages, actor=runner(world), now=NOW)

    sums: Counter[str] = Counter()
    for row in Response.objects.filter(wave=wave):
        sums[row.answers["tuoi"]] += row.weight or 0
    assert {name: round(total / 10**6, 3) for name, total in sums.items()} == ages["tuoi"]


def test_wave_when_nobody_answered_then_not_closed(world: World) -> None:
    wave = fielded(world)

    with pytest.raises(Invalid, match="wave_nobody_answered"):
        close_wave(wave.uid, actor=runner(world), now=NOW)
    wave.refresh_from_db()
    assert wave.state == "fielded"


def test_figures_when_published_then_unchangeable_and_cancelling_is_too_late(world: World) -> None:
    wave, result = closed(world)
    publish_result(wave.uid, actor=runner(world), now=NOW)

    with pytest.raises(Conflict, match="wave_state"):
        publish_result(wave.uid, actor=runner(world), now=NOW)
    with pytest.raises(Conflict, match="wave_state"):
        cancel_wave(wave.uid, "Không còn cần", actor=runner(world), now=NOW)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        WaveResult.objects.filter(pk=result.pk).update(digest="0" * 64)


def test_wave_when_simple_draw_and_frame_empty_then_said(world: World) -> None:
    published(world)
    nobody = plan(Design({"district": Stratum(2, 1, 5, Method.SIMPLE)}))
    wave = plan_wave(KEY, nobody, actor=runner(world), now=NOW)

    with pytest.raises(Invalid, match="wave_frame_empty"):
        draw_wave(wave.uid, actor=runner(world), now=NOW)
    with pytest.raises(Conflict, match="wave_state"):
        start_fielding(wave.uid, actor=runner(world), now=NOW)
