"""A dossier's way through the offices as a story that asks for people and time: a generator that yields what it waits
for and is told when that came. What happens at all is drawn by the rates of ``data/arrivals.toml``; when, by queues."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from motcua.core.canonical import Json
from motcua.dossiers import references
from motcua.dossiers.lifecycle import Action, next_step
from motcua.dossiers.lifecycle.guards import AFTER_WORK
from motcua.procedures.process import Step, StepKind
from motcua.simulate.offered import DESK_MINUTES, RECEPTION, SERVICE_SHARE, SETTLING, Offices, first_step, unit_of
from motcua.simulate.offices import WORKDAY, Desk, after
from motcua.simulate.province import Officer
from motcua.simulate.rates import rates, texts
from motcua.simulate.story import Story
from motcua.worktime.compiled import DAY, SECOND

HEAD: Final = "unit_head"
LONGEST: Final = 40
"""Rounds of one dossier; no process of ours comes near."""
_SPREAD: Final = 0.5
_RIPENS: Final = 0.42
"""How much of a step's limit passes, at most and on the way to the officer, with nobody working on it."""
_SCANNED: Final = 0.8
"""Share of paper dossiers that the desk scans."""
_OTHERS: Final = 0.35
"""How often a paper comes that is asked for only in some situations."""
_LAST_CALL: Final = 23 * WORKDAY
_LAND: Final = "Đất đai"


class Need(NamedTuple):
    """Wait until ``ticks``, then for ``minutes`` of somebody at ``desk`` (for nobody without one)."""

    ticks: int
    desk: Desk | None = None
    minutes: float = 0.0


Done = tuple[int, Officer | None]
Course = Generator[Need, Done, None]
Part = Generator[Need, Done, int | None]
"""A part of a course: gives the ticks at which it ends, None when the dossier's life ended with it."""


def course(story: Story, offices: Offices) -> Course:
    """The whole life, from its filing on."""
    at = yield from _at_the_desk(story, offices)
    if at is None:
        return
    if story.offer.context.instant:
        head = offices.desk(story.era, story.offer, story.offer.settling, HEAD)
        at, officer = yield Need(at, head, 12.0)
        story.does(at, Action.ISSUE_RESULT, _user(officer), _result(story), _numbered(story))
    else:
        at = yield from _at_work(story, offices, at)
    if at is not None:
        yield from _collected(story, offices, at)


def _user(officer: Officer | None) -> str:
    return officer.user if officer is not None else "system"


# --- at the desk ------------------------------------------------------------------------------------------------


def _at_the_desk(story: Story, offices: Offices) -> Part:
    rate, dice, offer = rates()["rates"], story.dice, story.offer
    desk = offices.desk(story.era, offer, offer.reception, RECEPTION)
    came = story.ticks
    if story.is_online:
        came = _attach(story, came, story.filer, 1.0)
    takes = DESK_MINUTES * (0.4 + 1.2 * dice.share())
    at, officer = yield Need(came, desk, takes)
    user = _user(officer)
    if dice.happens(rate["refused_at_reception"]):
        reason = {"reason": dice.choice(texts("refusal", "reception"))}
        story.does(at, Action.REFUSE, user, {"reason_code": "not_competent"}, reason)
        return None
    if _papers(story) and dice.happens(rate["supplement"] / 2):
        waited = yield from _supplement(story, desk, at, user)
        if waited is None:
            return None
        came, takes = waited, DESK_MINUTES
        at, officer = yield Need(came, desk, takes)
        user = _user(officer)
    visit = _visit(desk, came, at, takes, again=dice.happens(0.08)) if _comes_in_person(story) else {}
    if not story.is_online:
        at = _attach(story, at, user, _SCANNED)
    _accept(story, offices, at, user, visit)
    return at


def _comes_in_person(story: Story) -> bool:
    return str(story.offer.terms.channel) == "counter"


def _visit(desk: Desk, came: int, at: int, takes: float, *, again: bool) -> dict[str, Json]:
    """How long somebody waited who was served until ``at``, and how often that took a way to the counter."""
    return {"waited_minutes": desk.waited(came, at, takes), "visits": 2 if again or at // DAY > came // DAY else 1}


def _attach(story: Story, at: int, user: str, share: float) -> int:
    """The required papers become files, one a few seconds after the other, all of them or none; of the others some."""
    if story.dice.happens(share):
        for paper in (term.code for term in story.offer.terms.papers if term.required or story.dice.happens(_OTHERS)):
            at += (20 + story.dice.below(40)) * SECOND
            story.attached.append(paper)
            story.does(at, Action.ADD_DOCUMENT, user, {"component": paper})
    return at + SECOND


def _papers(story: Story) -> Sequence[str]:
    return [paper.code for paper in story.offer.terms.papers]


def _required(story: Story) -> Sequence[str]:
    return [paper.code for paper in story.offer.terms.papers if paper.required]


def _accept(story: Story, offices: Offices, at: int, user: str, visit: Mapping[str, Json]) -> None:
    channel = str(story.offer.terms.channel)
    data: dict[str, Json] = {**visit}
    seen = _required(story) if not story.is_online else [one for one in _required(story) if one not in story.attached]
    if seen:
        data["originals"] = [*seen]
    story.code = offices.numbers.next(story.offer.agency, at)
    story.does(at, Action.ACCEPT, user, data)
    if any(fee.amount for fee in story.offer.terms.fees):
        ways: Mapping[str, float] = rates()["fees"][channel]
        story.paid = at, _chosen(story, ways)


def _chosen(story: Story, ways: Mapping[str, float]) -> str:
    point = story.dice.share() * sum(ways.values())
    for way, share in ways.items():
        point -= share
        if point < 0:
            return way
    return next(iter(ways))


def _supplement(story: Story, desk: Desk, at: int, user: str) -> Part:
    """One paper is asked for; the applicant brings it, or never does and the dossier is stopped for good."""
    dice = story.dice
    note = dice.choice(texts("supplement", "paper"))
    minding = [one for one in _papers(story) if one not in story.offer.needless]
    items: list[Json] = [dice.choice(minding or _papers(story))]
    story.does(at, Action.REQUEST_SUPPLEMENT, user, {"items": items}, {"items": [note], "reason": note})
    if dice.happens(rates()["rates"]["supplement_never_answered"]):
        at, _nobody = yield Need(after(desk.calendar, at, _LAST_CALL))
        reason: dict[str, Json] = {"reason": "Quá thời hạn mà không bổ sung hồ sơ."}
        story.does(at, Action.STOP, user, {"reason_code": "no_supplement", "final": True}, reason)
        return None
    wait = 30 - 900 * math.log(1 - dice.share())
    at, _nobody = yield Need(after(desk.calendar, at, wait))
    story.does(at, Action.ANSWER_SUPPLEMENT, story.filer if story.account else user)
    return at


# --- at work ----------------------------------------------------------------------------------------------------


def _at_work(story: Story, offices: Offices, at: int) -> Part:
    offer, dice = story.offer, story.dice
    if not story.is_online:
        desk = offices.desk(story.era, offer, offer.reception, RECEPTION)
        at, _nobody = yield Need(after(desk.calendar, at, 40 + dice.below(160)))
        story.does(at, Action.TRANSFER, desk.any().user)
    turn = _Turn(story)
    step = first_step(offer.process, is_electronic=story.is_online)
    given: Desk | None = None
    for _round in range(LONGEST):
        if step is None or step.kind in AFTER_WORK:
            break
        desk = given or offices.desk(story.era, offer, unit_of(offer, step), step.role)
        ripe = after(desk.calendar, at, step.minutes * _RIPENS * dice.share())
        ended, officer = yield Need(ripe, desk, _service(story, step))
        if step.kind is StepKind.SIGN:
            if not turn.is_sent_back(step):
                story.does(ended, Action.ISSUE_RESULT, _user(officer), _result(story), _numbered(story))
                return ended
            story.does(ended, Action.COMPLETE_STEP, _user(officer), {"outcome": "return"})
            step, given, at = offer.process.following(step.key, "return"), None, ended
            continue
        turned = yield from turn.taken(offices, desk, step, ended, _user(officer))
        if turned is None:
            return ended if turn.has_result else None
        if turned != ended:
            at = turned
            continue
        at = ended
        step, given = _complete(story, offices, step, at, _user(officer), is_given=given is not None)
    head = offices.desk(story.era, offer, offer.settling, HEAD)
    at, officer = yield Need(at, head, 10.0)
    story.does(at, Action.ISSUE_RESULT, _user(officer), _result(story), _numbered(story))
    return at


def _service(story: Story, step: Step) -> float:
    """Minutes of work: about SERVICE_SHARE of the limit, for some dossiers several times that."""
    spread = math.exp(_SPREAD * (story.dice.share() + story.dice.share() + story.dice.share() - 1.5) * 2)
    return max(2.0, step.minutes * SERVICE_SHARE * spread * 0.89)


def _complete(
    story: Story, offices: Offices, step: Step, at: int, user: str, *, is_given: bool
) -> tuple[Step | None, Desk | None]:
    """Complete the step; one that assigns names who does the next where somebody of its role is in the unit. Gives
    the next step and the desk of whoever was named."""
    target = next_step(story.offer.context, step)
    if step.kind is StepKind.ASSIGN and not is_given and target is not None and target.kind not in AFTER_WORK:
        unit = unit_of(story.offer, target)
        if story.era.in_unit(unit, target.role):
            desk = offices.desk(story.era, story.offer, unit, target.role)
            clerk = min(desk.clerks, key=lambda one: one.free_at)
            story.does(at, Action.ASSIGN, user, {"post": clerk.officer.post})
            return target, offices.personal(desk, clerk)
    story.does(at, Action.COMPLETE_STEP, user)
    return target, None


def _result(story: Story) -> Mapping[str, Json]:
    return {"electronic": story.dice.happens(rates()["rates"]["result_electronic"])}


def _numbered(story: Story) -> Mapping[str, Json]:
    return {"number": f"{1 + story.dice.below(4000)}/KQ"}


class _Turn:
    """What happens at work besides completing the step, each thing at most once."""

    def __init__(self, story: Story) -> None:
        rate, dice = rates()["rates"], story.dice
        self.story = story
        self.has_result = False
        chances: Sequence[tuple[str, float]] = (
            ("withdrawn", rate["withdrawn"]),
            ("lacks", rate["supplement"] / 2),
            ("verified", 0.02),
            ("consulted", 0.03),
            ("elsewhere", rate["settled_elsewhere"]),
            ("stopped", rate["stopped"]),
            ("refused", rate["refused_as_result"]),
            ("pays", 0.6),
            ("sent_back", rate["returned_once_by_signer"]),
        )
        self.left = {name for name, chance in chances if dice.happens(chance)}

    def _once(self, what: str, *, may: bool) -> bool:
        if may and what in self.left:
            self.left.discard(what)
            return True
        return False

    def is_sent_back(self, step: Step) -> bool:
        return self._once("sent_back", may=any(one.key == "return" for one in step.outcomes))

    def taken(self, offices: Offices, desk: Desk, step: Step, at: int, user: str) -> Part:
        """``at`` when nothing happens; a later instant when the step is to be worked on again; None when the dossier
        is finished, with a result (``has_result``) or without."""
        if not self.left or step.kind is StepKind.ASSIGN:
            return at
        story, may = self.story, step.permits
        if self._once("withdrawn", may=True):
            story.does(
                at,
                Action.WITHDRAW,
                story.filer if story.account else desk.any().user,
                {},
                {"reason": story.dice.choice(texts("withdrawal", "reasons"))},
            )
            return None
        if self._once("lacks", may=bool(_papers(story)) and may("request_supplement")):
            return (yield from _supplement(story, desk, at, user))
        if self._once("verified", may=may("record_verification")):
            return (yield from _verified(story, desk, at, user))
        if self._once("consulted", may=may("consult")):
            return (yield from _consulted(story, offices, desk, at, user))
        if self._once("elsewhere", may=may("follow_elsewhere")):
            return (yield from _elsewhere(story, desk, at, user))
        if self._once("stopped", may=True):
            return (yield from _stopped(story, desk, at, user))
        if self._once("pays", may=_LAND in story.offer.terms.field and may("pause_for_payment")):
            return (yield from _paying(story, desk, at, user))
        if step.kind is StepKind.WORK and self._once("refused", may=may("refuse")):
            head = offices.desk(story.era, story.offer, story.offer.settling, HEAD)
            reason = {"reason": story.dice.choice(texts("refusal", "result"))}
            story.does(at, Action.REFUSE, head.any().user, {"reason_code": "not_eligible"}, reason)
            self.has_result = True
            return None
        return at


def _verified(story: Story, desk: Desk, at: int, user: str) -> Part:
    story.does(at, Action.RECORD_VERIFICATION, user, {"finished": False})
    at, _nobody = yield Need(after(desk.calendar, at, 5 * 60))
    note = {"content": story.dice.choice(texts("verification", "notes")), "place": "Tại nơi đề nghị"}
    story.does(at, Action.RECORD_VERIFICATION, user, {"finished": True}, note)
    return at + SECOND


def _consulted(story: Story, offices: Offices, desk: Desk, at: int, user: str) -> Part:
    sister = offices.sister(story.era, story.offer)
    if sister is None:
        return at
    unit = references.unit_uid(sister)
    story.does(
        at, Action.CONSULT, user, {"unit": unit}, {"question": story.dice.choice(texts("consultation", "questions"))}
    )
    asked = offices.desk(story.era, story.offer, sister, SETTLING)
    came = after(desk.calendar, at, (2 + story.dice.below(14)) * 60)
    at, officer = yield Need(came, asked, 60.0)
    answer = {"answer": story.dice.choice(texts("consultation", "answers"))}
    story.does(at, Action.ANSWER_CONSULTATION, _user(officer), {"agrees": True}, answer)
    return at + SECOND


def _elsewhere(story: Story, desk: Desk, at: int, user: str) -> Part:
    number: dict[str, Any] = {"foreign_number": f"CN-{story.number:07d}"}
    story.does(at, Action.FOLLOW_ELSEWHERE, user, {"system": "chuyen-nganh", "finished": False}, number)
    at, _nobody = yield Need(after(desk.calendar, at, (3 + story.dice.below(12)) * 60))
    story.does(at, Action.FOLLOW_ELSEWHERE, user, {"system": "chuyen-nganh", "finished": True}, number)
    return at + SECOND


def _stopped(story: Story, desk: Desk, at: int, user: str) -> Part:
    reason = {"reason": "Hệ thống chuyên ngành bị gián đoạn."}
    story.does(at, Action.STOP, user, {"reason_code": "outage"}, reason)
    at, _nobody = yield Need(after(desk.calendar, at, 3 * WORKDAY))
    story.does(at, Action.RESUME, user, {}, {"note": "Hệ thống đã hoạt động lại."})
    return at + SECOND


def _paying(story: Story, desk: Desk, at: int, user: str) -> Part:
    amount = (300 + story.dice.below(24_000)) * 1000
    story.does(at, Action.PAUSE_FOR_PAYMENT, user, {"amount": amount}, {"notice_number": "TB-mẫu"})
    at, _nobody = yield Need(after(desk.calendar, at, 60 - 1200 * math.log(1 - story.dice.share())))
    story.does(at, Action.CONFIRM_PAYMENT, user, {}, {"proof": "Giấy nộp tiền mẫu"})
    return at + SECOND


# --- the result -------------------------------------------------------------------------------------------------


def _collected(story: Story, offices: Offices, at: int) -> Course:
    offer, dice = story.offer, story.dice
    ways: Mapping[str, float] = rates()["handed_over"][str(offer.terms.channel)]
    is_electronic = story.acts[-1].data.get("electronic") is True
    way = _chosen(story, {name: share for name, share in ways.items() if name != "online" or is_electronic})
    desk = offices.desk(story.era, offer, offer.reception, RECEPTION)
    wait = 3 + dice.below(57) if way == "online" else 5 - 700 * math.log(1 - dice.share())
    at, _nobody = yield Need(after(desk.calendar, at, wait))
    data: dict[str, Json] = {"way": way}
    if way == "counter":
        data["proxy"] = dice.happens(0.07)
    story.does(at, Action.HAND_OVER, desk.any().user, data)
