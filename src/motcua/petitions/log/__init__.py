"""The log of petitions and its projection on tables."""
