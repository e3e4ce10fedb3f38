"""Pages of boards, of coverage and of what the national portal says."""

from __future__ import annotations

import datetime as dt
import io
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django import Settings

from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import NotAllowed
from motcua.desk.figures import boards_next, coverage
from motcua.figures.boards import runs
from motcua.figures.boards.coverage import Coverage, Procedure
from motcua.figures.boards.models import BoardPublication, BoardRun, NationalDifference, NationalImport, NationalScore
from motcua.figures.boards.national import take_import
from motcua.figures.boards.national_counted import DUE, HELD, behind, values
from motcua.figures.boards.publishing import publish_board, published, withdraw_board
from motcua.figures.boards.runs import of_level
from motcua.figures.definitions.model import CountsFor, MeasureKey, UnitLevel
from motcua.figures.periods import parse_code
from motcua.people.actors import load_actor
from tests.dossiers.world import World
from tests.figures.boards.given import AS_OF, QUARTER, Counted, small
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .conftest import SignIn

BOARD = "/desk/figures/chi-so-766/"


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    stand_in = Counted({"TS-0101": small(dossiers_in_time_766=8)})
    monkeypatch.setattr(runs.answers, "table", stand_in)
    monkeypatch.setattr(runs, "settled_minute", lambda: AS_OF)
    return stand_in


@pytest.fixture
def head(world: World, clock: FrozenClock, sign_in: SignIn) -> Client:
    """The head of procedure control, who may import and publish."""
    post = PostFactory(unit=world.province, role="control_head", title="Lãnh đạo kiểm soát")
    user = UserFactory(username="control_head", full_name="Lãnh đạo kiểm soát")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    world.users["control_head"] = user
    world.actors["control_head"] = load_actor(user.pk, legal_date(clock.now()))
    return sign_in("control_head")


@pytest.fixture
def run(world: World, counted: Counted, clock: FrozenClock) -> BoardRun:
    return runs.compute(of_level(UnitLevel.COMMUNE, QUARTER), now=clock.now())


def test_run_when_worked_out_twice_in_a_minute_then_kept_once(
    run: BoardRun, counted: Counted, clock: FrozenClock
) -> None:
    again = runs.compute(of_level(UnitLevel.COMMUNE, QUARTER), now=clock.now())

    assert again == run
    assert len(counted.asked) == 1
    by, periods = counted.asked[0]
    assert (list(by), len(periods)) == (["TS-0101", "TS-0102"], 3)


def test_runs_when_many_then_only_the_newest_are_kept(
    run: BoardRun, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock
) -> None:
    for minutes in range(1, 6):
        monkeypatch.setattr(runs, "settled_minute", lambda minutes=minutes: AS_OF + dt.timedelta(minutes=minutes))
        newest = runs.compute(of_level(UnitLevel.COMMUNE, QUARTER), now=clock.now())

    assert BoardRun.objects.count() == runs.KEPT
    assert runs.newest(of_level(UnitLevel.COMMUNE, QUARTER)) == newest


def test_board_page_when_worked_out_then_ranks_points_and_what_is_lacking(run: BoardRun, head: Client) -> None:
    page = head.get(BOARD, {"cap": "commune", "ky": QUARTER.code}).content.decode()

    assert "1/2" in page
    assert "66,65" in page  # 64.15 of the small set without population data, and 2.5 for one more in time
    assert "3.0" in page


def test_board_page_when_nothing_is_there_then_says_what_to_do(head: Client) -> None:
    page = head.get(BOARD, {"ky": "2026-Q1"}).content.decode()
    assert "chưa được tính" in page
    assert "chưa được tính" in head.get(f"{BOARD}don-vi/TS-0101/", {"ky": "2026-Q1"}).content.decode()


@pytest.mark.parametrize("period", ["2026-13", "quý V/2026", "2030-Q1", "2026-H1", "x" * 300])
def test_board_page_when_the_period_is_none_then_says_so(head: Client, period: str) -> None:
    answer = head.get(BOARD, {"ky": period})
    assert answer.status_code == 200
    assert "mc-callout" in answer.content.decode()


def test_unit_sheet_when_opened_then_each_number_leads_to_its_proof(run: BoardRun, head: Client) -> None:
    page = head.get(f"{BOARD}don-vi/TS-0101/", {"ky": QUARTER.code}).content.decode()

    assert 'href="/desk/figures/q766_4_1"' in page
    assert "66,67%" in page
    assert "chưa nguồn nào nói cách chấm điểm" in page or "chưa nguồn nào" in page


def test_unit_sheet_when_the_unit_is_out_of_reach_then_refused(run: BoardRun, sign_in: SignIn, world: World) -> None:
    answer = sign_in("head").get(f"{BOARD}don-vi/TS-0102/", {"ky": QUARTER.code})
    assert answer.status_code == 403


def test_simulation_when_a_share_is_set_then_score_and_rank(run: BoardRun, head: Client) -> None:
    page = head.get(f"{BOARD}don-vi/TS-0102/tang-diem/", {"ky": QUARTER.code, "tc-2.1": "100%", "tc-4.1": "100"})
    text = page.content.decode()

    assert page.status_code == 200
    assert "+4,50" in text
    assert "1/2" in text


def test_simulation_when_the_target_is_nonsense_then_said(run: BoardRun, head: Client) -> None:
    for query in ({"muc-tieu": "nhiều"}, {"muc-tieu": "2000"}, {"tc-2.1": "140%"}):
        assert head.get(f"{BOARD}don-vi/TS-0102/tang-diem/", {"ky": QUARTER.code, **query}).status_code == 400


def test_export_when_asked_then_the_same_board_as_a_sheet(run: BoardRun, head: Client) -> None:
    answer = head.get(f"{BOARD}bang.xlsx", {"cap": "commune", "ky": QUARTER.code})
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)  # type: ignore[attr-defined,union-attr]

    assert rows[3][:4] == ("1/2", "TS-0101", run.rows.get(member="TS-0101").name, "66,65")


def test_publication_when_published_then_public_until_withdrawn(
    run: BoardRun, head: Client, world: World, clock: FrozenClock
) -> None:
    query = {"cap": "commune", "ky": QUARTER.code}
    assert head.get(f"{BOARD}cong-bo/", query).status_code == 200
    assert head.post(f"{BOARD}cong-bo/", query).status_code == 302
    public = Client().get(f"/chi-so-766/commune/{QUARTER.code}/").content.decode()
    assert "66,65" in public
    assert QUARTER.code in Client().get("/chi-so-766/").content.decode()
    assert head.post(f"{BOARD}cong-bo/", query).status_code == 409

    assert head.post(f"{BOARD}cong-bo/", {**query, "act": "withdraw"}).status_code == 409
    assert head.post(f"{BOARD}cong-bo/", {**query, "act": "withdraw", "reason": "Sai kỳ"}).status_code == 302
    assert Client().get(f"/chi-so-766/commune/{QUARTER.code}/").status_code == 404
    assert BoardPublication.objects.count() == 2


def test_publication_when_not_granted_then_refused(run: BoardRun, world: World, clock: FrozenClock) -> None:
    with pytest.raises(NotAllowed):
        publish_board(run, actor=world.actors["reception"], now=clock.now())
    assert published("qd766", UnitLevel.COMMUNE, QUARTER.code) is None
    with pytest.raises(Exception, match="board_not_worked_out"):
        withdraw_board(UUID(int=1), reason="x", actor=world.actors["reception"], now=clock.now())


# What the national portal says


@pytest.fixture
def files(settings: Settings, tmp_path: object) -> None:
    settings.FILES_ROOT = tmp_path
    settings.FILES_BACKEND = settings.CLAMD = ""


def send(head: Client, kind: str, name: str, content: bytes, period: str) -> NationalImport:
    answer = head.post(
        "/desk/figures/cong-quoc-gia/nap/",
        {
            "kind": kind,
            "period": period,
            "source": "Cổng Dịch vụ công quốc gia",
            "day": "23/11/2026",
            "file": SimpleUploadedFile(name, content),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    return NationalImport.objects.latest("created_at")


def take(head: Client, source: NationalImport, clock: FrozenClock, **columns: int) -> NationalImport:
    address = f"/desk/figures/cong-quoc-gia/{source.uid}/"
    assert head.get(address).status_code == 200
    wanted = columns or source.columns
    assert head.post(address, {f"col-{name}": at for name, at in wanted.items()}).status_code == 302
    take_import(source.uid, now=clock.now())
    source.refresh_from_db()
    return source


def test_national_list_when_some_are_missing_or_told_otherwise_then_listed(
    world: World, head: Client, clock: FrozenClock, files: None
) -> None:
    held, missing, other = (world.accepted(now=clock.now()) for _ in range(3))
    lines = ["Danh sách hồ sơ đã đồng bộ;;", "Mã hồ sơ;Ngày tiếp nhận;Trạng thái"]
    lines += [
        f"{held.code};23/11/2026;Đang xử lý",
        f"{other.code};2026-11-20;Đang xử lý",
        "H99.9999;23/11/2026;",
        ";;x",
    ]
    source = send(head, "dossiers", "dong-bo.csv", "\n".join(lines).encode("utf-8-sig"), "2026-11")
    assert source.columns == {"code": 0, "received_on": 1, "state": 2}
    source = take(head, source, clock)

    assert (source.lines, source.taken, source.bad) == (4, 3, 1)
    kinds = dict(NationalDifference.objects.values_list("kind", "code"))
    assert kinds == {"missing_there": missing.code, "different": other.code, "unknown_here": "H99.9999"}
    assert (source.counts["ours"], source.counts["held"]) == (3, 2)
    synchronised, due = (MeasureKey(name, None, CountsFor.SETTLING) for name in (HELD, DUE))
    period = parse_code("2026-11")
    for unit in (source.unit, "TS-0101"):
        assert values([synchronised, due], unit, period, None) == {synchronised: 2, due: 3}
        assert behind(due, unit, period, None).total == 3
    assert values([due], source.unit, period, source.created_at - dt.timedelta(days=1)) == {}
    page = head.get(f"/desk/figures/cong-quoc-gia/{source.uid}/missing_there/").content.decode()
    assert str(missing.code) in page
    assert str(held.code) not in page


def test_national_scores_when_taken_then_beside_ours(
    run: BoardRun, world: World, head: Client, clock: FrozenClock, files: None
) -> None:
    text = "Mã đơn vị,Tên đơn vị,Tổng điểm,CKMB,TDGQ,CLGQ,TTTT,MDSH,MDHL,Xếp hạng\n"
    text += '"TS-0101",x,"70,5","14,5","20",10,"4.9","9,1","12",3/60\n"TS-0102",x,"170",,,,,,,\n'
    source = take(head, send(head, "scores", "diem.csv", text.encode(), QUARTER.code), clock)

    assert (source.taken, source.bad) == (1, 1)
    kept = NationalScore.objects.get(fault="")
    assert (kept.unit, kept.total, kept.rank, kept.ranked_of) == ("TS-0101", "141/2", 3, 60)
    page = head.get(f"{BOARD}don-vi/TS-0101/", {"ky": QUARTER.code}).content.decode()
    assert "70,50" in page
    assert "3/60" in page


def test_national_file_when_it_is_nothing_then_said_and_nothing_taken(world: World, head: Client, files: None) -> None:
    for content in (b"", b"PK\x03\x04broken", b"\x00\x01\x02", b"mot dong"):
        answer = head.post(
            "/desk/figures/cong-quoc-gia/nap/",
            {"kind": "dossiers", "period": "2026-11", "source": "x", "file": SimpleUploadedFile("a.xlsx", content)},
        )
        assert answer.status_code == 400
    assert NationalImport.objects.count() == 0


# Coverage


def procedures() -> Coverage:
    def one(key: str, **has: object) -> Procedure:
        plain: dict[str, object] = {
            "name": f"Thủ tục {key}",
            "field": "Hộ tịch",
            "level": "commune",
            "service": "",
            **dict.fromkeys(("integrated", "essential", "process", "electronic", "posted"), False),
        }
        return Procedure(key, **{**plain, **has})  # type: ignore[arg-type]

    return Coverage(
        dt.date(2026, 11, 23),
        [
            one("1", service="full", process=True, electronic=True),
            one("2", essential=True),
            one("3", level="province", field="Đất đai"),
        ],
    )


def test_coverage_when_a_number_is_opened_then_the_list_is_as_long(
    world: World, head: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = procedures()
    monkeypatch.setattr(coverage, "_read", lambda day: (found, ""))
    page = head.get("/desk/figures/do-phu/")

    assert page.status_code == 200
    assert "Thiết yếu nhưng chưa toàn trình" in page.content.decode()
    for test in (*coverage.columns_on(found.day), *coverage.GAPS):
        for level in ("", "commune"):
            many = found.counts(level=level)[test]
            opened = head.get(f"/desk/figures/do-phu/{test}/", {"cap": level}).content.decode()
            assert opened.count("data-mc-row") == many
    assert head.get("/desk/figures/do-phu/khong-co/").status_code == 404
    assert b"".join(head.get("/desk/figures/do-phu/bang.xlsx").streaming_content)  # type: ignore[attr-defined]


def test_lists_when_nobody_may_read_them_then_counted_as_hidden(
    run: BoardRun, world: World, head: Client, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, clock: FrozenClock
) -> None:
    from contextlib import nullcontext

    from motcua.figures.counting import Behind, Row, Thing

    dossier = world.accepted(now=clock.now())
    page = Behind(2, Thing.DOSSIER, (Row(str(dossier.uid)), Row(str(UUID(int=7)))), 2, "")
    monkeypatch.setattr(boards_next, "borrowed", lambda as_of: nullcontext(None))
    monkeypatch.setattr(boards_next, "lacking", lambda *_args, **_named: page)
    text = head.get(f"{BOARD}don-vi/TS-0101/con-thieu/4.1/", {"ky": QUARTER.code}).content.decode()

    assert str(dossier.code) in text
    assert "1 mục của trang này nằm ngoài phạm vi" in text
    assert 'data-total="2"' in text
