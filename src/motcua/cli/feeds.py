"""``motcua feeds``: registered sources of readings, and listening to an MQTT broker."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import click
from django.db import close_old_connections
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.texts import say
from motcua.figures.feeds.listening import TOPICS, Listener
from motcua.figures.feeds.models import FeedSource
from motcua.figures.feeds.services import Taken

if TYPE_CHECKING:
    from paho.mqtt.client import Client, MQTTMessage
    from paho.mqtt.reasoncodes import ReasonCode

PASSWORD = "MOTCUA_MQTT_PASSWORD"  # noqa: S105 - the name of a variable


@click.group(help=_("Nguồn số liệu tự động: danh sách, nghe máy chủ MQTT."))
def command() -> None:
    pass


@command.command("list", help=_("Các nguồn đã đăng ký và số đo mới nhất."))
@click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))
def list_all(*, as_json: bool) -> None:
    for one in FeedSource.objects.select_related("unit").order_by("code"):
        last = one.last_at.isoformat() if one.last_at else None
        if as_json:
            row = {
                "code": one.code,
                "name": one.name,
                "unit": one.unit.code,
                "last_at": last,
                "ended": bool(one.ended_at),
            }
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo(f"{one.code}\t{one.name}\t{one.unit.code}\t{last or '-'}")


@command.command("listen", help=_("Nghe các nguồn trên máy chủ MQTT; mật khẩu lấy từ MOTCUA_MQTT_PASSWORD."))
@click.option("--host", required=True, help=_("máy chủ MQTT"))
@click.option("--port", type=click.IntRange(1, 65_535), default=8883, show_default=True, help=_("cổng"))
@click.option("--user", default="", help=_("tên đăng nhập"))
@click.option("--no-tls", is_flag=True, help=_("không mã hóa; chỉ trong mạng nội bộ của máy chủ"))
@click.option("--ca", type=click.Path(exists=True, dir_okay=False), help=_("tệp PEM của nơi cấp chứng thư cho máy chủ"))
@click.option("--client-id", default="motcua", show_default=True, help=_("tên phiên giữ trên máy chủ MQTT"))
@click.option("--messages", type=click.IntRange(1), help=_("dừng sau bấy nhiêu bản tin"))
def listen(
    *, host: str, port: int, user: str, no_tls: bool, ca: str | None, client_id: str, messages: int | None
) -> None:
    try:
        from paho.mqtt import client as mqtt
    except ImportError:
        raise Failure(say("feed_broker_missing")) from None
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False, manual_ack=True)
    if user:
        client.username_pw_set(user, os.environ.get(PASSWORD, ""))
    client.reconnect_delay_set(1, _LONGEST_WAIT_SECONDS)
    ears = Ears(Listener(clock.now, told=_told), messages)
    client.on_connect, client.on_subscribe, client.on_message = ears.connected, ears.subscribed, ears.arrived
    try:
        if not no_tls:
            client.tls_set(ca)
        client.connect(host, port)
    except OSError as error:
        raise Failure(say("feed_broker_refused", {"why": error.strerror or type(error).__name__})) from None
    client.loop_forever()
    if ears.failed:
        raise ears.failed[0]


_LONGEST_WAIT_SECONDS = 30
"""So long after a broker is back it may take until we ask again."""


class Ears:
    """What the client library calls. A failure ends the connection, and is raised when the library has returned."""

    def __init__(self, listener: Listener, messages: int | None) -> None:
        self._listener, self._messages = listener, messages
        self.failed: list[BaseException] = []

    def connected(self, broker: Client, _data: object, _flags: object, reason: ReasonCode, _more: object) -> None:
        if reason.is_failure:
            self._end(broker, Failure(say("feed_broker_refused", {"why": str(reason)})))
        else:
            self._listener.connected(broker)

    def subscribed(self, broker: Client, _data: object, _mid: int, reasons: list[ReasonCode], _more: object) -> None:
        """A broker may take the connection and deny the topics: then nothing would ever come."""
        if any(reason.is_failure for reason in reasons):
            self._end(broker, Failure(say("feed_topics_refused", {"topics": TOPICS})))

    def arrived(self, broker: Client, _data: object, message: MQTTMessage) -> None:
        """What cannot be taken now ends the listener unacknowledged: its supervisor starts it again, and the message
        comes again. Messages behind it wait for that, too."""
        if self.failed:
            return
        close_old_connections()
        try:
            self._listener.arrived(broker, message)
        except Exception as error:
            self._end(broker, error)
        if self._messages is not None and self._listener.taken + self._listener.refused >= self._messages:
            broker.disconnect()

    def _end(self, broker: Client, why: BaseException) -> None:
        self.failed.append(why)
        broker.disconnect()


def _told(source: str, taken: Taken | None) -> None:
    if taken is None:
        click.echo(_("{source}: bị từ chối").format(source=source[:60]), err=True)
        return
    said = _("{source}: nhận {kept}, đã biết {known}, từ chối {refused}")
    click.echo(said.format(source=source, kept=taken.kept, known=taken.known, refused=len(taken.faults)))
