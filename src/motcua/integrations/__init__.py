"""One package for each outside system, behind a small interface and with a simulator beside it."""
