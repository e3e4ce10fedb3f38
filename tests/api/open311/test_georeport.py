"""The published client ``georeport`` (PyPI), as it is, against our server over HTTP. It has no method for posting: what
it reads is posted by the second client."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from georeport import GeoReport
from pytest_django.live_server_helper import LiveServer

from motcua.core.remember import forget_everything
from tests.dossiers.world import World

from .given import FLOOD, LAMP, GeoReportClient, program, publish
from .test_server import LAMP_OUT, posted

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True, serialized_rollback=False)]


@pytest.mark.parametrize("output_format", ["json", "xml"])
def test_georeport_lists_services_and_reads_what_was_posted(
    transactional_db: None, live_server: LiveServer, world: World, output_format: str
) -> None:
    forget_everything()
    second = GeoReportClient(Browser(), program(world)[1], output_format)
    first, other = posted(second), posted(second, description="Đèn khác")
    publish(first)
    publish(other)
    client = GeoReport(f"{live_server.url}/open311/v2", jurisdiction="anson.example", output_format=output_format)

    services = {one["service_code"]: one for one in client.get_service_list()}
    definition = client.get_service_definition(FLOOD)
    listed = client.get_service_requests(service_code=LAMP, status="closed")
    one = client.get_service_request(first.receipt_no)

    assert {LAMP, FLOOD} <= services.keys()
    assert definition["service_code"] == FLOOD
    assert {row["service_request_id"] for row in listed} == {first.receipt_no, other.receipt_no}
    assert one["status_notes"] == "Đã thay bóng"
    assert float(one["lat"]) == float(LAMP_OUT["lat"])
