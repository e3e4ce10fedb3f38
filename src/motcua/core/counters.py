"""Numbers without gaps, per scope and legal day: dossier codes, decision numbers."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from motcua.core import hot

_NEXT_NUMBER = """
INSERT INTO core_counter (scope, day, value) VALUES (%s, %s, 1)
ON CONFLICT (scope, day) DO UPDATE SET value = core_counter.value + 1
RETURNING value
"""


def next_number(scope: str, day: dt.date) -> int:
    """The next number of ``scope`` on ``day``, from 1, in one statement.

    There are no gaps because the row stays locked until the caller's transaction ends, and a rollback gives the number
    back. So draw it last: everyone else in the scope waits from here on. Lock order: parent, child, counter. Raises
    RuntimeError outside a transaction, where the number could be lost.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a number is drawn in the transaction that uses it")
    ((number,),) = hot.rows(_NEXT_NUMBER, (scope, day))
    return int(number)


_NEXT_NUMBERS = """
INSERT INTO core_counter (scope, day, value) VALUES (%s, %s, %s::int)
ON CONFLICT (scope, day) DO UPDATE SET value = core_counter.value + EXCLUDED.value
RETURNING value
"""


def next_numbers(scope: str, day: dt.date, many: int) -> range:
    """As :func:`next_number`, ``many`` of them in a row. Raises ValueError for none."""
    if many < 1:
        raise ValueError("draw one number at least")
    if not connection.in_atomic_block:
        raise RuntimeError("a number is drawn in the transaction that uses it")
    ((last,),) = hot.rows(_NEXT_NUMBERS, (scope, day, many))
    return range(int(last) - many + 1, int(last) + 1)
