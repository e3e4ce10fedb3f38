"""Setting the baseline by a document, and the command that prints the cuts."""

from __future__ import annotations

import datetime as dt
import html
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.cli.figures import command
from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.models import AuditRecord
from motcua.figures.answers import asking
from motcua.figures.cuts.baselines import baselines
from motcua.figures.cuts.services import set_baseline
from motcua.figures.facts.reader import Facts
from motcua.people.actors import SYSTEM
from tests.desk.conftest import SignIn, sign_in, world  # noqa: F401
from tests.dossiers.world import CODE, World
from tests.figures.counting.made import facts_of, map_of
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .made import three

PAGE = "/desk/ba-cat-giam/moc-so-sanh/"
TERMS = {"trips_hundredths": 300, "desk_minutes": 60, "trip_dong": 20_000}


@pytest.mark.django_db
def test_baseline_when_set_then_counts_from_its_day_on_and_is_never_changed_backwards(clock: FrozenClock) -> None:
    now, today = clock.now(), legal_date(clock.now())
    past = today - dt.timedelta(days=400)
    set_baseline(TERMS, since=past, source="Khảo sát 1", mark="own", actor=SYSTEM, now=now)

    assert baselines(today).default.trips_hundredths == 300
    assert baselines(past - dt.timedelta(days=1)).default.trips_hundredths == 200
    assert baselines(today, as_of=now - dt.timedelta(days=1)).default.trips_hundredths == 200
    with pytest.raises(Conflict, match="baseline_known_then"):
        set_baseline(TERMS, since=today - dt.timedelta(days=9), source="Khảo sát 2", mark="own", actor=SYSTEM, now=now)

    later = {**TERMS, "trips_hundredths": 250, "fee_dong": 15_000}
    set_baseline(later, since=today, source="Quyết định 2", mark="verified", actor=SYSTEM, now=now)
    assert (baselines(today).default.trips_hundredths, baselines(today).default.fee) == (250, 15_000)
    assert baselines(today - dt.timedelta(days=1)).default.trips_hundredths == 300
    assert AuditRecord.objects.filter(act="figures.baseline_set").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("terms", "source", "mark", "code"),
    [
        ({}, "x", "own", "baseline_terms"),
        ({**TERMS, "trip_dong": -1}, "x", "own", "baseline_terms"),
        ({**TERMS, "other": 1}, "x", "own", "baseline_terms"),
        (TERMS, " ", "own", "baseline_source"),
        (TERMS, "x", "sure", "baseline_source"),
    ],
)
def test_baseline_when_it_cannot_be_read_then_refused(
    clock: FrozenClock, terms: dict[str, int], source: str, mark: str, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        set_baseline(
            terms, since=dt.date(2026, 1, 1), source=source, mark=mark, actor=SYSTEM, now=clock.now(), procedure=""
        )
    with pytest.raises(NotFound):
        set_baseline(
            TERMS, since=dt.date(2026, 1, 1), source="x", mark="own", actor=SYSTEM, now=clock.now(), procedure="no"
        )


HEAD = "Mã thủ tục;Số lượt đi lại;Số phút chờ;Số đồng một lượt;Hiệu lực từ;Nguồn"


def test_page_when_a_baseline_is_set_or_a_file_taken_over_then_by_its_owner_only_and_line_by_line(
    world: World,  # noqa: F811
    sign_in: SignIn,  # noqa: F811
    clock: FrozenClock,
) -> None:
    user = UserFactory(username="owner")
    AssignmentFactory(user=user, post=PostFactory(unit=world.province, role="control_head"), valid_from=BEGINNING)
    world.users["owner"] = user
    owner, leader, today = sign_in("owner"), sign_in("head"), legal_date(clock.now())
    typed = {"trips": "2,5", "minutes": "60", "trip_dong": "40.000", "since": f"{today:%d/%m/%Y}", "source": "QĐ 1"}
    lines = [HEAD, f"{CODE};3;45;30000;{today:%d/%m/%Y};Khảo sát", f"khong-co;3;45;30000;{today:%d/%m/%Y};Khảo sát",
             f"{CODE};ba;45;30000;{today:%d/%m/%Y};Khảo sát"]  # fmt: skip
    file = SimpleUploadedFile("moc.csv", "\n".join(lines).encode())

    refused = leader.post(PAGE, typed)
    wrong = owner.post(PAGE, {**typed, "trips": "hai", "since": "mai"})
    done = owner.post(PAGE, typed)
    seen = owner.post(f"{PAGE}nhap/", {"file": file}).content.decode()
    kept = html.unescape(seen.split('name="lines" value="')[1].split('"')[0])
    before = baselines(today).own
    taken = [owner.post(f"{PAGE}nhap/", {"act": "apply", "lines": kept}).content.decode() for _twice in range(2)]

    assert (refused.status_code, wrong.status_code, done.status_code) == (403, 400, 302)
    assert 'value="hai"' in wrong.content.decode()
    assert baselines(today).default.trips_hundredths == 250
    assert (before, baselines(today).own[CODE].trips_hundredths) == ({}, 300)
    assert [page.count("đã đặt</span>") for page in taken] == [1, 1]
    assert "Số lượt đi lại là số" in taken[0]
    assert 'data-total="2"' in leader.get(PAGE).content.decode()


@pytest.mark.django_db
def test_command_when_asked_then_prints_before_now_cut_and_share(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = facts_of({**map_of(), **three()})

    @contextmanager
    def lent(_as_of: dt.datetime | None = None) -> Iterator[Facts]:
        yield facts

    monkeypatch.setattr(asking, "borrowed", lent)
    asked = ["cuts", "--unit", "AS", "--from", "2026-03-01", "--to", "2026-03-31", "--by", "whole"]

    printed = CliRunner().invoke(command, asked)
    assert "trips: 2,00 | 1,67 | 0,33 | 16,67%" in printed.stdout
    assert "wait: 45,0 | 35,0 | 10,0 | 22,22%" in printed.stdout
    assert "cost: 71.000 | 41.000 | 30.000 | 42,25%" in printed.stdout
    told = json.loads(CliRunner().invoke(command, [*asked, "--json"]).stdout)
    assert (told["trips"]["share"], told["wait"]["of"], told["few"]) == ("1/6", 2, True)
    empty = CliRunner().invoke(command, [*asked[:4], "2026-01-01", "--to", "2026-01-31"])
    assert (empty.exit_code, empty.stdout) == (1, "")
