"""Take a birth bundle and a land transfer through a running demo, end to end, with pictures of whole and parts.

    python tools/journey_families.py http://127.0.0.1:8000 FOLDER

Officials of the demo act by the services that the pages call; the running worker moves the families through the
outbox, and this program waits for it. Needs the demo's own database and the distribution's Chromium.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pictures_data import open_demo
from playwright.sync_api import Page, sync_playwright
from screenshots import CHROMIUM, signed_in

if TYPE_CHECKING:
    from motcua.dossiers.models import Dossier

WIDTHS: Final = {360: 780, 1366: 768}
PLACE: Final = "AS-0101"
BIRTH, LAND = "2.000986", "1.013831"
LONGEST_WAIT: Final = 120.0


class Journey:
    """A dossier with its parts, and the officials who work on them."""

    def __init__(self, procedure: str, case: str) -> None:
        from motcua.core import clock
        from motcua.demo.papers import small_pdf
        from motcua.demo.staff import Staff
        from motcua.documents.services import store_upload
        from motcua.dossiers.models import Dossier
        from motcua.dossiers.services.submit import Application, submit_dossier
        from motcua.procedures.selectors import terms

        self.staff, self.dice, now = Staff(clock.now()), random.Random(7), clock.now()  # noqa: S311 - who is on duty
        citizen = self.staff.citizens[0]
        actor, party = self.staff.actor(citizen.user), citizen.party
        found = terms(procedure, case, "online", clock.legal_date(now))  # type: ignore[arg-type]
        files = [
            (
                paper.code,
                store_upload(
                    io.BytesIO(small_pdf("Giay to mau")),
                    file_name=f"{paper.code}.pdf",
                    declared_type="application/pdf",
                    actor=actor,
                    now=now,
                    purpose="dossier",
                ),
            )
            for paper in found.papers
            if paper.required
        ]
        applicant = {
            "kind": "person",
            "name": party.name,
            "id_number": party.id_number,
            "birth_date": party.birth_date.isoformat() if party.birth_date else "",
            "phone": party.phone,
            "email": party.email,
            "address": party.address,
        }
        filed = Application(procedure, case, "online", PLACE, applicant, files=files)
        body = submit_dossier(filed, actor=actor, now=now).body
        self.whole = Dossier.objects.get(uid=str(body["id"]))
        say(f"{procedure} filed online, receipt {self.whole.receipt_no}")

    def act(self, dossier: Dossier, action: str, unit: str, role: str, **data: Any) -> None:
        from motcua.core import clock
        from motcua.dossiers.lifecycle import Action
        from motcua.dossiers.services.act import act

        officer = self.staff.actor(self.staff.officer(unit, role, self.dice).user)
        answer = act(dossier=dossier.uid, action=Action(action), data=data, actor=officer, now=clock.now())
        dossier.refresh_from_db()
        say(f"  {dossier.code or dossier.receipt_no}  {action:<18} {officer.name}, {unit} -> {answer.body['state']}")

    def step(self, dossier: Dossier) -> None:
        """The open step done by somebody of its role in the unit that holds it."""
        dossier.refresh_from_db()
        holder = str(dossier.holder_unit.code) if dossier.holder_unit else ""
        is_signing = dossier.step == "sign"
        action = "issue_result" if is_signing else "complete_step"
        self.act(
            dossier,
            action,
            holder,
            dossier.holder_role,
            **({"electronic": True} if is_signing else {}),
        )

    def through(self, dossier: Dossier) -> None:
        """Every step of a part, to its result."""
        dossier.refresh_from_db()
        while dossier.state not in {"result_ready", "returned"}:
            self.step(dossier)

    def part(self, key: str) -> Dossier:
        return self.whole.parts.select_related("child").get(key=key).child

    def until(self, what: str, holds: Callable[[Dossier], bool]) -> None:
        """The worker has brought the family there."""
        began = time.monotonic()
        while time.monotonic() - began < LONGEST_WAIT:
            self.whole.refresh_from_db()
            if holds(self.whole):
                say(f"  {what} after {time.monotonic() - began:.1f} s: " + self.told())
                return
            time.sleep(0.2)
        raise SystemExit(f"{what}: the worker did not get there; {self.told()}")

    def told(self) -> str:
        parts = ", ".join(f"{one.key} {one.status}" for one in self.whole.parts.order_by("id"))
        return f"{self.whole.state} / {self.whole.step or '-'} [{parts}]"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Pictures:
    """The citizen's page by the secret of the receipt, and the desk's page."""

    def __init__(self, url: str, folder: Path, anyone: Page, desk: Page) -> None:
        self.url, self.folder, self.anyone, self.desk = url, folder, anyone, desk

    def take(self, name: str, dossier: Dossier) -> None:
        self._shoot(self.anyone, f"{name}-citizen", f"/ho-so/{dossier.link_secret}/")
        self._shoot(self.desk, f"{name}-desk", f"/desk/ho-so/{dossier.uid}/")

    def _shoot(self, page: Page, name: str, address: str) -> None:
        page.goto(self.url + address)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=self.folder / f"{name}-{width}.png", full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                say(f"{name}: {wide} px wide at {width}")


def birth(pictures: Pictures) -> None:
    journey = Journey(BIRTH, "default")
    journey.act(journey.whole, "accept", f"{PLACE}.MC", "reception_officer")
    journey.until("birth registration opened", lambda _whole: journey.whole.parts.count() == 1)
    pictures.take("birth-1-opened", journey.whole)
    journey.through(journey.part("birth"))
    journey.until("residence and insurance opened", lambda _whole: journey.whole.parts.count() == 3)
    pictures.take("birth-2-parallel", journey.whole)
    pictures.take("birth-2-part", journey.part("residence"))
    journey.through(journey.part("insurance"))
    journey.through(journey.part("residence"))
    journey.until("all granted", lambda whole: whole.state == "result_ready")
    journey.act(journey.whole, "hand_over", f"{PLACE}.MC", "reception_officer", way="online")
    journey.until("parts handed over too", lambda _whole: journey.part("birth").state == "returned")
    pictures.take("birth-3-returned", journey.whole)


def land(pictures: Pictures) -> None:
    journey = Journey(LAND, "chuyen-doi-chuyen-nhuong-thua-ke-tang-cho-gop-von")
    whole = journey.whole
    journey.act(whole, "accept", f"{PLACE}.MC", "reception_officer")
    branch = whole.settling_unit.code
    journey.step(whole)
    journey.step(whole)
    journey.until("tax branch has its parts", lambda _whole: whole.parts.count() == 2)
    pictures.take("land-1-tax", whole)
    pictures.take("land-1-part", journey.part("registration-fee"))
    for key in ("registration-fee", "income-tax"):
        journey.through(journey.part(key))
    journey.until("notices are there, the land branch goes on", lambda one: one.step == "pay")
    journey.act(whole, "pause_for_payment", branch, "settling_officer", amount=12_500_000, notice_number="TB-mẫu")
    pictures.take("land-2-payment", whole)
    journey.act(whole, "confirm_payment", f"{PLACE}.MC", "reception_officer", proof="Giấy nộp tiền mẫu")
    journey.step(whole)
    journey.step(whole)
    journey.step(whole)
    journey.act(whole, "hand_over", f"{PLACE}.MC", "reception_officer", way="post")
    journey.until("parts handed over too", lambda _whole: journey.part("income-tax").state == "returned")
    pictures.take("land-3-returned", whole)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base_url", help="address of a running demo")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--only", choices=("birth", "land"))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).with_name("motcua")), "demo", "info", "--json"]
    facts = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    officials = {one["username"]: one for one in facts["officials"]}
    open_demo()
    url = given.base_url.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        desk = signed_in(browser, url, officials["tiepnhan"]).new_page()
        pictures = Pictures(url, given.folder, browser.new_page(locale="vi-VN"), desk)
        for name, journey in (("birth", birth), ("land", land)):
            if given.only in {None, name}:
                journey(pictures)
        browser.close()


if __name__ == "__main__":
    main()
