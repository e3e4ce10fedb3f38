"""How much time a dossier has, as the desk says it everywhere: one rule for lists, pages and exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.desk.wording import WAITS, words
from motcua.dossiers.context import deadlines_for
from motcua.dossiers.deadlines import CalendarDeadlines
from motcua.dossiers.lifecycle.states import RECEPTION_STATES
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.lists import Status, soon_until, status_of
from motcua.organisation.models import CalendarPurpose
from motcua.organisation.selectors import calendar_codes
from motcua.people.actors import Actor
from motcua.web import words as said
from motcua.web.words import TimeLeft, TimeState
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import working_minutes
from motcua.worktime.selectors import compiled


@dataclass(frozen=True, slots=True)
class Watch:
    """One instant, seen by the calendars of the units: the reader's own tells what is soon, and each dossier's time
    runs by the unit that works on it, once :meth:`over` has looked the calendars up."""

    now: dt.datetime
    soon: dt.datetime
    own: CalendarDeadlines
    codes: Mapping[tuple[int, str], str] = field(default_factory=dict)

    def over(self, dossiers: Iterable[Dossier]) -> Watch:
        """The same instant with the calendars of these dossiers' units, in one statement."""
        units = {unit for one in dossiers for unit in (one.reception_unit_id, one.settling_unit_id)}
        return self.over_units(units)

    def over_units(self, units: Iterable[int]) -> Watch:
        return replace(self, codes=calendar_codes(units, legal_date(self.now)))

    def calendar(self, dossier: Dossier) -> CompiledCalendar:
        """The reception calendar of the desk until the dossier is accepted, the settling unit's from then on."""
        if dossier.state in RECEPTION_STATES:
            return self.of_unit(dossier.reception_unit_id, CalendarPurpose.RECEPTION)
        return self.of_unit(dossier.settling_unit_id, CalendarPurpose.SETTLEMENT)

    def of_unit(self, unit: int, purpose: CalendarPurpose) -> CompiledCalendar:
        """The province's calendar for a unit that was not looked up."""
        return compiled(self.codes.get((unit, purpose.value)) or settings.PROVINCE_CALENDARS[purpose.value])

    def left(self, dossier: Dossier) -> TimeLeft:
        """The state by :func:`status_of`; the words and the bar by working time until the next date."""
        if dossier.closed or dossier.next_at is None:
            return TimeLeft(TimeState.DONE, _("đã xong"), 100)
        calendar = self.calendar(dossier)
        status = status_of(dossier, self.now, self.soon)
        minutes = working_minutes(calendar, self.now, dossier.next_at)
        whole = working_minutes(calendar, self._began(dossier), dossier.next_at)
        used = said.used_percent(minutes, whole)
        if status is Status.PAUSED:
            return TimeLeft(TimeState.PAUSED, said.paused(words(WAITS, dossier.state)), used)
        if status is Status.LATE:
            return TimeLeft(TimeState.LATE, said.remaining(min(minutes, -1)), 100)
        return TimeLeft(TimeState(status.value), said.remaining(max(minutes, 0)), used)

    @staticmethod
    def _began(dossier: Dossier) -> dt.datetime:
        began = dossier.accepted_at or dossier.submitted_at
        return min(began, dossier.next_at or began)


def watch(now: dt.datetime, actor: Actor) -> Watch:
    """What is soon is told by the calendar of the reader's own (first) unit: one rule for a whole list."""
    unit = actor.standings[0].unit_id if actor.standings else None
    own = deadlines_for(unit, unit, legal_date(now)) if unit is not None else province_deadlines()
    return Watch(now, soon_until(own, now), own)


def province_deadlines() -> CalendarDeadlines:
    calendars = settings.PROVINCE_CALENDARS
    return CalendarDeadlines(compiled(calendars["reception"]), compiled(calendars["settlement"]))
