"""An application being filled in: its draft, its terms, its steps, and what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, NotFound
from motcua.core.texts import say
from motcua.dossiers.models import ApplicationDraft
from motcua.dossiers.services.drafts import change_case, draft_of, save_draft
from motcua.forms.applicant import applicant_page, validate_applicant
from motcua.forms.schema import APPLICANT_PAGE, PAPERS_PAGE, Field, FormSchema, Page
from motcua.forms.selectors import schema as form_schema
from motcua.forms.validation import FieldError, validate
from motcua.people.actors import Actor
from motcua.people.models import Party, User
from motcua.portal.phrases import spoken_name
from motcua.procedures.selectors import route, terms
from motcua.procedures.selectors.offers import closed_reasons
from motcua.procedures.terms import DEFAULT_CASE, ChannelName, Terms
from motcua.web.fields import posted_answers

MOST_TYPED = 6000
"""Longer than any answer may be: what is over is shown as too long and never kept whole."""

PLACE, PAPERS, REVIEW = "place", "papers", "review"


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    title: str
    href: str


@dataclass(slots=True)
class Application:
    """A draft with the terms it would be filed under today."""

    draft: ApplicationDraft
    terms: Terms
    schema: FormSchema

    @property
    def code(self) -> str:
        return self.draft.case.version.procedure.key

    @property
    def name(self) -> str:
        return spoken_name(self.terms.procedure_name, self.draft.case.version.summary)

    @property
    def applicant_kind(self) -> str:
        kind = self.saved(APPLICANT_PAGE).get("kind")
        return "organisation" if kind == "organisation" else "person"

    def pages(self) -> list[Page]:
        """The pages of questions: the applicant's, then the form's own."""
        own = [page for page in self.schema.pages if page.key not in {APPLICANT_PAGE, PAPERS_PAGE}]
        return [applicant_page(self.applicant_kind), *own]

    def page(self, key: str) -> Page:
        """Raises NotFound ``draft_unknown`` for a page the form does not have."""
        found = next((page for page in self.pages() if page.key == key), None)
        if found is None:
            raise NotFound("draft_unknown")
        return found

    def steps(self) -> list[Step]:
        args = [self.code, self.draft.uid]
        steps = [Step(PLACE, gettext("Trường hợp và nơi giải quyết"), reverse("portal:apply_place", args=args))]
        for page in self.pages():
            steps.append(Step(page.key, gettext(page.title), reverse("portal:apply_page", args=[*args, page.key])))
        if self.terms.papers:
            steps.append(Step(PAPERS, gettext("Giấy tờ kèm theo"), reverse("portal:apply_papers", args=args)))
        return [*steps, Step(REVIEW, gettext("Xem lại và nộp"), reverse("portal:apply_review", args=args))]

    def place_of(self, key: str) -> dict[str, object]:
        """Where a step stands: its number, how many there are, the one before and the one after."""
        steps = self.steps()
        number = next((n for n, step in enumerate(steps) if step.key == key), 0)
        before = steps[number - 1].href if number else reverse("portal:procedure", args=[self.code])
        after = steps[min(number + 1, len(steps) - 1)].href
        return {
            "number": number + 1,
            "total": len(steps),
            "title": steps[number].title,
            "before": before,
            "after": after,
            "first": number == 0,
        }

    def saved(self, page: str) -> dict[str, object]:
        found = self.draft.answers.get(f"page:{page}")
        return dict(found) if isinstance(found, dict) else {}

    def keep(self, page: str, answers: Mapping[str, object], *, now: dt.datetime) -> None:
        """Save a page as typed, right or wrong."""
        kept = {f"page:{page}": dict(answers)}
        save_draft(self.draft, answers=kept, now=now)
        self.draft.answers = {**self.draft.answers, **kept}
        self.draft.saved_at = now

    def faults_of(self, page: Page, on: dt.date) -> tuple[FieldError, ...]:
        answers = {field.key: self.saved(page.key).get(field.key, "") for field in page.fields}
        if page.key == APPLICANT_PAGE:
            return validate_applicant({"kind": self.applicant_kind, **answers}, on=on).errors
        return validate(FormSchema("", (page,)), answers, on=on).errors

    def warnings_of(self, page: Page, on: dt.date) -> list[str]:
        """What is worth a second look on a page that was filled in, in words; nothing of it keeps anybody back."""
        saved = self.saved(page.key)
        if not set(saved) - {"kind"}:
            return []
        answers = {field.key: saved.get(field.key, "") for field in page.fields}
        if page.key == APPLICANT_PAGE:
            found = validate_applicant({"kind": self.applicant_kind, **answers}, on=on)
        else:
            found = validate(FormSchema("", (page,)), answers, on=on)
        return [say(one.code, one.params) for one in found.warnings]

    def place_faults(self, on: dt.date) -> list[str]:
        """Codes of what is wrong with the place; empty when the dossier could be received there."""
        if not self.draft.place_code:
            return ["place_missing"]
        try:
            way = route(self.terms, self.draft.place_code, on)
        except NotFound:
            return ["place_missing"]
        return closed_reasons(self.terms, way)

    def first_unfinished(self, on: dt.date) -> str:
        """The address of the first step that still lacks something, the review when none does."""
        steps = {step.key: step.href for step in self.steps()}
        if self.place_faults(on):
            return steps[PLACE]
        faulty = next((page.key for page in self.pages() if self.faults_of(page, on)), None)
        if faulty is None and PAPERS in steps and not self.draft.files.exists():
            faulty = PAPERS
        return steps[faulty or REVIEW]


def opened(uid: UUID, *, actor: Actor, now: dt.datetime) -> Application:
    """The actor's own draft under the law of today: when the procedure was worded anew meanwhile, the draft goes on
    under the new wording. Raises NotFound ``draft_unknown``, Conflict ``procedure_not_in_force``,
    ``online_not_offered``."""
    draft = draft_of(uid, actor)
    found = online_terms(draft.case.version.procedure.key, draft.case.key, legal_date(now))
    if (found.case_id, found.form_version_id) != (draft.case_id, draft.form_version_id):
        change_case(draft, case=found.case_id, form_version=found.form_version_id, now=now)
        draft = draft_of(uid, actor)
    return Application(draft, found, form_schema(found.form_version_id))


def online_terms(code: str, case_key: str, on: dt.date) -> Terms:
    """The online terms of a case, of the ordinary one when there is no such case any more."""
    try:
        return terms(code, case_key, ChannelName.ONLINE, on)
    except NotFound:
        if case_key == DEFAULT_CASE:
            raise
        return terms(code, DEFAULT_CASE, ChannelName.ONLINE, on)
    except Conflict as error:
        if error.code == "channel_not_offered":
            raise Conflict("online_not_offered") from error
        raise


def typed_answers(fields: tuple[Field, ...], posted: QueryDict) -> dict[str, str]:
    """The answers as typed, without what a database cannot keep."""
    found = posted_answers(fields, posted)
    return {key: value.replace("\x00", "")[:MOST_TYPED] for key, value in found.items()}


def known_of(actor: Actor) -> dict[str, object]:
    """What the account already knows of its person: it is filled in and confirmed, never asked twice."""
    party = Party.objects.filter(pk=actor.party_id).first() if actor.party_id else None
    user = User.objects.filter(pk=actor.user_id).only("email").first() if actor.user_id else None
    if party is None:
        return {"email": user.email} if user else {}
    return {
        "name": party.name,
        "id_number": party.id_number,
        "birth_date": party.birth_date.isoformat() if party.birth_date else "",
        "phone": party.phone,
        "email": party.email or (user.email if user else ""),
        "address": party.address,
    }
