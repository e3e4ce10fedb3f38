"""``motcua worktime`` and ``motcua calendar`` as somebody types them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import OperationalError, ProgrammingError
from pytest_django import Settings
from structlog.testing import capture_logs

from motcua.cli import motcua
from motcua.worktime import selectors, services

from .acts import create, publish
from .calendars import at, content

pytestmark = pytest.mark.django_db

NOW = at("2026-03-02 09:00")


def run(*words: str) -> Result:
    with capture_logs():
        return CliRunner().invoke(motcua, words)


def shown(*words: str) -> dict[str, object]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


def test_due_then_the_instant_alone_on_the_first_line() -> None:
    result = run("worktime", "due", "2026-01-01T10:30+07:00", "3", "working_day")

    assert (result.exit_code, result.stdout) == (0, "2026-01-07T17:00:00+07:00\n")


def test_due_as_json_then_the_public_keys() -> None:
    answer = shown("worktime", "due", "2026-01-01T10:30+07:00", "3", "working_day", "--basis", "same_hour")

    public = {"start", "amount", "unit", "basis", "calendar", "calendar_revision", "due", "provisional", "working"}
    assert public <= set(answer)
    assert (answer["due"], answer["basis"], answer["calendar_source"]) == (
        "2026-01-07T17:00:00+07:00",
        "same_hour",
        "shipped",
    )
    working = answer["working"]
    assert isinstance(working, list)
    assert set(working[0]) == {"date", "counted", "reason", "minutes"}
    assert sum(row["counted"] for row in working) == 3


def test_due_explained_then_a_line_for_each_date() -> None:
    lines = run("worktime", "due", "2026-11-23T10:30", "1", "working_day", "--explain").stdout.splitlines()

    assert lines[0] == "2026-11-24T17:00:00+07:00"
    assert lines[2].startswith("Tạm tính")
    assert lines[3:] == [
        "2026-11-23     0      0  ngày xảy ra sự kiện, không tính",
        "2026-11-24     1    480  chờ xác nhận, đang tính là ngày làm việc",
    ]


def test_due_with_a_calendar_of_the_database_then_that_one_counts() -> None:
    services.load_shipped_calendars(now=NOW)
    create("an")
    publish("an", content(last="2026-12-31"))

    answer = shown("worktime", "due", "2026-01-01T10:30+07:00", "1", "working_day", "--calendar", "an")

    assert (answer["due"], answer["calendar"], answer["calendar_source"]) == (
        "2026-01-02T17:00:00+07:00",
        "an",
        "database",
    )


@pytest.mark.parametrize("error", [OperationalError("connection refused"), ProgrammingError("no such table")])
def test_due_without_a_database_then_from_the_shipped_calendars(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, error: Exception
) -> None:
    settings.EMBEDDED_DATABASE = True
    monkeypatch.setattr(selectors, "current_revision", _raising(error))

    assert shown("worktime", "due", "2026-01-09T10:30", "1", "working_day")["calendar_source"] == "shipped"


def test_due_when_the_configured_database_is_gone_then_an_error_and_no_guess(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.EMBEDDED_DATABASE = False
    settings.DATABASE_URL = "postgresql://somewhere/else"
    monkeypatch.setattr(selectors, "current_revision", _raising(OperationalError("connection refused")))

    result = run("worktime", "due", "2026-01-09T10:30", "1", "working_day")

    assert result.exit_code != 0
    assert "connection refused" in result.stderr


def _raising(error: Exception) -> object:
    def refuse(_code: str) -> None:
        raise error

    return refuse


FAILURES = [
    (("due", "2027-12-30T10:00", "30", "working_day"), "worktime_beyond_end"),
    (("due", "2026-13-01T10:00", "3", "working_day"), "worktime_instant_malformed"),
    (("due", "hôm nay", "3", "working_day"), "worktime_instant_malformed"),
    (("due", "2026-01-01T10:00", "0", "working_day"), "worktime_amount_invalid"),
    (("due", "2020-01-01T10:00", "3", "working_day"), "worktime_before_calendar"),
    (("due", "2026-01-01T10:00", "3", "day", "--calendar", "nowhere"), "calendar_unknown"),
    (("due", "9999-12-31T23:00", "3", "hour"), "worktime_out_of_range"),
    (("due", "0001-01-01T00:00", "3", "hour"), "worktime_out_of_range"),
    (("between", "0001-01-01T00:00", "9999-12-31T23:59Z"), "worktime_before_calendar"),
    (("between", "2026-01-01T10:00", "9999-12-31T23:59Z"), "worktime_out_of_range"),
    (("between", "2026-01-01T10:00", "2028-01-01T10:00"), "worktime_beyond_end"),
    (("between", "2026-01-01T10:00", "later"), "worktime_instant_malformed"),
]


@pytest.mark.parametrize(("words", "code"), FAILURES)
def test_worktime_that_cannot_answer_then_one_line_and_a_failing_exit(words: tuple[str, ...], code: str) -> None:
    result = run("worktime", *words)

    assert result.exit_code != 0
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert f"[{code}]" in result.stderr


def test_between_then_minutes_alone_on_the_first_line() -> None:
    assert run("worktime", "between", "2026-03-09T10:30", "2026-03-10T10:30+07:00").stdout == "480\n"
    assert run("worktime", "between", "2026-03-10T10:30", "2026-03-09T10:30").stdout == "-480\n"


def test_between_as_json_then_with_the_calendar() -> None:
    assert shown("worktime", "between", "2026-03-09T10:30", "2026-03-09T11:00") == {
        "start": "2026-03-09T10:30:00+07:00",
        "end": "2026-03-09T11:00:00+07:00",
        "calendar": "as-settlement",
        "calendar_revision": 1,
        "minutes": 30,
        "calendar_source": "shipped",
    }


def test_calendar_show_then_the_list_and_one_year_of_one() -> None:
    services.load_shipped_calendars(now=NOW)

    listing = run("calendar", "show").stdout.splitlines()
    assert listing[0] == "as-reception  r1  2027-12-31  Lịch tiếp nhận: Lịch tiếp nhận hồ sơ tỉnh An Sơn"
    lines = run("calendar", "show", "as-reception", "--year", "2026").stdout
    assert "Thứ Bảy: 07:30-11:30" in lines
    assert "2026-01-02  nghỉ hoán đổi: Hoán đổi dịp Tết Dương lịch" in lines
    assert not [line for line in lines.splitlines() if line.startswith("2025")]


def test_calendar_show_as_json_then_hours_and_days() -> None:
    services.load_shipped_calendars(now=NOW)

    answer = shown("calendar", "show", "vn-national", "--year", "2026")

    days = answer["days"]
    assert isinstance(days, list)
    assert {
        "on": "2026-01-10",
        "kind": "swap_on",
        "name": "Hoán đổi dịp Tết Dương lịch",
        "counts": None,
        "shifts": None,
        "swapped_with": "2026-01-02",
        "provisional": False,
        "source": "Công văn 12729/VPCP-KGVX ngày 25/12/2025",
    } in days
    assert answer["provisional_from"] == "2027-01-01"
    assert isinstance(json.loads(run("calendar", "show", "--json").stdout), list)


def test_calendar_import_then_a_revision(tmp_path: Path) -> None:
    services.load_shipped_calendars(now=NOW)
    file = tmp_path / "as-0101.toml"
    file.write_text(
        'format = 1\ncode = "as-0101"\nname = "Xã mẫu"\npurpose = "reception"\nparent = "as-reception"\n'
        'source = "Quyết định"\n[[days]]\non = [2026-03-10]\nkind = "closed"\nsource = "Quyết định"\n',
        encoding="utf-8",
    )

    assert shown("calendar", "import", str(file)) == {"calendar": "as-0101", "revision": 1}
    assert run("calendar", "import", str(file)).stdout == "as-0101: lần sửa 1\n"
    assert selectors.compiled("as-0101").fact(dt.date(2026, 3, 10)).kind == "closed"


@pytest.mark.parametrize("data", [b"format = ", b"\xff\xfe\x00", b""])
def test_calendar_import_of_a_broken_file_then_one_line_and_nothing_written(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(data)

    result = run("calendar", "import", str(file))

    assert result.exit_code != 0
    assert len(result.stderr.splitlines()) == 1
    assert selectors.calendar_ends() == {}


def test_calendar_confirm_then_the_day_is_decided() -> None:
    services.load_shipped_calendars(now=NOW)

    assert shown("calendar", "confirm", "2026-11-24", "--off", "--source", "Luật") == {
        "calendar": "vn-national",
        "revision": 2,
    }

    answer = shown("worktime", "due", "2026-11-23T10:30", "1", "working_day")
    assert (answer["due"], answer["provisional"]) == ("2026-11-25T17:00:00+07:00", False)
    again = run("calendar", "confirm", "2026-11-24", "--worked", "--source", "Luật")
    assert "[calendar_day_not_provisional]" in again.stderr
    assert again.exit_code != 0
