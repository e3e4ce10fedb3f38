"""Parts that cannot open: recorded with the reason, told once, tried again until somebody is competent.

A whole waits for nobody in silence. Its holder and the one-stop head see which part, why, and may try it at once; a job
tries by itself, so that a decision on competence needs no second hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ParamSpec, TypeVar
from uuid import UUID

import structlog

from motcua.core import canonical
from motcua.core.canonical import Json
from motcua.core.errors import Conflict, DomainError, NotFound
from motcua.dossiers.lifecycle import EventKind, family
from motcua.dossiers.lifecycle.writer import Writer
from motcua.dossiers.log.family_facts import BLOCKED
from motcua.dossiers.models import Alert, Dossier, DossierEvent
from motcua.procedures.bundle import Bundle, Part

from .act import Locked

log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")
BATCH = 200


@dataclass(frozen=True, slots=True)
class Blocked:
    """A part that cannot open, and why."""

    bundle: Bundle
    part: Part
    error: DomainError


def tried(run: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | DomainError:
    """What ``run`` gives, or why it could not."""
    try:
        return run(*args, **kwargs)
    except (Conflict, NotFound) as error:
        return error


def tell_blocked(writer: Writer, whole: Locked, one: Blocked) -> None:
    """Record it, unless the same was told and is not over."""
    fault = _fault(one)
    if _told(whole.dossier, one.part.key) == fault:
        return
    family.record_blocked(writer, one.bundle, one.part, fault)
    log.warning("dossier.part_blocked", dossier=str(whole.dossier.uid), part=one.part.key, code=one.error.code)


def _fault(one: Blocked) -> dict[str, Json]:
    found = one.error.params.get("reasons")
    reasons: list[Json] = [str(reason) for reason in found] if isinstance(found, list | tuple) else []
    return {"fault": one.error.code, "reasons": reasons}


def _told(dossier: Dossier, key: str) -> Mapping[str, Json] | None:
    """The fault that was told last and is not over."""
    found = blocked_parts(dossier, key).get(key)
    return {"fault": found.get("fault"), "reasons": found.get("reasons")} if found is not None else None


def blocked_parts(dossier: Dossier, *keys: str) -> dict[str, Mapping[str, Json]]:
    """The parts that could not open, with what the chain says of each: procedure, fault, reasons. Two statements, one
    when there is none."""
    alerts = Alert.objects.filter(dossier=dossier, kind=BLOCKED, cleared_at=None)
    seqs = list((alerts.filter(about__in=keys) if keys else alerts).values_list("seq", flat=True))
    if not seqs:
        return {}
    events = DossierEvent.objects.filter(dossier=dossier, seq__in=seqs, kind=EventKind.CHILD_BLOCKED.value)
    bodies = [canonical.decode(payload) for payload in events.values_list("payload", flat=True)]
    return {str(body["part"]): body for body in bodies if isinstance(body, dict)}


def waiting_wholes() -> list[UUID]:
    """Wholes with a part that could not open, those told of longest ago first."""
    rows = Alert.objects.filter(kind=BLOCKED, cleared_at=None).order_by("raised_at", "id")
    return list(dict.fromkeys(rows.values_list("dossier__uid", flat=True)[:BATCH]))
