"""What the page says of a dry run that was held against the past."""

from __future__ import annotations

from typing import Any

import pytest

from motcua.studio.trials import words


def report(*, holds: bool) -> dict[str, Any]:
    found = {
        "since": "2026-07-20",
        "dossiers": 228,
        "late": [595_420, 557_252, 437_277, 687_044],
        "median": [10_988, 9_990, 7_591, 12_339],
        "p90": [19_402, 18_000, 15_000, 21_000],
        "holds": holds,
    }
    return {"self_check": found, "step_names": {"1.1": {"hop": "Họp xét"}}}


@pytest.mark.parametrize(("holds", "words_in_it"), [(True, "Dự báo khớp"), (False, "không dự báo lại được quá khứ")])
def test_self_check_when_the_past_was_foretold_or_not_then_it_is_said_in_plain_words(
    holds: bool, words_in_it: str
) -> None:
    said = words.self_check(report(holds=holds))

    assert words_in_it in said["text"]
    assert "55,73%" in said["text"]
    assert "59,54%" in said["text"]
    assert "20/07/2026" in said["text"]
    assert said["warns"] is not holds
    assert [row["name"] for row in said["rows"]] == ["Tỷ lệ trễ hạn", "Trung vị", "9 trên 10 hồ sơ"]


def test_self_check_when_there_was_too_little_to_check_by_then_that_warns() -> None:
    said = words.self_check({"self_check": None})

    assert said["warns"]
    assert said["rows"] == []
    assert words.self_check({}) == {}


def test_step_text_when_the_report_keeps_names_then_no_key_is_shown() -> None:
    assert words.step_text(report(holds=True), "1.1", "hop") == "Họp xét"
    assert words.step_text({}, "1.1", "hop") == "hop"
