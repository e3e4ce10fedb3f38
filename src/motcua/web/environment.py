"""The Jinja2 environment of every page: GOV.UK's macros beside our own templates, our words as filters.

Undefined is Jinja's plain one, always: GOV.UK's macros rely on it (Django would pass DebugUndefined under DEBUG, which
leaks ``{{ … }}`` into pages). With ``settings.LOUD_TEMPLATES`` a top-level variable that nobody passed fails the page,
except the optional ones that GOV.UK's own templates ask about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader, Undefined, meta
from jinja2.utils import missing

from motcua.core import texts
from motcua.people.actors import Actor, ActorKind
from motcua.web import access, navigation, words
from motcua.web.announcements import announcements

GOVUK = "govuk_frontend_jinja"

FILTERS: dict[str, Callable[..., str]] = {
    "instant": words.instant,
    "short_instant": words.short_instant,
    "day": words.day,
    "short_day": words.short_day,
    "time_of_day": words.time_of_day,
    "weekday": words.weekday,
    "weekday_day": words.weekday_day,
    "weekday_instant": words.weekday_instant,
    "iso": words.iso,
    "number": words.number,
    "plain_number": words.plain_number,
    "decimal": words.decimal,
    "percent": words.percent,
    "money": words.money,
    "file_size": words.file_size,
    "duration": words.duration,
    "remaining": words.remaining,
    "masked_id": words.masked_id,
    "masked_phone": words.masked_phone,
    "masked_email": words.masked_email,
}


class LoudUndefined(Undefined):
    """Plain, but a missing top-level variable may not be printed, tested or walked over; ``default`` and
    ``is defined`` still work. A missing key of a dictionary stays quiet."""

    quiet: ClassVar[frozenset[str]] = frozenset({"params", "caller", "varargs", "kwargs"})

    def _refuse(self) -> None:
        if self._undefined_obj is missing and self._undefined_name not in self.quiet:
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._refuse()
        return super().__str__()

    def __bool__(self) -> bool:
        self._refuse()
        return super().__bool__()

    def __iter__(self) -> Iterator[object]:
        self._refuse()
        return super().__iter__()

    def __len__(self) -> int:
        self._refuse()
        return super().__len__()

    def __eq__(self, other: object) -> bool:
        self._refuse()
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        self._refuse()
        return super().__ne__(other)

    __hash__ = Undefined.__hash__


def environment(*, loader: BaseLoader, **options: object) -> Environment:
    """What Django's Jinja2 backend calls once a process."""
    govuk = PrefixLoader({GOVUK: PackageLoader(GOVUK)})
    loud = bool(getattr(settings, "LOUD_TEMPLATES", False))
    options["undefined"] = LoudUndefined if loud else Undefined
    options["extensions"] = ["jinja2.ext.i18n", "jinja2.ext.do"]
    options["trim_blocks"] = options["lstrip_blocks"] = True
    env = Environment(loader=ChoiceLoader([loader, govuk]), autoescape=True, **_without_autoescape(options))  # type: ignore[arg-type]
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.policies["ext.i18n.trimmed"] = True
    env.filters.update(FILTERS)
    env.globals.update(
        static=static,
        url=_url,
        address=navigation.address,
        menu=navigation.links,
        menu_parts=navigation.parts,
        in_language=navigation.in_language,
        language=words.language_in_force,
        localtime=timezone.localtime,
        messages_of=get_messages,
        notices_waiting=navigation.notices_waiting,
        announcements=lambda: announcements(words.language_in_force()),
        province=lambda: settings.PROVINCE_NAME,
        say=texts.say,
        setting_address=_setting_address,
        signed_in=lambda request: access.current_actor(request) is not None,
        actor_of=_official_of,
        verbs_of=_verbs_of,
    )
    if loud:
        LoudUndefined.quiet |= _asked_by_govuk(env)
    return env


def _without_autoescape(options: dict[str, object]) -> dict[str, object]:
    """Escaping is not a setting here."""
    return {key: value for key, value in options.items() if key != "autoescape"}


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def _official_of(request: HttpRequest) -> Actor | None:
    """The official who is signed in; None for anyone else."""
    actor = access.current_actor(request)
    return actor if actor is not None and actor.kind is ActorKind.OFFICIAL else None


def _verbs_of(request: HttpRequest) -> frozenset[str]:
    actor = _official_of(request)
    return access.verbs_of(actor) if actor is not None else frozenset()


def _setting_address(setting: str) -> str | None:
    """The address of the page whose URL name stands in a setting, such as CITIZEN_SIGN_IN."""
    return navigation.address(str(getattr(settings, setting)))


def _asked_by_govuk(env: Environment) -> frozenset[str]:
    """Names that GOV.UK's templates read without anyone having to give them."""
    names: set[str] = set()
    for template in PackageLoader(GOVUK).list_templates():
        assert env.loader is not None  # noqa: S101
        source, _, _ = env.loader.get_source(env, f"{GOVUK}/{template}")
        names |= meta.find_undeclared_variables(env.parse(source))
    return frozenset(names)
