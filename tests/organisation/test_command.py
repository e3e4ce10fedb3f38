"""``motcua organisation``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from motcua.cli.organisation import command
from motcua.organisation.models import Unit

pytestmark = pytest.mark.django_db

PROVINCE = '{"code":"AS","valid_from":"2010-01-01","name":"Tỉnh An Sơn","level":"province","kind":"province"}'


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def written(folder: Path, *lines: str) -> str:
    path = folder / "units.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_import_when_asked_for_json_then_the_counts_and_the_bad_lines(tmp_path: Path) -> None:
    code, out, err = run("import", written(tmp_path, PROVINCE, "{"), "--json")

    assert code == 0
    assert json.loads(out) == {
        "read": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "defects": {"not_json": 1},
        "rejections": [{"line": 2, "code": "not_json", "field": ""}],
    }
    assert "dòng 2" in err
    assert "[not_json]" in err


def test_import_when_plain_then_one_line_of_counts(tmp_path: Path) -> None:
    assert run("import", written(tmp_path, PROVINCE))[1].strip() == (
        "Đọc 1, thêm 1, cập nhật 0, không đổi 0, không nhận 0"
    )


def test_import_when_strict_and_a_line_is_bad_then_it_fails_and_takes_none(tmp_path: Path) -> None:
    code, _, err = run("import", written(tmp_path, PROVINCE, "{"), "--strict")

    assert code != 0
    assert "không nạp dòng nào" in err
    assert not Unit.objects.exists()


def test_import_when_the_file_is_not_there_then_it_fails() -> None:
    assert run("import", "/nowhere.jsonl")[0] != 0


def test_export_when_run_then_what_the_import_reads(tmp_path: Path) -> None:
    run("import", written(tmp_path, PROVINCE))
    target = tmp_path / "out.jsonl"

    assert run("export", str(target))[0] == 0
    assert json.loads(run("export")[1]) == json.loads(target.read_text(encoding="utf-8"))
    assert json.loads(run("import", str(target), "--json")[1])["unchanged"] == 1
