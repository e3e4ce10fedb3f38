"""Where a dossier is, for the person it is about: everything with the secret of the receipt or signed in; with the code
alone only the code and the stage (Circular 01/2018/TT-VPCP art. 16.2d)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from motcua.core.errors import NotFound
from motcua.dossiers.lifecycle import Stage, State, stage
from motcua.dossiers.models import Dossier, DossierAlias


@dataclass(frozen=True, slots=True)
class Tracked:
    code: str
    stage: Stage
    ended: bool
    """It ended without a result: refused, withdrawn or closed."""


ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.CLOSED})


def normal_code(text: str) -> str:
    """A code as typed: capitals, no blanks, nothing that cannot be printed."""
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace()).upper()[:80]


def uid_of_code(text: str) -> UUID:
    """The public id of the dossier with this code, receipt number or older code, for callers that check who asks
    before they tell anything. Raises NotFound("dossier_unknown")."""
    return _found(text).uid


def track(text: str) -> Tracked:
    """By dossier code, receipt number or older code. Raises NotFound("dossier_unknown"); callers limit the rate."""
    found = _found(text)
    state = State(found.state)
    return Tracked(found.code or found.receipt_no, stage(state), state in ENDED)


def _found(text: str) -> Dossier:
    code = normal_code(text)
    rows = Dossier.objects.only("uid", "code", "receipt_no", "state")
    found = rows.filter(code=code).first() or rows.filter(receipt_no=code).first()
    if found is None:
        alias = DossierAlias.objects.filter(code=code).select_related("dossier").first()
        found = alias.dossier if alias else None
    if found is None:
        raise NotFound("dossier_unknown")
    return found


def by_secret(secret: str) -> Dossier:
    """The dossier whose receipt carries ``secret``. Raises NotFound("dossier_unknown")."""
    found = Dossier.objects.filter(link_secret=secret).first() if 20 <= len(secret) <= 40 else None
    if found is None:
        raise NotFound("dossier_unknown")
    return found
