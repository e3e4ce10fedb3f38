"""The one statement that loads an actor: the account, its standings on a day, and the units each standing reaches.

Written by hand because it runs on every request. The larger part is the database function ``people_standings``, whose
plan PostgreSQL keeps; its text is in migration ``0004_standings_function``.
"""

from __future__ import annotations

from typing import Final

_COLUMNS: Final = "who.id, who.uid, who.kind, who.full_name, who.username, who.party_id, who.scopes"

_BY_USER: Final = """
    SELECT u.*, NULL::varchar[] AS scopes FROM people_user u WHERE u.id = %(user_id)s AND u.is_active
"""

_BY_BEARER: Final = """
    SELECT u.*, t.scopes AS scopes
    FROM people_apitoken t JOIN people_user u ON u.id = t.user_id AND u.is_active
    WHERE t.digest = %(digest)s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %(now)s)
"""
_NOTE_BEARER: Final = """, touched AS (
    UPDATE people_apitoken t SET last_used_on = %(at)s FROM who
    WHERE t.digest = %(digest)s AND (t.last_used_on IS NULL OR t.last_used_on < %(at)s) RETURNING t.id
)"""

_BY_SESSION: Final = """
    SELECT u.*, NULL::varchar[] AS scopes
    FROM people_signinsession s JOIN people_user u ON u.id = s.user_id AND u.is_active
    WHERE s.uid = %(session)s AND s.ended_at IS NULL AND s.seen_at > %(idle_since)s AND s.started_at > %(started_since)s
"""
_NOTE_SESSION: Final = """, touched AS (
    UPDATE people_signinsession s SET seen_at = %(now)s FROM who
    WHERE s.uid = %(session)s AND s.seen_at < %(touch_before)s RETURNING s.id
)"""


def _statement(head: str, note: str = "") -> str:
    """The whole statement for one way of naming the account, and what it notes on the way."""
    return (
        f"WITH who AS ({head}){note} SELECT {_COLUMNS}, s.standings, s.granted, s.reached "  # noqa: S608 (constants)
        "FROM who CROSS JOIN LATERAL people_standings(who.id, %(at)s::date) s"
    )


BY_USER: Final = _statement(_BY_USER)
BY_BEARER: Final = _statement(_BY_BEARER, _NOTE_BEARER)
BY_SESSION: Final = _statement(_BY_SESSION, _NOTE_SESSION)
