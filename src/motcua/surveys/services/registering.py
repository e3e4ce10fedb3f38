"""Making a survey: its key, its draft, its published versions. An author does it alone; no person's right hangs on
it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.forms.cleaning import UncleanError, clean_line, clean_lines
from motcua.forms.digest import digest
from motcua.forms.schema import FormSchema
from motcua.forms.services import publish_form
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.surveys.checking import faults
from motcua.surveys.definition import SCHEMA_VERSION, Definition, UnreadableError, from_json, to_json
from motcua.surveys.models import Survey, SurveyVersion
from motcua.surveys.permissions import AUTHOR

KEY = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")


def subject_of(key: str) -> str:
    """What the form drafts of a survey are kept under."""
    return f"survey:{key}"


@transaction.atomic
def start_survey(key: str, draft: Mapping[str, Json], *, actor: Actor, now: dt.datetime) -> Survey:
    """A survey that nobody can run yet. Raises NotAllowed, Invalid ``survey_key_malformed``, ``survey_malformed``,
    Conflict ``survey_key_taken``."""
    require(actor, AUTHOR, ())
    if not KEY.fullmatch(key):
        raise Invalid("survey_key_malformed", errors=[{"field": "key", "code": "survey_key_malformed"}])
    try:
        with transaction.atomic():
            made = Survey.objects.create(
                key=key,
                draft=_clean(draft),
                edited_by_id=actor.user_id,
                edited_at=now,
                created_by_id=actor.user_id,
                created_at=now,
            )
    except IntegrityError as error:
        fault = {"field": "key", "code": "survey_key_taken"}
        raise Conflict("survey_key_taken", params={"key": key}, errors=[fault]) from error
    _record("surveys.started", made, actor, now)
    return made


@transaction.atomic
def edit_survey(key: str, draft: Mapping[str, Json], *, expected: int, actor: Actor, now: dt.datetime) -> Survey:
    """Save the draft. Raises NotAllowed, NotFound ``survey_unknown``, Conflict ``draft_edited``, Invalid
    ``survey_malformed``."""
    survey = _locked(key, expected, actor)
    survey.draft = _clean(draft)
    survey.revision += 1
    survey.edited_by_id, survey.edited_at = actor.user_id, now
    survey.save(update_fields=["draft", "revision", "edited_by", "edited_at"])
    return survey


@transaction.atomic
def publish_survey(
    key: str, form: FormSchema, *, expected: int, valid_from: dt.date, actor: Actor, now: dt.datetime
) -> SurveyVersion:
    """Publish the draft with its form from a day on: today, or one to come. Equal content gives the version there is.
    Waves keep the version they were planned with. Raises NotAllowed, NotFound, Conflict ``draft_edited``,
    ``survey_later_version``, Invalid ``survey_from_past``, ``survey_faulty`` with every fault."""
    survey = _locked(key, expected, actor)
    if valid_from < legal_date(now):
        raise Invalid("survey_from_past", errors=[{"field": "valid_from", "code": "survey_from_past"}])
    definition = from_json(survey.draft)
    found = faults(definition, form)
    if found:
        raise Invalid("survey_faulty", errors=[{"field": one.place, "code": one.code, **one.params} for one in found])
    return _publish(survey, definition, form, valid_from, actor, now)


def _publish(
    survey: Survey, definition: Definition, form: FormSchema, valid_from: dt.date, actor: Actor, now: dt.datetime
) -> SurveyVersion:
    body = to_json(definition)
    form_version = publish_form(subject_of(survey.key), form, now=now)
    last = SurveyVersion.objects.filter(survey=survey).order_by("-number").first()
    if last is not None:
        if last.digest == digest(body) and last.form_version_id == form_version and last.valid_to is None:
            return last
        if last.valid_from >= valid_from:
            raise Conflict("survey_later_version", params={"on": last.valid_from.isoformat()})
        SurveyVersion.objects.filter(pk=last.pk, valid_to=None).update(valid_to=valid_from)
    made = SurveyVersion.objects.create(
        survey=survey,
        number=last.number + 1 if last else 1,
        title=definition.title,
        definition=body,
        schema_version=SCHEMA_VERSION,
        digest=digest(body),
        form_version_id=form_version,
        published_by_id=actor.user_id,
        valid_from=valid_from,
        recorded_at=now,
    )
    _record("surveys.published", survey, actor, now, version=made.number, valid_from=valid_from)
    return made


def _locked(key: str, expected: int, actor: Actor) -> Survey:
    require(actor, AUTHOR, ())
    survey = Survey.objects.select_for_update(of=("self",)).filter(key=key).first()
    if survey is None:
        raise NotFound("survey_unknown")
    if survey.revision != expected:
        raise Conflict("draft_edited", params={"seen": expected, "is": survey.revision})
    return survey


def _clean(draft: Mapping[str, Json]) -> dict[str, Json]:
    """The draft in its one form, its texts clean."""
    try:
        return to_json(from_json(_texts(dict(draft))))
    except (UnreadableError, UncleanError) as error:
        raise Invalid("survey_malformed", params={"detail": str(error)}) from error


def _texts(value: Json, name: str = "") -> Json:
    if isinstance(value, str):
        return clean_lines(value) if name == "about" else clean_line(value)
    if isinstance(value, list):
        return [_texts(one) for one in value]
    if isinstance(value, dict):
        return {key: _texts(one, key) for key, one in value.items()}
    return value


def _record(act: str, survey: Survey, actor: Actor, now: dt.datetime, **details: object) -> None:
    audit.record(act=act, actor=actor, subject_kind="survey", subject=survey.key, now=now, details=details)
