"""An application being filled in: its draft, its terms, its steps, and what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, NotFound
from motcua.core.texts import say
from motcua.dossiers.form_facts import form_facts
from motcua.dossiers.models import ApplicationDraft
from motcua.dossiers.services.drafts import change_case, draft_of, save_draft
from motcua.forms.applicant import applicant_page, validate_applicant
from motcua.forms.dependencies import page_part
from motcua.forms.difference import differences
from motcua.forms.places import is_place
from motcua.forms.schema import APPLICANT_PAGE, PAPERS_PAGE, FieldKind, FormSchema, Page
from motcua.forms.selectors import schema as form_schema
from motcua.forms.selectors import version_uid
from motcua.forms.validation import Around, FieldError, Validated, validate
from motcua.people.actors import Actor
from motcua.people.models import Party, User
from motcua.portal.phrases import spoken_name
from motcua.procedures.selectors import route, terms
from motcua.procedures.selectors.offers import closed_reasons
from motcua.procedures.terms import DEFAULT_CASE, ChannelName, Terms

PLACE, PAPERS, REVIEW = "place", "papers", "review"
FORM = "mc-form"
"""In every page of questions: the version of the form that it was drawn from."""


@dataclass(frozen=True, slots=True)
class Step:
    key: str
    title: str
    href: str


@dataclass(slots=True)
class Application:
    """A draft with the terms it would be filed under today, the day ``on``."""

    draft: ApplicationDraft
    terms: Terms
    schema: FormSchema
    on: dt.date
    _held: tuple[object, Validated] | None = None

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
        """The pages of questions: the applicant's, then the form's own as far as they are asked."""
        shown = self.checked().shown
        return [applicant_page(self.applicant_kind), *(one for one in self.own_pages() if page_part(one.key) in shown)]

    @property
    def form_uid(self) -> str:
        return str(version_uid(self.terms.form_version_id))

    def is_hidden(self, key: str) -> bool:
        """Whether the form has this page, but the answers so far do not ask for it."""
        return any(page.key == key for page in self.own_pages()) and page_part(key) not in self.checked().shown

    def own_pages(self) -> list[Page]:
        return [page for page in self.schema.pages if page.key not in {APPLICANT_PAGE, PAPERS_PAGE}]

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

    def typed(self) -> dict[str, object]:
        """The answers to the form's own questions as typed, by key. Where a question moved to another page, the answer
        it had on the old one is still its answer."""
        found: dict[str, object] = {}
        elsewhere = [
            rows
            for name, rows in self.draft.answers.items()
            if name.startswith("page:") and name != f"page:{APPLICANT_PAGE}" and isinstance(rows, dict)
        ]
        for page in self.own_pages():
            own = self.saved(page.key)
            for key in page_keys(page):
                holders = [own, *elsewhere]
                found |= next(({key: rows[key]} for rows in holders if key in rows), {})
        return found

    def checked(self) -> Validated:
        """The whole form's checking with what was typed so far; the applicant's page is checked by itself."""
        if self._held is None or self._held[0] is not self.draft.answers:
            pages = [page.key for page in self.own_pages()]
            found = validate(self.schema, self.typed(), on=self.on, pages=pages, around=self._around())
            self._held = (self.draft.answers, found)
        return self._held[1]

    def _around(self) -> Around:
        page = applicant_page(self.applicant_kind)
        given = {field.key: self.saved(page.key).get(field.key, "") for field in page.fields}
        applicant = validate_applicant({"kind": self.applicant_kind, **given}, on=self.on).answers
        facts = form_facts(self.terms, self.draft.place_code, self.applicant_kind)
        return Around(applicant, facts, is_place)

    def readable(self) -> dict[str, object]:
        """The typed answers with what was computed, for reading back."""
        checked = self.checked()
        found = {**self.typed()}
        for field in self.schema.fields():
            if field.kind is FieldKind.COMPUTED:
                found[field.key] = checked.answers.get(field.key)
        for place, value in checked.computed.items():
            group, number, key = place.split(".")
            rows = found.get(group)
            if isinstance(rows, list) and isinstance(rows[int(number)], dict):
                found[group] = [*rows[: int(number)], {**rows[int(number)], key: value}, *rows[int(number) + 1 :]]
        return found

    def keep(self, page: str, answers: Mapping[str, object], *, now: dt.datetime) -> None:
        """Save a page as typed, right or wrong."""
        kept = {f"page:{page}": dict(answers)}
        save_draft(self.draft, answers=kept, now=now)
        self.draft.answers = {**self.draft.answers, **kept}
        self.draft.saved_at = now

    def faults_of(self, page: Page) -> tuple[FieldError, ...]:
        if page.key == APPLICANT_PAGE:
            answers = {field.key: self.saved(page.key).get(field.key, "") for field in page.fields}
            return validate_applicant({"kind": self.applicant_kind, **answers}, on=self.on).errors
        own = page_keys(page)
        return tuple(one for one in self.checked().errors if one.field.partition(".")[0] in own)

    def form_faults(self) -> list[str]:
        """What is wrong with the form as a whole, in words: rules without a place, a condition that bars applying."""
        return [say(one.code, one.params) for one in self.checked().errors if not one.field]

    def warnings_of(self, page: Page) -> list[str]:
        """What is worth a second look on a page that was filled in, in words; nothing of it keeps anybody back."""
        saved = self.saved(page.key)
        if page.key != APPLICANT_PAGE or not set(saved) - {"kind"}:
            return []
        answers = {field.key: saved.get(field.key, "") for field in page.fields}
        found = validate_applicant({"kind": self.applicant_kind, **answers}, on=self.on)
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
        faulty = next((page.key for page in self.pages() if self.faults_of(page)), None)
        if faulty is None and PAPERS in steps and not self.draft.files.exists():
            faulty = PAPERS
        return steps[faulty or REVIEW]


def opened(uid: UUID, *, actor: Actor, now: dt.datetime) -> Application:
    """The actor's own draft under the law of today: when the procedure was worded anew meanwhile, the draft goes on
    under the new wording, and remembers which form it was begun on until the person has seen what changed. Raises
    NotFound ``draft_unknown``, Conflict ``procedure_not_in_force``, ``online_not_offered``."""
    draft = draft_of(uid, actor)
    found = online_terms(draft.case.version.procedure.key, draft.case.key, legal_date(now))
    schema = form_schema(found.form_version_id)
    if (found.case_id, found.form_version_id) != (draft.case_id, draft.form_version_id):
        was = draft.form_version_id
        is_other = was != found.form_version_id and bool(differences(form_schema(was), schema))
        change_case(
            draft, case=found.case_id, form_version=found.form_version_id, now=now, begun_on=was if is_other else None
        )
        draft = draft_of(uid, actor)
    return Application(draft, found, schema, legal_date(now))


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


def page_keys(page: Page) -> frozenset[str]:
    """The keys under which a page's answers are kept: its questions and its repeated groups."""
    return frozenset({*(field.key for field in page.fields), *(group.key for group in page.repeated)})


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
