"""A wave run from the desk, answered on the portal, brought by a tablet, published."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from django.test import Client

from motcua.core.ids import new_id
from motcua.surveys.keys import key_of
from motcua.surveys.models import Response, Wave, WaveCase
from motcua.surveys.services.fielding import answer_by_key, hand_out
from tests.desk.office import hidden
from tests.dossiers.world import NOW, World

from .given import KEY, answers, cases_of, entry, fielded, published, runner

SignIn = Callable[..., Client]
PLAN = {
    "survey": KEY,
    "title": "Đợt tháng 10",
    "frame_from": "01/10/2026",
    "frame_to": "01/11/2026",
    "ends_on": "31/12/2026",
    "mode": "interviewer",
    "reserve": "20",
    "commune_units": "6",
    "commune_groups": "2",
    "commune_people": "8",
    "province_units": "0",
    "province_groups": "0",
    "province_people": "0",
}


def test_wave_when_run_from_the_desk_then_planned_drawn_asked_closed_and_published(
    world: World, sign_in: SignIn
) -> None:
    published(world)
    desk = sign_in("runner")
    planned = desk.post("/desk/khao-sat/lap/", {**hidden(desk.get("/desk/khao-sat/lap/").content.decode()), **PLAN})
    assert planned.status_code == 302
    page = planned["Location"]
    for act in ("draw", "start"):
        assert desk.post(f"{page}lam/", {"act": act, "seed": "61-33-08-14"}).status_code == 302
    wave = Wave.objects.get()
    assert (wave.state, wave.seed) == ("fielded", "61-33-08-14")
    dice = random.Random(1)
    for case in cases_of(wave):
        answer_by_key(key_of(case.uid), entry(dice), now=NOW)
    assert Client().get(f"/khao-sat/ket-qua/{wave.uid}/").status_code == 404
    for act in ("close", "publish"):
        assert desk.post(f"{page}lam/", {"act": act}).status_code == 302

    shown = desk.get(page).content.decode()
    public = Client().get(f"/khao-sat/ket-qua/{wave.uid}/").content.decode()
    index = json.loads(bytes(wave.results.get().body))["all"]["index"]["percent"].replace(".", ",")
    for text in (shown, public):
        assert f"{index}%" in text
        assert "61-33-08-14" in text
        assert wave.results.get().digest in text
    assert "Đợt tháng 10" in Client().get("/khao-sat/").content.decode()


def test_plan_when_days_are_nonsense_then_said_and_nothing_typed_is_lost(world: World, sign_in: SignIn) -> None:
    published(world)
    desk = sign_in("runner")

    answer = desk.post("/desk/khao-sat/lap/", {**PLAN, "frame_to": "31/02/2026", "title": "Tên dài 🙂"})

    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Khoảng ngày lấy mẫu" in text
    assert "31/02/2026" in text
    assert "Tên dài 🙂" in text
    assert not Wave.objects.exists()


def test_act_when_clicked_twice_then_done_once_and_out_of_turn_is_said(world: World, sign_in: SignIn) -> None:
    wave = fielded(world)
    desk = sign_in("runner")

    answer = desk.post(f"/desk/khao-sat/{wave.uid}/lam/", {"act": "draw"})

    assert answer.status_code == 409
    assert "Mẫu đã chọn rồi" in answer.content.decode()
    assert desk.post(f"/desk/khao-sat/{wave.uid}/lam/", {"act": "destroy"}).status_code == 400


def test_questionnaire_when_answered_on_the_portal_then_kept_once_and_thanked(world: World) -> None:
    case = cases_of(fielded(world))[0]
    browser, address = Client(), f"/khao-sat/{key_of(case.uid)}/"
    form = {**hidden(browser.get(address).content.decode()), **answers(random.Random(2)), "gop_y": "Đông quá 🙂"}

    first, second = browser.post(address, form), browser.post(address, form)

    assert first.status_code == 302
    assert "Cảm ơn bạn đã trả lời" in second.content.decode()
    assert Response.objects.get().answers["gop_y"] == "Đông quá 🙂"
    assert "Cảm ơn bạn đã trả lời" in browser.get(address).content.decode()
    assert first["Referrer-Policy"] == "no-referrer"


def test_questionnaire_when_a_question_is_left_out_then_said_and_the_rest_is_kept(world: World) -> None:
    case = cases_of(fielded(world))[0]
    browser, address = Client(), f"/khao-sat/{key_of(case.uid)}/"

    answer = browser.post(address, {"thai_do": "satisfied", "gop_y": "Tốt", "entry": "forged"})

    text = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="satisfied" checked' in text
    assert "Tốt" in text
    assert not Response.objects.exists()


def test_questionnaire_when_the_key_is_forged_then_not_found(world: World) -> None:
    fielded(world)

    assert Client().get(f"/khao-sat/{key_of(new_id())}/").status_code == 404
    assert Client().get("/khao-sat/x/").status_code == 404


def test_interviewer_when_given_cases_then_enters_one_gives_up_one_and_brings_the_rest_by_tablet(
    world: World, sign_in: SignIn
) -> None:
    wave = fielded(world)
    manager, desk = sign_in("runner"), sign_in("interviewer")
    assert manager.post(f"/desk/khao-sat/{wave.uid}/giao/", {"unit": "", "interviewer": "nobody"}).status_code == 302
    manager.post(f"/desk/khao-sat/{wave.uid}/giao/", {"unit": "", "interviewer": "interviewer"})
    mine = list(WaveCase.objects.filter(interviewer__username="interviewer").order_by("pk"))
    assert mine
    first, second, third = mine[:3]
    page = f"/desk/khao-sat/phong-van/{first.uid}/"
    form = {**hidden(desk.get(page).content.decode()), **answers(random.Random(3))}

    assert desk.post(page, form).status_code == 302
    assert desk.post(f"/desk/khao-sat/phong-van/{second.uid}/", {"fate": "refused"}).status_code == 302
    taken = desk.get("/desk/khao-sat/phong-van/goi.json").json()["waves"][0]
    line = {"entry": str(new_id()), "case": str(third.uid), "on": "2026-11-20", "answers": answers(random.Random(4))}
    told = [
        desk.post(
            "/desk/khao-sat/phong-van/dong-bo/", json.dumps({"lines": [line]}), content_type="application/json"
        ).json()["lines"][0]["told"]
        for _ in range(2)
    ]

    assert str(third.uid) in {one["case"] for one in taken["cases"]}
    assert told == ["kept", "already"]
    assert Response.objects.count() == 2
    second.refresh_from_db()
    assert second.state == "refused"


def test_tablet_when_it_sends_nonsense_then_refused_and_a_stranger_sees_nobodys_cases(
    world: World, sign_in: SignIn
) -> None:
    wave = fielded(world)
    case = cases_of(wave)[0]
    hand_out(wave.uid, [case.uid], world.users["interviewer"], actor=runner(world), now=NOW)
    desk, stranger = sign_in("interviewer"), sign_in("other_interviewer")

    for body in ("", "[]", '{"lines": 1}', '{"lines": [1]}', "{"):
        answer = desk.post("/desk/khao-sat/phong-van/dong-bo/", body, content_type="application/json")
        assert answer.status_code == 400, body
    assert stranger.get(f"/desk/khao-sat/phong-van/{case.uid}/").status_code == 404
    assert stranger.get("/desk/khao-sat/phong-van/goi.json").json() == {"waves": []}
