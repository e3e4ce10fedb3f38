"""Receipts and proofs, checked without a database: what holds, what does not, and what a file may look like."""

from __future__ import annotations

import copy
import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core import receipts
from motcua.core.receipts import Anchors, UnreadableError, check, compact, expand, read_anchors, read_document

from .proofs import AT, DAY, Document, made, public_key, signed

HOUR = dt.timedelta(hours=1)


@given(st.integers(0, 70), st.integers(0, 6))
@settings(max_examples=40)
def test_a_receipt_is_included_however_large_the_day(others: int, later: int) -> None:
    document, anchors = made(others=others, later=later)

    assert check(document, anchors) == ("good", "included", DAY)


def test_a_day_of_several_chunks_proves_a_receipt() -> None:
    document, anchors = made(others=2500)

    assert check(document, anchors).ok


def test_without_the_published_root_the_proof_is_only_consistent() -> None:
    document, anchors = made()

    assert check(document, Anchors(anchors.keys)) == ("good", "root_unknown", DAY)


def test_another_published_root_contradicts() -> None:
    document, anchors = made()
    anchors.roots[7] = receipts.Root(7, DAY, "55" * 32)

    verdict = check(document, anchors)

    assert verdict.inclusion == "contradicted"
    assert not verdict.ok


def test_exported_leaves_speak_for_a_receipt_without_a_proof() -> None:
    document, anchors = made()
    receipt = document["receipt"]
    anchors.leaves[receipt["dossier"], 2] = 7, receipt["head"]
    assert check({"receipt": receipt}, anchors) == ("good", "included", DAY)

    anchors.leaves[receipt["dossier"], 2] = 7, "00" * 32
    assert check({"receipt": receipt}, anchors) == ("good", "contradicted", DAY)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "good"),
        ({"valid_from": HOUR}, "key_not_yet"),
        ({"valid_from": 0 * HOUR}, "good"),
        ({"valid_to": HOUR}, "good"),
        ({"valid_to": -HOUR}, "key_retired"),
        ({"valid_to": 0 * HOUR}, "key_retired"),
        ({"valid_to": HOUR, "revoked_at": HOUR}, "key_revoked_later"),
        ({"valid_to": HOUR, "revoked_at": -HOUR}, "key_revoked"),
        ({"valid_to": HOUR, "revoked_at": 0 * HOUR}, "key_revoked"),
    ],
)
def test_a_signature_counts_by_the_dates_of_its_key(changes: dict[str, dt.timedelta], expected: str) -> None:
    document, _ = made()
    key = public_key(**{name: AT + delta for name, delta in changes.items()})

    assert check({"receipt": document["receipt"]}, Anchors({key.id: key})).signature == expected


@pytest.mark.parametrize(("days", "expected"), [(0, "key_revoked_later"), (1, "good")])
def test_only_a_root_of_a_day_before_the_leak_saves_a_receipt(days: int, expected: str) -> None:
    document, anchors = made()
    at = AT + dt.timedelta(days=days, minutes=1)
    anchors.keys["2026a"] = public_key(valid_to=at, revoked_at=at)

    assert check(document, anchors).signature == expected


def _other_head(document: Document) -> None:
    document["receipt"]["head"] = "00" * 32


def _other_link(document: Document) -> None:
    document["proof"]["links"][0] = "11" * 32


def _less_links(document: Document) -> None:
    document["proof"]["links"].pop()


def _other_leaf(document: Document) -> None:
    document["proof"]["leaf"]["head"] = "22" * 32


def _other_seq(document: Document) -> None:
    document["proof"]["leaf"]["seq"] += 1


def _turned_path(document: Document) -> None:
    for step in document["proof"]["path"]:
        step[0] = "left" if step[0] == "right" else "right"


def _short_neighbour(document: Document) -> None:
    document["proof"]["path"][0][1] = "33"


def _other_root(document: Document) -> None:
    document["proof"]["day"]["root"] = "44" * 32


@pytest.mark.parametrize(
    "change",
    [
        _other_head,
        _other_link,
        _less_links,
        _other_leaf,
        _other_seq,
        _turned_path,
        _short_neighbour,
        _other_root,
    ],
)
def test_a_changed_proof_does_not_hold(change: Callable[[Document], None]) -> None:
    document, anchors = made()
    document = copy.deepcopy(document)
    change(document)

    verdict = check(document, anchors)

    assert verdict.inclusion == "not_included"
    assert not verdict.ok


@pytest.mark.parametrize("name", ["system", "dossier", "number", "kind", "seq", "head", "recorded_at", "signed_at"])
def test_a_receipt_changed_in_any_field_has_a_bad_signature(name: str) -> None:
    document, anchors = made()
    others = {"seq": 9, "recorded_at": "2026-11-23T01:30:00.000001Z", "signed_at": "2026-11-23T02:30:00.000000Z"}
    other = others.get(name, "00000000-0000-7000-8000-000000000009" if name == "dossier" else "00" * 32)

    assert check({"receipt": {**document["receipt"], name: other}}, anchors).signature == "bad"


def test_a_receipt_of_another_key_of_the_same_name_is_bad() -> None:
    document, anchors = made()
    receipt = document["receipt"]

    assert check({"receipt": signed(receipt["dossier"], receipt["head"], key=2)}, anchors).signature == "bad"
    assert check({"receipt": {**receipt, "key": "2099a"}}, anchors).signature == "key_unknown"


def test_the_code_on_the_paper_is_the_receipt() -> None:
    receipt = made()[0]["receipt"]
    address = f"https://motcua.example.vn/kiem-chung/#{compact(receipt)}"

    assert expand(compact(receipt)) == receipt
    assert read_document(address + "\n") == {"receipt": receipt}
    assert len(address) < 400


@pytest.mark.parametrize(
    "text",
    ["", "x", "{", "[]", '{"receipt": 1}', '{"receipt": {"version": 2}}', "1~a~b", "1~a~zz~c~d~e~f~g~h~i~j", "null"],
)
def test_what_is_no_receipt_is_said_to_be_none(text: str) -> None:
    with pytest.raises(UnreadableError):
        check(read_document(text), Anchors())


@given(
    st.sampled_from(["seq", "head", "recorded_at", "signature", "dossier", "key", "kind"]),
    st.none() | st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=2) | st.just({"a": 1}),
)
def test_a_receipt_with_nonsense_is_judged_or_refused_but_breaks_nothing(name: str, value: object) -> None:
    document, anchors = made(others=1, later=0)
    changed = {**document, "receipt": {**document["receipt"], name: value}}

    try:
        verdict = check(changed, anchors)
    except UnreadableError:
        return
    assert not verdict.ok


@pytest.mark.parametrize("line", ["nothing", '{"keys": [{"id": 1}]}', '{"root": "x"}', "7"])
def test_a_file_of_roots_that_cannot_be_read_names_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "roots.jsonl"
    file.write_text('{"format": "motcua-roots-2", "leaves": true}\n' + line + "\n")

    with pytest.raises(UnreadableError, match="line 2"):
        read_anchors(file, Anchors())


def test_the_one_file_works_alone(tmp_path: Path) -> None:
    document, anchors = made()
    script, file, roots = (tmp_path / name for name in ("verify_receipt.py", "receipt.json", "roots.jsonl"))
    script.write_text(Path(receipts.__file__).read_text())
    key = anchors.keys["2026a"]
    named = {"id": key.id, "public_key": receipts.b64(key.public), "valid_from": key.valid_from.isoformat()}
    lines = [{"format": "motcua-roots-2", "leaves": False, "keys": [named]}, {**document["proof"]["day"]}]
    roots.write_text("\n".join(json.dumps(line) for line in lines))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", str(script), str(file), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    file.write_text(json.dumps(document))
    good = run("--roots", str(roots))
    assert (good.returncode, good.stderr) == (0, "")
    assert "Chữ ký đúng\nCó trong gốc đã công bố của ngày 2026-11-23" in good.stdout
    file.write_text(json.dumps({**document, "receipt": {**document["receipt"], "seq": 1}}))
    bad = run("--roots", str(roots), "--en")
    assert bad.returncode == 1
    assert "BAD SIGNATURE" in bad.stdout
    file.write_text("nothing")
    assert run().returncode == 2
