"""The warnings as people see them: in the list, on the dossier, in the supervisor's view; asked for by whoever may."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock
from motcua.desk.lateness.words import REASONS, reason_words
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.foresight.lateness.features import GROUPS
from motcua.foresight.lateness.models import LatenessRun, LatenessScore
from motcua.people.models import FollowUpTask
from tests.dossiers.world import World
from tests.foresight.lateness.given import by_one_split
from tests.foresight.lateness.test_scoring import kept

from .conftest import SignIn
from .office import hidden

LIST = "/desk/nguy-co-tre-han/"
WHY = [["time", {"minutes": 480, "steps": 3, "need": 150}], ["load", {"times": 210, "held": 40, "days": 4}]]


@pytest.fixture
def warned(world: World, clock: FrozenClock) -> Dossier:
    dossier = world.accepted(clock.now())
    model = kept(by_one_split("used_share", 0.5).encoded())
    run = LatenessRun.objects.create(made_at=clock.now(), model=model, current=True, scored=1, alerts=1, left_out=4)
    LatenessScore.objects.create(
        run=run, dossier=dossier, unit_id=dossier.holder_unit_id or dossier.settling_unit_id, probability=0.85,
        used_percent=70, band="high", alert=True, step=dossier.step, unblock=dossier.step, reasons=WHY,
        due_at=dossier.appointed_due_at,
    )  # fmt: skip
    return dossier


def page(sign_in: SignIn, who: str, address: str, status: int = 200) -> str:
    answer = sign_in(who).get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def test_list_and_dossier_say_it_in_words_with_an_icon_and_the_reason(warned: Dossier, sign_in: SignIn) -> None:
    inbox = page(sign_in, "reception", "/desk/?view=unit")
    dossier = page(sign_in, "reception", f"/desk/ho-so/{warned.uid}/")

    assert "Nguy cơ trễ cao, 85%" in inbox
    assert "còn 1 ngày mà còn 3 bước" in inbox
    assert "mc-icon--soon" in inbox
    assert "đơn vị đang giữ gấp 2,1 lần lượng thường ngày (40 hồ sơ)" in dossier
    assert "không thay quyết định của ai" in dossier


@pytest.mark.parametrize("change", ["waits", "other date", "not current", "late"])
def test_warning_that_no_longer_speaks_of_the_dossier_is_not_shown(
    warned: Dossier, sign_in: SignIn, world: World, clock: FrozenClock, change: str
) -> None:
    if change == "waits":
        world.act(warned, Action.WITHDRAW, "citizen", clock.now(), reason="Đổi ý")
    elif change == "other date":
        LatenessScore.objects.update(due_at=clock.now())
    elif change == "not current":
        LatenessRun.objects.update(current=False)
    else:
        clock.advance(dt.timedelta(days=30))

    assert "Nguy cơ trễ cao" not in page(sign_in, "reception", "/desk/?view=unit")
    assert "Nguy cơ trễ cao, 85%" not in page(sign_in, "reception", f"/desk/ho-so/{warned.uid}/")
    assert warned.code not in page(sign_in, "reception", LIST)


def test_view_lists_filters_and_says_who_tells(warned: Dossier, sign_in: SignIn) -> None:
    whole = page(sign_in, "head", LIST)

    assert str(warned.code) in whole
    assert "Do mô hình học từ lịch sử đến ngày 01/10/2026 ước tính." in whole
    assert "4 hồ sơ khác cũng vượt ngưỡng" in whole
    for query, there in (("ly-do=load", True), ("ly-do=queue", False), ("muc=high", True), ("muc=watch", False)):
        assert (str(warned.code) in page(sign_in, "head", f"{LIST}?{query}")) is there
    for strange in ("don-vi=%00", "ly-do='\"", "trang=-1", "trang=99999999999"):
        page(sign_in, "head", f"{LIST}?{strange}")


def test_without_a_run_and_without_a_model_the_pages_say_what_tells(world: World, sign_in: SignIn) -> None:
    assert "Chưa có lần chấm nào" in page(sign_in, "head", LIST)
    assert "Chưa có mô hình nào." in page(sign_in, "head", f"{LIST}mo-hinh/")


def test_models_page_puts_the_age_rule_beside(warned: Dossier, sign_in: SignIn) -> None:
    told = page(sign_in, "head", f"{LIST}mo-hinh/")

    assert "80,0%" in told
    assert "quy tắc tuổi 40,0%" in told
    assert "Đang dùng" in told


def test_export_gives_the_filtered_rows_to_those_who_may(warned: Dossier, sign_in: SignIn) -> None:
    answer = sign_in("head").get(f"{LIST}xuat.csv?ly-do=time")
    told = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]

    assert told.count("\n") == 2
    assert "Nguy cơ trễ cao, 85%" in told
    assert sign_in("head").get(f"{LIST}xuat.pdf").status_code == 404
    assert sign_in("reception").get(f"{LIST}xuat.csv").status_code == 403


def test_people_of_another_unit_do_not_see_it(warned: Dossier, sign_in: SignIn) -> None:
    assert str(warned.code) in page(sign_in, "reception", LIST)
    assert str(warned.code) not in page(sign_in, "other_reception", LIST)


def test_head_gives_a_task_and_the_dossier_stays_where_it_is(
    warned: Dossier, sign_in: SignIn, world: World, clock: FrozenClock
) -> None:
    address = f"{LIST}giao/{warned.uid}/"
    client = sign_in("head")
    form = client.get(address).content.decode()
    before = Dossier.objects.values_list("seq", "holder_post", "holder_unit").get(pk=warned.pk)
    post = str(world.posts["settling"].uid)
    typed = {"title": "Xem lại", "owner": post, "due_on-day": "25", "due_on-month": "11", "due_on-year": "2026"}

    late = client.post(address, {**hidden(form), **typed, "due_on-day": "1"})
    done = client.post(address, {**hidden(form), **typed})

    assert late.status_code == 400
    assert done.status_code == 302
    task = FollowUpTask.objects.get()
    assert (task.source_kind, task.source_uid, str(task.owner.uid)) == ("lateness", warned.uid, post)
    assert Dossier.objects.values_list("seq", "holder_post", "holder_unit").get(pk=warned.pk) == before
    assert sign_in("reception").get(address).status_code == 403


def test_task_for_a_dossier_without_a_warning_is_refused(world: World, sign_in: SignIn, clock: FrozenClock) -> None:
    dossier = world.accepted(clock.now())
    assert sign_in("head").get(f"{LIST}giao/{dossier.uid}/").status_code == 404


def test_leader_sees_the_number_of_the_model_and_without_one_the_age_rule(
    warned: Dossier, world: World, clock: FrozenClock
) -> None:
    from motcua.desk.lateness.forecast import forecast_of

    assert forecast_of(world.actors["head"], clock.now()) == {"count": 1, "href": LIST}
    LatenessRun.objects.update(model=None, why="lateness_no_model")
    assert forecast_of(world.actors["head"], clock.now()) is None


def test_every_group_of_features_can_be_said() -> None:
    numbers = dict.fromkeys(("minutes", "steps", "need", "percent", "left", "held", "times", "days", "ahead"), 150)
    numbers |= {"share": 90, "away": 0, "flow": 70, "asked": 1, "off": 5, "pauses": 1, "role": 3}
    assert set(GROUPS) | {"age"} == set(REASONS)
    for group in REASONS:
        row = LatenessScore(reasons=[[group, numbers]])
        assert len(reason_words(row)) == 1
        assert "{" not in reason_words(row)[0]
    assert reason_words(LatenessScore(reasons=[["strange", {}], ["time"], 5, ["time", {}]])) != []
