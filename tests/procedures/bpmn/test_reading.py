"""Files of other programs: what is taken over, what is assumed, what is left out, what is refused in plain words."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.core.texts import known_codes, say
from motcua.procedures.bpmn import MAX_BYTES, ReadBpmn, bpmn_of, read_bpmn
from motcua.procedures.bpmn.texts import TEXTS
from motcua.procedures.process import END, Outcome, Process, StepKind, UnitRule
from motcua.procedures.process_timers import TimerAct
from motcua.worktime.rules import LimitUnit
from tests.procedures.given import step

from .made import bpmn, flow, straight


def codes(read: ReadBpmn, kind: str) -> list[str]:
    return [note.code for note in getattr(read, kind)]


def test_read_bpmn_when_a_plain_foreign_file_then_a_draft_and_what_was_assumed() -> None:
    read = read_bpmn(bpmn(straight()))

    assert read.process is not None
    only = read.process.first
    assert (only.key, only.name, only.kind, only.role) == ("work_1", "Thẩm định", StepKind.WORK, "settling_officer")
    assert (only.amount, only.unit, only.unit_rule) == (1, LimitUnit.WORKING_DAY, UnitRule.SETTLING)
    assert only.outcomes == (Outcome("done", "", END),)
    assert codes(read, "assumed") == ["bpmn_role_assumed", "bpmn_limit_assumed"]
    assert codes(read, "kept") == ["bpmn_kept"]
    assert (read.name, read.faults, read.dropped) == ("Cấp phép", (), ())


BRANCH = (
    '<laneSet id="ls"><lane id="l1" name="Trưởng phòng"><flowNodeRef>b</flowNodeRef></lane>'
    '<lane id="l2" name="Bộ phận lạ"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    '<startEvent id="s"/><task id="a" name="Soạn"/><exclusiveGateway id="merge"/><userTask id="b" name="Duyệt"/>'
    '<exclusiveGateway id="g" default="no"/><endEvent id="e1"/><endEvent id="e2" name="Hủy"/>'
    + flow("f0", "s", "merge")
    + flow("f1", "merge", "a")
    + flow("f2", "a", "b")
    + flow("f3", "b", "g")
    + flow("yes", "g", "merge", "Làm lại", "${again}")
    + flow("no", "g", "e1")
    + flow("stop", "g", "e2")
)


def test_read_bpmn_when_gateways_merge_and_choose_then_outcomes_with_the_default_first() -> None:
    read = read_bpmn(bpmn(BRANCH))

    assert read.process is not None
    first, second = read.process.steps
    assert [one.key for one in read.process.steps] == ["a", "b"]
    assert first.outcomes == (Outcome("done", "", "b"),)
    assert second.outcomes == (
        Outcome("done", "", END),
        Outcome("lam-lai", "Làm lại", "a"),
        Outcome("huy", "Hủy", END),
    )
    assert second.role == "division_head"
    assert codes(read, "dropped") == ["bpmn_condition_left_out"]
    assert "${again}" in say(read.dropped[0].code, read.dropped[0].params)
    assert codes(read, "assumed").count("bpmn_role_assumed") == 1


LEFT_OUT = [
    ("<documentation>Ghi chú</documentation>", "bpmn_left_out"),
    ("<extensionElements><x:form>1</x:form></extensionElements>", "bpmn_left_out"),
    ('<multiInstanceLoopCharacteristics id="m"/>', "bpmn_left_out"),
    ('<ioSpecification id="io"><dataInput id="i"/></ioSpecification>', "bpmn_left_out"),
    ('<x:colour value="red"/>', "bpmn_foreign_left_out"),
]


@pytest.mark.parametrize(("inside", "code"), LEFT_OUT)
def test_read_bpmn_when_a_task_says_more_than_a_step_can_then_left_out_and_told(inside: str, code: str) -> None:
    read = read_bpmn(bpmn(straight(f'<userTask id="Work_1" name="A">{inside}</userTask>')))

    assert read.process is not None
    assert codes(read, "dropped") == [code]


@pytest.mark.parametrize(
    "beside",
    ['<textAnnotation id="t"><text>x</text></textAnnotation>', '<dataObject id="d"/>', '<group id="g"/>'],
)
def test_read_bpmn_when_artifacts_stand_beside_then_left_out_and_told(beside: str) -> None:
    assert codes(read_bpmn(bpmn(straight(more=beside))), "dropped") == ["bpmn_left_out"]


@pytest.mark.parametrize("tag", ["serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"])
def test_read_bpmn_when_a_machine_does_it_then_taken_as_work_by_hand_and_told(tag: str) -> None:
    read = read_bpmn(bpmn(straight(f'<{tag} id="Work_1" name="A"/>')))

    assert read.process is not None
    assert read.process.first.kind is StepKind.WORK
    assert "bpmn_machine_by_hand" in codes(read, "assumed")


def _timer(time_: str, cancels: str, to: str = "") -> str:
    event = (
        f'<boundaryEvent id="t" name="Quá lâu" attachedToRef="Work_1" cancelActivity="{cancels}">'
        f'<timerEventDefinition id="td"><timeDuration>{time_}</timeDuration></timerEventDefinition></boundaryEvent>'
    )
    return straight(more=event + (flow("f9", "t", to) if to else ""))


@pytest.mark.parametrize(
    ("time_", "amount", "unit"),
    [("PT4H", 4, LimitUnit.HOUR), ("P3D", 3, LimitUnit.DAY), ("P1W", 7, LimitUnit.DAY), ("P1DT2H", 26, LimitUnit.HOUR)],
)
def test_read_bpmn_when_a_timer_does_not_interrupt_then_a_reminder(time_: str, amount: int, unit: LimitUnit) -> None:
    read = read_bpmn(bpmn(_timer(time_, "false", "e")))

    assert read.process is not None
    (timer,) = read.process.first.timers
    assert (timer.name, timer.act, timer.amount, timer.unit) == ("Quá lâu", TimerAct.REMIND, amount, unit)
    assert "bpmn_timer_reminds" in codes(read, "assumed")


def test_read_bpmn_when_a_timer_interrupts_then_a_way_to_choose_and_a_reminder_of_it() -> None:
    read = read_bpmn(bpmn(_timer("P3D", "true", "e")))

    assert read.process is not None
    assert [outcome.name for outcome in read.process.first.outcomes] == ["", "Quá lâu"]
    assert [timer.act for timer in read.process.first.timers] == [TimerAct.REMIND]


@pytest.mark.parametrize("time_", ["R3/PT10H", "2026-01-01T00:00:00", "${later}", "", "P900D", "P1Y"])
def test_read_bpmn_when_the_time_of_a_timer_is_no_plain_duration_then_left_out_and_told(time_: str) -> None:
    read = read_bpmn(bpmn(_timer(time_, "false", "e")))

    assert read.process is not None
    assert read.process.first.timers == ()
    assert codes(read, "dropped") == ["bpmn_timer_left_out"]


TWO = '<startEvent id="s"/><task id="a"/><task id="b"/><endEvent id="e"/>'
REFUSED = {
    "not xml": (b"hello", "bpmn_not_xml"),
    "empty": (b"", "bpmn_not_xml"),
    "cut": (bpmn(straight())[:-20], "bpmn_not_xml"),
    "unknown encoding": (b'<?xml version="1.0" encoding="nope"?><a/>', "bpmn_not_xml"),
    "bytes": (bytes(range(256)), "bpmn_not_xml"),
    "other root": (b"<html/>", "bpmn_no_definitions"),
    "older bpmn": (b'<definitions xmlns="http://schema.omg.org/spec/BPMN/2.0"/>', "bpmn_no_definitions"),
    "too long": (b" " * (MAX_BYTES + 1), "bpmn_too_long"),
    "deep": (b"<a>" * 50_000 + b"</a>" * 50_000, "bpmn_too_big"),
    "wide": (bpmn("<task/>" * 25_000), "bpmn_too_big"),
    "doctype": (bpmn(straight(), head="<!DOCTYPE definitions>"), "bpmn_doctype"),
    "external": (bpmn(straight(), head='<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">'), "bpmn_doctype"),
    "file": (
        bpmn('<task id="a" name="&x;"/>', head='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "bpmn_doctype",
    ),
    "entity not declared": (bpmn('<task id="a" name="&x;"/>'), "bpmn_not_xml"),
    "two processes": (
        bpmn(straight(), beside='<process id="p0"/>'),
        "bpmn_one_process",
    ),
    "two pools": (
        bpmn(straight(), beside='<collaboration id="c"><participant id="x"/><participant id="y"/></collaboration>'),
        "bpmn_one_process",
    ),
    "no process": (b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "bpmn_one_process"),
    "id twice": (bpmn(straight(more='<task id="Work_1"/>')), "bpmn_id_repeated"),
    "no id": (bpmn(straight("<userTask/>")), "bpmn_id_missing"),
    "loose flow": (bpmn(straight(more=flow("f3", "Work_1", "nowhere"))), "bpmn_flow_loose"),
    "loose timer": (bpmn(_timer("P1D", "false", "e").replace('"Work_1" cancel', '"zz" cancel')), "bpmn_flow_loose"),
    "no start": (bpmn(f'<task id="a"/><endEvent id="e"/>{flow("f", "a", "e")}'), "bpmn_one_start"),
    "two starts": (bpmn(straight(more='<startEvent id="s2"/>' + flow("f3", "s2", "Work_1"))), "bpmn_one_start"),
    "empty process": (bpmn(f'<startEvent id="s"/><endEvent id="e"/>{flow("f", "s", "e")}'), "process_empty"),
    "nothing at all": (bpmn(""), "bpmn_one_start"),
    "no end": (bpmn(f'<startEvent id="s"/><task id="a"/>{flow("f", "s", "a")}{flow("g", "a", "a")}'), "bpmn_no_end"),
    "no way on": (bpmn(TWO + flow("1", "s", "a") + flow("2", "a", "b")), "bpmn_end_missing"),
    "gateway without a way": (
        bpmn(TWO + '<exclusiveGateway id="g"/>' + flow("1", "s", "a") + flow("2", "a", "g") + flow("3", "b", "e")),
        "bpmn_end_missing",
    ),
    "fork": (
        bpmn(TWO + flow("1", "s", "a") + flow("2", "a", "b") + flow("3", "a", "e") + flow("4", "b", "e")),
        "bpmn_fork",
    ),
    "endless": (
        bpmn(TWO + flow("1", "s", "a") + flow("2", "a", "b") + flow("3", "b", "a")),
        "step_without_end",
    ),
    "unreachable": (
        bpmn(TWO + flow("1", "s", "a") + flow("2", "a", "e") + flow("3", "b", "e")),
        "step_unreachable",
    ),
    "gateways in a circle": (
        bpmn(
            TWO
            + '<exclusiveGateway id="g"/><exclusiveGateway id="h"/>'
            + flow("1", "s", "a") + flow("2", "a", "g") + flow("3", "g", "h") + flow("4", "h", "g")
        ),
        "bpmn_gateway_loop",
    ),
    "too many steps": (
        bpmn(
            '<startEvent id="s"/><endEvent id="e"/>'
            + "".join(f'<task id="t{n}"/>{flow(f"f{n}", f"t{n}", "e")}' for n in range(101))
            + flow("f", "s", "t0")
        ),
        "process_too_long",
    ),
    "ways explode": (
        bpmn(
            TWO
            + "".join(f'<exclusiveGateway id="g{n}"/>' for n in range(60))
            + flow("1", "s", "a") + flow("2", "a", "g0") + flow("3", "b", "e")
            + "".join(flow(f"x{n}", f"g{n}", f"g{n + 1}") + flow(f"y{n}", f"g{n}", f"g{n + 1}") for n in range(59))
            + flow("z", "g59", "b")
        ),
        "bpmn_too_many_ways",
    ),
    "flow into the start": (bpmn(TWO + flow("1", "s", "a") + flow("2", "a", "s")), "bpmn_flow_into_event"),
    "own number forged": (
        bpmn_of(Process((step("a", END),))).replace(b'amount="4"', b'amount="-4"'),
        "bpmn_attribute_unknown",
    ),
    "own kind forged": (
        bpmn_of(Process((step("a", END),))).replace(b'kind="work"', b'kind="rm -rf"'),
        "bpmn_attribute_unknown",
    ),
    "own role forged": (
        bpmn_of(Process((step("a", END),))).replace(b'role="settling_officer"', b'role="king"'),
        "step_role_unknown",
    ),
}  # fmt: skip
for _tag in (
    "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway", "subProcess", "transaction",
    "adHocSubProcess", "callActivity", "intermediateCatchEvent", "intermediateThrowEvent", "somethingNew",
):  # fmt: skip
    REFUSED[_tag] = (bpmn(straight(more=f'<{_tag} id="x"/>')), "bpmn_element_unknown")


@pytest.mark.parametrize("case", REFUSED)
def test_read_bpmn_when_it_cannot_be_a_process_then_refused_in_plain_words(case: str) -> None:
    data, code = REFUSED[case]

    read = read_bpmn(data)

    assert read.process is None
    assert code in codes(read, "faults")
    for note in read.faults:
        assert note.code in known_codes()
        assert "{" not in say(note.code, note.params)


BILLION = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">%s]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="&lol9;"/></definitions>""" % b"".join(
    b'<!ENTITY lol%d "%s">' % (n, (b"&lol%d;" % (n - 1) if n > 1 else b"&lol;") * 10) for n in range(1, 10)
)


def test_read_bpmn_when_billion_laughs_then_refused_before_anything_is_expanded() -> None:
    tracemalloc.start()
    read = read_bpmn(BILLION)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert codes(read, "faults") == ["bpmn_doctype"]
    assert peak < 2 * 1024 * 1024


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: bpmn(text).replace(b"\x00", b"")))
@settings(max_examples=60, deadline=None)
def test_read_bpmn_when_given_anything_then_answers(data: bytes) -> None:
    read = read_bpmn(data)

    assert (read.process is None) == bool(read.faults)


SPOILING = st.sampled_from(["userTask", "exclusiveGateway", "id=", "sourceRef=", "step_a", "motcua:", "end"])


@given(SPOILING, st.sampled_from(["", "x", "task", "start", "\u202e", "9" * 50]), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_read_bpmn_when_an_own_file_was_spoilt_then_a_sound_process_or_a_plain_fault(
    old: str, new: str, times: int
) -> None:
    sound = bpmn_of(Process((step("a", ("b", END)), step("b", ("a", END)))))

    read = read_bpmn(sound.decode().replace(old, new, times).encode())

    assert (read.process is None) == bool(read.faults)
    assert all(note.code in known_codes() for note in (*read.faults, *read.assumed, *read.dropped))


def test_texts_when_listed_then_all_are_registered() -> None:
    assert set(TEXTS) <= known_codes()
