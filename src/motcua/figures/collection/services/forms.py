"""Setting a form from a day on. A change is a new row; the old one ends the day before and keeps its campaigns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from motcua.core import audit
from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.figures.collection.layout import lines_of, unit_choice
from motcua.figures.collection.models import CAMPAIGN_KINDS, ReportingForm
from motcua.figures.collection.permissions import COLLECT
from motcua.figures.definitions.catalogue import shipped
from motcua.organisation.selectors import find_unit
from motcua.people.actors import Actor
from motcua.people.permissions import holds


@dataclass(frozen=True, slots=True)
class FormTerms:
    """What a form says. ``lines`` and ``units`` as :mod:`motcua.figures.collection.layout` reads them; ``source`` is
    the document that asks for it."""

    code: str
    name: str
    period_kind: str
    lines: Sequence[Mapping[str, object]]
    units: Mapping[str, object]
    deadline_days: int
    appraiser: str
    source: str
    remind_days: int = 2


@transaction.atomic
def set_form(terms: FormTerms, *, valid_from: dt.date, actor: Actor, now: dt.datetime) -> ReportingForm:
    """The form from ``valid_from`` on. Raises Invalid (``form_lines_invalid``, ``form_units_invalid``,
    ``form_terms_invalid``, ``form_appraiser_unknown``), Conflict (``form_set_later``: a later row is there already),
    NotAllowed."""
    if not holds(actor, COLLECT):
        raise NotAllowed("verb_not_granted", params={"verb": COLLECT})
    _check(terms, valid_from)
    rows = ReportingForm.objects.select_for_update().filter(code=terms.code)
    if rows.filter(valid_from__gte=valid_from).exists():
        raise Conflict("form_set_later", params={"code": terms.code})
    rows.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).update(valid_to=valid_from)
    form = ReportingForm.objects.create(
        code=terms.code,
        name=terms.name.strip(),
        period_kind=terms.period_kind,
        lines=[dict(line) for line in terms.lines],
        units=dict(terms.units),
        deadline_days=terms.deadline_days,
        remind_days=terms.remind_days,
        appraiser=terms.appraiser,
        source=terms.source.strip(),
        valid_from=valid_from,
        recorded_at=now,
        recorded_by=actor.uid,
    )
    audit.record(act="figures.form_set", actor=actor, subject_kind="form", subject=terms.code, now=now)
    return form


@transaction.atomic
def end_form(code: str, *, on: dt.date, actor: Actor, now: dt.datetime) -> None:
    """No campaigns of it from ``on``. Raises Invalid ``form_unknown``, NotAllowed."""
    if not holds(actor, COLLECT):
        raise NotAllowed("verb_not_granted", params={"verb": COLLECT})
    rows = ReportingForm.objects.select_for_update().filter(code=code, valid_from__lt=on)
    if not rows.filter(Q(valid_to=None) | Q(valid_to__gt=on)).update(valid_to=on):
        raise Invalid("form_unknown")
    audit.record(act="figures.form_ended", actor=actor, subject_kind="form", subject=code, now=now)


def _check(terms: FormTerms, valid_from: dt.date) -> None:
    wrong = (
        not terms.name.strip()
        or not terms.source.strip()
        or terms.period_kind not in CAMPAIGN_KINDS
        or not 1 <= terms.deadline_days <= 120
        or not 0 <= terms.remind_days < terms.deadline_days + 30
    )
    if wrong:
        raise Invalid("form_terms_invalid")
    lines_of(list(terms.lines), shipped())
    unit_choice(terms.units)
    if find_unit(terms.appraiser, valid_from) is None:
        raise Invalid("form_appraiser_unknown", params={"unit": terms.appraiser})
