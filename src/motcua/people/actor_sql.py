"""The one statement that loads an actor: the account, its standings on a day, and the units each standing reaches.

Written by hand because it runs on every request, and prepared (:mod:`motcua.core.hot`). The larger part is the database
function ``people_standings``, whose plan PostgreSQL keeps; its text is in a migration. ``$2`` is the day everywhere.
"""

from __future__ import annotations

from typing import Final

_WHO: Final = "u.id, u.uid, u.kind, u.full_name, u.username, u.party_id"

# $1 account
_BY_USER: Final = f"""
    SELECT {_WHO}, NULL::varchar[] AS scopes FROM people_user u WHERE u.id = $1 AND u.is_active
"""  # noqa: S608 (constants)

# $1 digest, $3 now
_BY_BEARER: Final = f"""
    SELECT {_WHO}, t.scopes AS scopes
    FROM people_apitoken t JOIN people_user u ON u.id = t.user_id AND u.is_active
    WHERE t.digest = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $3::timestamptz)
"""  # noqa: S608 (constants)
_NOTE_BEARER: Final = """, touched AS (
    UPDATE people_apitoken t SET last_used_on = $2::date FROM who
    WHERE t.digest = $1 AND (t.last_used_on IS NULL OR t.last_used_on < $2::date) RETURNING t.id
)"""

# $1 session, $3 now, $4 idle since, $5 started since, $6 touch before
_BY_SESSION: Final = f"""
    SELECT {_WHO}, NULL::varchar[] AS scopes
    FROM people_signinsession s JOIN people_user u ON u.id = s.user_id AND u.is_active
    WHERE s.uid = $1 AND s.ended_at IS NULL AND s.seen_at > $4::timestamptz AND s.started_at > $5::timestamptz
"""  # noqa: S608 (constants)
_NOTE_SESSION: Final = """, touched AS (
    UPDATE people_signinsession s SET seen_at = $3::timestamptz FROM who
    WHERE s.uid = $1 AND s.seen_at < $6::timestamptz RETURNING s.id
)"""


def _statement(head: str, note: str = "") -> str:
    """The whole statement for one way of naming the account, and what it notes on the way."""
    return (
        f"WITH who AS ({head}){note} SELECT who.*, s.standings, s.granted, s.reached "  # noqa: S608 (constants)
        "FROM who CROSS JOIN LATERAL people_standings(who.id, $2::date) s"
    )


BY_USER: Final = _statement(_BY_USER)
BY_BEARER: Final = _statement(_BY_BEARER, _NOTE_BEARER)
BY_SESSION: Final = _statement(_BY_SESSION, _NOTE_SESSION)
