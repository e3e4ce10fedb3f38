"""What the room says of itself when the program starts."""

from __future__ import annotations

from motcua.core import texts
from motcua.figures.feeds.permissions import VERBS as FEED_VERBS
from motcua.people import verbs

from .permissions import VERBS
from .texts import TEXTS


def register() -> None:
    """Called from ``apps.ready()``; again changes nothing."""
    texts.register(TEXTS)
    verbs.register(VERBS)
    verbs.register(FEED_VERBS)
