"""Reading forms. Published schemas never change, so each process keeps the ones it has read."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from motcua.core.errors import NotFound
from motcua.forms.models import EFormVersion
from motcua.forms.schema import FormSchema, from_json


@lru_cache(maxsize=2048)
def schema(form_version_id: int) -> FormSchema:
    """The schema of a form version. Raises NotFound ``form_not_found``."""
    body = EFormVersion.objects.filter(pk=form_version_id).values_list("schema", flat=True).first()
    if body is None:
        raise NotFound("form_not_found")
    return from_json(body)


@lru_cache(maxsize=2048)
def version_uid(form_version_id: int) -> UUID:
    """The public id of a form version. Raises NotFound ``form_not_found``."""
    found = EFormVersion.objects.filter(pk=form_version_id).values_list("uid", flat=True).first()
    if found is None:
        raise NotFound("form_not_found")
    return found


def forget(**_signal: object) -> None:
    """Drop what is kept. Called when a connection is made: it may lead to another database."""
    schema.cache_clear()
    version_uid.cache_clear()
