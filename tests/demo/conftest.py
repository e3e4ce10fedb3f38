from __future__ import annotations

from collections.abc import Iterator

import pytest

from motcua.core.remember import forget_everything
from motcua.demo.base import load_base
from motcua.dossiers import answers, references
from motcua.procedures import selectors as registry
from tests.demo.given import NOW


@pytest.fixture
def province(transactional_db: None) -> Iterator[None]:
    """Everything before the first dossier."""
    _forget()
    load_base(now=NOW)
    yield
    _forget()


def _forget() -> None:
    forget_everything()
    references.forget()
    answers.unit_name.cache_clear()
    answers.post_title.cache_clear()
    registry.forget()
