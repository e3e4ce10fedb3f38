"""The catalogue of the demo province: what the importer takes, what can be opened, and what a reader sees."""

from __future__ import annotations

import csv
import json
import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from motcua.procedures.items import read_item
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.process import working_minutes
from motcua.procedures.source_texts import NATIONAL_CODE, is_torn
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit
from tests.demo.given import DATA, has_fees, is_open, local_terms, open_limits, readings, rows

SAMPLE = "1.004194"
LIFE_EVENTS = {"child", "family", "house_land", "business", "school", "illness", "work_retire", "death"}
GLUED = re.compile(r"[A-ZĐ]{3}[ẫấ]|[a-zđ][A-ZĐ]|[-–,;:]$|\.\.")
"""Two words run into one, or an end that is no end."""
FILES = sorted(path for path in DATA.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_data_file_when_read_parses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        assert tomllib.loads(text)
    elif path.suffix == ".csv":
        lines = list(csv.reader(text.splitlines()))
        assert {len(line) for line in lines} == {len(lines[0])}
    elif path.suffix in {".json", ".geojson"}:
        assert json.loads(text)
    else:
        assert path.suffix == ".jsonl"
        assert all(isinstance(json.loads(line), dict) for line in text.splitlines())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_data_file_when_read_is_clean_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert text.endswith("\n")
    odd = {char for char in text if char != "\n" and unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"}}
    odd |= {char for char in text if unicodedata.category(char) == "Zs" and char != " "}
    assert not odd, [f"U+{ord(char):04X}" for char in odd]
    assert not [line for line in text.split("\n") if line != line.rstrip()]


def test_catalogue_texts_when_shown_have_no_odd_blanks() -> None:
    for row in rows():
        content = readings()[str(row["code"] or row["key"])].content
        papers = [*content.papers, *(paper for case in content.cases for paper in case.papers)]
        texts = [content.name, content.summary, *content.keywords, *(paper.name for paper in papers)]
        assert not [text for text in texts if "  " in text or text != text.strip() or not text]


def test_catalogue_when_counted_is_large_enough() -> None:
    assert len(readings()) == len(rows()) >= 140
    assert sum(map(is_open, readings())) >= 100
    assert sum(is_open(key) and "commune" in found.content.levels for key, found in readings().items()) >= 60
    assert sum(is_open(key) and "province" in found.content.levels for key, found in readings().items()) >= 40


def test_catalogue_codes_when_known_are_national_and_keys_are_unique() -> None:
    codes = [row["code"] for row in rows() if row["code"] is not None]
    assert all(isinstance(code, str) and NATIONAL_CODE.fullmatch(code) for code in codes)
    assert len(set(codes)) == len(codes)
    keys = [str(row["key"]) for row in rows()]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


def test_procedure_without_code_when_listed_is_not_open() -> None:
    unknown = [reading.key for reading in readings().values() if reading.code is None]
    assert unknown
    assert not any(map(is_open, unknown))


def test_open_procedure_when_shown_has_whole_names() -> None:
    for key, reading in readings().items():
        if not is_open(key):
            continue
        content = reading.content
        papers = [*content.papers, *(paper for case in content.cases for paper in case.papers)]
        assert any(not paper.guidance for paper in papers), key
        names = [content.name, *(paper.name for paper in papers)]
        torn = [name for name in names if is_torn(name) or GLUED.search(name) or name.count("(") != name.count(")")]
        assert not torn, (key, torn)
        assert not any(paper.cut for paper in papers)


def test_open_procedure_when_searched_has_plain_words() -> None:
    for row in rows():
        words, events = row["keywords"], row["life_event"]
        assert isinstance(words, list)
        assert len(words) >= 2, row["key"]
        assert len(set(map(str, words))) == len(words), row["key"]
        assert events is None or events in LIFE_EVENTS
        assert str(row["summary"]).endswith(".")
        assert len(str(row["summary"])) < 160
        assert row["source"]


def test_life_events_when_listed_each_have_procedures() -> None:
    events = Counter(row["life_event"] for row in rows())
    assert events.pop(None) < 25
    assert set(events) == LIFE_EVENTS


def test_partial_service_when_shown_says_why() -> None:
    for key, reading in readings().items():
        assert reading.level is not None, key
        online = any(channel.channel == "online" for channel in reading.content.channels)
        assert (reading.level.level == "none") == (not online), key
        if reading.level.level == "partial":
            assert reading.level.reason
            assert reading.level.ground


def test_facts_from_memory_when_listed_are_marked() -> None:
    for row in rows():
        noted = row.get("sources", [])
        assert isinstance(noted, list)
        for note in noted:
            assert isinstance(note, dict)
            assert isinstance(note["verified"], bool)
            assert note["source"]
            assert note["verified"] is False or "trí nhớ" not in str(note["source"])


def test_sample_when_opened_is_a_plain_online_case() -> None:
    content = readings()[SAMPLE].content
    assert is_open(SAMPLE)
    assert has_fees(SAMPLE)
    assert "default" in {case.key for case in content.cases}
    online = [
        channel for channel in content.channels if channel.channel == "online" and channel.case in {"", "default"}
    ]
    assert [(channel.amount, channel.unit) for channel in online] == [(3, "working_day")]
    required = [
        paper for paper in content.papers if paper.required and (not paper.channels or "online" in paper.channels)
    ]
    assert len(required) == 1


def test_local_terms_when_applied_are_readable_and_name_what_exists() -> None:
    seen = set()
    for row in local_terms():
        item = read_item(ItemKind.LOCAL_TERMS, {"schema_version": 1, **row})
        key = str(row["procedure"])
        content = readings()[key].content
        assert item.case in {"", *(case.key for case in content.cases)}  # type: ignore[union-attr]
        assert item.channel in {"", *(channel.channel for channel in content.channels)}  # type: ignore[union-attr]
        place = (key, row["case"], row["channel"])
        assert place not in seen
        seen.add(place)


def test_committed_limit_when_set_is_shorter_than_the_law() -> None:
    own = [row for row in local_terms() if row.get("committed")]
    assert own
    for row in own:
        lawful = [
            Limit(channel.amount or 0, LimitUnit(channel.unit))
            for channel in readings()[str(row["procedure"])].content.channels
        ]
        for limit, law in zip(open_limits(str(row["procedure"])), lawful, strict=True):
            assert working_minutes(limit.amount, limit.unit) < working_minutes(law.amount, law.unit)


def test_same_day_procedure_when_marked_has_a_limit_of_one_day() -> None:
    marked = [str(row["procedure"]) for row in local_terms() if row.get("instant")]
    assert SAMPLE not in marked
    for key in marked:
        assert all(working_minutes(limit.amount, limit.unit) <= 8 * 60 for limit in open_limits(key)), key
