"""Form versions as rows that never change."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from motcua.core.errors import Invalid, NotFound
from motcua.forms.generation import Paper, generated_schema
from motcua.forms.models import EForm, EFormVersion
from motcua.forms.schema import Field, FieldKind, FormSchema, Page, from_json
from motcua.forms.selectors import schema
from motcua.forms.services import FormSpec, generated_version, generated_versions, publish_form

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
PAPER = Paper("tp01", "Tờ khai", required=True, guidance=False)


def test_generated_version_when_the_papers_are_the_same_then_the_same_version() -> None:
    spec = FormSpec("procedure:1.000001:default", "Khai sinh", (PAPER,))

    first, second = generated_version(spec, now=NOW), generated_version(spec, now=NOW)

    assert first == second
    assert EFormVersion.objects.get().is_generated


def test_generated_version_when_the_papers_change_then_a_new_number_and_the_old_stays() -> None:
    first = generated_version(FormSpec("k", "T", (PAPER,)), now=NOW)
    second = generated_version(FormSpec("k", "T", ()), now=NOW)

    assert list(EFormVersion.objects.order_by("number").values_list("pk", "number")) == [(first, 1), (second, 2)]
    assert generated_version(FormSpec("k", "T", (PAPER,)), now=NOW) == first
    assert EForm.objects.count() == 1


def test_generated_versions_when_many_then_the_number_of_statements_stays(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    specs = [FormSpec(f"k{number}", "T", (PAPER,)) for number in range(50)]

    with django_assert_num_queries(6):
        made = generated_versions(specs, now=NOW)

    assert len(set(made.values())) == 50


def test_schema_when_asked_again_then_read_from_memory(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    pk = generated_version(FormSpec("k", "T", (PAPER,)), now=NOW)

    assert schema(pk) == generated_schema("T", [PAPER])
    with django_assert_num_queries(0):
        schema(pk)


def test_schema_when_there_is_none_then_not_found() -> None:
    with pytest.raises(NotFound, match="form_not_found"):
        schema(999_999_999)


def test_publish_form_when_written_by_an_author_then_kept_as_written() -> None:
    written = FormSchema("Mẫu riêng", (Page("a", "A", (Field("x", "X", FieldKind.NUMBER, minimum=1),)),))

    pk = publish_form("own", written, now=NOW)

    assert from_json(EFormVersion.objects.get(pk=pk).schema) == written


def test_publish_form_when_a_key_repeats_then_refused() -> None:
    field = Field("x", "X", FieldKind.TEXT)

    with pytest.raises(Invalid, match="form_malformed"):
        publish_form("own", FormSchema("T", (Page("a", "A", (field, field)),)), now=NOW)


@pytest.mark.parametrize("change", [{"schema": {}}, {"number": 7}])
def test_version_when_somebody_changes_or_deletes_it_then_the_database_refuses(change: dict[str, object]) -> None:
    pk = generated_version(FormSpec("k", "T", (PAPER,)), now=NOW)

    with pytest.raises(DatabaseError), transaction.atomic():
        EFormVersion.objects.filter(pk=pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        EFormVersion.objects.filter(pk=pk)._raw_delete("default")
