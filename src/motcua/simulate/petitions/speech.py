"""What people write: sentences drawn from families of ways to say a thing, in the manner of many hands. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from motcua.simulate.chance import Dice

from .manners import Manner

HERE: Final = Path(__file__).parent / "data"
FAMILIES: Final = 5
EVERY: Final = tuple(range(FAMILIES))

_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"<(o|m|k|t|n|s|s0|s2|p)>")
_GAPS = re.compile(r"\s+([,.?!])")
_FAMILY_NAMES: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
_MIDDLE: Final = ("Văn", "Thị", "Hữu", "Minh", "Thanh", "Ngọc", "Đức")
_GIVEN: Final = ("Hùng", "Lan", "Tuấn", "Hoa", "Bình", "Dũng", "Hạnh", "Sơn", "Thảo", "Phúc", "Yến", "Long")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a matter is about and where, as all who tell of it see it."""

    street: str
    crossing: str
    landmark: str
    hamlet: str
    number: int


@cache
def families() -> Mapping[str, Sequence[Sequence[str]]]:
    """By category, families of sentences."""
    found: dict[str, Sequence[Sequence[str]]] = {}
    for path in sorted(HERE.glob("texts_*.toml")):
        found.update({key: row["families"] for key, row in tomllib.loads(path.read_text("utf-8")).items()})
    return found


@cache
def speech() -> Mapping[str, Any]:
    return tomllib.loads((HERE / "speech.toml").read_text("utf-8"))


def scene(dice: Dice) -> Scene:
    said = speech()
    number = 1 + dice.below(260)
    street = dice.choice(said["streets"])
    crossing = dice.choice([one for one in said["streets"] if one != street])
    landmark = dice.choice(said["landmarks"]).replace("<n>", str(number % 9 + 1))
    return Scene(street, crossing, landmark, dice.choice(said["hamlets"]).replace("<n>", str(number % 14 + 1)), number)


def told(category: str, seen: Scene, dice: Dice, *, of: Sequence[int] = EVERY, manner: Manner | None = None) -> str:
    """One person's words of a matter; ``of``: the families they may be drawn from; what
    is said in English counts as the first."""
    said = speech()
    by = manner or Manner.drawn(dice)
    foreign = said["english"].get(category)
    if by.is_english and foreign and 0 in of:
        return by.written(_filled(dice.choice(foreign), seen, dice), dice)
    family = families()[category][of[dice.below(len(of))]]
    core = dice.choice(family)
    if dice.happens(0.25):
        core += ". " + dice.choice(family)
    return by.written(_whole(core, seen, dice), dice)


def told_otherwise(kind: str, seen: Scene, dice: Dice, *, of: Sequence[int] = EVERY) -> str:
    """A complaint, a denunciation or spam."""
    every = speech()["other"][kind]
    allowed = [one for number, one in enumerate(every) if number % FAMILIES in of] or every
    core = dice.choice(allowed)
    text = _filled(core, seen, dice) if kind == "spam" else _whole(core, seen, dice)
    return Manner.drawn(dice).written(text, dice)


def told_rising(seen: Scene, dice: Dice) -> str:
    return Manner.drawn(dice).written(_whole(dice.choice(speech()["rising"]["sentences"]), seen, dice), dice)


def urged(text: str, seen: Scene, dice: Dice) -> str:
    """The same with words of a danger before it."""
    return _filled(dice.choice(speech()["other"]["urgent"]), seen, dice) + text


def _whole(core: str, seen: Scene, dice: Dice) -> str:
    said = speech()
    if "<o>" not in core and "<m>" not in core and "<k>" not in core and dice.happens(0.7):
        core += " <o>"
    text = dice.choice(said["openings"]) + core + dice.choice(said["closings"])
    return _filled(text, seen, dice)


def _filled(text: str, seen: Scene, dice: Dice) -> str:
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda found: dice.choice(found.group(1).split("|")), text)
    while _SLOT.search(text):
        text = _CHOICE.sub(
            lambda found: dice.choice(found.group(1).split("|")),
            _SLOT.sub(lambda found: _slot(found.group(1), seen, dice), text),
        )
    return _GAPS.sub(r"\1", " ".join(text.split()))


def _slot(name: str, seen: Scene, dice: Dice) -> str:
    said = speech()
    fixed = {"m": seen.landmark, "k": seen.hamlet, "s0": seen.street, "s2": seen.crossing}
    if name in fixed:
        return fixed[name]
    if name == "o":
        return dice.choice(said["at"])
    if name == "s":
        return f"{dice.choice(said['ways'])} {seen.street}"
    if name == "t":
        return dice.choice(said["since"])
    if name == "p":
        return " ".join((dice.choice(_FAMILY_NAMES), dice.choice(_MIDDLE), dice.choice(_GIVEN)))
    return str(seen.number if dice.happens(0.3) else 2 + dice.below(98))
