"""``motcua procedures``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from motcua.cli.procedures import command
from motcua.core.clock import FrozenClock
from motcua.procedures import selectors
from motcua.procedures.models import Decision, ProcedureVersion

from .given import CODE, TODAY, competence, decide, line, province, row, take_in
from .test_process_csv import GOOD

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    file = tmp_path / "catalogue.jsonl"
    file.write_bytes(line(row()) + b"{broken\n" + line(row(code="1.000002", channels=[])))
    return file


def test_import_when_json_is_asked_then_the_keys_of_the_public_surface(catalogue: Path, clock: FrozenClock) -> None:
    result = run("import", catalogue, "--json")

    assert result.exit_code == 0, result.output
    body = json.loads(result.stdout)
    assert {key: body[key] for key in ("read", "created", "updated", "unchanged", "rejected")} == {
        "read": 3,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
    }
    assert body["defects"]["no_channel"] == 1
    assert body["rejections"] == [{"line": 2, "code": "not_json", "field": ""}]
    assert ProcedureVersion.objects.get(procedure__key=CODE).valid_from == TODAY
    assert "not_json" in result.stderr


def test_import_when_plain_then_counts_and_defects_in_words(catalogue: Path, clock: FrozenClock) -> None:
    result = run("import", catalogue, "--effective-on", "2025-07-01", "--decision", "5/QĐ-UBND")

    assert result.exit_code == 0
    assert "Đọc 3, thêm 2" in result.stdout
    assert "no_channel: không có cách nộp" in result.stdout
    decision = Decision.objects.get()
    assert decision.number == "5/QĐ-UBND"
    assert decision.source.startswith("catalogue.jsonl sha256:")


def test_import_when_strict_then_one_clear_line_and_a_failure(catalogue: Path, clock: FrozenClock) -> None:
    result = run("import", catalogue, "--strict", "--json")

    assert result.exit_code != 0
    assert "không nạp dòng nào" in result.stderr
    assert not ProcedureVersion.objects.exists()


def test_import_when_the_file_is_missing_then_a_failure(tmp_path: Path) -> None:
    assert run("import", tmp_path / "none.jsonl").exit_code != 0


def test_overlay_when_rows_are_given_then_applied_and_bad_ones_told(tmp_path: Path, clock: FrozenClock) -> None:
    province()
    take_in(row())
    file = tmp_path / "local.jsonl"
    file.write_bytes(
        line({"procedure": CODE, "committed": {"amount": 2, "unit": "working_day"}, "fictitious": True})
        + b"{broken\n"
        + line({"procedure": CODE, "case": "none"})
        + line({"kind": "competence", "procedure": CODE, "settling": "place", "reception": "place_centre"})
    )

    result = run("overlay", file, "--json")

    body = json.loads(result.stdout)
    assert (body["read"], body["applied"], [one["line"] for one in body["refused"]]) == (3, 2, [3])
    limit = selectors.terms(CODE, "default", "online", TODAY).limit
    assert limit is not None
    assert limit.amount == 2


def test_process_import_when_the_table_is_sound_then_bound(tmp_path: Path, clock: FrozenClock) -> None:
    units = province()
    take_in(row(channels=[{"channel": "online", "time": 5, "unit": "working_day", "fees": []}]))
    decide(competence())
    file = tmp_path / "process.csv"
    file.write_text(GOOD.replace("AS.S01", "TS.S01"), encoding="utf-8")

    result = run("process-import", file, "--procedure", CODE, "--name", "Quy trình khai sinh")

    assert result.exit_code == 0, result.output
    found = selectors.route(selectors.terms(CODE, "default", "online", TODAY), units["TS-0101"].code, TODAY)
    assert selectors.process(found.process_version_id or 0).step("work").actions == ("request_supplement", "consult")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (GOOD.replace("work,Thẩm định", "wörk,Thẩm định"), "wörk"),
        (GOOD.replace(",2,working_day", ",99,working_day"), "process_over_limit"),
        (GOOD.replace(",2,working_day", ",x,working_day"), "csv_not_a_number"),
        ("", "csv_column_missing"),
    ],
)
def test_process_import_when_the_table_is_faulty_then_a_failure_and_nothing_is_bound(
    tmp_path: Path, clock: FrozenClock, table: str, told: str
) -> None:
    province()
    take_in(row())
    file = tmp_path / "process.csv"
    file.write_text(table, encoding="utf-8")

    result = run("process-import", file, "--procedure", CODE)

    assert result.exit_code != 0
    assert not ProcedureVersion.objects.get().procedure.process_versions.exists()
    assert told in result.stderr or "quá thời hạn" in result.stderr


def test_process_import_when_it_loops_for_ever_then_the_loop_is_named_and_nothing_is_bound(
    tmp_path: Path, clock: FrozenClock
) -> None:
    province()
    take_in(row())
    file = tmp_path / "process.csv"
    file.write_text(GOOD.replace("done>END|redo>work", "redo>work").replace("|back (Trả lại)>receive", ""), "utf-8")

    result = run("process-import", file, "--procedure", CODE)

    assert result.exit_code != 0
    assert "hồ sơ sẽ đi mãi theo vòng work → sign → work" in result.stderr
    assert not ProcedureVersion.objects.get().procedure.process_versions.exists()


def test_search_when_typed_wrongly_then_found_and_told(clock: FrozenClock) -> None:
    take_in(row(), row(code="1.000002", name="Thủ tục đăng ký kết hôn"))

    plain, as_json = run("search", "dang ki", "ket honn"), run("search", "ket hon", "--json")

    assert plain.stdout.splitlines()[0] == "Tìm với: dang ky ket hon"
    assert plain.stdout.splitlines()[1].startswith("1.000002  Thủ tục đăng ký kết hôn")
    assert json.loads(as_json.stdout) == {
        "items": [{"code": "1.000002", "name": "Thủ tục đăng ký kết hôn", "field": "Hộ tịch"}],
        "total": 1,
        "stage": "exact",
        "corrected": "",
    }


def test_board_when_asked_then_every_stage_with_what_is_missing(clock: FrozenClock) -> None:
    take_in(row())

    plain, as_json = run("board", "--gaps"), run("board", "--json", "--gaps")

    assert "Đã công bố: 1, còn thiếu 0" in plain.stdout
    assert f"{CODE}  Thủ tục đăng ký khai sinh" in plain.stdout
    assert json.loads(as_json.stdout)[1] == {"stage": "internal_process", "count": 0, "missing": 1, "gaps": [CODE]}
