"""Everybody who signs in: one official in every post, the accounts that are shown, and citizens.

The accounts shown have a password and an authenticator key that everybody knows. That is why nothing of this loads
outside ``motcua.settings.dev``.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.db import transaction

from motcua.core.search_text import fold
from motcua.demo.files import SOURCE, Row, draw, table
from motcua.demo.names import Person, email_of, full_name, person
from motcua.organisation.models import Post, Unit, UnitLevel
from motcua.people.models import Assignment, CitizenIdentity, Party, PartyKind, User, UserKind

PASSWORD: Final = "An Son demo 2026"  # noqa: S105 (shown to everybody)
CITIZENS: Final = 240
"""Citizens with an account, besides those shown: they file the online dossiers of the history."""

NO_PASSWORD: Final = "!demo"  # noqa: S105 (the mark of an account that cannot sign in)


def totp_secret(username: str) -> str:
    """The authenticator key of a shown account: always the same."""
    return base64.b32encode(hashlib.sha256(f"motcua demo {username}".encode()).digest()[:20]).decode()


def shown_posts() -> Mapping[str, str]:
    """The post of each account shown, in the order in which they are shown."""
    return {row["username"]: row["post"] for row in table("posts.toml")["shown"]}


def program_posts() -> tuple[str, ...]:
    """The posts of the account for programs."""
    return tuple(f"{row['unit']}.{row['key']}" for row in table("posts.toml")["robot"]["posts"])


def load_officials(*, now: dt.datetime) -> None:
    """An official in every post that nobody fills."""
    empty = list(Post.objects.filter(assignments=None, valid_to=None).order_by("code"))
    if not empty:
        return
    names = {post: username for username, post in shown_posts().items()}
    names |= dict.fromkeys(program_posts(), table("posts.toml")["robot"]["username"])
    holders = {post.code: names.get(post.code, post.code.lower()) for post in empty}
    with transaction.atomic():
        users = {name: _official(name, now) for name in dict.fromkeys(holders.values())}
        User.objects.bulk_create(users.values(), batch_size=1000)
        Assignment.objects.bulk_create(
            (
                Assignment(
                    user=users[holders[post.code]],
                    post=post,
                    valid_from=post.valid_from,
                    source=SOURCE,
                    recorded_at=now,
                )
                for post in empty
            ),
            batch_size=1000,
        )
        _give_keys([user for name, user in users.items() if name in shown_posts()], now)


def _official(username: str, now: dt.datetime) -> User:
    robot = table("posts.toml")["robot"]
    if username == robot["username"]:
        return User(
            kind=UserKind.SERVICE, username=username, full_name=robot["name"], password=NO_PASSWORD, created_at=now
        )
    dice = draw("official", username)
    name = full_name(dice, is_woman=dice.random() < 0.5)
    domain = table("people.toml")["email"]["officials"]
    return User(
        kind=UserKind.OFFICIAL,
        username=username,
        full_name=name,
        email=f"{username}@{domain}",
        password=NO_PASSWORD,
        created_at=now,
    )


def _give_keys(users: list[User], now: dt.datetime) -> None:
    password = make_password(PASSWORD)
    for user in users:
        user.password, user.password_changed_at = password, now
    User.objects.bulk_update(users, ["password", "password_changed_at"])
    Authenticator.objects.bulk_create(
        Authenticator(
            user=user,
            type=Authenticator.Type.TOTP,
            data={"secret": encrypt(totp_secret(user.username))},
            created_at=now,
        )
        for user in users
    )


def load_citizens(*, now: dt.datetime) -> None:
    """The citizens shown, who sign in by a code to their address, and the pool of the history."""
    if CitizenIdentity.objects.filter(subject=table("people.toml")["shown"][0]["email"]).exists():
        return
    people = list(_citizens())
    with transaction.atomic():
        parties = Party.objects.bulk_create(_party(one, email, now) for email, one in people)
        users = User.objects.bulk_create(
            _citizen(email, one, party, now) for (email, one), party in zip(people, parties, strict=True)
        )
        CitizenIdentity.objects.bulk_create(
            CitizenIdentity(user=user, provider="email", subject=user.email, created_at=now) for user in users
        )


def _citizens() -> Iterator[tuple[str, Person]]:
    communes = {unit.code: unit for unit in Unit.objects.filter(valid_to=None, level=UnitLevel.COMMUNE)}
    for row in table("people.toml")["shown"]:
        yield row["email"], _shown_person(row, communes[row["place"]])
    codes = sorted(communes)
    for number in range(CITIZENS):
        commune = communes[codes[number % len(codes)]]
        one = person("citizen", number, place=place_name(commune), is_town=commune.kind == "ward")
        yield email_of(one.name, number), one


def _shown_person(row: Row, commune: Unit) -> Person:
    return person(
        "shown",
        row["email"],
        place=place_name(commune),
        is_town=commune.kind == "ward",
        is_woman=row["sex"] == "women",
        birth_year=row["birth_year"],
    )


def place_name(commune: Unit) -> str:
    """The name as it stands within an address."""
    return commune.name[:1].lower() + commune.name[1:]


def _party(one: Person, email: str, now: dt.datetime) -> Party:
    return Party(
        kind=PartyKind.PERSON,
        name=one.name,
        search_text=fold(one.name),
        id_number=one.id_number,
        birth_date=one.born,
        phone=one.phone,
        email=email,
        address=one.address,
        verified_at=now,
        verified_by="document",
        created_at=now,
    )


def _citizen(email: str, one: Person, party: Party, now: dt.datetime) -> User:
    user = User(
        kind=UserKind.CITIZEN,
        email=email,
        full_name=one.name,
        party=party,
        password=NO_PASSWORD,
        created_at=now,
    )
    user.username = f"c-{user.uid.hex}"
    return user
