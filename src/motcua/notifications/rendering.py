"""Letters as plain text, in the reader's language. Plain text reads the same in every program and hides nothing."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext, ngettext, override
from jinja2 import Environment, PackageLoader, StrictUndefined

from motcua.core.clock import LEGAL_ZONE

from .letters import DutyNews, Letter, Occurrence

_GAP = re.compile(r"\n{3,}")
LANGUAGES = frozenset({"vi", "en"})


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    body: str


def render_dossier_letter(letter: Letter, one: Occurrence, *, language: str) -> Rendered:
    return _render(letter, language, one=one)


def render_duty_letter(letter: Letter, one: DutyNews, *, language: str) -> Rendered:
    return _render(letter, language, one=one)


def render_code_letter(code: str, expires_at: dt.datetime, *, language: str) -> Rendered:
    return _render(Letter.SIGN_IN_CODE, language, code=code, expires_at=expires_at)


def _render(letter: Letter, language: str, **values: object) -> Rendered:
    """Subject and body of one template; the subject is one line whatever the values hold."""
    with override(language if language in LANGUAGES else "vi"):
        template = _environment().get_template(f"notifications/email/{letter.value}.txt.jinja")
        context = template.new_context({**values, "system": settings.SYSTEM_NAME})
        subject = " ".join("".join(template.blocks["subject"](context)).split())
        body = "".join(template.root_render_func(context))
    return Rendered(subject, _GAP.sub("\n\n", body).strip() + "\n")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Not the pages' environment: nothing is escaped for HTML here, and a missing value is an error."""
    environment = Environment(
        loader=PackageLoader("motcua.notifications", "jinja2"),
        extensions=["jinja2.ext.i18n"],
        autoescape=False,  # noqa: S701  (plain text)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["moment"] = moment
    return environment


def moment(at: dt.datetime) -> str:
    """``17 giờ 00 ngày 07/01/2026`` (``17:00 on 07/01/2026``), in the legal zone."""
    local = at.astimezone(LEGAL_ZONE)
    return gettext("%(time_hour)s giờ %(time_minute)s ngày %(date)s") % {
        "time_hour": f"{local:%H}",
        "time_minute": f"{local:%M}",
        "date": f"{local:%d/%m/%Y}",
    }
