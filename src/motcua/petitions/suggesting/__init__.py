"""What a report is about, who should see to it, and which others tell of the same: suggested, never decided.

``docs/adr/0054-suggestions-and-masking.md`` says how it works, ``docs/guides/petition-suggestions.md`` how it is used.
Pure: ``features``, ``linear``, ``rules``, ``measures``, ``traces``, ``matching``. Only ``fitting`` knows scikit-learn,
and only the job that learns imports it."""

from __future__ import annotations

from .advice import Advice, suggest

__all__ = ["Advice", "suggest"]
