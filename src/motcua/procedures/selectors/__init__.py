"""Reads of the registry that others need. Import them from here."""

from motcua.procedures.selectors.bundles import FoundBundle, bundles_of, bundles_on
from motcua.procedures.selectors.coverage import coverage
from motcua.procedures.selectors.deadlines import decision_warnings
from motcua.procedures.selectors.listing import facets, list_procedures
from motcua.procedures.selectors.memory import forget, process
from motcua.procedures.selectors.offers import closed_reasons, require_open, terms
from motcua.procedures.selectors.pages import procedure_page
from motcua.procedures.selectors.posting import posting_sheet
from motcua.procedures.selectors.routing import route

__all__ = [
    "FoundBundle",
    "bundles_of",
    "bundles_on",
    "closed_reasons",
    "coverage",
    "decision_warnings",
    "facets",
    "forget",
    "list_procedures",
    "posting_sheet",
    "procedure_page",
    "process",
    "require_open",
    "route",
    "terms",
]
