"""A template of a letter comes into force: its version is written, and bound from the decision's day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping

from django.db.models import QuerySet

from motcua.core.texts import say
from motcua.documents.letters.source import check, to_json
from motcua.forms.digest import digest
from motcua.organisation.models import in_force
from motcua.procedures.models import Decision, TemplateBinding, TemplateVersion
from motcua.procedures.template_item import TemplateItem

Fault = tuple[str, Mapping[str, object]]


def bind_template(key: str, item: TemplateItem, *, decision: Decision, now: dt.datetime) -> None:
    """Close what stands for the same procedure, case and letter, and bind the source of the item, or say that there is
    none from now on. The decision is in force and the registry locked."""
    standing_rows(key, item, decision.effective_on).filter(valid_to=None).update(valid_to=decision.effective_on)
    version = None
    if item.source is not None:
        body = to_json(item.source)
        version = TemplateVersion.objects.create(
            letter=item.letter.value,
            name=item.name,
            source=body,
            schema_version=int(str(body["schema_version"])),
            digest=digest(body),
            decision=decision,
            created_at=now,
        )
    TemplateBinding.objects.create(
        procedure_key=key,
        case_key=item.case,
        letter=item.letter.value,
        template_version=version,
        decision=decision,
        valid_from=decision.effective_on,
        source=decision.source,
        recorded_at=now,
    )


def standing_rows(key: str, item: TemplateItem, on: dt.date) -> QuerySet[TemplateBinding]:
    """The binding of exactly this place on the day."""
    return TemplateBinding.objects.filter(in_force(on), procedure_key=key, case_key=item.case, letter=item.letter.value)


def template_faults(
    key: str, item: TemplateItem, on: dt.date, *, cases: Collection[str] | None, fields: Collection[str] | None
) -> Iterator[Fault]:
    """Every fault, as a code with what it is about. ``cases`` are those of the procedure, None for the province's own
    template; ``fields`` the keys of the form where it is known."""
    if (cases is None and item.case) or (cases is not None and item.case and item.case not in cases):
        yield "case_not_found", {"case": item.case}
        return
    place = {"procedure_key": key, "case_key": item.case, "letter": item.letter.value}
    later = TemplateBinding.objects.filter(**place, valid_to=None, valid_from__gt=on).first()
    if later is not None:
        yield "later_letter_template", {"on": later.valid_from.isoformat()}
    if item.source is None:
        standing = standing_rows(key, item, on).first()
        if standing is None or standing.template_version_id is None:
            yield "letter_template_not_bound", {}
        return
    wrong = check(item.source, fields=fields)
    if wrong:
        first = wrong[0]
        yield (
            "letter_template_faulty",
            {
                "count": len(wrong),
                "line": first.line,
                "column": first.column,
                "first": say(first.code, first.params),
            },
        )
