"""What the room says of itself when the program starts."""

from __future__ import annotations

from motcua.core import texts
from motcua.figures.feeds.permissions import VERBS as FEED_VERBS
from motcua.figures.feeds.texts import TEXTS as FEED_TEXTS
from motcua.notifications import news
from motcua.people import verbs

from . import letters, morning
from .permissions import VERBS
from .texts import TEXTS


def register() -> None:
    """Called from ``apps.ready()``; again changes nothing. The outbox consumers register by being imported."""
    texts.register(TEXTS)
    texts.register(FEED_TEXTS)
    verbs.register(VERBS)
    verbs.register(FEED_VERBS)
    news.register(letters.LETTER, letters.alert_news)
    news.register(morning.LETTER, morning.morning_news)
