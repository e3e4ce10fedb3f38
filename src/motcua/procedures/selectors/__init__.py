"""Reads of the registry that others need. Import them from here."""

from motcua.procedures.selectors.memory import forget, process
from motcua.procedures.selectors.offers import closed_reasons, require_open, terms
from motcua.procedures.selectors.routing import route

__all__ = ["closed_reasons", "forget", "process", "require_open", "route", "terms"]
