"""What the room adds to the house when it starts."""

from __future__ import annotations


def register() -> None:
    from motcua.core import texts
    from motcua.people import verbs

    from .texts import TEXTS
    from .verbs import VERBS

    texts.register(TEXTS)
    verbs.register(VERBS)
