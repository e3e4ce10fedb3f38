"""What in an application deserves a second look by the official: it refuses nothing, but it is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from motcua.core.texts import say
from motcua.forms.applicant import validate_applicant


def doubts(applicant: Mapping[str, object], *, on: dt.date | None = None) -> list[str]:
    """The warnings of the applicant's block, in words."""
    return [say(one.code, one.params) for one in validate_applicant(applicant, on=on).warnings]
