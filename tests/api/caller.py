"""Calling the API as a program does."""

from __future__ import annotations

import itertools
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from motcua.core.texts import known_codes
from tests.documents import samples
from tests.dossiers.world import World

ROOT = "/api/v1"


class Caller:
    def __init__(self, world: World, client: Client) -> None:
        self.world, self.client = world, client
        self.tokens: dict[str, str] = {}
        self.keys = (f"key-{number}" for number in itertools.count())

    def token(self, who: str) -> str:
        if who not in self.tokens:
            self.tokens[who] = self.world.token(who)
        return self.tokens[who]

    def headers(self, who: str | None, key: str | None) -> dict[str, str]:
        found = {} if who is None else {"Authorization": f"Bearer {self.token(who)}"}
        return found if key is None else {**found, "Idempotency-Key": key}

    def get(self, path: str, who: str | None = "citizen", **more: str) -> HttpResponse:
        return checked(self.client.get(ROOT + path, headers={**self.headers(who, None), **more}))

    def post(
        self, path: str, body: object, who: str | None = "citizen", *, key: str | None = "", **more: str
    ) -> HttpResponse:
        """``key=""`` draws a new one, None sends none. Bytes are sent as they are."""
        key = next(self.keys) if key == "" else key
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {**self.headers(who, key), **more}
        kind = headers.pop("Content-Type", "application/json")
        return checked(self.client.post(ROOT + path, raw, content_type=kind, headers=headers))

    def upload(
        self,
        dossier: str,
        who: str = "citizen",
        *,
        component: str | None = None,
        content: bytes | None = None,
        name: str = "don.pdf",
        kind: str = "application/pdf",
        key: str | None = "",
    ) -> HttpResponse:
        key = next(self.keys) if key == "" else key
        file = SimpleUploadedFile(name, samples.pdf() if content is None else content, kind)
        data = {"component": self.world.component if component is None else component, "file": file}
        path = f"{ROOT}/dossiers/{dossier}/documents"
        return checked(self.client.post(path, data, headers=self.headers(who, key)))

    def act(
        self, dossier: str, action: str, who: str, *, seq: int | None = None, key: str | None = "", **data: Any
    ) -> HttpResponse:
        body: dict[str, Any] = {"action": action, "data": data}
        if seq is not None:
            body["expected_seq"] = seq
        return self.post(f"/dossiers/{dossier}/actions", body, who, key=key)


def checked(response: HttpResponse) -> HttpResponse:
    """Every answer: no server fault, and every fault of the caller in the one shape."""
    assert response.status_code < 500, (response.status_code, response.content[:500])
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json", response.content[:300]
        told = json.loads(response.content)
        assert {"type", "title", "status", "code", "detail", "errors"} <= told.keys()
        assert told["status"] == response.status_code
        assert told["type"].endswith(told["code"])
        assert told["code"] in known_codes(), f"no words for {told['code']}"
        for fault in told["errors"]:
            assert {"field", "code", "detail"} <= fault.keys()
            assert fault["code"] in known_codes(), f"no words for {fault['code']}"
    return response


def code_of(response: HttpResponse) -> tuple[int, str]:
    return response.status_code, json.loads(response.content).get("code", "")
