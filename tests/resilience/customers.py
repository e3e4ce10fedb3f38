"""Clients of the kill test: each leads dossier after dossier through a whole life, against two webs, and notes all it
was told. Some requests are sent twice at the same time with the same key, to different webs."""

from __future__ import annotations

import json
import random
import threading
import time
from dataclasses import dataclass, field, replace

from tests.documents import samples
from tests.dossiers.world import APPLICANT, CODE, World

from .history import Act, Read, answered_again
from .servers import Reply, Web, form

STEPS = (
    ("accept", "reception", "dossier_accepted"),
    ("complete_step", "division_head", "step_completed"),
    ("complete_step", "settling", "step_completed"),
    ("complete_step", "head", "step_completed"),
    ("issue_result", "head", "result_issued"),
    ("hand_over", "reception", "result_handed_over"),
)
"""Action, who, and the kind of its event: of each dossier after it was filed and got a paper."""
WHO = ("citizen", *sorted({who for _, who, _ in STEPS}))
PATIENCE_SECONDS = 180
TWINS = 0.15
READS = 0.2


@dataclass
class Notes:
    """What one client saw."""

    acts: list[Act] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    sent: int = 0
    broken_off: int = 0
    turned_away: int = 0
    twins: int = 0
    slowest: float = 0.0


class Customer(threading.Thread):
    def __init__(
        self, number: int, webs: list[Web], world: World, tokens: dict[str, str], stop: threading.Event
    ) -> None:
        super().__init__(daemon=True)
        self.number, self.webs, self.world, self.tokens, self.stop = number, webs, world, tokens, stop
        self.draw = random.Random(number)
        self.notes = Notes()
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            count = 0
            while not self.stop.is_set():
                self.one(count)
                count += 1
        except BaseException as error:
            self.error = error

    def one(self, count: int) -> None:
        name = f"{self.number}-{count}"
        body = {"procedure": CODE, "place": self.world.commune.code, "applicant": APPLICANT}
        made = self.post(f"{name}-submit", "dossier_submitted", "/dossiers", body, "citizen")
        uid = made.dossier
        paper, kind = form(self.world.component, samples.pdf())
        seq = self.post(f"{name}-paper", "document_added", f"/dossiers/{uid}/documents", (paper, kind), "citizen", uid)
        for step, (action, who, event) in enumerate(STEPS):
            wanted = {"action": action, "expected_seq": seq.seq}
            seq = self.post(f"{name}-{step}-{action}", event, f"/dossiers/{uid}/actions", wanted, who, uid)
            if self.draw.random() < READS:
                self.read(uid)

    def post(
        self, key: str, kind: str, path: str, body: dict[str, object] | tuple[bytes, str], who: str, uid: str = ""
    ) -> Act:
        """Send until answered; note it before the first byte leaves."""
        content, content_type = body if isinstance(body, tuple) else (json.dumps(body).encode(), "application/json")
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": key, "Content-Type": content_type}
        act = Act(key, kind, time.monotonic(), dossier=uid)
        self.notes.acts.append(act)
        twin_answers: list[Reply] = []
        twin = None
        if self.draw.random() < TWINS and content_type == "application/json":
            self.notes.twins += 1
            twin = threading.Thread(target=self._once, args=(path, content, headers, twin_answers), daemon=True)
            twin.start()
        answer = self._until_answered(key, path, content, headers)
        ended = time.monotonic()
        act = replace(act, ended=ended, **self._told(answer, uid))
        if twin is not None:
            twin.join(PATIENCE_SECONDS)
        for other in twin_answers:
            if other.status in {200, 201}:
                told = self._told(other, uid)
                act = answered_again(act, (str(told["dossier"]), int(str(told["seq"]))))
        self.notes.acts[-1] = act
        self.notes.slowest = max(self.notes.slowest, ended - act.began)
        return act

    def _told(self, answer: Reply, uid: str) -> dict[str, object]:
        said = answer.json()
        return {"dossier": uid or str(said["id"]), "seq": said["seq"], "code": said.get("code") or ""}

    def _until_answered(self, key: str, path: str, content: bytes, headers: dict[str, str]) -> Reply:
        deadline = time.monotonic() + PATIENCE_SECONDS
        pause = 0.02
        while time.monotonic() < deadline:
            self.notes.sent += 1
            answer = self.draw.choice(self.webs).try_to_ask("POST", f"/api/v1{path}", content, headers)
            if answer is None:
                self.notes.broken_off += 1
            elif answer.status == 503:
                assert "retry-after" in answer.headers, key
                self.notes.turned_away += 1
            else:
                assert answer.status in {200, 201}, (key, answer.status, answer.body[:500])
                return answer
            time.sleep(pause)
            pause = min(0.5, pause * 1.5)
        raise AssertionError(f"{key} was never answered")

    def _once(self, path: str, content: bytes, headers: dict[str, str], answers: list[Reply]) -> None:
        answer = self.draw.choice(self.webs).try_to_ask("POST", f"/api/v1{path}", content, headers)
        if answer is not None:
            answers.append(answer)

    def read(self, uid: str) -> None:
        began = time.monotonic()
        headers = {"Authorization": f"Bearer {self.tokens['reception']}"}
        answer = self.draw.choice(self.webs).try_to_ask("GET", f"/api/v1/dossiers/{uid}", headers=headers)
        if answer is not None and answer.status == 200:
            self.notes.reads.append(Read(uid, began, int(str(answer.json()["seq"]))))
