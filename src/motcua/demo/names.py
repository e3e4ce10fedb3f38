"""People and businesses that do not exist: names, numbers and addresses drawn by the rules of ``data/people.toml``."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from motcua.core.search_text import fold
from motcua.demo.files import draw, table


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    is_woman: bool
    born: dt.date
    id_number: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Business:
    name: str
    tax_code: str
    phone: str
    address: str


def full_name(dice: random.Random, *, is_woman: bool) -> str:
    names = table("people.toml")["names"]
    family = names["family"]
    given = names["women" if is_woman else "men"]
    chosen = dice.choices(list(family), list(family.values()))[0]
    return f"{chosen} {dice.choice(given['middle'])} {dice.choice(given['given'])}"


def person(
    *key: object, place: str, is_town: bool = False, is_woman: bool | None = None, birth_year: int | None = None
) -> Person:
    """The one person of this key, living in ``place`` (a commune's name)."""
    dice = draw("person", *key)
    people = table("people.toml")
    woman = dice.random() < people["sex"]["women"] if is_woman is None else is_woman
    year = birth_year or min(2007, max(1938, round(dice.gauss(1984, 14))))
    born = dt.date(year, 1, 1) + dt.timedelta(days=dice.randrange(365))
    century = (1 if woman else 0) + (2 if year >= 2000 else 0)
    number = f"{people['id_number']['place']}{century}{year % 100:02d}{dice.randrange(10**6):06d}"
    return Person(full_name(dice, is_woman=woman), woman, born, number, phone(dice), address(dice, place, is_town))


def business(*key: object, place: str, is_town: bool = False) -> Business:
    """The one business of this key."""
    dice = draw("business", *key)
    rule = table("people.toml")["business"]
    name = f"{dice.choice(rule['first'])} {dice.choice(rule['second'])}"
    owner = full_name(dice, is_woman=dice.random() < 0.4)
    tax = table("people.toml")["tax_code"]
    code = tax["prefix"] + _digits(dice, int(tax["digits"]) - len(tax["prefix"]))
    title = dice.choice(rule["forms"]).format(name=name, person=owner)
    return Business(title, code, phone(dice), address(dice, place, is_town))


def phone(dice: random.Random) -> str:
    rule = table("people.toml")["phone"]
    return str(rule["prefix"]) + _digits(dice, int(rule["digits"]) - len(rule["prefix"]))


def address(dice: random.Random, place: str, is_town: bool) -> str:
    rule = table("people.toml")["address"]
    if is_town:
        return str(
            rule["in_town"].format(number=dice.randint(1, 280), street=dice.choice(rule["streets"]), commune=place)
        )
    return str(rule["in_country"].format(hamlet=dice.choice(rule["hamlets"]), commune=place))


def email_of(name: str, number: int) -> str:
    """``lan.nguyen12@dan.example``: made from the name, read by nobody."""
    words = fold(name).split()
    return f"{words[-1]}.{words[0]}{number}@{table('people.toml')['email']['citizens']}"


def _digits(dice: random.Random, count: int) -> str:
    return "".join(str(dice.randrange(10)) for _ in range(count))
