"""Filling in what the state already holds: asked once, shown, confirmed (ND309/2026 art. 2).

Rooms register the sources they can read; a form names ``source.attribute`` (see :mod:`.prefill_names`). A source that
nobody registered, or that knows nothing of the person, fills in nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from motcua.forms.shape import Field
from motcua.people.models import Party, User


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data: the signed-in person's own ids, never anything the form or the request says. ``card`` is what the
    person's identity card said when it was read at the desk, by attribute."""

    party_id: int | None = None
    user_id: int | None = None
    card: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    value: object
    source: str


Reader = Callable[[Subject, Collection[str], dt.datetime], Mapping[str, object]]
"""From the person and the attributes wanted to the values there are."""


@dataclass(frozen=True, slots=True)
class _Source:
    label: object
    read: Reader


_sources: dict[str, _Source] = {}


def register_source(name: str, label: object, read: Reader) -> None:
    """Make ``read`` the reader of a source; ``label`` says where the data is from. Registering again replaces it."""
    _sources[name] = _Source(label, read)


def fill_in(fields: Iterable[Field], subject: Subject, *, now: dt.datetime) -> dict[str, Filled]:
    """The values by field key that the state holds for the fields that ask for it. One reading a source."""
    wanted: dict[str, dict[str, str]] = {}
    for one in fields:
        name, _dot, attribute = one.prefill.partition(".")
        if name in _sources and attribute:
            wanted.setdefault(name, {})[one.key] = attribute
    found: dict[str, Filled] = {}
    for name, keys in wanted.items():
        source = _sources[name]
        values = source.read(subject, set(keys.values()), now)
        for key, attribute in keys.items():
            if values.get(attribute) not in (None, "", []):
                found[key] = Filled(values[attribute], gettext(str(source.label)))
    return found


def _account(subject: Subject, _wanted: Collection[str], _now: dt.datetime) -> Mapping[str, object]:
    party = Party.objects.filter(pk=subject.party_id).first() if subject.party_id else None
    if party is None:
        return {}
    user = User.objects.filter(pk=subject.user_id).only("email").first() if subject.user_id else None
    return {
        "name": party.name,
        "id_number": party.id_number,
        "birth_date": party.birth_date.isoformat() if party.birth_date else "",
        "phone": party.phone,
        "email": party.email or (user.email if user else ""),
        "address": party.address,
    }


def _card(subject: Subject, _wanted: Collection[str], _now: dt.datetime) -> Mapping[str, object]:
    """At the desk what the card just said; elsewhere what was verified with a card before is the account's."""
    return subject.card


register_source("account", _("tài khoản của bạn"), _account)
register_source("party", _("tài khoản của bạn"), _account)
register_source("card", _("thẻ căn cước"), _card)
