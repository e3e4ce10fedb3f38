"""What the room adds to the house when it starts."""

from __future__ import annotations


def register() -> None:
    from motcua.core import texts
    from motcua.notifications import news
    from motcua.people import verbs

    from .services import reminding
    from .texts import TEXTS
    from .verbs import VERBS

    texts.register(TEXTS)
    verbs.register(VERBS)
    news.register(reminding.LETTER, reminding.news)
