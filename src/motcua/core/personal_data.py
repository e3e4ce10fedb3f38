"""The one list of what is personal: which fields of which things, of what sort, kept how long.

Rooms register theirs in ``apps.ready()``. The list drives masking on screens and in exports, what a person gets when
asking for their data, what retention and erasure touch, and what logs and audit records refuse to carry.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from motcua.core import masking


class Sort(StrEnum):
    NAME = "name"
    ID_NUMBER = "id_number"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    FREE_TEXT = "free_text"
    FILE_NAME = "file_name"
    FILE = "file"
    ANSWERS = "answers"
    DEVICE = "device"
    SECRET = "secret"  # noqa: S105  (a sort of field, not a secret)


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One personal field of a thing: ``owner`` is a model (``people.Party``) or an event kind with its private body
    (``dossiers.submitted``). ``kept`` is how long after the matter ended it stays (``None``: as long as the thing);
    ``erasable`` tells whether a lawful erasure empties it; ``source`` the law or rule behind both."""

    owner: str
    name: str
    sort: Sort
    kept: dt.timedelta | None = None
    erasable: bool = True
    source: str = ""

    def mask(self, value: str) -> str:
        return _MASKS.get(self.sort, masking.hide)(value)


_MASKS: Mapping[Sort, Callable[[str], str]] = {
    Sort.NAME: masking.mask_name,
    Sort.ID_NUMBER: masking.mask_id_number,
    Sort.PHONE: masking.mask_phone,
    Sort.EMAIL: masking.mask_email,
}

_fields: dict[tuple[str, str], PersonalField] = {}
_names: set[str] = set()

_ALWAYS = frozenset(
    {
        *("name", "full_name", "applicant", "id_number", "identity_number", "birth_date", "date_of_birth"),
        *("phone", "phone_number", "mobile", "email", "email_address", "address", "residence"),
        *("answers", "file_name", "free_text", "note", "reason_text", "content", "body_text"),
        *("password", "secret", "token", "totp", "code_sent", "session_key", "cookie", "authorization"),
        *("ip", "ip_address", "remote_addr", "user_agent"),
    }
)


def register(*fields: PersonalField) -> None:
    """Add fields. The same one again is fine (a reload); another with the same owner and name is a mistake."""
    for one in fields:
        key = one.owner, one.name
        if _fields.get(key, one) != one:
            raise ValueError(f"{one.owner}.{one.name} is registered otherwise already")
        _fields[key] = one
        _names.add(one.name)


def all_fields() -> tuple[PersonalField, ...]:
    return tuple(_fields[key] for key in sorted(_fields))


def fields_of(owner: str) -> tuple[PersonalField, ...]:
    """Every personal field of a model or event kind, by name."""
    return tuple(one for one in all_fields() if one.owner == owner)


def owners() -> tuple[str, ...]:
    return tuple(sorted({owner for owner, _ in _fields}))


def is_personal_key(key: str) -> bool:
    """True for a key under which nobody may write to a log, an audit record or an outbox message."""
    return key in _ALWAYS or key in _names


def keys_within(value: object) -> set[str]:
    """The personal keys anywhere inside nested mappings and lists."""
    return set(_keys(value))


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if is_personal_key(str(key)):
                yield str(key)
            yield from _keys(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        yield from _each(value)


def _each(values: Iterable[object]) -> Iterator[str]:
    for inner in values:
        yield from _keys(inner)
