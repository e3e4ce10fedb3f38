"""``motcua feeds``: registered sources of readings, and listening to an MQTT broker."""

from __future__ import annotations

import json
import os

import click
from django.db import close_old_connections
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.core.texts import say
from motcua.figures.feeds.listening import Arrived, Broker, Listener
from motcua.figures.feeds.models import FeedSource
from motcua.figures.feeds.services import Taken

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
@click.option("--client-id", default="motcua", show_default=True, help=_("tên phiên giữ trên máy chủ MQTT"))
@click.option("--messages", type=click.IntRange(1), help=_("dừng sau bấy nhiêu bản tin"))
def listen(*, host: str, port: int, user: str, no_tls: bool, client_id: str, messages: int | None) -> None:
    try:
        from paho.mqtt import client as mqtt
    except ImportError:
        raise Failure(say("feed_broker_missing")) from None
    listener = Listener(clock.now, told=_told)
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False, manual_ack=True)
    failed: list[BaseException] = []

    def connected(broker: mqtt.Client, _data: object, _flags: object, reason: mqtt.ReasonCode, _more: object) -> None:
        if reason.is_failure:
            failed.append(Failure(say("feed_broker_refused", {"why": str(reason)})))
            broker.disconnect()
            return
        listener.connected(broker)

    def arrived(broker: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        _one(listener, broker, message, failed)
        if failed or (messages is not None and listener.taken + listener.refused >= messages):
            broker.disconnect()

    client.on_connect, client.on_message = connected, arrived
    if user:
        client.username_pw_set(user, os.environ.get(PASSWORD, ""))
    if not no_tls:
        client.tls_set()
    try:
        client.connect(host, port)
    except OSError as error:
        raise Failure(say("feed_broker_refused", {"why": error.strerror or type(error).__name__})) from None
    client.loop_forever()
    if failed:
        raise failed[0]


def _one(listener: Listener, broker: Broker, message: Arrived, failed: list[BaseException]) -> None:
    """What cannot be taken now ends the listener unacknowledged: its supervisor starts it again, and the message comes
    again."""
    close_old_connections()
    try:
        listener.arrived(broker, message)
    except Exception as error:
        failed.append(error)


def _told(source: str, taken: Taken | None) -> None:
    if taken is None:
        click.echo(_("{source}: bị từ chối").format(source=source[:60]), err=True)
        return
    said = _("{source}: nhận {kept}, đã biết {known}, từ chối {refused}")
    click.echo(said.format(source=source, kept=taken.kept, known=taken.known, refused=len(taken.faults)))
