"""Sample answers for trying a form: what a cautious person might type, by the kind of question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from motcua.forms.schema import NOT_TYPED, Field, FieldKind, FormSchema, Group

K = FieldKind
_SAID: Mapping[FieldKind, str] = {
    K.TEXT: "Nguyễn Thị Mẫu",
    K.LONG_TEXT: "Nội dung điền thử",
    K.CITIZEN_ID: "001190000018",
    K.PHONE: "0912345678",
    K.EMAIL: "mau@example.vn",
    K.ADDRESS: "Số 1, đường Mẫu",
    K.SIGNATURE: "Nguyễn Thị Mẫu",
    K.YES_NO: "yes",
    K.CONSENT: "on",
}


def sample_answers(schema: FormSchema, on: dt.date) -> dict[str, object]:
    """An answer to every question that is typed; one row in each repeated group, more where it asks for more."""
    found: dict[str, object] = {}
    for page in schema.pages:
        for item in page.items:
            if isinstance(item, Group) and item.repeat is not None:
                row = {field.key: _sample(field, on) for field in item.fields if field.kind not in NOT_TYPED}
                found[item.key] = [dict(row) for _number in range(max(1, item.repeat.minimum))]
                continue
            for field in item.fields if isinstance(item, Group) else (item,):
                if field.kind not in NOT_TYPED:
                    found[field.key] = _sample(field, on)
    return found


def _sample(field: Field, on: dt.date) -> object:
    kind = field.kind
    if kind is K.CHOICE:
        return field.options[0].key if field.options else ""
    if kind is K.CHOICES:
        return [one.key for one in field.options[: max(1, field.minimum or 1)]]
    if kind in {K.NUMBER, K.MONEY}:
        least = field.minimum if field.minimum is not None else 1
        return str(min(least, field.maximum) if field.maximum is not None else least)
    if kind is K.DATE:
        days = field.maximum if field.maximum is not None else field.minimum or 0
        return (on + dt.timedelta(days=min(days, 0) if field.maximum is not None else days)).isoformat()
    text = _SAID.get(kind, "")
    return text[: field.max_length] if field.max_length else text
