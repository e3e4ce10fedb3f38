"""Forms among the items of a decision: they are written in the studio, and shown here."""

from __future__ import annotations

from urllib.parse import urlencode

from motcua.core.errors import NotFound
from motcua.procedures.models import Decision
from motcua.web.navigation import address


def studio_address(procedure: str, decision: Decision) -> str:
    """Where the forms of a procedure are written, on the way to this decision. Raises NotFound ``item_not_found`` where
    nobody brings the studio."""
    found = address("studio:forms")
    if found is None:
        raise NotFound("item_not_found")
    return f"{found}?{urlencode({'procedure': procedure, 'decision': str(decision.uid)})}"
