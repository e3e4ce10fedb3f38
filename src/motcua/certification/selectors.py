"""Reads of the registers: who certifies where, which book, what stands in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Count, F, Func, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from motcua.core.errors import Conflict, Invalid
from motcua.core.remember import remembered
from motcua.core.search_text import tokens
from motcua.dossiers.permissions import SIGN
from motcua.organisation.models import Post, Unit, UnitLevel, in_force
from motcua.organisation.selectors import ancestors, descendants, one_stop_of
from motcua.people.actors import Actor
from motcua.people.models import Assignment, RoleGrant

from .models import Closing, Entry, Terms
from .permissions import CERTIFY, READ_BOOK
from .rules import Totals

PAGE = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody certifies: ``authority`` owns the registers (the commune's People's Committee), ``centre`` is the
    desk that receives."""

    authority: int
    authority_uid: str
    code: str
    name: str
    centre: int


@dataclass(frozen=True, slots=True)
class Signer:
    """A post whose holder signs certifications, and who holds it today."""

    post: int
    uid: str
    title: str
    name: str


def desk_of(actor: Actor, on: dt.date) -> Desk:
    """The desk of the actor's own posts. Raises Conflict("certification_not_here")."""
    reach = actor.reach_of(CERTIFY)
    for standing in actor.standings:
        if reach.everywhere or standing.unit_id in reach.units:
            found = _desk(standing.unit_id, on)
            if found is not None:
                return found
    raise Conflict("certification_not_here")


@remembered(seconds=60)
def _desk(unit: int, on: dt.date) -> Desk | None:
    own = Unit.objects.filter(pk=unit)
    line = [*own, *ancestors(unit, on)]
    authority = next((one for one in line if one.level == UnitLevel.COMMUNE), None)
    if authority is None:
        return None
    centre = one_stop_of(authority.pk, on)
    if centre is None:
        return None
    return Desk(authority.pk, str(authority.uid), authority.code, authority.name, centre.pk)


def signers(authority: int, on: dt.date) -> tuple[Signer, ...]:
    """The posts of the authority whose role signs and that somebody fills: the chair and whoever signs on the chair's
    behalf (Decree 23/2015/ND-CP art. 5; successors of the decree let the chair authorise others)."""
    roles = RoleGrant.objects.filter(in_force(on), verb=SIGN).values("role__code")
    posts = Post.objects.filter(in_force(on), unit__in=descendants(authority, on), role__in=roles)
    filled = Assignment.objects.filter(in_force(on), post__in=posts, user__is_active=True)
    rows = filled.select_related("post", "user", "post__unit").order_by("post__unit__level", "post__code", "pk")
    found: dict[int, Signer] = {}
    for row in rows:
        found.setdefault(row.post_id, Signer(row.post_id, str(row.post.uid), row.post.title, row.user.full_name))
    return tuple(found.values())


def signer(authority: int, post: str, on: dt.date) -> Signer:
    """Raises Invalid("certification_signer_unknown")."""
    found = next((one for one in signers(authority, on) if one.uid == post), None)
    if found is None:
        raise Invalid("certification_signer_unknown")
    return found


def terms_on(kind: str, on: dt.date) -> Terms:
    """Fees and wording in force. Raises Conflict("certification_terms_missing")."""
    found = _terms(kind, on)
    if found is None:
        raise Conflict("certification_terms_missing", params={"kind": kind})
    return found


@remembered(seconds=10)
def _terms(kind: str, on: dt.date) -> Terms | None:
    return Terms.objects.filter(in_force(on), kind=kind).first()


@dataclass(frozen=True, slots=True)
class Book:
    unit: int
    kind: str
    year: int


def readable_units(actor: Actor, on: dt.date) -> list[Unit]:
    """The authorities whose registers the actor reads: the own one, else those within reach."""
    reach = actor.reach_of(READ_BOOK)
    if reach.everywhere:
        return list(Unit.objects.filter(in_force(on), level=UnitLevel.COMMUNE).order_by("name", "code"))
    found = {desk.authority for unit in reach.units if (desk := _desk(unit, on)) is not None}
    return list(Unit.objects.filter(pk__in=found).order_by("name", "code"))


def entries(book: Book, query: str = "") -> QuerySet[Entry]:
    """A register's rows in the order of their numbers; ``query``: a number, or words of names."""
    rows = Entry.objects.filter(unit=book.unit, kind=book.kind, year=book.year).order_by("number")
    text = query.strip()
    if not text:
        return rows
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return rows.filter(number=int(text))
    words = tokens(text)
    if not words:
        return rows.none()
    vector = Func(Value("simple"), F("search_text"), function="to_tsvector", output_field=SearchVectorField())
    wanted = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    return rows.annotate(words=vector).filter(words=wanted)


def totals(book: Book) -> tuple[Totals, int, int]:
    """What stands in a register: totals of the rows that stand, how many are struck, the last number."""
    rows = Entry.objects.filter(unit=book.unit, kind=book.kind, year=book.year)
    stands = Q(struck_at=None)
    found = rows.aggregate(
        entries=Count("pk", filter=stands),
        struck=Count("pk", filter=~stands),
        copies=Coalesce(Sum("copies", filter=stands), 0),
        fee=Coalesce(Sum("fee", filter=stands), 0),
    )
    last = rows.order_by("-number").values_list("number", flat=True).first() or 0
    return Totals(found["entries"], int(found["copies"]), int(found["fee"])), found["struck"], last


def closing(book: Book) -> Closing | None:
    return Closing.objects.select_related("closed_by").filter(unit=book.unit, kind=book.kind, year=book.year).first()


def years(unit: int) -> Sequence[int]:
    """The years in which the authority entered anything, newest first."""
    rows = Entry.objects.filter(unit=unit).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def last_signer(desk: int, kind: str, user: int | None) -> int | None:
    """Whom the official named last, for the next entry."""
    rows = Entry.objects.filter(desk=desk, kind=kind, made_by=user).order_by("-pk")
    return rows.values_list("signer_id", flat=True).first()
