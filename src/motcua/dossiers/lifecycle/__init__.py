"""The dossier's life as pure data and functions: no Django, no clock, no I/O.

``decide`` turns a command into events or a refusal; ``evolve`` turns events into state. Dates are computed once, in
``decide``, and written into the events: replaying a log never asks a calendar.
"""

from .commands import Action, Command, parse_command
from .decide import decide, decide_and_evolve
from .events import Event, EventKind, upcast
from .guards import Law, next_step, offered, standing_refusal
from .state import Clock, Consultation, DossierState, Holder, HolderKind, PartState, evolve, replay
from .states import CLOSED_STATES, NATIONAL_CODES, STAGES, Flag, Stage, State, national_code, stage
from .table import TRANSITIONS, Transition, possible_actions
from .types import Context, Deadlines, Refusal, Stamp
from .waiting import asked_before
from .writer import unit_of_step

__all__ = [
    "CLOSED_STATES",
    "NATIONAL_CODES",
    "STAGES",
    "TRANSITIONS",
    "Action",
    "Clock",
    "Command",
    "Consultation",
    "Context",
    "Deadlines",
    "DossierState",
    "Event",
    "EventKind",
    "Flag",
    "Holder",
    "HolderKind",
    "Law",
    "PartState",
    "Refusal",
    "Stage",
    "Stamp",
    "State",
    "Transition",
    "asked_before",
    "decide",
    "decide_and_evolve",
    "evolve",
    "national_code",
    "next_step",
    "offered",
    "parse_command",
    "possible_actions",
    "replay",
    "stage",
    "standing_refusal",
    "unit_of_step",
    "upcast",
]
