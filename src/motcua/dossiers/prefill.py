"""What a person answered in earlier dossiers of their own, for forms that ask for it (``earlier.<field>``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.timeline import private_of_first
from motcua.forms.prefill import Subject

MOST_LOOKED_AT = 5


def earlier_answers(subject: Subject, wanted: Collection[str], now: dt.datetime) -> Mapping[str, object]:
    """The newest answers under the wanted keys among the last dossiers that the signed-in account filed for itself;
    never those of others, and nothing that was erased."""
    if subject.user_id is None or subject.party_id is None:
        return {}
    own = Dossier.objects.filter(account_id=subject.user_id, applicant_id=subject.party_id)
    found: dict[str, object] = {}
    for dossier in own.order_by("-id")[:MOST_LOOKED_AT]:
        answers = private_of_first(dossier).get("answers")
        for key, value in answers.items() if isinstance(answers, dict) else ():
            if key in wanted and key not in found and not isinstance(value, dict):
                found[key] = value
    return found
