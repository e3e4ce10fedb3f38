"""Which acts can be done for several dossiers of a list at once: those that ask nothing, or the same of each."""

from __future__ import annotations

from motcua.dossiers.lifecycle import Action
from motcua.dossiers.permissions import ASSIGN, RECEIVE
from motcua.people.actors import Actor
from motcua.web.access import holds

BATCH_ACTS = (Action.TRANSFER, Action.ASSIGN, Action.COMPLETE_STEP, Action.HAND_OVER)


def acts_for(actor: Actor) -> list[Action]:
    """Those whose buttons this official sees under a list; what a single dossier allows is asked when it is chosen."""
    found = [Action.TRANSFER, Action.HAND_OVER] if holds(actor, RECEIVE) else []
    found += [Action.ASSIGN] if holds(actor, ASSIGN) else []
    steps = any(verb.startswith("dossier.step.") and holds(actor, verb) for verb in actor.reach)
    return [*found, Action.COMPLETE_STEP] if steps else found
