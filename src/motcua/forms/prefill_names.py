"""The names under which forms ask for what the state already holds: ``source.attribute``."""

from __future__ import annotations

import re

ACCOUNT = ("name", "id_number", "birth_date", "phone", "email", "address")
CARD = ("name", "id_number", "birth_date", "sex", "address", "issued_on")

_FIXED = {"party": frozenset(ACCOUNT), "account": frozenset(ACCOUNT), "card": frozenset(CARD)}
_OPEN = {
    "earlier": re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}"),
    "register": re.compile(r"[a-z][a-z0-9_-]{0,59}\.[A-Za-z][A-Za-z0-9_]{0,59}"),
}
"""``earlier.<field>``: the newest answer of the same person under that key; ``register.<register>.<field>``."""


def is_known(name: str) -> bool:
    """Whether forms may name this source and attribute."""
    source, _, attribute = name.partition(".")
    if source in _FIXED:
        return attribute in _FIXED[source]
    return source in _OPEN and _OPEN[source].fullmatch(attribute) is not None
