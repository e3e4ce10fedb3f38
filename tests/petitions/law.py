"""A made-up law for tests of the pure lifecycle: days of 24 hours, all of them worked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from motcua.petitions.lifecycle import (
    CategoryTerms,
    Channel,
    Kind,
    Opening,
    PetitionState,
    Refusal,
    Stamp,
    Step,
    open_petition,
)

START = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
DESK, UNIT, PLACE = "desk-uid", "unit-uid", "place-uid"
UNITS = {"desk": DESK, "unit": UNIT, "other": "other-uid", "place": PLACE}
DAYS = {
    Step.REJECT: 2,
    Step.ASK: 5,
    Step.FORWARD: 5,
    Step.HANDLE: 15,
    Step.URGENT: 1,
    Step.APPROVE: 1,
    Step.PUBLISH: 2,
    Step.SENDER: 5,
    Step.SETTLE: 10,
    Step.APOLOGY: 3,
}


@dataclass
class Law:
    by_sender: bool = False
    categories: dict[str, CategoryTerms] = field(
        default_factory=lambda: {
            "": CategoryTerms("", "", False, True, 0, 2),
            "road": CategoryTerms("road", "street", False, True, 10, 2),
            "fire": CategoryTerms("fire", "street", True, True, 5, 2),
            "conduct": CategoryTerms("conduct", "conduct", False, False, 5, 1),
        }
    )

    def category(self, code: str) -> CategoryTerms | None:
        return self.categories.get(code)

    def unit(self, code: str) -> str | None:
        return UNITS.get(code)

    def due(self, category: str, step: Step, start: dt.datetime) -> Stamp | None:
        return Stamp(start + DAYS[step] * DAY, "test", 1, DAYS[step], "day")

    def shifted(self, due_at: dt.datetime, unit: str, since: dt.datetime, until: dt.datetime) -> Stamp:
        return Stamp(due_at + (until - since), "test", 1)

    def later(self, due_at: dt.datetime, working_days: int) -> Stamp:
        return Stamp(due_at + working_days * DAY, "test", 1)

    def soon(self, due_at: dt.datetime, now: dt.datetime) -> bool:
        return due_at - now < DAY


def opened(category: str = "road", *, anonymous: bool = False, law: Law | None = None) -> PetitionState:
    opening = Opening(
        channel=Channel.WEB,
        kind=Kind.STREET,
        receipt_no="PA261123-TEST234",
        reception_unit=DESK,
        category=category,
        place=PLACE,
        anonymous=anonymous,
        private={"text": "Ổ gà"},
    )
    found = open_petition(law or Law(), opening, START)
    assert not isinstance(found, Refusal)
    return found[1]
