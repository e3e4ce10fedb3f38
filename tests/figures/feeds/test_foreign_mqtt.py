"""Readings by way of a real broker: Debian's mosquitto with TLS, passwords, an access list and kept sessions."""

from __future__ import annotations

import datetime as dt
import gc
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import certifi
import pytest
from click.testing import CliRunner
from paho.mqtt.client import CallbackAPIVersion, Client

from motcua.cli.feeds import command
from motcua.core import clock
from motcua.figures.alerts.evaluating import evaluate
from motcua.figures.feeds.listening import PREFIX
from motcua.figures.feeds.models import FeedReading
from motcua.figures.feeds.services import register_source
from motcua.people.actors import SYSTEM
from tests.deploy.places import certificate, running
from tests.dossiers.world import build
from tests.resilience.servers import Program, free_port

from .test_feeds import TERMS

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
PASSWORD = "Mật khẩu của máy chủ"
USERS = {"motcua": "topic read motcua/feeds/#", "gateway": "topic write motcua/feeds/#"}
PATIENCE_SECONDS = 60


@dataclass
class Place:
    """A broker, a registered source, and what listens and sends."""

    folder: Path
    port: int
    key: str = ""
    area: str = ""
    broker: Callable[[], AbstractContextManager[object]] = field(init=False)
    programs: list[Program] = field(default_factory=list)

    @property
    def options(self) -> tuple[str, ...]:
        return "--host=localhost", f"--port={self.port}", "--user=motcua", f"--ca={self.folder / 'fullchain.pem'}"

    def listener(self, **more: str) -> Program:
        given = {"MOTCUA_MQTT_PASSWORD": PASSWORD, **more}
        program = Program(("feeds", "listen", *self.options), self.folder / "listener", given)
        self.programs.append(program)
        program.start()
        return program

    def reading(self, name: str) -> dict[str, object]:
        return {"id": name, "area": self.area, "at": clock.now().isoformat(), "value": 3}

    def said(self, *names: str) -> bytes:
        return json.dumps({"key": self.key, "readings": [self.reading(name) for name in names]}).encode()

    def send(self, *messages: bytes, source: str = "dem-xe", retain: bool = False) -> None:
        """The broker has confirmed each when this returns."""
        sender = Client(CallbackAPIVersion.VERSION2, client_id="gateway")
        sender.username_pw_set("gateway", PASSWORD)
        sender.tls_set(str(self.folder / "fullchain.pem"))
        sender.connect("localhost", self.port)
        sender.loop_start()
        for message in messages:
            sender.publish(PREFIX + source, message, qos=1, retain=retain).wait_for_publish(PATIENCE_SECONDS)
        sender.disconnect()
        sender.loop_stop()

    def refused(self, *options: str) -> str:
        """The one line of a listener that cannot listen."""
        answer = CliRunner().invoke(
            command, ["listen", *self.options, *options], env={"MOTCUA_MQTT_PASSWORD": PASSWORD}
        )
        assert answer.exit_code == 1, answer.output
        assert answer.stderr.count("\n") == 1
        return answer.stderr


@pytest.fixture
def place(transactional_db: None, tmp_path: Path) -> Iterator[Place]:
    if MOSQUITTO is None:
        pytest.skip("no mosquitto (apt install mosquitto)")
    world = build(clock.now())
    certificate(tmp_path, "localhost")
    found = Place(tmp_path, free_port(), area=world.commune.code)
    _, found.key = register_source(replace(TERMS, unit=world.province.code), actor=SYSTEM, now=clock.now())
    for number, name in enumerate(USERS):
        made = ["-c"] if number == 0 else []
        subprocess.run(["mosquitto_passwd", "-b", *made, tmp_path / "passwords", name, PASSWORD], check=True)
    (tmp_path / "access").write_text("".join(f"user {name}\n{rule}\n" for name, rule in USERS.items()))
    (tmp_path / "broker.conf").write_text(
        f"""user root
listener {found.port} 127.0.0.1
certfile {tmp_path}/fullchain.pem
keyfile {tmp_path}/key.pem
allow_anonymous false
password_file {tmp_path}/passwords
acl_file {tmp_path}/access
persistence true
persistence_location {tmp_path}/
"""
    )

    @contextmanager
    def broker() -> Iterator[None]:
        with running([MOSQUITTO, "-c", tmp_path / "broker.conf"], tmp_path / "broker.log"):
            wait(lambda: answers(found.port), tmp_path / "broker.log")
            yield

    found.broker = broker
    yield found
    for program in found.programs:
        program.kill()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait(until: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not until():
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-3000:]
        time.sleep(0.05)


def kept(*names: str) -> Callable[[], bool]:
    return lambda: set(FeedReading.objects.values_list("reading", flat=True)) == set(names)


def test_readings_when_broker_and_listener_go_away_then_each_is_kept_once_and_bad_ones_hold_up_none(
    place: Place,
) -> None:
    bad = [b"", b"\xff\xfe", b"[1]", b"[" * 5000, b'{"key": "x", "readings": []}', b'{"readings": 7}']
    bad.append(json.dumps({"key": place.key, "schema": 9, "readings": []}).encode())
    with place.broker():
        place.send(place.said("retained"), retain=True)
        listener = place.listener()
        wait(kept("retained"), listener.log)
        place.send(place.said("x"), source="khong-co")
        place.send(*bad, place.said("a"))
        wait(kept("retained", "a"), listener.log)
    with place.broker():
        place.send(place.said("b"))
        wait(kept("retained", "a", "b"), listener.log)
        assert listener.process is not None
        assert listener.process.poll() is None
        listener.kill()

        place.send(place.said("c"), place.said("c", "d"))
        without_database = place.listener(DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
        assert without_database.process is not None
        assert without_database.process.wait(PATIENCE_SECONDS) == 1
        wait(kept("retained", "a", "b", "c", "d"), place.listener().log)
    before, after = (evaluate(now=clock.now() + dt.timedelta(minutes=minutes)) for minutes in (30, 90))
    assert (before.raised, after.raised) == (0, 1)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it leaves sockets to its end
def test_listener_when_the_broker_will_not_have_it_or_is_a_stranger_then_one_line_says_so(place: Place) -> None:
    with place.broker():
        assert "Not authorized" in place.refused("--user=gateway2")
        assert "CERTIFICATE_VERIFY_FAILED" in place.refused(f"--ca={certifi.where()}")
    assert "Connection refused" in place.refused()
    gc.collect()
