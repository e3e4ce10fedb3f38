"""Genuine online: which share of what was filed online people filed themselves.

The official online rate counts what an official typed in at the counter in somebody's name. Beside it stands an
estimate, per unit and with an interval. Nobody is accused by it: the score of a single dossier is an odds, seen by
inspectors alone, and never reason enough for anything. Why and how: ADR 0034, docs/guides/genuine-online.md.
"""
