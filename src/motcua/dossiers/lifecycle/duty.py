"""Acts on who answers for the work: giving it to somebody else, and what the agency owes when it made a mistake.

Law: Decree 61/2018/ND-CP arts 9 and 19.1 (the head names and replaces who settles), art. 21 (an agency that made a
mistake corrects it and bears the costs; lost or damaged papers: apology, restoration, costs, whoever is responsible).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from motcua.core.canonical import Json

from .commands import Command
from .events import Event, EventKind
from .settlement import RESULT_KINDS
from .state import DossierState, HolderKind
from .states import Flag, State
from .types import Refusal
from .writer import Writer

FAULTS = frozenset({"agency", "applicant", "third_party", "force_majeure"})
"""Whose mistake it was. Only the applicant's own leaves the costs with the applicant."""

REASSIGN_REASONS = frozenset({"overload", "leave", "moved_post", "conflict_of_interest", "expertise", "other"})


def reassign(writer: Writer, command: Command) -> Refusal | None:
    """Another post does the open step from now on; also while the dossier waits for somebody outside, who then stays
    its holder. ``from_post`` names who is believed to have it: when it is somebody else's by now, nothing happens."""
    state = writer.state
    post, believed = command.code("post"), command.code("from_post")
    reason = command.code("reason_code", "other")
    if reason not in REASSIGN_REASONS:
        return Refusal("reason_unknown", {"reason": reason})
    if believed and believed != state.assignee:
        return Refusal("reassigned_meanwhile")
    if post == state.assignee:
        return Refusal("reassigned_to_holder")
    data: dict[str, object] = {
        "assignee": post,
        "before": state.assignee,
        "reason_code": reason,
        "step": state.step,
    }
    if state.holder is not None and state.holder.kind is HolderKind.POST:
        data["holder"] = {**state.holder.to_json(), "ref": post}
    writer.emit(EventKind.REASSIGNED, data, command.private)
    return None


def correct_result(writer: Writer, command: Command) -> Refusal | None:
    """A result was wrong: a corrected one takes its place and both are kept. ``fault`` says whose mistake it was; the
    agency bears the costs (``cost``, in dong) unless it was the applicant's (art. 21)."""
    fault = command.code("fault", "agency")
    if fault not in FAULTS:
        return Refusal("fault_unknown", {"fault": fault})
    before = "refusal" if Flag.REFUSAL_RESULT in writer.state.flags else "granted"
    kind = command.code("kind", before)
    if kind not in RESULT_KINDS:
        return Refusal("result_kind_unknown", {"kind": kind})
    flags: dict[str, object] = {"flags_on": [Flag.CORRECTED]}
    if kind == "refusal":
        flags["flags_on"] = [Flag.CORRECTED, Flag.REFUSAL_RESULT]
    elif before == "refusal":
        flags["flags_off"] = [Flag.REFUSAL_RESULT]
    digitised = {"digitised": True} if command.flag("digitised", default=False) else {}
    writer.emit(
        EventKind.RESULT_CORRECTED,
        {
            "to": State.RESULT_READY,
            **flags,
            "reason_code": command.code("reason_code", "agency_error"),
            "fault": fault,
            "cost": command.number("cost") or 0,
            "borne_by": "applicant" if fault == "applicant" else "agency",
            "result": kind,
            "electronic": command.flag("electronic", default=Flag.ELECTRONIC in writer.state.flags),
            **digitised,
            "closed_at": None,
            "holder": writer.held_by_reception(),
            "next_at": writer.context.deadlines.same_day(writer.now).at,
        },
        command.private,
    )
    return None


def fee_recorded(state: DossierState, *, keys: Collection[str], how: str, amount: int) -> Event:
    """The event of a fee taken at the desk: which ones, how, and how much altogether."""
    return Event(EventKind.FEE_RECORDED, {"fees": [*sorted(keys)], "how": how, "amount": amount})


def responsibility_decided(data: Mapping[str, Json], private: Mapping[str, Json]) -> Event:
    """The event of a decision on the responsibility for a late dossier: codes and minutes in the open, the ground in
    words private. Names of officials are in neither: posts and units are ids."""
    return Event(EventKind.RESPONSIBILITY_DECIDED, dict(data), dict(private) or None)


def incident(kind: EventKind, data: Mapping[str, Json], private: Mapping[str, Json]) -> Event:
    """The event of an incident recorded or closed."""
    return Event(kind, dict(data), dict(private) or None)
