"""What the model sees of an open dossier: numbers of its time, its steps, the load of posts and units, the past of its
procedure and unit, the season. Nothing of the applicant, and nothing of the person who holds it: a post's and a unit's
load count, never how fast or how well somebody works. See docs/guides/lateness.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from motcua.core.clock import legal_date

from .remaining import Left, Processes
from .snapshots import LATELY, Picture
from .working import WorkingTime

FEATURES_VERSION: Final = 1
"""Raised when a feature changes its meaning: a model of another version is not used."""

DAY_MINUTES: Final = 480.0
WORKDAYS: Final = LATELY * 5 / 7
SMOOTH: Final = 20.0
"""Dossiers by which a unit's or procedure's share of the late is drawn to the province's."""
_USED_USUALLY: Final = 0.4
"""Of what a step is allowed, where nobody knows what it usually takes."""

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "time": (
        *("used_share", "left_minutes", "limit_minutes", "steps_left", "minutes_a_step"),
        *("allowed_share", "usual_share"),
    ),
    "step": ("step_minutes", "step_share", "step_left"),
    "load": ("unit_held", "unit_load", "unit_days", "role_days"),
    "queue": ("ahead", "ahead_days"),
    "post": ("post_held",),
    "staff": ("posts", "posts_share", "away_share", "flow_change"),
    "unit": ("unit_rate", "role_rate"),
    "procedure": ("procedure_rate",),
    "supplement": ("supplements", "pauses"),
    "opinion": ("asked", "asked_left"),
    "season": ("weekday", "month_sin", "month_cos", "days_off", "all_rate"),
    "kind": ("online", "by_post", "electronic", "boundary_free", "is_part", "papers", "warned", "reappointed"),
}
"""Features by the reason that they make up together, in the order of the columns."""

FEATURES: Final = tuple(name for names in GROUPS.values() for name in names)

Away = Mapping[tuple[int, str], float]
"""By number of the day and unit: the share of its posts whose people are away."""


class Features:
    """The matrix of a picture, one column for each of :data:`FEATURES` (NaN: not known), and what reasons and the step
    to unblock are told from."""

    def __init__(self, picture: Picture, *, processes: Processes | None = None, away: Away | None = None) -> None:
        self.picture = picture
        self._work = WorkingTime(picture)
        self.at, _ = picture.instants("moment")
        self.due, _ = picture.instants("due")
        self.accepted, _ = picture.instants("accepted_at")
        self.steps = _steps_left(picture, processes or Processes())
        self._made: dict[str, np.ndarray] = {}
        self._time()
        self._step()
        self._load()
        self._past(away or {})
        self._kind()
        self.matrix = np.column_stack([self._made[name] for name in FEATURES]) if len(picture) else _empty()

    def __getitem__(self, name: str) -> np.ndarray:
        return self._made[name]

    def _time(self) -> None:
        made = self._made
        whole = self._work.minutes(self.accepted, self.due)
        gone = self._work.minutes(self.accepted, self.at)
        left = np.maximum(whole - gone, 0)
        made["used_share"] = np.where(whole > 0, gone / np.maximum(whole, 1), 1.0)
        made["left_minutes"], made["limit_minutes"] = left, whole
        made["days_off"] = (self.due - self.at) / 86_400e6 - left / DAY_MINUTES

    def _step(self) -> None:
        made, picture = self._made, self.picture
        entered, there = picture.instants("entered_at")
        due, is_timed = picture.instants("step_due")
        allowed = picture.numbers("allowed")
        in_step = np.where(there, self._work.minutes(np.where(there, entered, self.at), self.at), np.nan)
        made["step_minutes"] = in_step
        made["step_share"] = in_step / np.where(allowed > 0, allowed, np.nan)
        made["step_left"] = np.where(is_timed, self._work.minutes(self.at, np.where(is_timed, due, self.at)), np.nan)
        count, need, usual = self._needs(np.nan_to_num(in_step))
        left = made["left_minutes"]
        made["steps_left"] = count
        made["minutes_a_step"] = left / np.where(count > 0, count, np.nan)
        made["allowed_share"] = need / np.maximum(left, 1)
        made["usual_share"] = usual / np.maximum(left, 1)

    def _needs(self, in_step: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of each row: steps left, the minutes they are allowed, the minutes they usually take."""
        rows = len(self.picture)
        count, need, usual = np.full(rows, np.nan), np.full(rows, np.nan), np.full(rows, np.nan)
        procedures, days = self.picture.texts("procedure"), self.picture.columns["day"].to_numpy().tolist()
        for row, left in enumerate(self.steps):
            if left is None:
                continue
            times = self.usual(days[row], procedures[row], left)
            here = in_step[row]
            count[row] = len(left.keys)
            need[row] = max(left.minutes[0] - here, 0.0) + sum(left.minutes[1:])
            usual[row] = max(times[0] - here, 0.0) + sum(times[1:])
        return count, need, usual

    def usual(self, day: int, procedure: str, left: Left) -> list[float]:
        """What each step that is left usually takes, in working minutes."""
        known = self.picture.usual
        return [
            known.get((day, procedure, key), _USED_USUALLY * minutes)
            for key, minutes in zip(left.keys, left.minutes, strict=True)
        ]

    def _load(self) -> None:
        made, number = self._made, self.picture.numbers
        held, role_held, gone = number("unit_held"), number("role_held"), number("n28")
        role_a_day = np.maximum(np.nan_to_num(number("role_n28")), 0.5) / WORKDAYS
        made["unit_held"] = held
        made["unit_load"] = held / np.maximum(np.nan_to_num(number("stayed")) / (86_400 * LATELY), 0.5)
        made["unit_days"] = held / (np.maximum(np.nan_to_num(gone), 0.5) / WORKDAYS)
        made["role_days"] = role_held / role_a_day
        made["ahead"] = number("ahead")
        made["ahead_days"] = made["ahead"] / role_a_day
        made["post_held"] = number("post_held")
        made["posts"] = number("there28")
        made["posts_share"] = number("there7") / np.maximum(made["posts"], 1)
        made["flow_change"] = (number("n7") / 5) / (np.maximum(np.nan_to_num(gone), 1) / WORKDAYS)

    def _past(self, away: Away) -> None:
        made, number = self._made, self.picture.numbers
        overall = number("all_share")
        made["all_rate"] = overall
        for name, late, count in (
            ("unit_rate", "unit_late", "unit_n"),
            ("procedure_rate", "procedure_late", "procedure_n"),
            ("role_rate", "role_late", "role_n28"),
        ):
            base = np.nan_to_num(overall)
            some, of = np.nan_to_num(number(late)), np.nan_to_num(number(count))
            made[name] = (some + SMOOTH * base) / (of + SMOOTH)
        units, days = self.picture.texts("unit"), self.picture.columns["day"].to_numpy().tolist()
        made["away_share"] = np.array([away.get(key, 0.0) for key in zip(days, units, strict=True)], float)

    def _kind(self) -> None:
        made, number, picture = self._made, self.picture.numbers, self.picture
        made["supplements"] = number("supplements_reception") + number("supplements_settlement")
        made["pauses"], made["asked"], made["papers"] = number("pauses"), number("asked"), number("papers_required")
        due, is_asked = picture.instants("asked_due")
        made["asked_left"] = np.where(is_asked, self._work.minutes(self.at, np.where(is_asked, due, self.at)), np.nan)
        channel = np.array(picture.texts("channel"), dtype=object)
        made["online"], made["by_post"] = (channel == "online").astype(float), (channel == "post").astype(float)
        made["is_part"] = np.array([bool(one) for one in picture.texts("part")], float)
        for name, column in (
            ("electronic", "electronic"),
            ("boundary_free", "boundary_free"),
            ("warned", "late_warned"),
            ("reappointed", "reappointed"),
        ):
            made[name] = np.nan_to_num(number(column))
        local = {day.number: day.local for day in picture.days}
        days = [local[one] for one in picture.columns["day"].to_numpy().tolist()]
        turn = np.array([2 * np.pi * one.timetuple().tm_yday / 365.25 for one in days], float)
        made["weekday"] = np.array([one.weekday() for one in days], float)
        made["month_sin"], made["month_cos"] = np.sin(turn), np.cos(turn)


def _empty() -> np.ndarray:
    return np.zeros((0, len(FEATURES)))


def _steps_left(picture: Picture, processes: Processes) -> Sequence[Left | None]:
    accepted, _ = picture.instants("accepted_at")
    names = (picture.texts(name) for name in ("procedure", "case_key", "step"))
    dates: dict[int, dt.date] = {}
    found: list[Left | None] = []
    for procedure, case, step, at in zip(*names, accepted.tolist(), strict=True):
        hour = at // 3_600_000_000
        if hour not in dates:
            dates[hour] = legal_date(dt.datetime.fromtimestamp(at / 1e6, dt.UTC))
        found.append(processes.left(procedure, case, step, dates[hour]) if step else None)
    return found
