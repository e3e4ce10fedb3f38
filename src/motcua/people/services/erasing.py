"""What this room keeps of a person, emptied when the law says so. Rows that others point at stay, with nothing in them
that tells who it was."""

from __future__ import annotations

import datetime as dt
import json

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q

from motcua.core.erasure import Subject
from motcua.people.models import (
    ApiToken,
    CitizenIdentity,
    EmailCode,
    FollowUpTask,
    Party,
    Representation,
    SignInSession,
    User,
)

ERASED_NAME = "—"
_UNUSABLE = "!"


def erase_parties(subject: Subject, now: dt.datetime) -> int:
    """Name, numbers and addresses of the parties, and the numbers of the papers by which somebody acted for them."""
    of_them = Q(represented__in=subject.parties) | Q(representative__in=subject.parties)
    Representation.objects.filter(of_them).exclude(document_number="").update(document_number="")
    return Party.objects.filter(pk__in=subject.parties, erased_at=None).update(
        name=ERASED_NAME,
        search_text="",
        id_number="",
        tax_code="",
        birth_date=None,
        phone="",
        email="",
        address="",
        verified_at=None,
        verified_by="",
        erased_at=now,
    )


def erase_accounts(subject: Subject, now: dt.datetime) -> int:
    """The accounts can be used no more; how they signed in is forgotten."""
    users = User.objects.filter(pk__in=subject.accounts)
    emails = {email for email in users.values_list("email", flat=True) if email}
    EmailCode.objects.filter(email__in=emails | {word for word in subject.words if "@" in word}).delete()
    for model in (CitizenIdentity, SignInSession, apps.get_model("account", "EmailAddress"), Authenticator):
        model._default_manager.filter(user__in=subject.accounts).delete()  # noqa: SLF001 - documented by Django
    ApiToken.objects.filter(user__in=subject.accounts, revoked_at=None).update(revoked_at=now)
    ApiToken.objects.filter(user__in=subject.accounts).update(name=ERASED_NAME)
    return users.exclude(full_name="", email="", is_active=False).update(
        full_name="", email="", is_active=False, password=_UNUSABLE
    )


def redact_filters(subject: Subject, now: dt.datetime) -> int:
    """The filters of lists in which the person was looked for by name. That somebody looked, when, and how much they
    saw stays on record, as the law has it."""
    if not subject.words:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_redact_filters(%s)", [list(subject.words)])
        redacted: int = cursor.fetchone()[0]
    return redacted


def erase_browser_sessions(subject: Subject, now: dt.datetime) -> int:
    """What browsers keep with us for the next page, such as the address of a sign-in that was never ended."""
    if not subject.words:
        return 0
    store = SessionStore()
    rows = Session.objects.values_list("session_key", "session_data").iterator()
    named = [key for key, data in rows if subject.is_named_in(json.dumps(store.decode(data), ensure_ascii=False))]
    return Session.objects.filter(pk__in=named).delete()[0]


def erase_tasks(subject: Subject, now: dt.datetime) -> int:
    """Words of follow-up tasks that name the person. The task, its owner and its dates stay."""
    if not subject.words:
        return 0
    rows = FollowUpTask.objects.values_list("pk", "title", "evidence").iterator()
    named = [(key, bool(evidence)) for key, title, evidence in rows if subject.is_named_in(f"{title}\n{evidence}")]
    for had_evidence in (False, True):
        keys = [key for key, has in named if has is had_evidence]
        words = {"title": ERASED_NAME, **({"evidence": ERASED_NAME} if had_evidence else {})}
        FollowUpTask.objects.filter(pk__in=keys).update(**words)
    return len(named)
