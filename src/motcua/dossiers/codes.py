"""Numbers people write down. The generator is pluggable: a uniform national rule is announced (Decree 309/2026 art. 12)
but not published, so the rule of Circular 01/2018/TT-VPCP art. 19 stays the default: agency - date - daily number.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Protocol

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.counters import next_number

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that are not taken for one another when read aloud or from paper."""


class CodeGenerator(Protocol):
    def draw(self, agency_code: str, now: dt.datetime) -> str:
        """A dossier code that was never issued before. Draws from a counter without gaps: call it last."""


class AgencyDayNumber:
    """``H99.12-261122-0007``: agency code, reception date, number of the day with at least four digits."""

    def draw(self, agency_code: str, now: dt.datetime) -> str:
        day = legal_date(now)
        number = next_number(f"dossier:{agency_code}", day)
        return f"{agency_code}-{day:%y%m%d}-{number:04d}"


GENERATOR: CodeGenerator = AgencyDayNumber()


def receipt_number(now: dt.datetime) -> str:
    """The number of a submission before it is accepted: date and seven letters that cannot be guessed in order."""
    tail = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return f"N{now.astimezone(LEGAL_ZONE):%y%m%d}-{tail}"
