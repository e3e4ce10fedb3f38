"""Keeping what is finished: how long, in which packages, and destroying it by a second person's decision."""
