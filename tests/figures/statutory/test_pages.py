"""The pages of a report: filled by a click, every number opens to what it counts, files come down, acts are refused in
words."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import replace

import pytest

from motcua.core.clock import FrozenClock
from motcua.core.ids import new_id
from motcua.desk.figures.statutory_owed import in_area
from motcua.figures.periods import parse_code
from motcua.figures.statutory import making
from motcua.figures.statutory.batch_models import StatutoryBatch
from motcua.figures.statutory.lifecycle import State
from motcua.figures.statutory.models import StatutoryEdition, StatutoryReport
from motcua.figures.statutory.owed import Owed
from motcua.figures.statutory.selectors import newest
from motcua.figures.statutory.services.opening import open_report
from tests.desk.conftest import SignIn, sign_in  # noqa: F401
from tests.dossiers.world import World

from .conftest import LATER, work
from .given import typed_table

WAITS = re.compile(r'<a class="figure[^>]*data-number="(\d+)" href="([^"]+tinh-trang[^"]+)"')
FIGURE = re.compile(r'<a class="figure[^>]*data-number="(\d+)"[^>]*href="([^"]+)"')


def opened(world: World, form: str) -> StatutoryReport:
    period = parse_code("R2026-Q4")
    return open_report(form, "TS-0101", period, actor=world.actors["clerk"], now=LATER)


def test_report_page_when_filled_then_each_number_opens_to_as_many_and_acts_follow(
    world: World,
    clock: FrozenClock,
    sign_in: SignIn,  # noqa: F811
) -> None:
    report, chair = opened(world, "ii06a"), sign_in("chair")
    address = f"/desk/bao-cao-thong-ke/{report.uid}/"

    before = chair.get(address).content.decode()
    done = chair.post(address, {"act": "prepare", "expected": "0"})
    clicked_twice = chair.post(address, {"act": "prepare", "expected": "0"})
    waiting = chair.get(address).content.decode()
    meanwhile = sign_in("clerk").post(address, {"act": "prepare", "expected": "0"})
    worked = work()
    after = chair.post(address, {"act": "prepare", "expected": "0"})
    second = sign_in("clerk").post(address, {"act": "prepare", "expected": "0"})
    page = chair.get(address).content.decode()

    assert "Chưa ai lập báo cáo này" in before
    assert [one.status_code for one in (done, clicked_twice, meanwhile, after, second)] == [302, 302, 409, 302, 409]
    assert (worked, work()) == (1, 0)
    assert "<progress" in waiting
    assert "Tính số liệu</button>" not in waiting
    assert "Báo cáo đang được tính" in meanwhile.content.decode()
    assert "Người khác vừa làm việc" in second.content.decode()
    figures = FIGURE.findall(page)
    assert len(figures) == 22
    for number, href in figures[:11]:
        behind = chair.get(html.unescape(href)).content.decode()
        assert f'data-sum="{number}"' in behind
    assert chair.get(f"{address}1/tep/xlsx/").content[:2] == b"PK"
    assert chair.post(address, {"act": "check", "expected": "1"}).status_code == 302
    assert chair.post(address, {"act": "submit", "expected": "2"}).status_code == 302
    refused = chair.post(address, {"act": "prepare", "expected": "3"})
    assert "Báo cáo đã gửi: không làm được việc này." in refused.content.decode()


def test_lists_when_opened_by_each_then_they_show_what_is_due_and_who_has_not_sent(
    house: World,
    sign_in: SignIn,  # noqa: F811
) -> None:
    opened(house, "ii06a")
    report = opened(house, "ii04")
    officer, control = sign_in("officer"), sign_in("control")

    mine = sign_in("clerk").get("/desk/bao-cao-thong-ke/").content.decode()
    level = officer.get("/desk/bao-cao-thong-ke/tong-hop/").content.decode()
    bad = sign_in("chair").post(
        "/desk/bao-cao-thong-ke/moi/", {"bieu": "ii06a", "don-vi": "TS-0101", "ky": "báo cáo quý I/2027"}
    )
    day = {"bieu": "ii04", "cap": "commune", "ky": "R2026-Q4", "ngay": "31/12/2026", "can-cu": "CV 9/VP"}
    set_ = control.post("/desk/bao-cao-thong-ke/han-nop/", {"act": "deadline", **day})
    report.refresh_from_db()

    assert 'data-total="2"' in mine
    assert 'data-total="1"' in level
    assert (bad.status_code, set_.status_code) == (422, 302)
    assert "mới kết thúc" in bad.content.decode()
    assert str(report.due_on) == "2026-12-31"
    assert officer.get("/desk/bao-cao-thong-ke/han-nop/").status_code == 403


def test_batch_when_asked_for_then_each_report_gets_its_own_result_and_the_rest_goes_through(
    house: World,
    sign_in: SignIn,  # noqa: F811
) -> None:
    control, address = sign_in("control"), "/desk/bao-cao-thong-ke/ca-ky/"
    asked = {"bieu": "ii04", "ky": "R2026-Q4", "key": str(new_id())}

    planned = control.get(f"{address}?viec=begin&bieu=ii04&ky=R2026-Q4").content.decode()
    first = control.post(address, {**asked, "viec": "begin"})
    again = control.post(address, {**asked, "viec": "begin"})
    denied = sign_in("officer").post(address, {**asked, "viec": "issue", "key": str(new_id())})
    assert work() == 1
    begun = control.get(first["Location"]).content.decode()
    reports = StatutoryReport.objects.filter(form="ii04", period="R2026-Q4").order_by("pk")
    ready, own, *_others = [one for one in reports if one.unit.level == "commune"]
    for report, who in ((ready, "chair"), (own, "control")):
        receivable(report, sent_by=house.users[who].pk)
    issued = control.post(address, {**asked, "viec": "issue", "key": str(new_id())})
    assert work() == 1
    result = control.get(issued["Location"]).content.decode()
    reminded = control.post(address, {**asked, "viec": "remind", "key": str(new_id())})
    assert work() == 1
    letters = control.get(reminded["Location"]).content.decode()

    assert "Mở thêm" in planned
    assert (first["Location"], denied.status_code) == (again["Location"], 403)
    assert begun.count("đã làm") == reports.count() + 1
    assert {newest(one).state for one in (ready, own)} == {State.LOCKED, State.RECEIVED}  # type: ignore[union-attr]
    assert "Bạn là người gửi báo cáo này" in result
    assert "chưa có ai lập báo cáo có địa chỉ thư" in letters
    assert StatutoryBatch.objects.count() == 3


def test_batch_of_drafts_when_run_then_facts_are_opened_once_and_all_are_of_one_instant(
    house: World,
    sign_in: SignIn,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[object] = []
    open_facts = making.open_facts
    monkeypatch.setattr(making, "open_facts", lambda *of, **how: opened.append(of) or open_facts(*of, **how))
    asked = {"viec": "begin", "bieu": "ii04", "ky": "R2026-Q4", "key": str(new_id())}

    sign_in("control").post("/desk/bao-cao-thong-ke/ca-ky/", asked)
    assert work() == 1

    editions = StatutoryEdition.objects.filter(report__form="ii04")
    assert editions.count() > 1
    assert len(opened) == 1
    assert editions.values("as_of").distinct().count() == 1


def test_batch_when_its_period_is_missing_or_unclear_then_it_is_asked_for_and_the_choice_stays(
    house: World,
    sign_in: SignIn,  # noqa: F811
) -> None:
    opened(house, "ii04")
    control, address = sign_in("control"), "/desk/bao-cao-thong-ke/ca-ky/"

    asked = control.get(f"{address}?viec=begin&bieu=ii04")
    unclear = control.get(f"{address}?viec=issue&bieu=ii04&ky=hôm qua")
    posted = control.post(address, {"viec": "begin", "bieu": "ii04", "ky": "", "key": str(new_id())})

    text, odd = asked.content.decode(), unclear.content.decode()
    assert (asked.status_code, unclear.status_code, posted.status_code) == (200, 422, 422)
    assert "Không hiểu kỳ" not in text
    assert '<option value="begin" selected>' in text
    assert '<option value="ii04" selected>' in text
    assert "?viec=begin&amp;bieu=ii04&amp;ky=R2026-Q4" in text
    assert "Không hiểu kỳ “hôm qua”." in odd
    assert '<option value="issue" selected>' in odd
    assert 'value="hôm qua"' in odd
    assert "Hãy chọn kỳ báo cáo" in posted.content.decode()
    assert StatutoryBatch.objects.count() == 0


def test_what_waits_when_shown_on_the_desk_then_each_number_is_that_of_its_list(
    house: World,
    sign_in: SignIn,  # noqa: F811
) -> None:
    late, made, sent, back = (opened(house, form) for form in ("ii06a", "ii04", "ii05", "ii08"))
    StatutoryReport.objects.filter(pk=late.pk).update(due_on=LATER.date() - dt.timedelta(days=1))
    for report, state in ((made, State.CHECKED), (sent, State.SUBMITTED), (back, State.RETURNED)):
        edition_in(report, state)
    pages = {who: sign_in(who) for who in ("clerk", "chair", "control")}

    seen = {who: WAITS.findall(page.get("/desk/").content.decode()) for who, page in pages.items()}
    area = in_area(house.actors["chair"], "TS-0101", LATER.date(), whole=False)

    assert {who: [number for number, _href in found] for who, found in seen.items()} == {
        "clerk": ["1", "1", "1"], "chair": ["1", "1", "1", "1"], "control": ["1"],
    }  # fmt: skip
    assert [one.what for one in area] == [Owed.MAKE, Owed.CORRECT, Owed.SEND, Owed.LATE, Owed.RECEIVE]
    seen["chair"] += [(str(one.number), one.href) for one in area]
    for who, found in seen.items():
        for number, href in found:
            listed = pages[who].get(html.unescape(href)).content.decode()
            assert (f'data-total="{number}"' in listed, listed.count(" data-row>")) == (True, int(number))


def edition_in(report: StatutoryReport, state: State) -> None:
    table = typed_table(report.unit, LATER)
    StatutoryEdition.objects.create(
        report=report, number=1, state=state, form=table.form.reference, as_of=LATER, body=table.body,
        sha256=table.sha256, made_at=LATER, changed_at=LATER,
    )  # fmt: skip


def receivable(report: StatutoryReport, *, sent_by: int) -> None:
    """As if it had been filled in, sent and received."""
    edition = newest(report)
    assert edition is not None
    table = typed_table(report.unit, edition.as_of)
    table = replace(table, period=parse_code(report.period))
    edition.body, edition.sha256, edition.submitted_by_id = table.body, table.sha256, sent_by
    edition.state = State.RECEIVED.value
    edition.save()
