"""Programs that go on until they are answered, as the description of the API asks of them."""

from __future__ import annotations

import json
import threading
import time

from tests.documents import samples
from tests.dossiers.world import APPLICANT, CODE, World

from .servers import Reply, Web, form

PLAN = (("accept", "reception"), ("complete_step", "division_head"), ("complete_step", "settling"))
EVENTS = 2 + len(PLAN)
"""Of each dossier: filed, a paper, and the acts of the plan."""
GIVE_UP_SECONDS = 120


class Applicant(threading.Thread):
    """Files dossier after dossier and leads each through three acts. Every request carries a key and is sent again,
    as it was, until it is answered."""

    def __init__(self, number: int, web: Web, world: World, tokens: dict[str, str], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.web, self.world, self.tokens, self.stop = number, web, world, tokens, stop
        self.answers: dict[str, Reply] = {}
        self.sent = self.repeated = self.turned_away = 0
        self.dossiers: list[str] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.one(len(self.dossiers))
        except BaseException as error:
            self.error = error

    def one(self, count: int) -> None:
        name = f"{self.number}-{count}"
        body = {"procedure": CODE, "place": self.world.commune.code, "applicant": APPLICANT}
        made = self.post(f"submit-{name}", "/dossiers", json.dumps(body).encode(), "application/json", "citizen")
        uid = str(made.json()["id"])
        paper, kind = form(self.world.component, samples.pdf())
        self.post(f"paper-{name}", f"/dossiers/{uid}/documents", paper, kind, "citizen")
        for step, (action, who) in enumerate(PLAN):
            content = json.dumps({"action": action, "expected_seq": 2 + step}).encode()
            self.post(f"act-{name}-{step}", f"/dossiers/{uid}/actions", content, "application/json", who)
        self.dossiers.append(uid)

    def post(self, key: str, path: str, body: bytes, kind: str, who: str) -> Reply:
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": key, "Content-Type": kind}
        deadline = time.monotonic() + GIVE_UP_SECONDS
        tries = 0
        while time.monotonic() < deadline:
            self.sent += 1
            tries += 1
            answer = self.web.try_to_ask("POST", f"/api/v1{path}", body, headers)
            if answer is not None and answer.status == 503:
                assert "retry-after" in answer.headers, key
                assert answer.headers["content-type"] == "application/problem+json", key
                self.turned_away += 1
            elif answer is not None:
                assert answer.status in {200, 201}, (key, answer.status, answer.body[:500])
                self.repeated += tries > 1
                self.answers[key] = answer
                return answer
            time.sleep(0.01)
        raise AssertionError(f"{key} was never answered")
