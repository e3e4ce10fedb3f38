"""What a person or a program needs to use the demo: the accounts shown, and dossiers to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from django.db.models import Q

from motcua.core import clock
from motcua.core.models import JobProgress
from motcua.demo.accounts import PASSWORD, program_posts, shown_posts, totp_secret
from motcua.demo.files import table
from motcua.dossiers.lifecycle import State
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import scope_read
from motcua.organisation.models import Post
from motcua.people.actors import load_actor
from motcua.people.models import User

SAMPLE: Final = {"procedure": "1.004194", "case": "default", "place": "AS-0101"}
"""What examples and automatic checks file: temporary residence, settled by the ward's police in three steps."""

HISTORY: Final = "demo.history"
"""The kind of the progress row of :mod:`motcua.demo.history`."""

_CODES: Final = 3
_ALONG_THE_SAMPLE: Final = ("tiepnhan", "truong.congan", "canbo.cutru")


def demo_facts() -> dict[str, object]:
    """``officials``, ``citizens``, ``programs`` and ``samples`` of ``motcua demo info --json``; empty lists before
    loading."""
    kinds = _codes()
    codes = [code for found in kinds.values() for code in found]
    facts: dict[str, object] = {
        "officials": _officials(),
        "citizens": _citizens(),
        "programs": _programs(),
        "samples": {**SAMPLE, "codes": codes, "codes_by_kind": kinds},
    }
    job = JobProgress.objects.filter(kind=HISTORY).first()
    if job is not None:
        facts["history"] = {"state": job.state, "done": job.done, "total": job.total}
    return facts


def _officials() -> list[Mapping[str, object]]:
    shown = shown_posts()
    posts = _posts(shown.values())
    users = {user.username: user for user in User.objects.filter(username__in=shown)}
    return [
        {
            "username": username,
            "password": PASSWORD,
            "totp_secret": totp_secret(username),
            "name": users[username].full_name,
            "unit": posts[code].unit.code,
            "unit_name": posts[code].unit.name,
            "title": posts[code].title,
            "roles": [posts[code].role],
        }
        for username, code in shown.items()
        if username in users
    ]


def _posts(codes: Iterable[str]) -> Mapping[str, Post]:
    found = Post.objects.filter(code__in=list(codes), valid_to=None).select_related("unit")
    return {post.code: post for post in found}


def _programs() -> list[Mapping[str, object]]:
    """Accounts that come with a token (``motcua token create``) and never sign in."""
    username = table("posts.toml")["robot"]["username"]
    user = User.objects.filter(username=username).first()
    posts = _posts(program_posts())
    standings = [{"unit": post.unit.code, "role": post.role} for _code, post in sorted(posts.items())]
    return [{"username": username, "name": user.full_name, "posts": standings}] if user is not None else []


def _citizens() -> list[Mapping[str, object]]:
    emails = [row["email"] for row in table("people.toml")["shown"]]
    names = dict(User.objects.filter(email__in=emails).values_list("email", "full_name"))
    return [{"email": email, "name": names[email]} for email in emails if email in names]


def _codes() -> Mapping[str, list[str]]:
    """Codes of a few dossiers that everybody along the way of the sample can open: open and in time, open and late,
    returned; the newest first."""
    now = clock.now()
    accepted = Dossier.objects.filter(_opened_by_shown(now)).exclude(code=None).order_by("-accepted_at", "pk")
    kinds = {
        "open": accepted.filter(closed=False, finished_at=None, appointed_due_at__gt=now),
        "late": accepted.filter(closed=False, finished_at=None, appointed_due_at__lt=now),
        "returned": accepted.filter(state=State.RETURNED),
    }
    return {kind: list(map(str, found.values_list("code", flat=True)[:_CODES])) for kind, found in kinds.items()}


def _opened_by_shown(now: dt.datetime) -> Q:
    """What the accounts at the desk and at work on the sample may all read."""
    found = Q()
    for pk in User.objects.filter(username__in=_ALONG_THE_SAMPLE).values_list("pk", flat=True):
        found &= scope_read(load_actor(pk, clock.legal_date(now)))
    return found
