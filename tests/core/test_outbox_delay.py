from __future__ import annotations

import pytest

from motcua.core.outbox.failures import delay


@pytest.mark.parametrize(("attempts", "longest"), [(1, 2), (2, 4), (5, 32), (11, 2048), (12, 3600), (500, 3600)])
def test_delay_doubles_up_to_an_hour_with_at_most_half_taken_off(attempts: int, longest: int) -> None:
    seconds = [delay(attempts).total_seconds() for _ in range(50)]

    assert all(longest / 2 <= value <= longest for value in seconds)
    assert len(set(seconds)) > 1
