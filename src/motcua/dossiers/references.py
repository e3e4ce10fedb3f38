"""Public ids in events, integer keys in tables: the two never change against each other, so they are remembered in
the process for ever."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from motcua.core.errors import Invalid
from motcua.organisation.models import Post, Unit


@lru_cache(maxsize=50_000)
def unit_id(uid: str) -> int:
    """The key of a unit. Raises Invalid("unit_unknown")."""
    return _key(Unit, uid, "unit_unknown")


@lru_cache(maxsize=50_000)
def unit_uid(key: int) -> str:
    return str(Unit.objects.values_list("uid", flat=True).get(pk=key))


@lru_cache(maxsize=50_000)
def post_id(uid: str) -> int:
    """The key of a post. Raises Invalid("post_unknown")."""
    return _key(Post, uid, "post_unknown")


@lru_cache(maxsize=50_000)
def post_unit(uid: str) -> int:
    """The unit key of a post; a post never moves to another unit."""
    return Post.objects.values_list("unit_id", flat=True).get(uid=uid)


def _key(model: type[Unit] | type[Post], uid: str, code: str) -> int:
    try:
        found = model.objects.filter(uid=UUID(uid)).values_list("pk", flat=True).first()
    except ValueError:
        found = None
    if found is None:
        raise Invalid(code, params={"id": uid})
    return found


def forget() -> None:
    """For tests that empty tables."""
    for cached in (unit_id, unit_uid, post_id, post_unit):
        cached.cache_clear()
