"""Rounds of assessment: an index tree, a period, who is assessed, layers of points, appeals, ranks, a signed result."""
