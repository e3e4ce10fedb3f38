"""A form of a page sent once: the same click twice has one effect and leads to the same page."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest

from motcua.core.errors import Invalid
from motcua.core.idempotency import Claim, claim, finish, request_hash
from motcua.people.actors import Actor

NOT_CONTENT = frozenset({"csrfmiddlewaretoken", "idempotency_key"})


def once(
    request: HttpRequest, operation: str, run: Callable[[], str], *, actor: Actor, now: dt.datetime
) -> tuple[str, bool]:
    """Do what the form asks and answer the address to go to, and whether it was done just now. A second request with
    the form's key waits for the first and gets its address. When ``run`` raises, the key is free again. ``operation``
    names what is done and to what, the front end first (``studio.forms.save:<uid>``)."""
    key = str(request.POST.get("idempotency_key", ""))[:200]
    if not key:
        with transaction.atomic():
            return run(), True
    wanted = Claim(str(actor.uid), operation, key, request_hash(_content(request)))
    with transaction.atomic():
        earlier = claim(wanted, now=now)
        if earlier is not None:
            return str(earlier.response["address"]), False
        address = run()
        finish(wanted, status=303, response={"address": address})
    return address, True


def _content(request: HttpRequest) -> dict[str, object]:
    posted: dict[str, object] = {
        name: request.POST.getlist(name) for name in sorted(request.POST) if name not in NOT_CONTENT
    }
    for name in sorted(request.FILES):
        digests = []
        for upload in request.FILES.getlist(name):
            digest = hashlib.sha256()
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
            digests.append(digest.hexdigest())
        posted[f"file:{name}"] = digests
    return posted


def expected(request: HttpRequest) -> int | None:
    """The revision that the form was made from. Raises Invalid ``data_invalid`` for anything but a number."""
    text = str(request.POST.get("expected", ""))
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise Invalid("data_invalid", errors=[{"field": "expected", "code": "number_malformed"}])
    return int(text)
