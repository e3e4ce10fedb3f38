"""Writing rows in bulk."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from motcua.core.bulk import copy_rows, reserve_ids
from motcua.forms.models import EForm
from motcua.procedures.models import ResultKind

pytestmark = pytest.mark.django_db


def test_reserve_ids_when_asked_then_fresh_and_never_given_again() -> None:
    first, second = reserve_ids(EForm, 3), reserve_ids(EForm, 2)

    assert len({*first, *second}) == 5
    assert reserve_ids(EForm, 0) == []


def test_copy_rows_when_text_is_nasty_then_it_comes_back_as_it_was() -> None:
    nasty = ["tab\tand\nline", "back\\slash", "\\N", "'; DROP TABLE x; --", "Tiếng Việt 🇻🇳", ""]

    copy_rows(ResultKind, ("code", "name"), [(f"K{number}", text) for number, text in enumerate(nasty)])

    assert list(ResultKind.objects.order_by("code").values_list("name", flat=True)) == nasty


def test_copy_rows_when_a_row_breaks_a_constraint_then_none_is_there() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_rows(ResultKind, ("code", "name"), [("K1", "one"), ("K1", "again")])

    assert not ResultKind.objects.exists()
