"""Taking in a definition of a fan-out: checked, dated, under a decision that is in force. It closes the one before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import structlog
from django.db import transaction
from django.db.models import QuerySet

from motcua.core import audit
from motcua.core.errors import Invalid, NotFound
from motcua.organisation.models import in_force
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.procedures.bundle import SCHEMA_VERSION, Bundle, Fault, check
from motcua.procedures.bundle_json import to_json
from motcua.procedures.models import BundleVersion, Case, Decision, Procedure, ProcessBinding
from motcua.procedures.process import StepKind
from motcua.procedures.process_json import from_json

log = structlog.get_logger(__name__)


@transaction.atomic
def publish_bundle(
    procedure: str,
    bundle: Bundle,
    *,
    name: str,
    source: str,
    valid_from: dt.date,
    decision: Decision | None,
    actor: Actor,
    now: dt.datetime,
) -> BundleVersion:
    """Put ``bundle`` into force for a procedure from a day on. Saying the same again changes nothing.

    Raises NotFound("procedure_not_found"), Invalid("bundle_faulty") with every fault, Invalid("bundle_too_early") when
    a later definition of the step stands already.
    """
    require(actor, "procedure.import", ())
    found = _checked(procedure, bundle, valid_from)
    content = to_json(bundle)
    rows = BundleVersion.objects.filter(procedure=found, step=bundle.step)
    same = rows.filter(valid_from=valid_from).first()
    if same is not None and same.parts == content:
        return same
    _end_before(rows, valid_from)
    made = BundleVersion.objects.create(
        procedure=found,
        decision=decision,
        step=bundle.step,
        name=name,
        parts=content,
        schema_version=SCHEMA_VERSION,
        valid_from=valid_from,
        source=source,
        recorded_at=now,
    )
    _tell(made, actor, now)
    return made


def _end_before(rows: QuerySet[BundleVersion], valid_from: dt.date) -> None:
    """The definition that stands ends on that day."""
    standing = rows.order_by("-valid_from").first()
    if standing is not None and standing.valid_from >= valid_from:
        raise Invalid("bundle_too_early", params={"valid_from": standing.valid_from.isoformat()})
    if standing is not None and standing.valid_to is None:
        standing.valid_to = valid_from
        standing.save(update_fields=["valid_to"])


def _checked(procedure: str, bundle: Bundle, valid_from: dt.date) -> Procedure:
    """The procedure by key or code, when the definition has no fault."""
    found = Procedure.objects.filter(key=procedure).first() or Procedure.objects.filter(code=procedure).first()
    if found is None:
        raise NotFound("procedure_not_found", params={"procedure": procedure})
    faults = [*check(bundle), *_registry_faults(found, bundle, valid_from)]
    if faults:
        errors: list[dict[str, object]] = [
            {"field": f"parts.{fault.part}" if fault.part else "step", "code": fault.code, **fault.params}
            for fault in faults
        ]
        raise Invalid("bundle_faulty", errors=errors)
    return found


def _tell(made: BundleVersion, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        act="procedures.bundle_published",
        actor=actor,
        subject_kind="bundle",
        subject=str(made.uid),
        now=now,
        details={},
    )
    key, parts = made.procedure.key, made.parts["parts"]
    log.info("procedures.bundle_published", bundle=str(made.uid), procedure=key, parts=len(parts))


def _registry_faults(procedure: Procedure, bundle: Bundle, on: dt.date) -> Iterator[Fault]:
    """What the registry does not know: the step, the procedures of the parts and their cases."""
    bindings = ProcessBinding.objects.filter(in_force(on), procedure=procedure).select_related("process_version")
    steps = [step for row in bindings for step in from_json(row.process_version.steps).steps]
    if not any(step.key == bundle.step and step.kind is StepKind.FAMILY for step in steps):
        yield Fault("bundle_step_unknown", params={"step": bundle.step})
    cases = Case.objects.filter(version__procedure__key__in=[part.procedure for part in bundle.parts])
    known = set(cases.values_list("version__procedure__key", "key"))
    for part in bundle.parts:
        if (part.procedure, part.case) not in known:
            yield Fault("part_procedure_unknown", part.key, {"procedure": part.procedure, "case": part.case})
        if part.procedure == procedure.key:
            yield Fault("part_of_itself", part.key)
