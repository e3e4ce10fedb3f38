"""Made-up reports of citizens in bulk: what they write, where and when, what several write of one matter, and how it
ends. Everything follows from a seed; no real person wrote or appears. ``docs/guides/petition-suggestions.md``."""
