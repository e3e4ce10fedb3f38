"""Setting the baseline of a procedure, or the default of the province, by a document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, DomainError, Invalid, NotFound
from motcua.figures.collection.models import CollectionRule, RuleKind
from motcua.figures.definitions.model import Mark
from motcua.organisation.models import in_force
from motcua.people.actors import Actor, ActorKind
from motcua.people.permissions import require
from motcua.procedures.models.registry import Procedure

from .baseline_lines import read_typed
from .baselines import TERMS
from .permissions import BASELINE

MOST = 10**12
REQUIRED = TERMS[:3]


@transaction.atomic
def set_baseline(
    terms: Mapping[str, int],
    *,
    since: dt.date,
    source: str,
    mark: str,
    actor: Actor,
    now: dt.datetime,
    procedure: str = "",
) -> CollectionRule:
    """How it was before: in force from ``since`` on, in place of the row that was; figures of earlier periods keep
    theirs. ``source`` names the decision or the survey. The same again is the row that is there.

    Raises NotAllowed, Invalid (``baseline_terms``, ``baseline_source``), NotFound (``baseline_procedure_unknown``),
    Conflict (``baseline_known_then``) where another row of the database is in force and ``since`` is past: what was
    printed by it must stay.
    """
    if actor.kind is not ActorKind.SYSTEM:
        require(actor, BASELINE, [None])
    _check(terms, source, mark)
    if procedure and not Procedure.objects.filter(key=procedure).exists():
        raise NotFound("baseline_procedure_unknown", params={"procedure": procedure[:80]})
    own = CollectionRule.objects.select_for_update().filter(kind=RuleKind.BASELINE, key=procedure)
    before = own.filter(in_force(since)).first()
    if before is not None and _is_same(before, terms, since, source, mark):
        return before
    _end_earlier(own, before, since, legal_date(now))
    row = CollectionRule(
        kind=RuleKind.BASELINE, key=procedure, valid_from=since, terms=dict(terms), source=source.strip(), mark=mark
    )
    return _kept(row, actor, now)


def _kept(row: CollectionRule, actor: Actor, now: dt.datetime) -> CollectionRule:
    """Stored and on record, in the caller's transaction."""
    row.recorded_at, row.recorded_by = now, actor.uid
    row.save(force_insert=True)
    about = {"procedure": row.key, "since": row.valid_from.isoformat(), "source": row.source, "mark": row.mark}
    act, subject = "figures.baseline_set", str(row.uid)
    details = {**about, **row.terms}
    audit.record(act=act, actor=actor, subject_kind="collection_rule", subject=subject, now=now, details=details)
    return row


def _end_earlier(own: QuerySet[CollectionRule], before: CollectionRule | None, since: dt.date, today: dt.date) -> None:
    """The row that is in force on ``since`` ends then. Raises Conflict ``baseline_known_then``."""
    if before is None and not own.filter(valid_from__gt=since).exists():
        return
    if since < today or before is None or before.valid_from == since:
        raise Conflict("baseline_known_then", params={"day": f"{since:%d/%m/%Y}"})
    before.valid_to = since
    before.save(update_fields=["valid_to"])


def _is_same(row: CollectionRule, terms: Mapping[str, int], since: dt.date, source: str, mark: str) -> bool:
    return (row.valid_from, row.terms, row.source, row.mark) == (since, dict(terms), source.strip(), mark)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line of a file. ``line`` counts from 2, under the heads; ``fault`` None: it is or would be in
    force."""

    line: int
    given: Mapping[str, str]
    fault: DomainError | None


def set_lines(
    lines: Sequence[Mapping[str, str]], *, actor: Actor, now: dt.datetime, is_trial: bool = False
) -> list[Outcome]:
    """Each line by itself: one that cannot be leaves the others in force. ``is_trial``: nothing stays. Raises
    NotAllowed."""
    require(actor, BASELINE, [None])
    found = []
    with transaction.atomic():
        for number, given in enumerate(lines, 2):
            fault: DomainError | None = None
            try:
                with transaction.atomic():
                    one = read_typed(given)
                    set_baseline(
                        one.terms, since=one.since, source=one.source, mark=one.mark, procedure=one.procedure,
                        actor=actor, now=now,
                    )  # fmt: skip
            except DomainError as error:
                fault = error
            found.append(Outcome(number, given, fault))
        transaction.set_rollback(is_trial)
    return found


def _check(terms: Mapping[str, int], source: str, mark: str) -> None:
    if set(terms) - set(TERMS) or set(REQUIRED) - set(terms):
        raise Invalid("baseline_terms")
    if any(isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST for value in terms.values()):
        raise Invalid("baseline_terms")
    if not source.strip() or len(source) > 300 or mark not in set(Mark):
        raise Invalid("baseline_source")
