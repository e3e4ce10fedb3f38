"""What the pictures need from the demo's own database: signed-in citizens, a dossier in every state, faults."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from motcua.dossiers.models import Dossier

FAULTS: Final = {
    "error-403": (403, "not_allowed"),
    "error-500": (500, "internal_error"),
    "error-503": (503, "unavailable"),
}
"""Pages that a sound system seldom shows: status and code."""


def open_demo() -> None:
    """Let this program read the demo's database. Models are imported after it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in this thread
    import django

    django.setup()
    from motcua.cli.connection import use_embedded_database

    use_embedded_database()


def session_of(email: str) -> str:
    """The key of a browser session in which the citizen with this address is signed in; the account is made."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import RequestFactory

    from motcua.core import clock
    from motcua.people import browser
    from motcua.people.identity import Assurance, Identity
    from motcua.people.services.citizens import account_of

    request = RequestFactory().get("/")
    request.session = SessionStore()
    user = account_of(Identity("email", email, Assurance.ADDRESS, email=email), now=clock.now())
    browser.sign_in(request, user, "email", clock.now())
    request.session.save()
    return str(request.session.session_key)


def one_of_each() -> dict[str, Dossier]:
    """The newest dossier of an account in each state, a late one and one whose office has apologised."""
    from motcua.core import clock
    from motcua.dossiers.lifecycle import EventKind, State
    from motcua.dossiers.models import Dossier, DossierEvent

    rows = Dossier.objects.filter(account__isnull=False).order_by("-id")
    found = {state.value.replace("_", "-"): rows.filter(state=state).first() for state in State}
    running = rows.filter(closed=False, finished_at=None)
    found["late"] = running.filter(appointed_due_at__lt=clock.now()).first()
    sorry = DossierEvent.objects.filter(kind=EventKind.APOLOGISED).values("dossier")
    found["apologised"] = running.filter(pk__in=sorry).first()
    return {name: one for name, one in found.items() if one is not None}


def own(email: str, *states: str) -> Dossier | None:
    """The newest dossier of an account in one of the states."""
    from motcua.dossiers.models import Dossier

    return Dossier.objects.filter(account__email=email, state__in=states).order_by("-id").first()


def fault_page(path: str, status: int, code: str) -> str:
    """The page of a fault, by the same function as the real ones."""
    from django.test import RequestFactory

    from motcua.web.problems import problem

    request = RequestFactory().get(path)
    request.request_id = "0193f6c2-7d7a-7cc5-8a5e-1f6d8f4c2b10"  # type: ignore[attr-defined]
    return problem(request, status, code).content.decode()
