"""Stories for seats: the same acts as in life, at the times that make the outcome the seat's. What is due when is asked
of the calendar, and decided again by the lifecycle when the story is played."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE
from motcua.dossiers.lifecycle import Action, next_step
from motcua.dossiers.lifecycle.guards import AFTER_WORK
from motcua.procedures.process import Step, StepKind
from motcua.simulate.calendars import Calendars
from motcua.simulate.chance import Dice
from motcua.simulate.course import HEAD
from motcua.simulate.offered import RECEPTION, first_step, unit_of
from motcua.simulate.province import Officer
from motcua.simulate.rates import texts
from motcua.simulate.spec.model import Outcome, Timeliness
from motcua.simulate.spec.seat import FILES_MOST, Seat
from motcua.simulate.story import Act, Story
from motcua.worktime.compiled import HOUR, MINUTE, SECOND, CompiledCalendar, from_ticks, to_ticks
from motcua.worktime.rules import add_working_days, opening_of


class Teller:
    """Gives a story its acts."""

    def __init__(self, calendars: Calendars) -> None:
        self._calendars = calendars

    def filed_at(self, seat: Seat, dice: Dice) -> int:
        """In the first hour of the morning: there must be time for everything before the day ends."""
        opens = opening_of(self._settlement(seat), seat.day)
        if opens is None:
            raise LookupError("a dossier of a specification is filed on a working day")
        return to_ticks(opens) + (2 + dice.below(50)) * MINUTE + dice.below(60) * SECOND

    def tell(self, story: Story, seat: Seat) -> None:
        """The acts until the result is collected."""
        at = self._received(story, seat)
        if at is None:
            return
        work = self._steps(story, seat)
        if seat.outcome in {Outcome.WITHDRAWN, Outcome.CLOSED}:
            self._given_up(story, seat, at)
            return
        ends = self._finish(story, seat, at)
        calendar = self._settlement(seat)
        first, last = calendar.work_until(at), calendar.work_until(ends)
        for number, (action, user, data, private) in enumerate(work, start=1):
            when = ends
            if number < len(work):
                middle = first + (last - first) * number // len(work)
                when = calendar.instant_of_work(middle)
            when = max(when, story.acts[-1].ticks + SECOND)
            story.acts.append(Act(min(when, ends - (len(work) - number) * SECOND), action, user, data, private))
        self._collected(story, seat, ends)

    def _settlement(self, seat: Seat) -> CompiledCalendar:
        return self._calendars.newest()[seat.offer.calendars[1]]

    def _officer(self, story: Story, unit: int, role: str) -> Officer:
        officers = story.era.officers(unit, role) or story.era.officers(unit, HEAD)
        return officers[story.dice.below(len(officers))]

    def _received(self, story: Story, seat: Seat) -> int | None:
        """When it was accepted; None when it was not."""
        desk, at = self._officer(story, seat.offer.reception, RECEPTION).user, story.ticks
        required = seat.papers
        came = required[:FILES_MOST] if story.is_online else required[: seat.scanned]
        filer = story.filer if story.is_online else desk
        for paper in came:
            at += (5 + story.dice.below(20)) * SECOND
            story.attached.append(paper)
            story.does(at, Action.ADD_DOCUMENT, filer, {"component": paper})
        at += (3 + story.dice.below(15)) * MINUTE
        if seat.outcome is Outcome.REFUSED:
            reason: dict[str, Json] = {"reason": story.dice.choice(texts("refusal", "reception"))}
            story.does(at, Action.REFUSE, desk, {"reason_code": "not_competent"}, reason)
            return None
        data: dict[str, Json] = {}
        shown = [one for one in required if one not in story.attached] if story.is_online else required
        if shown:
            data["originals"] = [*shown]
        if seat.offer.terms.channel == "counter":
            data |= {"waited_minutes": 2 + story.dice.below(20), "visits": 1}
        story.does(at, Action.ACCEPT, desk, data)
        if any(fee.amount for fee in seat.offer.terms.fees):
            story.paid = at, "online" if story.is_online else "cash"
        return at

    def _steps(self, story: Story, seat: Seat) -> Sequence[tuple[Action, str, dict[str, Json], dict[str, Json]]]:
        """What is done until the result, in order; the last one issues it."""
        offer = seat.offer
        found: list[tuple[Action, str, dict[str, Json], dict[str, Json]]] = []
        if not story.is_online:
            found.append((Action.TRANSFER, self._officer(story, offer.reception, RECEPTION).user, {}, {}))
        step = first_step(offer.process, is_electronic=story.is_online)
        given = ""
        while step is not None and step.kind not in AFTER_WORK and len(found) < 40:
            if step.kind is StepKind.SIGN:
                return [*found, self._issued(story, seat, unit_of(offer, step), step.role)]
            user = given or self._officer(story, unit_of(offer, step), step.role).user
            given = ""
            target = next_step(offer.context, step)
            chosen = self._assigned(story, step, target)
            if chosen is None:
                found.append((Action.COMPLETE_STEP, user, {}, {}))
            else:
                found.append((Action.ASSIGN, user, {"post": chosen.post}, {}))
                given = chosen.user
            step = target
        return [*found, self._issued(story, seat, offer.settling, HEAD)]

    def _assigned(self, story: Story, step: Step, target: Step | None) -> Officer | None:
        if step.kind is not StepKind.ASSIGN or target is None or target.kind in AFTER_WORK:
            return None
        officers = story.era.in_unit(unit_of(story.offer, target), target.role)
        return officers[story.dice.below(len(officers))] if officers else None

    def _issued(
        self, story: Story, seat: Seat, unit: int, role: str
    ) -> tuple[Action, str, dict[str, Json], dict[str, Json]]:
        user = self._officer(story, unit, role).user
        data: dict[str, Json] = {"electronic": seat.is_electronic}
        private: dict[str, Json] = {"number": f"{1 + story.dice.below(4000)}/KQ"}
        if seat.outcome is Outcome.REFUSED_RESULT:
            data["kind"] = "refusal"
            private["reason"] = story.dice.choice(texts("refusal", "result"))
        return Action.ISSUE_RESULT, user, data, private

    def _finish(self, story: Story, seat: Seat, accepted: int) -> int:
        """When the result comes, by the appointed date as the lifecycle will set it."""
        dice, calendar = story.dice, self._settlement(seat)
        context, deadlines = seat.offer.context, self._calendars.deadlines(seat.offer.calendars, accepted)
        limit = context.committed or context.statutory
        if limit is None:
            raise LookupError("a case of a specification has a limit")
        ends = deadlines.limit(from_ticks(accepted), limit).at
        day = ends.astimezone(LEGAL_ZONE).date()
        if seat.timeliness is Timeliness.LATE:
            return self._on(calendar, add_working_days(calendar, day, 1 + dice.below(2)), dice)
        if seat.timeliness is Timeliness.ON_TIME:
            return max(to_ticks(ends) - (10 + dice.below(100)) * MINUTE, accepted + 20 * SECOND)
        first = from_ticks(accepted).astimezone(LEGAL_ZONE).date()
        between = [one for one in _days(first, day) if calendar.fact(one).shifts]
        chosen = between[dice.below(len(between))]
        if chosen == first:
            return accepted + (20 + dice.below(60)) * MINUTE
        return self._on(calendar, chosen, dice)

    @staticmethod
    def _on(calendar: CompiledCalendar, day: dt.date, dice: Dice) -> int:
        opens = opening_of(calendar, day)
        if opens is None:
            raise LookupError("a result comes on a working day")
        return to_ticks(opens) + HOUR + dice.below(90) * MINUTE

    def _given_up(self, story: Story, seat: Seat, at: int) -> None:
        at += (30 + story.dice.below(120)) * MINUTE
        if seat.outcome is Outcome.WITHDRAWN:
            user = story.filer if story.account else self._officer(story, seat.offer.reception, RECEPTION).user
            story.does(at, Action.WITHDRAW, user, {}, {"reason": story.dice.choice(texts("withdrawal", "reasons"))})
            return
        head = self._officer(story, seat.offer.settling, HEAD).user
        reason: dict[str, Json] = {"reason": "Có quyết định của cơ quan có thẩm quyền."}
        story.does(at, Action.STOP, head, {"reason_code": "order", "final": True}, reason)

    def _collected(self, story: Story, seat: Seat, at: int) -> None:
        way = "online" if story.is_online and seat.is_electronic else "counter"
        desk = self._officer(story, seat.offer.reception, RECEPTION).user
        calendar = self._settlement(seat)
        ready = calendar.instant_of_work(calendar.work_until(at) + (15 + story.dice.below(300)) * MINUTE)
        story.does(max(ready, at + SECOND), Action.HAND_OVER, desk, {"way": way})


def _days(first: dt.date, end: dt.date) -> list[dt.date]:
    """From ``first`` to the day before ``end``."""
    return [first + dt.timedelta(days=number) for number in range((end - first).days)]
