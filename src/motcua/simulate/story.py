"""What becomes of one dossier: the acts that will be decided, with who does them and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from motcua.core.canonical import Json
from motcua.dossiers.lifecycle import Action
from motcua.simulate.chance import Dice
from motcua.simulate.people import Applicant
from motcua.simulate.province import Era, Offer

NOTHING: Final[Mapping[str, Json]] = {}


class Act(NamedTuple):
    """An act at an instant (ticks). ``user`` is the public id of the account, or the kind of actor without one."""

    ticks: int
    action: Action
    user: str
    data: Mapping[str, Json] = NOTHING
    private: Mapping[str, Json] = NOTHING


@dataclass(slots=True)
class Story:
    """``number`` tells dossiers of a history apart, in the order of arrival. ``account`` is the key of the citizen's
    account that files, ``filer`` the public id of whoever does."""

    number: int
    ticks: int
    era: Era
    offer: Offer
    dice: Dice
    applicant: Applicant
    filer: str
    account: int | None = None
    party: int | None = None
    """The account's own party; a new one is made when there is none."""
    is_assisted: bool = False
    code: str = ""
    acts: list[Act] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    """Components that came as files."""
    paid: tuple[int, str] | None = None
    """When the fees were paid, and how."""
    is_apologised: bool = True
    head: str = ""
    """Who apologises."""

    @property
    def is_online(self) -> bool:
        return self.offer.terms.channel == "online"

    def does(
        self,
        ticks: int,
        action: Action,
        user: str,
        data: Mapping[str, Json] = NOTHING,
        private: Mapping[str, Json] = NOTHING,
    ) -> None:
        self.acts.append(Act(ticks, action, user, data, private))
