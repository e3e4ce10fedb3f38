"""Looking for a person's words in every table, however they are written there."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from urllib.parse import quote_plus

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from motcua.core.search_text import fold

_LIKE = re.compile(r"[%_\\]")


def forms(needle: str) -> list[str]:
    """The needle as text, folded, in JSON and addresses, and its bytes in hexadecimal or base64, at any place."""
    data = needle.encode()
    inside = [base64.b64encode(bytes(shift) + data)[4 if shift else 0 : -4].decode() for shift in range(3)]
    return [needle, fold(needle), json.dumps(needle)[1:-1], quote_plus(needle), data.hex(), *inside]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def places_with(*needles: str) -> set[tuple[str, str]]:
    """Every (table, needle) where a row holds a needle in one of its forms, what browsers keep with us decoded."""
    found = set(_in_sessions(needles))
    with connection.cursor() as cursor:
        for table in tables():
            for needle in needles:
                cursor.execute(
                    f'SELECT EXISTS (SELECT 1 FROM "{table}" AS x WHERE x::text ILIKE ANY(%s))',
                    [[_LIKE.sub(r"\\\g<0>", form).join("%%") for form in forms(needle)]],
                )
                if cursor.fetchone()[0]:
                    found.add((table, needle))
    return found


def _in_sessions(needles: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for row in Session.objects.all():
        told = json.dumps(SessionStore().decode(row.session_data), ensure_ascii=False)
        for needle in needles:
            if any(form in told for form in forms(needle)):
                yield "django_session", needle
