"""Ratings given at the counter's own machine: the same care. The room of ratings gives its circumstances as filings
(``applicant``: whoever rated, ``by_official`` for the work of the desk) and asks which share was free of the counter.

What speaks of an application's papers and acceptance does not exist for a rating; those signals are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from .filings import Filing
from .score import band, score
from .share import Share, share
from .signals import observe
from .weights import Edition


def rating_share(ratings: Sequence[Filing], work: Sequence[Filing], edition: Edition) -> Share | None:
    """Of the ratings of one desk and one key period, how many were given by people themselves, with an interval; None
    when there are fewer than may be published. ``work``: what officials did at their machines, which shows them."""
    plain = [replace(one, accepted_seconds=None, papers_shown=None, filling_seconds=None) for one in ratings]
    if len(plain) < edition.least:
        return None
    found = observe([*work, *plain])
    bands = Counter(band(score(signals, edition).evidence) for signals in found.values())
    return share(bands, edition)
