"""Where an official comes to after signing in: the first page that has something for the post."""

from __future__ import annotations

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from motcua.desk.list_address import query_of
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import READ
from motcua.dossiers.selectors.lists import Filters, View, mine, own_units
from motcua.people.actors import Actor
from motcua.web.access import holds
from motcua.web.words import language_in_force

_REGISTRY_VERB = "procedure.read_drafts"


def desk() -> str:
    """The address of the desk itself."""
    return "/desk/" if language_in_force() == "vi" else "/en/desk/"


def landing(actor: Actor, wanted: str) -> str:
    """The page asked for; who asked for the desk as such comes to the own work, where there is none ever to that of
    the unit, else to the registry. Who reads no dossiers comes to the own account."""
    if wanted not in {"", "/desk/", "/en/desk/"}:
        return wanted
    if not holds(actor, READ):
        return _page("desk:registry") if holds(actor, _REGISTRY_VERB) else _page("desk:sessions")
    if Dossier.objects.filter(mine(actor)).exists():
        return desk()
    units = own_units(actor)
    if Dossier.objects.filter(Q(settling_unit__in=units) | Q(reception_unit__in=units)).exists():
        return f"{desk()}?{query_of(Filters(view=View.UNIT))}"
    return _page("desk:registry") if holds(actor, _REGISTRY_VERB) else desk()


def _page(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return desk()
