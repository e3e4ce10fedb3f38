"""Who does the work: the posts filled in the province, and the actors behind them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Final

from motcua.core.clock import legal_date
from motcua.demo.accounts import shown_posts
from motcua.demo.files import table
from motcua.organisation.models import Unit, UnitLevel
from motcua.people.actors import Actor, load_actor
from motcua.people.models import Assignment, Party, User, UserKind

HEAD: Final = "unit_head"
RECEPTION: Final = "reception_officer"
SHOWN_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Officer:
    post: str
    """Public id of the post."""
    user: int


@dataclass(frozen=True, slots=True)
class Citizen:
    user: int
    party: Party


class Staff:
    """Officials by unit and role, citizens by their place in the pool (the shown ones first)."""

    def __init__(self, on: dt.datetime) -> None:
        self._day = legal_date(on)
        self._actors: dict[int, Actor] = {}
        self._officers: dict[tuple[str, str], list[Officer]] = {}
        self._shown: set[int] = set()
        rows = Assignment.objects.filter(valid_to=None, user__kind=UserKind.OFFICIAL).order_by("post__code")
        columns = ("post__unit__code", "post__role", "post__uid", "user_id", "user__username")
        shown = shown_posts()
        for unit, role, post, user, username in rows.values_list(*columns):
            self._officers.setdefault((unit, role), []).append(Officer(str(post), user))
            if username in shown:
                self._shown.add(user)
        emails = [row["email"] for row in table("people.toml")["shown"]]
        pool = User.objects.filter(kind="citizen", party__verified_by="document").select_related("party")
        first = {email: number for number, email in enumerate(emails)}
        ordered = sorted(pool, key=lambda user: (first.get(user.email, len(first)), user.pk))
        self.citizens = [Citizen(user.pk, user.party) for user in ordered if user.party is not None]
        self.communes = {
            unit.code: unit for unit in Unit.objects.filter(valid_to=None, level=UnitLevel.COMMUNE).order_by("code")
        }

    def actor(self, user: int) -> Actor:
        """Assignments of the demo never end, so an actor is the same on every day of its history."""
        if user not in self._actors:
            self._actors[user] = load_actor(user, self._day)
        return self._actors[user]

    def officer(self, unit: str, role: str, dice: random.Random, *, share: float = SHOWN_SHARE) -> Officer:
        """Somebody of the role in the unit or the nearest one above, else its head. Accounts shown do ``share`` of what
        they could, so that their lists are full."""
        for wanted in (role, HEAD):
            for code in _upwards(unit):
                found = self._officers.get((code, wanted))
                if found:
                    shown = [one for one in found if one.user in self._shown]
                    return shown[0] if shown and dice.random() < share else dice.choice(found)
        raise LookupError(f"nobody is {role} in {unit}")

    def has(self, unit: str, role: str) -> bool:
        return (unit, role) in self._officers


def _upwards(unit: str) -> list[str]:
    """A unit's code and those of the units above, as the codes of the province are built."""
    parts = unit.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
