"""How many dossiers the model in force warns of, for the leader's screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.urls import reverse

from motcua.dossiers.permissions import READ
from motcua.foresight.lateness.selectors import Asked, current_run, warned
from motcua.people.actors import Actor
from motcua.web.access import holds


def forecast_of(actor: Actor, at: dt.datetime) -> Mapping[str, object] | None:
    """The number and the list that it opens, both within what the reader may see. None without a model in force, or for
    who reads no dossiers: then the age rule tells as before."""
    if not holds(actor, READ):
        return None
    run = current_run()
    if run is None or run.model is None:
        return None
    return {"count": warned(actor, Asked(), now=at).count(), "href": reverse("desk:lateness")}
