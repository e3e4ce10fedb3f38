"""What the portal says about one procedure on one day: its cases, its ways, and why it cannot be filed, if so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from motcua.core.errors import Conflict, NotFound
from motcua.core.texts import say
from motcua.organisation.models import in_force
from motcua.portal.phrases import CHANNEL_ORDER
from motcua.procedures.content import CaseContent, ProcedureContent
from motcua.procedures.models import Case, ProcedureVersion, ProcessBinding, ServiceLevel
from motcua.procedures.selectors import closed_reasons, terms
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.terms import ChannelName, Terms


@dataclass(frozen=True, slots=True)
class Offer:
    """``ways``: the terms of the chosen case by channel. ``reasons``: codes of what keeps it from being received
    electronically anywhere; empty when some place may receive it. ``online``: full, partial, unstated or none."""

    key: str
    national_code: str
    content: ProcedureContent
    cases: tuple[CaseContent, ...]
    case: CaseContent
    ways: Mapping[ChannelName, Terms]
    reasons: tuple[str, ...]
    online: str
    partial_ground: str

    @property
    def first(self) -> Terms | None:
        """The terms shown at the top: online when offered."""
        return next((self.ways[name] for name in CHANNEL_ORDER if name in self.ways), None)

    @property
    def is_open_online(self) -> bool:
        return not self.reasons and ChannelName.ONLINE in self.ways

    @property
    def why_closed(self) -> list[str]:
        return [say(reason) for reason in self.reasons]


def version_in_force(code: str, on: dt.date) -> ProcedureVersion:
    """The wording in force on the day, by the procedure's key or national code. Raises NotFound
    ``procedure_not_found``."""
    rows = ProcedureVersion.objects.filter(in_force(on)).select_related("procedure")
    found = rows.filter(Q(procedure__key=code) | Q(procedure__code=code)).first()
    if found is None:
        raise NotFound("procedure_not_found", params={"procedure": code})
    return found


def offer(code: str, on: dt.date, wanted_case: str = "") -> Offer:
    """Everything the procedure's page shows, for the case in the address or the first one. Raises NotFound
    ``procedure_not_found``."""
    version = version_in_force(code, on)
    key = version.procedure.key
    content = content_of(version)
    cases = content.cases or (CaseContent("default", "", ()),)
    case = next((one for one in cases if one.key == wanted_case), cases[0])
    ways = _ways(key, case.key, on)
    level = ServiceLevel.objects.filter(in_force(on), procedure=version.procedure_id).first()
    declared = level.level if level else ""
    unstated = "unstated" if ChannelName.ONLINE in ways else "none"
    return Offer(
        key=key,
        national_code=version.procedure.code or "",
        content=content,
        cases=tuple(cases),
        case=case,
        ways=ways,
        reasons=_reasons(ways, version.procedure_id, on),
        online=declared if declared in {"full", "partial", "none"} else unstated,
        partial_ground=level.ground if level and level.level == "partial" else "",
    )


def _ways(key: str, case: str, on: dt.date) -> dict[ChannelName, Terms]:
    found: dict[ChannelName, Terms] = {}
    for channel in CHANNEL_ORDER:
        try:
            found[channel] = terms(key, case, channel, on)
        except (Conflict, NotFound):
            continue
    return found


def _reasons(ways: Mapping[ChannelName, Terms], procedure_id: int, on: dt.date) -> tuple[str, ...]:
    """What no choice of a place could mend."""
    if not ways:
        return ("channel_unknown",)
    reasons = closed_reasons(ways.get(ChannelName.ONLINE) or next(iter(ways.values())), None)
    if not ProcessBinding.objects.filter(in_force(on), procedure=procedure_id).exists():
        reasons.append("no_process")
    return tuple(reasons)


def case_id(code: str, case_key: str, on: dt.date) -> int:
    """The row of a case of the wording in force. Raises NotFound ``case_not_found``."""
    version = version_in_force(code, on)
    found = Case.objects.filter(version=version, key=case_key).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("case_not_found", params={"procedure": code, "case": case_key})
    return found
