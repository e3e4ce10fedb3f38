"""The journey of ``motcua demo up --check``: one dossier through all stages over HTTP, one of each state of the history
read, and the doors of both faces."""

from __future__ import annotations

import datetime as dt
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.demo.files import table
from motcua.demo.info import SAMPLE
from motcua.demo.papers import small_pdf
from motcua.dossiers.lifecycle import State
from motcua.dossiers.services.verify import verify
from motcua.people import selectors
from motcua.people.actors import SYSTEM
from motcua.people.permissions import SCOPES
from motcua.people.services.tokens import create_token, revoke_token

READER: Final = "thanhtra"
"""May read every dossier of the province."""

_SECONDS: Final = 30
_PAGES: Final = ("/", "/desk/", "/health/ready")
_APPLICANT: Final = {
    "kind": "person",
    "name": "Nguyễn Thị Kiểm Tra",
    "id_number": "099191000001",
    "birth_date": "1991-01-01",
    "phone": "0501234567",
    "email": "kiemtra@dan.example",
    "address": "Số 1, đường Lê Lợi, phường An Thành, tỉnh An Sơn",
}
_ACTS: Final = (
    ("accept", "accepted"),
    ("complete_step", "processing"),
    ("complete_step", "processing"),
    ("complete_step", "processing"),
    ("issue_result", "result_ready"),
    ("hand_over", "returned"),
)


def run(base_url: str) -> None:
    """Walk the journey at ``base_url`` with the account for programs, and read with the inspector's. Raises Failure,
    naming the step, at the first answer that is not as it should be."""
    began = clock.now()
    with _api(base_url, table("posts.toml")["robot"]["username"]) as api:
        _journey(api)
    with _api(base_url, READER) as api:
        _every_state(api)
    findings = verify(since=began).findings
    _expect("verify", not findings, findings)
    for page in _PAGES:
        _open_page(base_url, page)


@contextmanager
def _api(base_url: str, username: str) -> Iterator[_Api]:
    """The API with a token of the account, which is revoked afterwards."""
    user = selectors.account_named(username)
    if user is None:
        raise Failure(f"the account {username} is missing")
    token, secret = create_token(user, SCOPES, actor=SYSTEM, now=clock.now(), name="check", life=dt.timedelta(hours=1))
    try:
        yield _Api(base_url, secret)
    finally:
        revoke_token(token, actor=SYSTEM, now=clock.now())


def _every_state(api: _Api) -> None:
    """One dossier of each state is listed and can be read, with its events."""
    for state in State:
        listed = _list(api.get(f"/dossiers?state={state}"), "items")
        _expect(f"a dossier in state {state}", bool(listed), listed)
        place = f"/dossiers/{listed[0]['id']}"
        read = api.get(place)
        _expect(f"GET a dossier in state {state}", read["state"] == state, read["state"])
        events = _list(api.get(f"{place}/events"), "items")
        _expect(f"GET the events of a dossier in state {state}", len(events) == read["seq"], len(events))


def _open_page(base_url: str, page: str) -> None:
    try:
        with urllib.request.urlopen(base_url + page, timeout=_SECONDS) as answer:  # noqa: S310 (our own address)
            _expect(f"GET {page}", answer.status == 200, answer.status)
    except urllib.error.HTTPError as error:
        raise Failure(f"GET {page}: {error.code}") from error


def _journey(api: _Api) -> None:
    procedure = api.get(f"/procedures/{SAMPLE['procedure']}")
    case = next((one for one in _list(procedure, "cases") if one["key"] == SAMPLE["case"]), None)
    _expect("the sample's case", case is not None, procedure)
    required = [one["code"] for one in _list(case or {}, "components") if one["required"]]
    dossier = api.post("/dossiers", {**SAMPLE, "channel": "online", "applicant": _APPLICANT}, status=201)
    place = f"/dossiers/{dossier['id']}"
    for component in required:
        api.attach(f"{place}/documents", str(component))
    for action, state in _ACTS:
        dossier = api.post(f"{place}/actions", {"action": action, "data": {}}, status=200)
        _expect(action, dossier["state"] == state, dossier)
    read = api.get(place)
    _expect("GET the dossier", read["state"] == "returned" and read["seq"] == dossier["seq"], read)
    events = _list(api.get(f"{place}/events"), "items")
    _expect("GET the events", len(events) == dossier["seq"], len(events))
    clocks = _list(api.get(f"{place}/clocks?explain=1"), "items")
    _expect("GET the clocks", bool(clocks), clocks)
    tracked = api.get(f"/track/{dossier['code']}")
    _expect("track", tracked["code"] == dossier["code"] and tracked["stage"] == "returned", tracked)


def _expect(step: str, good: bool, found: object) -> None:
    if not good:
        raise Failure(f"{step}: {found}"[:500])


def _list(body: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    found = body.get(name)
    return found if isinstance(found, list) else []


@dataclass(frozen=True, slots=True)
class _Api:
    base_url: str
    token: str

    def get(self, path: str) -> Mapping[str, object]:
        return self._send("GET", path, None, {}, status=200)

    def post(self, path: str, body: Mapping[str, object], *, status: int) -> Mapping[str, object]:
        content = json.dumps(body).encode()
        return self._send("POST", path, content, {"Content-Type": "application/json"}, status=status)

    def attach(self, path: str, component: str) -> None:
        border = uuid4().hex
        parts = (
            f'--{border}\r\nContent-Disposition: form-data; name="component"\r\n\r\n{component}\r\n'
            f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="to-khai.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        content = parts + small_pdf("To khai mau") + f"\r\n--{border}--\r\n".encode()
        self._send("POST", path, content, {"Content-Type": f"multipart/form-data; boundary={border}"}, status=201)

    def _send(
        self, method: str, path: str, content: bytes | None, headers: Mapping[str, str], *, status: int
    ) -> Mapping[str, object]:
        request = urllib.request.Request(  # noqa: S310 (our own address)
            f"{self.base_url}/api/v1{path}",
            data=content,
            method=method,
            headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": uuid4().hex, **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                _expect(f"{method} {path}", answer.status == status, answer.status)
                body = json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise Failure(f"{method} {path}: {error.code} {error.read(400).decode(errors='replace')}") from error
        _expect(f"{method} {path}", isinstance(body, dict), body)
        found: Mapping[str, object] = body
        return found
