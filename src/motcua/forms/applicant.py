"""The questions every form asks about the applicant, a person or an organisation.

Keys are those of the API: ``name, id_number, birth_date, phone, email, address``. What the state already knows is
filled in from the party (``prefill``), shown and confirmed (ND309/2026 art. 2: it must not be asked again).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext_noop as _

from motcua.forms.schema import APPLICANT_PAGE, Field, FieldKind, FormSchema, Page
from motcua.forms.validation import FieldError, Validated, validate

_NAME = Field("name", _("Họ và tên"), FieldKind.TEXT, required=True, max_length=200, autocomplete="name")
_NUMBER = Field(
    "id_number", _("Số định danh cá nhân"), FieldKind.CITIZEN_ID, required=True, hint=_("12 chữ số trên thẻ căn cước")
)
_BORN = Field(
    "birth_date",
    _("Ngày sinh"),
    FieldKind.DATE,
    required=True,
    hint=_("ngày/tháng/năm"),
    maximum=0,
    autocomplete="bday",
)
_PHONE = Field("phone", _("Số điện thoại"), FieldKind.PHONE, required=True, autocomplete="tel")
_EMAIL = Field("email", _("Thư điện tử"), FieldKind.EMAIL, autocomplete="email")
_ADDRESS = Field("address", _("Nơi cư trú"), FieldKind.ADDRESS, required=True, autocomplete="street-address")


def _prefilled(*fields: Field) -> tuple[Field, ...]:
    return tuple(replace(field, prefill=f"party.{field.key}") for field in fields)


PERSON_PAGE = Page(APPLICANT_PAGE, _("Người nộp hồ sơ"), _prefilled(_NAME, _NUMBER, _BORN, _PHONE, _EMAIL, _ADDRESS))
ORGANISATION_PAGE = Page(
    APPLICANT_PAGE,
    _("Tổ chức nộp hồ sơ"),
    _prefilled(
        replace(_NAME, label=_("Tên tổ chức"), autocomplete="organization"),
        Field("id_number", _("Mã số thuế"), FieldKind.TAX_CODE, required=True),
        _PHONE,
        _EMAIL,
        replace(_ADDRESS, label=_("Địa chỉ trụ sở")),
    ),
)
_PAGES = {"person": PERSON_PAGE, "organisation": ORGANISATION_PAGE}


def applicant_page(kind: str) -> Page:
    """The applicant's questions for a ``person`` or an ``organisation``; KeyError for any other kind."""
    return _PAGES[kind]


def validate_applicant(applicant: Mapping[str, object], *, on: dt.date | None = None) -> Validated:
    """Check the applicant block of a submission: ``kind`` and the questions of that kind. The kept answers carry
    ``kind`` too. An organisation's ``birth_date`` is ignored when it is empty."""
    kind = applicant.get("kind", "person")
    if not isinstance(kind, str) or kind not in _PAGES:
        return Validated({}, (FieldError("kind", "choice_unknown"),))
    answers = {key: value for key, value in applicant.items() if key != "kind"}
    if kind == "organisation" and not answers.get("birth_date"):
        answers.pop("birth_date", None)
    checked = validate(FormSchema("", (_PAGES[kind],)), answers, on=on)
    return Validated({"kind": kind, **checked.answers}, checked.errors, checked.warnings)
