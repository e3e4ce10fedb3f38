"""A large form: does a page of it open and save quickly, beside plain pages of the same program?

A form of 300 questions (60 of them in repeated groups, a third with conditions, computed sums) stands on one page, the
worst that an author can do, and once more on ten pages. A citizen of the demo province opens and saves it through the
whole program but the socket. Everything happens in a transaction that is rolled back.
"""

from __future__ import annotations

import logging
import statistics
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 12
QUESTIONS = 300
ROWS = 2
"""Rows filled in of each of the repeated groups."""


def run() -> dict[str, Any]:
    """Milliseconds of processor time of this program for opening and saving (the clock's own time says more of a busy
    machine than of the program), and their ratio to the list of procedures, a plain page."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    django.setup()
    from django.db import transaction

    from motcua.cli.connection import use_embedded_database

    use_embedded_database()
    logging.disable(logging.INFO)
    found: dict[str, Any] = {}
    for name, pages in (("one_page", 1), ("ten_pages", 10)):
        with transaction.atomic():
            found[name] = _measured(pages)
            transaction.set_rollback(True)
    return found


def form(pages: int) -> Any:
    """A form of 300 questions on so many pages."""
    from motcua.forms.formula import parse
    from motcua.forms.schema import Field, FieldKind, FormSchema, Group, Page, Repeat

    share = QUESTIONS // 10
    items: list[list[Any]] = []
    for part in range(10):
        asked: list[Any] = [Field(f"yes{part}", f"Có phần {part} không?", FieldKind.YES_NO, required=True)]
        for number in range(share - 8):
            shown = parse(f"yes{part}") if number % 3 == 0 else None
            kind = (FieldKind.TEXT, FieldKind.NUMBER, FieldKind.DATE, FieldKind.LONG_TEXT)[number % 4]
            asked.append(Field(f"q{part}_{number}", f"Câu hỏi {part}.{number}", kind, show_if=shown))
        rows = tuple(Field(f"r{part}_{number}", f"Cột {number}", FieldKind.NUMBER) for number in range(6))
        asked.append(Group(f"g{part}", f"Nhóm {part}", rows, repeat=Repeat(1, 50, "Dòng")))
        total = parse(f"sum(g{part}, r{part}_0 + r{part}_1)")
        asked.append(Field(f"s{part}", "Cộng", FieldKind.COMPUTED, formula=total, result=FieldKind.NUMBER))
        items.append(asked)
    if pages == 1:
        return FormSchema("Biểu mẫu lớn", (Page("p0", "Tất cả", tuple(one for some in items for one in some)),))
    return FormSchema("Biểu mẫu lớn", tuple(Page(f"p{n}", f"Trang {n}", tuple(some)) for n, some in enumerate(items)))


def posted(schema: Any, page: Any) -> dict[str, str]:
    """What a browser sends of a page that is filled in."""
    from motcua.forms.schema import FieldKind

    found: dict[str, str] = {}
    for field in page.fields:
        if field.kind is FieldKind.DATE:
            found |= {f"{field.key}-day": "1", f"{field.key}-month": "2", f"{field.key}-year": "2020"}
        elif field.kind is FieldKind.YES_NO:
            found[field.key] = "yes"
        elif field.kind is not FieldKind.COMPUTED:
            found[field.key] = "12"
    for group in page.repeated:
        found[f"{group.key}-rows"] = str(ROWS)
        found |= {f"{group.key}.{row}.{field.key}": "12" for row in range(ROWS) for field in group.fields}
    return found


def _measured(pages: int) -> dict[str, Any]:
    from django.test import override_settings

    schema = form(pages)
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
        client, address, refused = _begun(schema)
        if refused:
            raise SystemExit(refused)
        page = schema.pages[0]
        sent = posted(schema, page)
        saved = client.post(address, sent)
        if saved.status_code != 302:
            raise SystemExit(f"the page was not saved: {saved.status_code}")
        plain = _median(lambda: client.get("/thu-tuc/"))
        opened = _median(lambda: client.get(address))
        kept = _median(lambda: client.post(address, sent, headers={"HX-Request": "true"}))
        gone_on = _median(lambda: client.post(address, sent))
        size = len(client.get(address).content)
    return {
        "questions": sum(1 for _ in schema.every_field()),
        "open_ms": round(opened, 1),
        "autosave_ms": round(kept, 1),
        "save_and_go_on_ms": round(gone_on, 1),
        "plain_page_ms": round(plain, 1),
        "open_to_plain": round(opened / plain, 2),
        "save_to_plain": round(gone_on / plain, 2),
        "page_kb": round(size / 1000),
    }


def _begun(schema: Any) -> tuple[Any, str, str]:
    """A signed-in citizen with a draft whose form is ``schema``; its first page."""
    from django.http import HttpRequest
    from django.test import Client

    from motcua.core.clock import legal_date, now
    from motcua.dossiers.services.drafts import save_draft, start_draft
    from motcua.forms.services import publish_form
    from motcua.organisation.selectors import places_in_order
    from motcua.people import browser
    from motcua.people.actors import load_actor
    from motcua.people.models import User
    from motcua.portal.offer import offer
    from motcua.procedures.models import Decision, FormBinding, Procedure
    from motcua.procedures.selectors import list_procedures

    at = now()
    on = legal_date(at)
    user = User.objects.filter(kind="citizen", is_active=True).order_by("pk").first()
    if user is None:
        return None, "", "load the demo first: motcua demo load"
    for one in list_procedures(on, query="", limit=50).items:
        found = offer(one.code, on, "")
        if found.is_open_online:
            break
    else:
        return None, "", "no procedure is open online"
    procedure = Procedure.objects.get(key=found.key)
    FormBinding.objects.filter(procedure=procedure).delete()
    FormBinding.objects.create(
        procedure=procedure,
        decision=Decision.objects.order_by("pk").first(),
        form_version_id=publish_form("bench", schema, now=at),
        case_key=found.case.key,
        valid_from=on,
        recorded_at=at,
    )
    from motcua.procedures.services.locking import lock_registry

    lock_registry()
    from motcua.portal.application import online_terms

    terms = online_terms(found.key, found.case.key, on)
    actor = load_actor(user.pk, on)
    draft = start_draft(case=terms.case_id, form_version=terms.form_version_id, actor=actor, now=at)
    save_draft(draft, answers={}, place_code=places_in_order(on)[0].code, now=at)
    client = Client()
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    request.session = client.session
    browser.sign_in(request, user, "email", at)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key
    return client, f"/nop-ho-so/{found.key}/{draft.uid}/muc/p0/", ""


def _median(work: Callable[[], Any]) -> float:
    work()
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - begun))
    return statistics.median(taken)
