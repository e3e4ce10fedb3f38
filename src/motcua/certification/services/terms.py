"""What a kind costs and what stands on its papers, from a day on: a change of law is a new row, the one before ends."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict

import structlog
from django.db import transaction

from motcua.certification.kinds import Kind, kind
from motcua.certification.models import Terms
from motcua.certification.permissions import TERMS
from motcua.certification.rules import Counts, Tariff
from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid
from motcua.core.money import MAX_DONG
from motcua.people.actors import Actor
from motcua.people.permissions import require

log = structlog.get_logger(__name__)

PLACES = frozenset({"number", "book", "date", "signer", "signer_title", "requester", "title", "copies"})
NEEDED = ("number", "book")
_PLACE = re.compile(r"\{([^{}]*)\}")


@transaction.atomic
def set_terms(
    key: str,
    tariff: Tariff,
    *,
    wording: str,
    valid_from: dt.date,
    source: str,
    verified: bool,
    actor: Actor,
    now: dt.datetime,
) -> Terms:
    """From ``valid_from`` (today or later) a kind costs this and its papers say so; what was certified before keeps its
    own terms. Saying the same again changes nothing. Raises NotAllowed, Invalid("data_invalid") with every fault,
    Conflict("certification_terms_later_one")."""
    require(actor, TERMS, ())
    what = kind(key)
    said = wording.strip()
    faults = _faults(what, tariff, said, source)
    if valid_from < legal_date(now):
        faults.append({"field": "valid_from", "code": "certification_terms_past"})
    if faults:
        raise Invalid("data_invalid", errors=faults)
    standing = _standing(what, tariff, said, valid_from)
    if standing is not None:
        return standing
    made = Terms.objects.create(
        kind=what.key,
        **asdict(tariff),
        wording=said,
        verified=verified,
        valid_from=valid_from,
        source=source.strip()[:300],
        recorded_at=now,
    )
    details = {"kind": what.key, "from": valid_from.isoformat()}
    audit.record(
        act="certification.terms_set", actor=actor, subject_kind="terms", subject=what.key, now=now, details=details
    )
    log.info("certification.terms_set", **details)
    return made


def _standing(what: Kind, tariff: Tariff, wording: str, valid_from: dt.date) -> Terms | None:
    """The last row when it says the same; else it ends on that day."""
    last = Terms.objects.select_for_update().filter(kind=what.key).order_by("-valid_from").first()
    if last is None:
        return None
    if last.valid_to is None and last.tariff == tariff and last.wording == wording:
        return last
    if last.valid_from >= valid_from:
        raise Conflict("certification_terms_later_one", params={"on": last.valid_from.isoformat()})
    if last.valid_to is None:
        Terms.objects.filter(pk=last.pk).update(valid_to=valid_from)
    return None


def _faults(what: Kind, tariff: Tariff, wording: str, source: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for name, amount in asdict(tariff).items():
        if amount is not None and not 0 <= amount <= (1000 if name == "first_pages" else MAX_DONG):
            found.append({"field": name, "code": "certification_amount_wrong"})
    if tariff.most_per_copy == 0:
        found.append({"field": "most_per_copy", "code": "certification_amount_wrong"})
    if what.counts is Counts.COPIES and tariff.first_amount and not tariff.first_pages:
        found.append({"field": "first_pages", "code": "field_required"})
    named = _PLACE.findall(wording)
    unknown = sorted(set(named) - PLACES)
    if unknown or "{" in _PLACE.sub("", wording) or "}" in _PLACE.sub("", wording):
        found.append({"field": "wording", "code": "certification_place_unknown", "place": ", ".join(unknown) or "{ }"})
    elif any(name not in named for name in NEEDED):
        found.append({"field": "wording", "code": "certification_place_missing"})
    if not source.strip():
        found.append({"field": "source", "code": "field_required"})
    return found
