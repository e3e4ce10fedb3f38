"""The terms of one case of one procedure through one channel on one day."""

from __future__ import annotations

import datetime as dt

from motcua.core.errors import Conflict, NotFound
from motcua.core.texts import say
from motcua.procedures.compiling import local, way
from motcua.procedures.rules import agency_level
from motcua.procedures.selectors.loading import ProcedureFacts
from motcua.procedures.selectors.memory import MOST_TERMS, Memory, memory
from motcua.procedures.terms import ChannelName, Route, Terms


def terms(code: str, case_key: str, channel: str, on: dt.date) -> Terms:
    """What the case asks and promises on the day. One SQL statement once the procedure is known to the process.

    ``code`` is the procedure's key or national code. Raises NotFound ``procedure_not_found``, ``case_not_found``;
    Conflict ``procedure_not_in_force``, ``channel_not_offered``. Terms with something ``unknown`` can be shown but not
    opened: see :func:`require_open`.
    """
    return terms_of(memory(), code, case_key, channel, on)


def terms_of(held: Memory, code: str, case_key: str, channel: str, on: dt.date) -> Terms:
    """As :func:`terms`, from a memory the caller has just asked for."""
    asked = (code, case_key, channel, on)
    found = held.terms.get(asked)
    if found is None:
        if len(held.terms) >= MOST_TERMS:
            held.terms.clear()
        found = held.terms[asked] = _compile(held, held.procedure(code), case_key, channel, on)
    return found


def _compile(held: Memory, facts: ProcedureFacts, case_key: str, channel: str, on: dt.date) -> Terms:
    version = facts.version_on(on)
    if version is None:
        raise Conflict("procedure_not_in_force", params={"procedure": facts.key, "on": on.isoformat()})
    body = held.body(version.id)
    case = body.cases.get(case_key)
    if case is None:
        raise NotFound("case_not_found", params={"procedure": facts.key, "case": case_key})
    offered = way(body, case.id, channel) if channel in set(ChannelName) else None
    if offered is None:
        raise Conflict("channel_not_offered", params={"procedure": facts.key, "channel": channel})
    here = local(facts.overlays, case_key, channel, on)
    fees = offered.fees if here.fees is None else here.fees
    return Terms(
        procedure_id=facts.id,
        procedure_code=facts.key,
        procedure_name=version.name,
        field=version.field,
        version_id=version.id,
        version_uid=version.uid,
        case_id=case.id,
        case_key=case.key,
        case_name=case.name,
        channel=ChannelName(channel),
        statutory=offered.statutory,
        committed=here.committed,
        fees=fees,
        components=body.papers(case.id, channel),
        form_version_id=facts.form_on(case_key, channel, on) or here.form_version_id or case.form_version_id,
        supplement_clock=here.supplement_clock,
        instant=here.is_instant,
        agency_level=agency_level(version.levels),
        unknown=tuple(name for name in offered.unknown if name != "fee" or here.fees is None),
        waits=here.waits,
    )


def closed_reasons(terms: Terms, route: Route | None) -> list[str]:
    """Why nobody can file this case now; empty when it is open. Codes: ``channel_unknown``, ``limit_unknown``,
    ``fee_unknown``, ``no_competence``, ``no_reception``, ``no_process``."""
    reasons = [f"{name}_unknown" for name in terms.unknown]
    if route is not None:
        missing = (
            ("no_competence", route.settling_unit_id),
            ("no_reception", route.reception_unit_id),
            ("no_process", route.process_version_id),
        )
        reasons += [code for code, value in missing if value is None]
    return reasons


def require_open(terms: Terms, route: Route) -> None:
    """Raises Conflict ``procedure_not_open`` with ``reasons`` (codes) and ``why`` (their words)."""
    reasons = closed_reasons(terms, route)
    if reasons:
        raise Conflict(
            "procedure_not_open",
            params={
                "procedure": terms.procedure_code,
                "reasons": reasons,
                "why": "; ".join(say(reason) for reason in reasons),
            },
        )
