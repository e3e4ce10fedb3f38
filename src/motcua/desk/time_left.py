"""How much time a dossier has, as the desk says it everywhere: one rule for lists, pages and exports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from motcua.desk.wording import WAITS, words
from motcua.dossiers.deadlines import CalendarDeadlines
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.lists import Status, soon_until, status_of
from motcua.web import words as said
from motcua.web.words import TimeLeft, TimeState
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.rules import working_minutes
from motcua.worktime.selectors import compiled


@dataclass(frozen=True, slots=True)
class Watch:
    """One instant, seen by the province's settlement calendar."""

    now: dt.datetime
    soon: dt.datetime
    calendar: CompiledCalendar

    def left(self, dossier: Dossier) -> TimeLeft:
        """The state by :func:`status_of`; the words and the bar by working time until the next date."""
        if dossier.closed or dossier.next_at is None:
            return TimeLeft(TimeState.DONE, _("đã xong"), 100)
        status = status_of(dossier, self.now, self.soon)
        minutes = working_minutes(self.calendar, self.now, dossier.next_at)
        whole = working_minutes(self.calendar, self._began(dossier), dossier.next_at)
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


def watch(now: dt.datetime) -> Watch:
    calendar = compiled(settings.PROVINCE_CALENDARS["settlement"])
    return Watch(now, soon_until(CalendarDeadlines(calendar, calendar), now), calendar)
