"""Before the public sees a text: who drafts its masking. A person approves what is published; nothing here publishes.

The part that masks registers itself; without one the text comes back as it is, and whoever publishes sees that nobody
looked for names and numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from motcua.core.masking import scrub


@dataclass(frozen=True, slots=True)
class Draft:
    """A text as the public might see it, and how many places were covered."""

    text: str
    covered: int


Masker = Callable[[str], Draft]

_maskers: list[Masker] = []


def register(masker: Masker) -> None:
    """Name the one that drafts; the last one named counts."""
    _maskers[:] = [masker]


def drafted(text: str) -> Draft:
    """A draft of the masked text: by the registered masker, else with numbers and addresses covered."""
    if _maskers:
        return _maskers[0](text)
    covered = scrub(text)
    return Draft(covered, int(covered != text))
