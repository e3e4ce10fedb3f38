from __future__ import annotations

from collections.abc import Iterator

import pytest

from motcua.worktime import selectors
from motcua.worktime.calendar_file import shipped_calendar
from motcua.worktime.compiled import CompiledCalendar


@pytest.fixture(autouse=True)
def _fresh_lookup() -> Iterator[None]:
    """A test that rolls back must not leave its revisions in the memory of the process."""
    selectors.forget()
    yield
    selectors.forget()


@pytest.fixture(scope="session")
def settlement() -> CompiledCalendar:
    """The shipped settlement calendar: Monday to Friday 07:00-11:30 and 13:30-17:00."""
    return shipped_calendar("as-settlement")
