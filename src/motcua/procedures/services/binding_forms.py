"""A form an author wrote comes into force for a case: published, then bound from the decision's day."""

from __future__ import annotations

import datetime as dt

from motcua.forms.services import publish_form
from motcua.procedures.form_item import FormItem
from motcua.procedures.form_subject import FormSubject
from motcua.procedures.models import Decision, FormBinding, Procedure
from motcua.procedures.services.standing import form_rows


def bind_form(procedure: Procedure, item: FormItem, *, decision: Decision, now: dt.datetime) -> None:
    """Close the binding that stands for the same case and channel and bind the form of the item, if it brings one. The
    decision is in force and the registry locked."""
    form_rows(procedure.key, item, decision.effective_on).filter(valid_to=None).update(valid_to=decision.effective_on)
    if item.form is None:
        return
    version = publish_form(FormSubject(procedure.key, item.case, item.channel).key, item.form, now=now)
    FormBinding.objects.create(
        procedure=procedure,
        decision=decision,
        form_version_id=version,
        case_key=item.case,
        channel=item.channel,
        valid_from=decision.effective_on,
        source=decision.source,
        recorded_at=now,
    )
