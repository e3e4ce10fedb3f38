"""Which manifests of facts must stay: those that publications of this system name."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.figures.facts.prune import keep
from motcua.figures.publications.models import Publication


def _named() -> Iterator[str]:
    yield from Publication.objects.values_list("manifest", flat=True).distinct()


def register() -> None:
    keep("publications", _named)
