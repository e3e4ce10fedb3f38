"""What a person or a program needs to use the demo: the accounts shown, and dossiers to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motcua.core import clock
from motcua.core.models import JobProgress
from motcua.demo.accounts import PASSWORD, shown_posts, totp_secret
from motcua.demo.files import table
from motcua.dossiers.lifecycle import State
from motcua.dossiers.models import Dossier
from motcua.organisation.models import Post
from motcua.people.models import User

SAMPLE: Final = {"procedure": "1.004194", "case": "default", "place": "AS-0101"}
"""What examples and automatic checks file: temporary residence, settled by the ward's police in three steps."""

HISTORY: Final = "demo.history"
"""The kind of the progress row of :mod:`motcua.demo.history`."""

_CODES: Final = 3


def demo_facts() -> dict[str, object]:
    """``officials``, ``citizens`` and ``samples`` of ``motcua demo info --json``; empty lists before loading."""
    kinds = _codes()
    codes = [code for found in kinds.values() for code in found]
    samples = {**SAMPLE, "codes": codes, "codes_by_kind": kinds}
    facts: dict[str, object] = {"officials": _officials(), "citizens": _citizens(), "samples": samples}
    job = JobProgress.objects.filter(kind=HISTORY).first()
    if job is not None:
        facts["history"] = {"state": job.state, "done": job.done, "total": job.total}
    return facts


def _officials() -> list[Mapping[str, object]]:
    shown = shown_posts()
    posts = {
        post.code: post
        for post in Post.objects.filter(
            code__in=[code for codes in shown.values() for code in codes], valid_to=None
        ).select_related("unit")
    }
    users = {user.username: user for user in User.objects.filter(username__in=shown)}
    return [
        {
            "username": username,
            "password": PASSWORD,
            "totp_secret": totp_secret(username),
            "name": users[username].full_name,
            "unit": posts[codes[0]].unit.code,
            "unit_name": posts[codes[0]].unit.name,
            "title": posts[codes[0]].title,
            "roles": list(dict.fromkeys(posts[code].role for code in codes)),
        }
        for username, codes in shown.items()
        if username in users
    ]


def _citizens() -> list[Mapping[str, object]]:
    emails = [row["email"] for row in table("people.toml")["shown"]]
    names = dict(User.objects.filter(email__in=emails).values_list("email", "full_name"))
    return [{"email": email, "name": names[email]} for email in emails if email in names]


def _codes() -> Mapping[str, list[str]]:
    """Codes of a few dossiers: open and in time, open and late, returned; the newest first."""
    accepted = Dossier.objects.exclude(code=None).order_by("-accepted_at")
    now = clock.now()
    kinds = {
        "open": accepted.filter(closed=False, appointed_due_at__gt=now),
        "late": accepted.filter(closed=False, finished_at=None, appointed_due_at__lt=now),
        "returned": accepted.filter(state=State.RETURNED),
    }
    return {kind: list(map(str, found.values_list("code", flat=True)[:_CODES])) for kind, found in kinds.items()}
