"""Accounts, parties and postings, valid by themselves."""

from __future__ import annotations

import datetime as dt

import factory

from motcua.core.search_text import fold
from motcua.people.models import (
    Assignment,
    Delegation,
    Party,
    Representation,
    Role,
    RoleGrant,
    User,
)
from tests.organisation.factories import BEGINNING, PostFactory

PASSWORD = "một mật khẩu thật dài"


class PartyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Party

    class Params:
        organisation = factory.Trait(kind="organisation", name="Công ty TNHH An Sơn", tax_code="0109999999")

    kind = "person"
    name = "Nguyễn Thị Hoa"
    search_text = factory.LazyAttribute(lambda party: fold(party.name))


class UserFactory(factory.django.DjangoModelFactory):
    """An official. Signs in with ``PASSWORD``."""

    class Meta:
        model = User

    class Params:
        citizen = factory.Trait(
            kind="citizen",
            email=factory.Sequence(lambda n: f"c{n}@example.vn"),
            party=factory.SubFactory(PartyFactory),
        )
        service = factory.Trait(kind="service")

    kind = "official"
    username = factory.Sequence(lambda n: f"user{n}")
    full_name = "Trần Văn Bình"
    password = factory.django.Password(PASSWORD)


class RoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Role
        django_get_or_create = ("code",)

    code = "settling_officer"
    name = "Công chức thụ lý"


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleGrant

    role = factory.SubFactory(RoleFactory)
    verb = "test.act"
    reach = "own_unit"
    valid_from = BEGINNING


class AssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assignment

    user = factory.SubFactory(UserFactory)
    post = factory.SubFactory(PostFactory)
    valid_from = BEGINNING


class DelegationFactory(factory.django.DjangoModelFactory):
    """``delegator`` must fill ``post`` for it to carry anything."""

    class Meta:
        model = Delegation

    delegator = factory.SubFactory(UserFactory)
    delegate = factory.SubFactory(UserFactory)
    post = factory.SubFactory(PostFactory)
    unit = factory.SelfAttribute("post.unit")
    verbs = ["dossier.settle"]
    decision_number = "12/QĐ-UBND"
    signed_on = BEGINNING
    valid_from = BEGINNING
    valid_to = dt.date(2030, 1, 1)


class RepresentationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Representation

    represented = factory.SubFactory(PartyFactory)
    representative = factory.SubFactory(PartyFactory)
    kind = "authorised"
    valid_from = BEGINNING
