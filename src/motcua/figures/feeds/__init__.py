"""Readings that machines send: what they count, by hour and day, and whether they still come."""
