"""What :mod:`benchmarks.recompute_pairs` draws: questions of every shape, and what happens after they were answered."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any, Final

ROUNDS: Final = ("month", "quarter", "half_year", "year", "report_month", "report_quarter", "report_year")
SIMPLE: Final = (
    *("on_time_rate_ii06", "on_time_rate_766", "on_time_rate_statutory", "online_rate", "apology_rate"),
    *("dossiers_received_total", "dossiers_late_total", "dossiers_open_total", "settlement_time"),
    *("all_components_digitised_rate", "electronic_result_rate", "waiting_per_dossier", "contacts_per_dossier"),
)
"""Figures of dossiers; one in four questions asks any other indicator that is counted from facts."""
FORMS: Final = 60
"""How many reports there are: what is asked of which period. Which unit and which past instant is drawn each time."""
TABLED: Final = ("dossiers_received", "dossiers_settled", "dossiers_settled_late", "dossiers_open", "contacts")


@dataclass(frozen=True)
class Form:
    names: tuple[str, ...]
    counts: tuple[Any, ...]
    period: Any
    by: Any
    keys: tuple[Any, ...]
    on: dt.date | None


class Questions:
    """Draws questions about a world that is there: its units of every level, as known when this was made."""

    def __init__(self, chance: random.Random, first: dt.date, last: dt.date) -> None:
        from motcua.figures.definitions.catalogue import shipped

        self.chance, self.first, self.last = chance, first, last
        self.units = _units(chance, last)
        catalogue = shipped()
        self.counted = sorted(name for name in catalogue.indicators if _is_of_facts(catalogue, name, last))
        self.forms = [self._form() for _each in range(FORMS)]

    def draw(self) -> Any:
        """One of the forms of one unit."""
        from motcua.figures.publications.asked import Asked, CountAsked, FigureAsked, TableAsked

        form, unit = self.chance.choice(self.forms), self._unit()
        tables = {"table": TableAsked(form.keys, form.by, unit, (form.period,), form.on)} if form.by else {}
        return Asked(
            "report",
            "Báo cáo thử",
            unit,
            form.period,
            figures={name: FigureAsked(name, unit, form.period) for name in form.names},
            counts={key.measure: CountAsked(key, unit, form.period) for key in form.counts},
            tables=tables,
        )

    def _form(self) -> Form:
        """Three indicators and two measures of a period, every second time a table too."""
        from motcua.figures.counting import Dimension
        from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey

        chance = self.chance
        names = chance.sample(SIMPLE, 3)
        if chance.random() < 0.25:
            names[0] = chance.choice(self.counted)
        counts = (
            MeasureKey("dossiers_settled_early", chance.choice(list(DueDate)), CountsFor.SETTLING),
            MeasureKey(chance.choice(TABLED[:2]), None, chance.choice([CountsFor.RECEIVING, CountsFor.SETTLING])),
        )
        tested = {"dossiers_settled_late": DueDate.APPOINTED}
        keys = tuple(MeasureKey(name, tested.get(name), CountsFor.SETTLING) for name in chance.sample(TABLED, 3))
        by = chance.choice(list(Dimension)) if chance.random() < 0.5 else None
        # The map of another day: mostly before the merger that is entered later.
        on = self._day() if chance.random() < 0.3 else None
        return Form(tuple(dict.fromkeys(names)), counts, self._period(), by, keys, on)

    def _unit(self) -> str:
        level = self.chance.choice(["province", "department", "commune", "commune", "part"])
        return self.chance.choice(self.units[level])

    def _day(self) -> dt.date:
        return self.first + dt.timedelta(days=self.chance.randint(0, (self.last - self.first).days))

    def _period(self) -> Any:
        from motcua.figures.periods import PeriodKind, between, period_of

        kind = self.chance.choice([*ROUNDS, "range"])
        if kind != "range":
            return period_of(PeriodKind(kind), self._day())
        return between(*sorted([self._day(), self._day()]))


def _units(chance: random.Random, day: dt.date) -> dict[str, list[str]]:
    """Codes by kind: the province, departments, communes (the two that merge later among them), parts of agencies."""
    from motcua.organisation.models import Unit, in_force

    rows = list(Unit.objects.filter(in_force(day)).order_by("code").values_list("code", "level", "kind"))
    communes = [code for code, level, _kind in rows if level == "commune"]
    parts = [code for code, level, kind in rows if level == "unit" and kind != "department"]
    return {
        "province": [code for code, level, _kind in rows if level == "province"],
        "department": [code for code, level, kind in rows if level == "unit" and kind == "department"],
        "commune": [*communes[:2], *chance.sample(communes[2:], min(18, len(communes) - 2))],
        "part": chance.sample(parts, min(12, len(parts))),
    }


def _is_of_facts(catalogue: Any, name: str, day: dt.date) -> bool:
    from motcua.core.errors import DomainError
    from motcua.figures.definitions.model import Source

    facts = {Source.DOSSIERS, Source.PROCEDURES, Source.DECISIONS, Source.ORGANISATION}
    try:
        return all(catalogue.measures[key.measure].source in facts for key in catalogue.needed(name, day))
    except DomainError:
        return False


# ---- what happens later


def correct(chance: random.Random) -> str:
    """Results of finished dossiers are corrected now."""
    from motcua.core import clock
    from motcua.core.errors import DomainError
    from motcua.dossiers.lifecycle import Action
    from motcua.dossiers.models import Dossier
    from motcua.dossiers.services.act import act
    from motcua.people.actors import SYSTEM

    done = 0
    rows = list(Dossier.objects.filter(closed=True).order_by("pk").values_list("uid", flat=True))
    for uid in chance.sample(rows, min(200, len(rows))):
        data = {"reason": "Sai lỗi chính tả", "electronic": False}
        try:
            act(dossier=uid, action=Action.CORRECT_RESULT, data=data, actor=SYSTEM, now=clock.now())
            done += 1
        except DomainError as error:
            last = error.code
    return f"{done} results corrected" if done else f"no result corrected: {last}"


def merge_late(chance: random.Random) -> str:
    """A commune that ended two months ago; nobody had entered it."""
    from motcua.core import clock
    from motcua.organisation.models import Unit, UnitSuccession, in_force
    from motcua.organisation.services.closure import rebuild_closure

    today = clock.legal_date(clock.now())
    day = today - dt.timedelta(days=60)
    old, new = list(Unit.objects.filter(in_force(today), level="commune").order_by("code")[:2])
    Unit.objects.filter(pk=old.pk).update(valid_to=day)
    UnitSuccession.objects.create(old=old, new=new, share=1, is_default=True, on=day)
    rebuild_closure()
    return f"{old.code} into {new.code} on {day}, entered late"


def change_calendar(chance: random.Random) -> str:
    """Two days become days off; open dossiers are planned again."""
    from motcua.core import clock
    from motcua.core.remember import forget_everything
    from motcua.dossiers.services.replan import replan_calendar
    from motcua.people.actors import SYSTEM
    from motcua.worktime.content import DayKind, DayRow
    from motcua.worktime.services import revise_days

    day = clock.legal_date(clock.now()) + dt.timedelta(days=1)
    rows = [DayRow(day + dt.timedelta(days=step), DayKind.CLOSED, "nghỉ bão", "công điện thử") for step in range(2)]
    revised = revise_days(code="as-settlement", days=rows, source="công điện thử", actor=SYSTEM, now=clock.now())
    forget_everything()
    moved = replan_calendar("as-settlement", revised.number, now=clock.now())
    return f"calendar revision {revised.number}: {moved} dossiers planned again"
