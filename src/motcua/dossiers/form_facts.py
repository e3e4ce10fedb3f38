"""What conditions of a form may ask beside the answers: ``@case``, ``@channel``, ``@fee``, ``@applicant`` and so on."""

from __future__ import annotations

from motcua.procedures.terms import Terms


def form_facts(terms: Terms, place: str, applicant: str) -> dict[str, object]:
    """The facts of an application: ``applicant`` is ``person`` or ``organisation``; the fee is the sum in đồng."""
    return {
        "case": terms.case_key,
        "channel": terms.channel.value,
        "fee": sum(fee.amount or 0 for fee in terms.fees),
        "applicant": applicant,
        "place": place,
    }
