"""A process that left as BPMN comes back the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from motcua.procedures.bpmn import UnsoundProcessError, bpmn_of, read_bpmn
from motcua.procedures.process import END, Process, StepKind
from motcua.procedures.process_csv import read_process
from tests.procedures.given import step

from .made import processes

TABLES = sorted((Path(__file__).parents[3] / "src/motcua/demo/data/processes").glob("*.csv"))


@given(processes())
@settings(max_examples=60, deadline=None)
def test_read_bpmn_when_any_sound_process_was_exported_then_the_equal_one(process: Process) -> None:
    read = read_bpmn(bpmn_of(process, name="Quy trình"))

    assert read.process == process
    assert (read.name, read.faults, read.assumed, read.dropped) == ("Quy trình", (), (), ())


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_read_bpmn_when_a_process_of_the_demo_then_the_equal_one(table: Path) -> None:
    process = read_process(table.read_bytes()).process

    assert read_bpmn(bpmn_of(process)).process == process


@given(processes())
@settings(max_examples=15, deadline=None)
def test_bpmn_of_when_called_twice_then_the_same_bytes_and_unique_ids(process: Process) -> None:
    data = bpmn_of(process)

    keys = [key for element in ElementTree.fromstring(data).iter() if (key := element.get("id"))]  # noqa: S314
    assert bpmn_of(process) == data
    assert len(keys) == len(set(keys))


def test_bpmn_of_when_a_name_has_what_xml_cannot_write_then_left_out() -> None:
    odd = Process((dataclasses.replace(step("a", END), name='Thẩm\x01 định & <ký> "x"\ud800'),))

    read = read_bpmn(bpmn_of(odd, name="a\x00b"))

    assert read.process is not None
    assert read.process.first.name == 'Thẩm định & <ký> "x"'
    assert read.name == "ab"


def test_bpmn_of_when_the_process_never_ends_then_its_faults_are_told() -> None:
    endless = Process((step("a", "b"), step("b", "a")))

    with pytest.raises(UnsoundProcessError) as told:
        bpmn_of(endless)

    assert {fault.code for fault in told.value.faults} == {"step_without_end"}


def test_bpmn_of_when_kinds_differ_then_tasks_differ() -> None:
    process = Process((step("a", "b", kind=StepKind.VERIFICATION), step("b", END, kind=StepKind.SIGN)))

    text = bpmn_of(process).decode()

    assert text.count("<bpmn:manualTask ") == 1
    assert text.count("<bpmn:userTask ") == 1
