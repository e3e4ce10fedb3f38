"""Boards: an index of all units of a level at once, what would raise it, what others publish beside it, coverage."""
