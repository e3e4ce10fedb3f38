"""A file is taken in only from somebody who may hand it in: asked before a byte of it reaches the disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.http import HttpResponse

from motcua.documents import incoming
from motcua.documents.models import StoredFile
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import DossierDocument
from tests.api.caller import Caller, code_of
from tests.documents import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with every file that anybody begins to write into the store."""
    seen: list[int] = []
    real = incoming.open_incoming

    def counted() -> object:
        seen.append(1)
        return real()

    monkeypatch.setattr(incoming, "open_incoming", counted)
    return seen


def untouched(store: Path, opened: list[int]) -> None:
    assert opened == []
    assert not StoredFile.objects.exists()
    assert not [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("other_citizen", (404, "dossier_unknown")),
        ("stranger", (404, "dossier_unknown")),
        ("other_reception", (404, "dossier_unknown")),
        ("auditor", (403, "verb_not_granted")),
        ("settling", (403, "verb_not_granted")),
    ],
)
def test_paper_when_the_caller_may_not_hand_it_in_then_not_a_byte_is_written(
    call: Caller, store: Path, opened: list[int], who: str, expected: tuple[int, str]
) -> None:
    uid = str(call.world.submit().uid)

    answer = call.upload(uid, who)

    assert code_of(answer) == expected
    untouched(store, opened)


def test_paper_when_the_token_is_missing_or_the_dossier_unknown_then_not_a_byte_is_written(
    call: Caller, store: Path, opened: list[int]
) -> None:
    uid = str(call.world.submit().uid)
    nobody = call.upload("01890000-0000-7000-8000-000000000000")
    call.tokens["citizen"] = "none"

    assert code_of(nobody) == (404, "dossier_unknown")
    assert code_of(call.upload(uid)) == (401, "token_refused")
    untouched(store, opened)


def test_paper_when_a_result_exists_then_not_a_byte_is_written(call: Caller, store: Path, opened: list[int]) -> None:
    uid = str(call.world.returned().uid)

    assert code_of(call.upload(uid)) == (409, "papers_closed")
    untouched(store, opened)


def told(answer: HttpResponse) -> object:
    return json.loads(answer.content)


def test_paper_when_sent_again_after_the_dossier_was_closed_then_the_first_answer(call: Caller) -> None:
    dossier = call.world.submit()
    uid = str(dossier.uid)
    first = call.upload(uid, key="k")
    call.world.act(dossier, Action.WITHDRAW, "citizen")

    again = call.upload(uid, key="k")
    other_content = call.upload(uid, key="k", content=samples.pdf(pages=2))
    other_key = call.upload(uid, key="l")

    assert (first.status_code, again.status_code) == (201, 201)
    assert told(again) == told(first)
    assert code_of(other_content) == (422, "idempotency_key_reused")
    assert code_of(other_key) == (409, "papers_closed")
    assert DossierDocument.objects.count() == 1
    assert StoredFile.objects.filter(erased_at=None).count() == 1


def test_key_of_another_person_when_used_then_it_opens_nothing(call: Caller, store: Path) -> None:
    uid = str(call.world.submit().uid)
    call.upload(uid, key="k")
    held = sorted(path for path in store.rglob("*") if path.is_file())

    assert code_of(call.upload(uid, "other_citizen", key="k")) == (404, "dossier_unknown")
    assert sorted(path for path in store.rglob("*") if path.is_file()) == held


def test_portal_supplement_when_it_is_somebody_elses_then_nothing_is_stored(call: Caller, store: Path) -> None:
    """The pages' own tests sign strangers in; here, that no row and no blob is left by any of them."""
    dossier = call.world.submit()
    data = {f"file_{call.world.component}": samples.pdf(), "note": "x"}

    answer = call.client.post(f"/ho-so-cua-toi/{dossier.uid}/bo-sung/", data)

    assert answer.status_code in {302, 401}
    assert not StoredFile.objects.exists()
    assert not [path for path in store.rglob("*") if path.is_file()]
