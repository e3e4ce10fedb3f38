"""The cases of a procedure as a decision sees them."""

from __future__ import annotations

from collections.abc import Mapping

from motcua.desk.decisions.wording_lists import case_names
from motcua.procedures.content import to_json
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.models import Decision
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.services.standing import version_on


def cases_of(decision: Decision, procedure_key: str) -> list[tuple[str, str]]:
    """Key and name of each case on the decision's day: as the decision itself words it, else as in force."""
    own = decision.items.filter(kind=ItemKind.PROCEDURE.value, procedure_key=procedure_key).order_by("ordinal").first()
    if own is not None:
        content = own.content.get("content") if isinstance(own.content, dict) else None
        return case_names(content) if isinstance(content, Mapping) else []
    version = version_on(procedure_key, decision.effective_on)
    return case_names(to_json(content_of(version))) if version else []
