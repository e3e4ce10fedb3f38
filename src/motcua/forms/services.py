"""Publishing forms. A version is added only when its content is new; equal content gives the version there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from motcua.core.bulk import copy_rows, reserve_ids
from motcua.core.errors import Invalid
from motcua.core.ids import new_id
from motcua.forms.checking import faults
from motcua.forms.digest import canonical_text, digest
from motcua.forms.generation import Paper, generated_schema
from motcua.forms.models import EForm, EFormVersion
from motcua.forms.schema import FormSchema, UnreadableError, from_json, to_json


@dataclass(frozen=True, slots=True)
class FormSpec:
    """What to generate a form from: the form's ``key``, its title and the papers of the case."""

    key: str
    title: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class _Drawn:
    key: str
    schema: FormSchema
    text: str
    digest: str


def generated_version(spec: FormSpec, *, now: dt.datetime) -> int:
    """The id of the version of ``spec.key`` generated from its papers; made when no such version exists."""
    return generated_versions([spec], now=now)[spec.key]


@transaction.atomic
def generated_versions(specs: Sequence[FormSpec], *, now: dt.datetime) -> dict[str, int]:
    """As :func:`generated_version` for many, by key, in a number of statements that does not depend on how many."""
    drawn = {spec.key: _draw(spec.key, generated_schema(spec.title, spec.papers)) for spec in specs}
    return _store(drawn.values(), now=now, is_generated=True)


@transaction.atomic
def publish_form(key: str, schema: FormSchema, *, now: dt.datetime) -> int:
    """Publish a form written by an author; its version's id. Raises Invalid ``form_malformed`` for a schema with faults
    (each among the errors, by its place) and for one that would not read back as itself."""
    found = faults(schema)
    if found:
        errors = [{**fault.params, "field": fault.place, "code": fault.code} for fault in found]
        raise Invalid("form_malformed", params={"key": key}, errors=errors)
    try:
        same = from_json(to_json(schema)) == schema
    except UnreadableError:
        same = False
    if not same:
        raise Invalid("form_malformed", params={"key": key})
    return _store([_draw(key, schema)], now=now, is_generated=False)[key]


def _draw(key: str, schema: FormSchema) -> _Drawn:
    body = to_json(schema)
    return _Drawn(key, schema, canonical_text(body), digest(body))


def _store(drawn: Iterable[_Drawn], *, now: dt.datetime, is_generated: bool) -> dict[str, int]:
    wanted = {item.key: item for item in drawn}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('forms.publish'))")
    forms = dict(EForm.objects.filter(key__in=wanted).values_list("key", "pk"))
    numbers: dict[int, int] = {}
    versions: dict[tuple[int, str], int] = {}
    held = EFormVersion.objects.filter(form__in=forms.values()).values_list("pk", "form_id", "number", "digest")
    for pk, form_id, number, digest_ in held:
        numbers[form_id] = max(numbers.get(form_id, 0), number)
        versions[form_id, digest_] = pk
    forms |= _new_forms([item for key, item in wanted.items() if key not in forms])
    new = [item for item in wanted.values() if (forms[item.key], item.digest) not in versions]
    ids = reserve_ids(EFormVersion, len(new))
    versions |= {(forms[item.key], item.digest): pk for item, pk in zip(new, ids, strict=True)}
    columns = ("id", "uid", "form", "number", "schema", "schema_version", "digest", "is_generated", "created_at")
    rows = (
        (
            pk,
            new_id(),
            forms[item.key],
            numbers.get(forms[item.key], 0) + 1,
            item.text,
            item.schema.schema_version,
            item.digest,
            is_generated,
            now,
        )
        for item, pk in zip(new, ids, strict=True)
    )
    if new:
        copy_rows(EFormVersion, columns, rows)
    return {key: versions[forms[key], item.digest] for key, item in wanted.items()}


def _new_forms(items: Sequence[_Drawn]) -> dict[str, int]:
    ids = reserve_ids(EForm, len(items))
    if items:
        rows = ((pk, new_id(), item.key, item.schema.title) for item, pk in zip(items, ids, strict=True))
        copy_rows(EForm, ("id", "uid", "key", "title"), rows)
    return {item.key: pk for item, pk in zip(items, ids, strict=True)}
