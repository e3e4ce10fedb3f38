"""Publishing forms. A version is added only when its content is new; equal content gives the version there is."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from motcua.core.canonical import Json, encode
from motcua.core.errors import Invalid
from motcua.forms.generation import Paper, generated_schema
from motcua.forms.models import EForm, EFormVersion
from motcua.forms.schema import FormSchema, UnreadableError, from_json, to_json

BATCH = 500


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
    body: dict[str, Json]
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
    """Publish a form written by an author; its version's id. Raises Invalid ``form_malformed`` for a schema that
    would not read back as itself."""
    try:
        same = from_json(to_json(schema)) == schema
    except UnreadableError:
        same = False
    if not same:
        raise Invalid("form_malformed", params={"key": key})
    return _store([_draw(key, schema)], now=now, is_generated=False)[key]


def _draw(key: str, schema: FormSchema) -> _Drawn:
    body = to_json(schema)
    return _Drawn(key, schema, body, hashlib.sha256(encode(body)).hexdigest())


def _store(drawn: Iterable[_Drawn], *, now: dt.datetime, is_generated: bool) -> dict[str, int]:
    wanted = {item.key: item for item in drawn}
    EForm.objects.bulk_create(
        (EForm(key=item.key, title=item.schema.title) for item in wanted.values()), BATCH, ignore_conflicts=True
    )
    forms = dict(EForm.objects.filter(key__in=wanted).select_for_update().order_by("key").values_list("key", "pk"))
    numbers: dict[int, int] = {}
    versions: dict[tuple[int, str], int] = {}
    held = EFormVersion.objects.filter(form__in=forms.values()).values_list("pk", "form_id", "number", "digest")
    for pk, form_id, number, digest in held:
        numbers[form_id] = max(numbers.get(form_id, 0), number)
        versions[form_id, digest] = pk
    new = [
        EFormVersion(
            form_id=forms[item.key],
            number=numbers.get(forms[item.key], 0) + 1,
            schema=item.body,
            schema_version=item.schema.schema_version,
            digest=item.digest,
            is_generated=is_generated,
            created_at=now,
        )
        for item in wanted.values()
        if (forms[item.key], item.digest) not in versions
    ]
    for version in EFormVersion.objects.bulk_create(new, BATCH):
        versions[version.form_id, version.digest] = version.pk
    return {key: versions[forms[key], item.digest] for key, item in wanted.items()}
