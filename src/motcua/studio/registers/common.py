"""What the pages of a register's author share: the register with its drafts, writing its head, words of columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.forms.draft_selectors import open_drafts
from motcua.forms.models import FormDraft
from motcua.forms.schema import NOT_ANSWERED, Field, FieldKind, FormSchema, from_json
from motcua.people.selectors import role_names
from motcua.procedures.models import ProcessDraft
from motcua.procedures.process import Process
from motcua.procedures.process_content import read_content
from motcua.registers.checking import CHOSEN, GROUPED, Fault, faults
from motcua.registers.definition import FIELD, Definition, Own
from motcua.registers.models import Register, RegisterVersion
from motcua.registers.reading import definition_of as published
from motcua.registers.services.registering import definition_of, edit_register, subject_of
from motcua.studio.page import actor_at
from motcua.web.once import expected, once

SHELF = "registers"
Head = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Draft:
    """A register as its author has it now. ``form`` and ``process``: the working copies, None where there is none; then
    what was published last holds (``standing``). A working copy without steps means: no process."""

    register: Register
    form: FormDraft | None
    process: ProcessDraft | None
    standing: Definition | None

    @property
    def schema(self) -> FormSchema | None:
        if self.form is not None:
            return from_json(self.form.content)
        return self.standing.form if self.standing else None

    @property
    def steps(self) -> Process | None:
        if self.process is None:
            return self.standing.process if self.standing else None
        found = read_content(self.process.content, None).process
        return found if found.steps else None

    @property
    def definition(self) -> Definition:
        return definition_of(self.register, self.schema, self.steps)

    @property
    def copies(self) -> str:
        """Which working copies of form and process these are, and their revisions."""
        return " ".join(f"{one.uid}:{one.revision}" if one else "-" for one in (self.form, self.process))

    @property
    def head(self) -> Head:
        return dict(self.register.draft)

    def faults(self) -> list[Fault]:
        return faults(self.definition, roles=role_names().keys())


def draft_of(key: str) -> Draft:
    """Raises NotFound ``register_unknown``."""
    register = Register.objects.filter(key=key).first()
    if register is None:
        raise NotFound("register_unknown")
    subject = subject_of(key)
    form = next((one for one in open_drafts(subject=subject) if one.subject == subject), None)
    process = ProcessDraft.objects.filter(subject=subject, closed_at=None).first()
    version = last_version(register)
    return Draft(register, form, process, published(version) if version else None)


def last_version(register: Register) -> RegisterVersion | None:
    return RegisterVersion.objects.filter(register=register).order_by("-number").first()


def write_head(
    request: HttpRequest, draft: Draft, change: Callable[[Head], Head], address: str
) -> tuple[HttpResponseBase | None, DomainError | None]:
    """Write the head once, from the revision the page was made from: where to go, or what was refused."""
    actor, at = actor_at(request), now()
    key = draft.register.key

    def run() -> str:
        seen = expected(request)
        edit_register(key, change(draft.head), expected=seen if seen is not None else 0, actor=actor, now=at)
        return address

    try:
        target, _is_new = once(request, f"studio.registers.write:{key}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return None, error
    return HttpResponseRedirect(target), None


def revision_after(draft: Draft, error: DomainError | None) -> int:
    """The revision the form goes on from: the one there is, once its reader was told that somebody else wrote."""
    if isinstance(error, Conflict) and error.code == "draft_edited":
        return int(str(error.params["is"]))
    return draft.register.revision


def error_lines(error: DomainError | None) -> list[dict[str, str]]:
    return [{"text": say(error.code, error.params), "href": "#main-content"}] if error else []


def own_names() -> Mapping[str, str]:
    return {
        Own.NUMBER: _("Số"),
        Own.ENTERED_ON: _("Ngày ghi"),
        Own.MONTH: _("Tháng"),
        Own.UNIT: _("Đơn vị"),
        Own.STATE: _("Tình trạng"),
        Own.STEP: _("Bước"),
        Own.DUE: _("Hạn"),
    }


def column_choices(schema: FormSchema | None) -> list[tuple[str, str]]:
    """Every column a list can have, with its words."""
    own = [(str(key), name) for key, name in own_names().items() if key is not Own.MONTH]
    return own + [(FIELD + one.key, one.label) for one in _questions(schema)]


def group_choices(schema: FormSchema | None) -> list[tuple[str, str]]:
    """What a report can be grouped by."""
    own = [(str(key), name) for key, name in own_names().items() if key in GROUPED]
    return own + [(FIELD + one.key, one.label) for one in _questions(schema) if one.kind in CHOSEN]


def filter_choices(schema: FormSchema | None) -> list[tuple[str, str]]:
    return [(one.key, one.label) for one in _questions(schema) if one.kind is FieldKind.CHOICE]


def sum_choices(schema: FormSchema | None) -> list[tuple[str, str]]:
    added = {FieldKind.NUMBER, FieldKind.MONEY}
    return [(one.key, one.label) for one in _questions(schema) if one.kind in added]


def _questions(schema: FormSchema | None) -> list[Field]:
    return [one for one in schema.fields() if one.kind not in NOT_ANSWERED] if schema else []


def fault_lines(found: list[Fault], place: str = "") -> list[str]:
    """The faults at a place, in words."""
    return [say(one.code, one.params) for one in found if one.place.startswith(place)]


def today() -> dt.date:
    return legal_date(now())
