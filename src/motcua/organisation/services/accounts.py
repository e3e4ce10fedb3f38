"""The account of a unit: set from a day on, the one before ends then. Who may (verb ``organisation.manage``) is decided
above."""

from __future__ import annotations

import datetime as dt
import re

from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.errors import Conflict, Invalid
from motcua.organisation.models import Unit, UnitAccount

NUMBER = re.compile(r"[0-9A-Z][0-9A-Z.\- ]{3,28}[0-9A-Z]")


@transaction.atomic
def set_account(
    unit: Unit,
    *,
    number: str,
    bank: str,
    holder: str,
    valid_from: dt.date,
    source: str,
    actor: audit.Doer,
    now: dt.datetime,
) -> UnitAccount:
    """From ``valid_from`` fees go to this account; saying the same again changes nothing. Raises Invalid
    ("account_number_malformed", "field_required"), Conflict ("account_later_one") when a later one is set."""
    clean = {name: " ".join(text.split()) for name, text in (("bank", bank), ("holder", holder))}
    clean["number"] = " ".join(number.upper().split())
    if not NUMBER.fullmatch(clean["number"]):
        raise Invalid("account_number_malformed", errors=[{"field": "number", "code": "account_number_malformed"}])
    for name in ("bank", "holder"):
        if not clean[name]:
            raise Invalid("field_required", errors=[{"field": name, "code": "field_required"}])
    before = UnitAccount.objects.select_for_update().filter(unit=unit).order_by("-valid_from").first()
    if before is not None and before.valid_to is None:
        if all(getattr(before, name) == value for name, value in clean.items()):
            return before
        if before.valid_from >= valid_from:
            raise Conflict("account_later_one", params={"on": before.valid_from.isoformat()})
        UnitAccount.objects.filter(pk=before.pk).update(valid_to=valid_from)
    try:
        made = UnitAccount.objects.create(unit=unit, valid_from=valid_from, source=source, recorded_at=now, **clean)
    except IntegrityError as error:
        raise Conflict("account_later_one", params={"on": valid_from.isoformat()}) from error
    audit.record(
        act="organisation.account_set", actor=actor, subject_kind="unit", subject=str(unit.uid), now=now, details={}
    )
    return made
