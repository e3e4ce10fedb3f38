"""What comes next in the life of a dossier: who does what, when, by its fate and the step it is at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from motcua.demo.fates import HOUR, WORKDAY
from motcua.demo.files import table
from motcua.demo.staff import HEAD, RECEPTION
from motcua.dossiers.lifecycle import Action, Flag, State
from motcua.procedures.process import END, Step, StepKind

if TYPE_CHECKING:
    from motcua.demo.life import Life

SETTLING: Final = "settling_officer"
LAST_CALL: Final = 23 * WORKDAY
"""Who does not answer a supplement within its thirty days has the dossier stopped for good."""
SYSTEMS: Final = {"Thuế": "thue", "Đất đai": "thue", "Hộ tịch": "ho-tich", "doanh nghiệp": "dang-ky-kinh-doanh"}


@dataclass(frozen=True, slots=True)
class Move:
    at: dt.datetime
    action: Action
    data: Mapping[str, object]
    user: int
    to_unit: str = ""
    assignee: int | None = None


def _say(life: Life, group: str, name: str) -> str:
    return str(life.dice.choice(table("texts.toml")[group][name]))


def next_move(life: Life) -> Move | None:
    """The next act; None when nothing is left to do."""
    chooser = _CHOOSERS.get(life.state)
    return chooser(life) if chooser is not None else None


# --- at the desk ------------------------------------------------------------------------------------------------


def _desk(life: Life, minutes: float, action: Action, data: Mapping[str, object], to_unit: str = "") -> Move:
    user = life.officer(life.reception, RECEPTION).user
    return Move(life.later(minutes, at_reception=True), action, data, user, to_unit)


def _submitted(life: Life) -> Move:
    fate = life.arrival.fate
    minutes = fate.desk if life.arrival.channel == "online" else min(fate.desk, 25)
    if fate.is_forwarded and life.once("forwarded"):
        target = "AS.MC" if life.reception != "AS.MC" else "AS-0101.MC"
        return _desk(life, minutes, Action.TRANSFER, {"to_unit": target}, target)
    if fate.is_refused_at_desk:
        reason = _say(life, "refusal", "reception")
        return _desk(life, minutes, Action.REFUSE, {"reason": reason, "reason_code": "not_competent"})
    if fate.lacks_at_desk and life.filed.terms.papers and life.once("lacks_at_desk"):
        return _desk(life, minutes, Action.REQUEST_SUPPLEMENT, _lacking(life))
    return _desk(life, minutes, Action.ACCEPT, _acceptance(life))


def _acceptance(life: Life) -> Mapping[str, object]:
    required = {paper.code for paper in life.filed.terms.papers if paper.required}
    data: dict[str, object] = {"originals": sorted(required - life.filed.attached)}
    if life.arrival.channel == "counter":
        data |= {"waited_minutes": round(life.dice.expovariate(1 / 11)), "visits": 1 + (life.dice.random() < 0.08)}
    return data


def _lacking(life: Life) -> Mapping[str, object]:
    papers = life.filed.terms.papers
    paper = life.dice.choice(papers)
    note = _say(life, "supplement", life.dice.choice(("paper", "wrong")))
    return {"items": [{"component": paper.code, "note": note}], "reason": note}


def _supplement(life: Life) -> Move:
    """The applicant answers, by the account or at the counter; or never, and the dossier is stopped for good."""
    wait = life.arrival.fate.answers_after
    if wait is None:
        data = {"reason": "Quá thời hạn mà không bổ sung hồ sơ.", "reason_code": "no_supplement", "final": True}
        if life.state is State.SUPPLEMENT_AT_RECEPTION:
            return _desk(life, LAST_CALL, Action.STOP, data)
        return _head(life, LAST_CALL, Action.STOP, data)
    return _by_applicant(life, wait, Action.ANSWER_SUPPLEMENT, {})


def _by_applicant(life: Life, minutes: float, action: Action, data: Mapping[str, object]) -> Move:
    applicant = life.filed.applicant
    if applicant is None or applicant.user_id is None:
        return _desk(life, minutes, action, data)
    return Move(life.at_home(minutes), action, data, applicant.user_id)


def _ready(life: Life) -> Move | None:
    fate = life.arrival.fate
    if life.is_part:
        return None  # handed over with the whole
    shares = table("arrivals.toml")["handed_over"][life.arrival.channel]
    ways = {way: share for way, share in shares.items() if way != "online" or fate.is_electronic}
    way = life.dice.choices(list(ways), list(ways.values()))[0]
    if way == "online":
        return _desk(life, life.dice.randint(3, 60), Action.HAND_OVER, {"way": way})
    data = {"way": way, "proxy": way == "counter" and life.dice.random() < 0.07}
    return _desk(life, fate.collected_after, Action.HAND_OVER, data)


def _returned(life: Life) -> Move | None:
    if not life.arrival.fate.is_corrected or not life.once("corrected"):
        return None
    reason = "Ghi sai một chữ trong kết quả; cơ quan tự đính chính."
    return _head(life, 3 * HOUR, Action.CORRECT_RESULT, {"reason": reason, "reason_code": "agency_error"})


# --- at work ----------------------------------------------------------------------------------------------------


def _head(life: Life, minutes: float, action: Action, data: Mapping[str, object]) -> Move:
    return Move(life.later(minutes), action, data, life.officer(life.settling, HEAD).user)


def _officer(life: Life, minutes: float, action: Action, data: Mapping[str, object]) -> Move:
    user = life.assignee or life.officer(life.settling, SETTLING).user
    return Move(life.later(minutes), action, data, user)


def _at_work(life: Life) -> Move | None:
    fate = life.arrival.fate
    if Flag.INSTANT in life.flags:
        return _result(life, life.dice.randint(15, 150))
    if Flag.TRANSFERRED not in life.flags:
        return _desk(life, life.dice.randint(40, 200), Action.TRANSFER, {})
    step = next((one for one in life.process.steps if one.key == life.answer["step"]), None)
    if step is None:
        return _result(life, life.dice.randint(10, 120))
    if life.waits_for_parts:
        return _turn(life, step, life.dice.randint(30, 200))
    minutes = max(4.0, step.minutes * life.pace())
    if fate.is_stopped and step.key == fate.rests_at and life.once("stopped"):
        return _outage(life, minutes * 0.4)
    if step.kind is StepKind.ASSIGN and life.holder.get("kind") != "post":
        return _assignment(life, step, minutes)
    if step.kind is not StepKind.SIGN:
        return _turn(life, step, minutes) or _completion(life, step, minutes, "")
    if fate.is_sent_back and any(one.key == "return" for one in step.outcomes) and life.once("sent_back"):
        return _completion(life, step, minutes, "return")
    return _result(life, minutes)


def _turn(life: Life, step: Step, minutes: float) -> Move | None:
    """What happens at work besides completing the step; each thing once, where the step permits it."""
    fate, once, may = life.arrival.fate, life.once, step.permits
    early = minutes * 0.4
    if fate.is_withdrawn and once("withdrawn"):
        return _by_applicant(life, early, Action.WITHDRAW, {"reason": _say(life, "withdrawal", "reasons")})
    if fate.is_stopped_for_good and once("stopped"):
        data = {"reason": "Có quyết định của cơ quan có thẩm quyền.", "reason_code": "order", "final": True}
        return _head(life, early, Action.STOP, data)
    if fate.is_stopped and not fate.rests_at and once("stopped"):
        return _outage(life, early)
    if fate.lacks_at_work and life.filed.terms.papers and may(Action.REQUEST_SUPPLEMENT) and once("lacks_at_work"):
        return _officer(life, early, Action.REQUEST_SUPPLEMENT, _lacking(life))
    if (
        (step.kind is StepKind.VERIFICATION or fate.is_verified)
        and may(Action.RECORD_VERIFICATION)
        and once("verified")
    ):
        return _officer(life, early, Action.RECORD_VERIFICATION, {"finished": False})
    if (step.kind is StepKind.CONSULTATION or fate.is_consulted) and may(Action.CONSULT) and once("consulted"):
        data = {"unit": _consulted(life), "question": _say(life, "consultation", "questions")}
        return _officer(life, early, Action.CONSULT, data)
    if (step.kind is StepKind.ELSEWHERE or fate.goes_elsewhere) and may(Action.FOLLOW_ELSEWHERE) and once("elsewhere"):
        return _officer(life, early, Action.FOLLOW_ELSEWHERE, _elsewhere(life, finished=False))
    is_land = "Đất đai" in life.filed.terms.field and Action.PAUSE_FOR_PAYMENT.value in step.actions
    if fate.pays and is_land and may(Action.PAUSE_FOR_PAYMENT) and once("pays"):
        amount = life.dice.randint(300, 24_000) * 1000
        return _officer(life, early, Action.PAUSE_FOR_PAYMENT, {"amount": amount, "notice_number": "TB-mẫu"})
    if fate.is_refused_as_result and step.kind is StepKind.WORK and may(Action.REFUSE) and once("refused"):
        data = {"reason": _say(life, "refusal", "result"), "reason_code": "not_eligible"}
        return _head(life, minutes, Action.REFUSE, data)
    return None


def _outage(life: Life, minutes: float) -> Move:
    data = {"reason": "Hệ thống chuyên ngành bị gián đoạn.", "reason_code": "outage"}
    return _head(life, minutes, Action.STOP, data)


def _assignment(life: Life, step: Step, minutes: float) -> Move:
    """Name who does the next step; where nobody of its role is, the step is only completed."""
    target = next((one for one in life.process.steps if one.key == step.outcomes[0].to), None)
    unit = str(life.holder.get("unit", life.settling))
    if step.outcomes[0].to == END or target is None or not life.staff.has(unit, target.role):
        return _completion(life, step, minutes, "")
    chosen = life.officer(unit, target.role)
    head = life.officer(unit, str(life.holder.get("role", HEAD))).user
    return Move(life.later(minutes), Action.ASSIGN, {"post": chosen.post}, head, assignee=chosen.user)


def _completion(life: Life, step: Step, minutes: float, outcome: str) -> Move:
    unit, role = str(life.holder.get("unit", life.settling)), str(life.holder.get("role", step.role))
    user = life.assignee or life.officer(unit, role).user
    return Move(life.later(minutes), Action.COMPLETE_STEP, {"outcome": outcome} if outcome else {}, user)


def _result(life: Life, minutes: float) -> Move:
    data = {"electronic": life.arrival.fate.is_electronic, "number": f"{life.dice.randint(1, 4000)}/KQ"}
    return _head(life, minutes, Action.ISSUE_RESULT, data)


def _verifying(life: Life) -> Move:
    note = _say(life, "verification", "notes")
    data = {"finished": True, "content": note, "people": "Cán bộ thụ lý và người yêu cầu", "place": "Tại nơi đề nghị"}
    return _officer(life, 5 * HOUR, Action.RECORD_VERIFICATION, data)


def _consulted(life: Life) -> str:
    """A sister unit; for a unit that stands alone, the division for the economy of the first ward."""
    head, _dot, _last = life.settling.rpartition(".")
    sisters = [f"{head}.{name}" for name in ("KT", "VP", "VHXH", "P1", "P2", "P3")] if head else []
    fitting = [code for code in sisters if code != life.settling and life.staff.has(code, SETTLING)]
    return fitting[0] if fitting else "AS-0101.KT"


def _consulting(life: Life) -> Move:
    officer = life.officer(_consulted(life), SETTLING).user
    data = {"answer": _say(life, "consultation", "answers"), "agrees": True}
    return Move(life.later(life.dice.randint(3, 30) * HOUR), Action.ANSWER_CONSULTATION, data, officer)


def _followed(life: Life) -> Move:
    return _officer(life, life.dice.randint(3, 20) * HOUR, Action.FOLLOW_ELSEWHERE, _elsewhere(life, finished=True))


def _elsewhere(life: Life, *, finished: bool) -> Mapping[str, object]:
    field_name = life.filed.terms.field
    system = next((name for word, name in SYSTEMS.items() if word in field_name), "chuyen-nganh")
    return {"system": system, "foreign_number": f"CN-{life.arrival.number:06d}", "finished": finished}


def _paid(life: Life) -> Move:
    return _desk(life, life.arrival.fate.collected_after + HOUR, Action.CONFIRM_PAYMENT, {"proof": "Giấy nộp tiền mẫu"})


def _stopped(life: Life) -> Move:
    return _head(life, 3 * WORKDAY, Action.RESUME, {"note": "Hệ thống đã hoạt động lại."})


_CHOOSERS: Final[Mapping[State, Callable[[Life], Move | None]]] = {
    State.SUBMITTED: _submitted,
    State.FORWARDED: lambda life: _desk(life, 60, Action.ACCEPT, _acceptance(life)),
    State.SUPPLEMENT_AT_RECEPTION: _supplement,
    State.SUPPLEMENT_AT_SETTLEMENT: _supplement,
    State.ACCEPTED: _at_work,
    State.PROCESSING: _at_work,
    State.VERIFYING: _verifying,
    State.CONSULTING: _consulting,
    State.ELSEWHERE: _followed,
    State.PAYMENT_PENDING: _paid,
    State.STOPPED: _stopped,
    State.RESULT_READY: _ready,
    State.RETURNED: _returned,
}
