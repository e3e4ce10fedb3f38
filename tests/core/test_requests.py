"""The middleware, the probes and the metrics, through the client as a proxy would see them."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from structlog.testing import capture_logs

from motcua.core import clock, health, outbox
from motcua.urls import urlpatterns as project_urls
from motcua.web.access import program

from .conftest import NOW, Ledger


def steady(request: HttpRequest, code: str) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")
    return HttpResponse("fine")


def dying(request: HttpRequest) -> HttpResponse:
    """The database server ends this connection in the middle of the request."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse("never")


def faulty(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    return HttpResponse("never")


urlpatterns = [
    path("track/<str:code>", program(steady), name="steady"),
    path("api/v1/dying", program(dying), name="api_dying"),
    path("dying", program(dying), name="dying"),
    path("api/v1/faulty", program(faulty), name="faulty"),
    *project_urls,  # the problem pages link to the front ends
]
handler500 = "motcua.web.problems.server_error"

pytestmark = pytest.mark.urls(__name__)


def request_line(logged: list[dict[str, object]]) -> dict[str, object]:
    (line,) = [entry for entry in logged if entry["event"] == "http.request"]
    return line


@pytest.mark.django_db
def test_request_leaves_one_line_with_route_status_and_statements_but_no_path(client: Client) -> None:
    with capture_logs() as logged:
        response = client.get("/track/H99.1-261123-0001?phone=0912345318")

    line = request_line(logged)
    assert (line["route"], line["method"], line["status"], line["statements"]) == ("steady", "GET", 200, 2)
    assert isinstance(line["ms"], float)
    assert "261123" not in str(logged)
    assert "0912345318" not in str(logged)
    assert uuid.UUID(response.headers["X-Request-ID"]).version == 7


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "kept"), [("proxy-id-0001", True), ("short", False), ("x" * 65, False), ("a b;c\td-e-f-g", False)]
)
def test_request_id_of_a_proxy_is_kept_when_it_is_plain(client: Client, given: str, kept: bool) -> None:
    response = client.get("/track/x", headers={"X-Request-ID": given})

    assert (response.headers["X-Request-ID"] == given) is kept


@pytest.mark.django_db
def test_request_of_an_unknown_path_is_counted_as_unmatched(client: Client) -> None:
    with capture_logs() as logged:
        client.get("/no/such/040123452718")

    line = request_line(logged)
    assert (line["route"], line["status"]) == ("unmatched", 404)
    assert "040123452718" not in str(logged)


@pytest.mark.django_db
def test_probe_leaves_no_line(client: Client) -> None:
    with capture_logs() as logged:
        client.get("/health/live")

    assert logged == []


@pytest.mark.django_db(transaction=True)
def test_api_when_the_database_goes_away_answers_a_503_problem_and_the_next_request_works(client: Client) -> None:
    away = client.get("/api/v1/dying")
    after = client.get("/track/x")

    assert away.status_code == 503
    assert away.headers["Content-Type"] == "application/problem+json"
    assert (away.json()["code"], away.json()["status"]) == ("database_unavailable", 503)
    assert away.headers["Retry-After"]
    assert after.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_page_when_the_database_goes_away_answers_503_and_the_next_request_works(client: Client) -> None:
    away = client.get("/dying")
    after = client.get("/track/x")

    assert away.status_code == 503
    assert "text/html" in away.headers["Content-Type"]
    assert after.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_api_when_a_statement_is_wrong_does_not_blame_the_database() -> None:
    response = Client(raise_request_exception=False).get("/api/v1/faulty")

    assert response.status_code == 500


@pytest.fixture
def _no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused: nobody at home")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    monkeypatch.setattr(connection, "connection", None)


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_database")
def test_live_when_there_is_no_database_answers_all_the_same(client: Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_database")
def test_ready_when_there_is_no_database_is_503(client: Client) -> None:
    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json() == {"status": "not_ready", "checks": {"database": {"ok": False}}}
    assert "nobody at home" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("registry")
def test_ready_when_all_is_well_is_200_in_two_statements(
    client: Client, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    client.get("/health/ready")

    with django_assert_num_queries(2):
        response = client.get("/health/ready")

    assert response.status_code == 200
    body = response.json()
    assert body["status"] == "ready"
    assert {name: check["ok"] for name, check in body["checks"].items()} == {
        "database": True,
        "clock": True,
        "migrations": True,
        "outbox": True,
    }


@pytest.mark.django_db
def test_ready_when_a_migration_is_missing_is_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    health._migrated.clear()
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: [("one", False)])

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == {"ok": False}


@pytest.mark.django_db
@pytest.mark.parametrize("off", [dt.timedelta(minutes=5), -dt.timedelta(minutes=5)])
def test_ready_when_the_clocks_disagree_is_503(
    client: Client, monkeypatch: pytest.MonkeyPatch, off: dt.timedelta
) -> None:
    real = clock.SystemClock().now()
    monkeypatch.setattr(clock.SystemClock, "now", lambda self: real + off)

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["checks"]["clock"]["ok"] is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("registry")
def test_ready_when_the_outbox_is_late_is_degraded_but_answers(client: Client) -> None:
    outbox.consumer("t.one", topics=["t"])(Ledger("t.one"))
    outbox.drain("t.one", now=NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_outbox (topic, key, kind, body, created_at)"
            " VALUES ('t', 'a', 'k', '{}', now() - interval '10 minutes')"
        )

    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["outbox"]["lag_seconds"] >= 600


@pytest.mark.django_db
@pytest.mark.usefixtures("registry")
def test_metrics_from_this_machine_tell_requests_outbox_and_jobs(client: Client) -> None:
    outbox.consumer("t.one", topics=["t"])(Ledger("t.one"))
    outbox.skip_to_end("t.one", now=NOW)
    client.get("/track/x")

    response = client.get("/metrics")

    text = response.content.decode()
    assert response.status_code == 200
    assert 'motcua_requests_total{method="GET",route="steady",status="200"}' in text
    assert 'motcua_request_statements_bucket{le="2.0",route="steady"}' in text
    assert 'motcua_request_seconds_count{route="steady"}' in text
    assert 'motcua_outbox_lag_seconds{consumer="t.one"} 0.0' in text
    assert 'motcua_outbox_failures{consumer="t.one",state="dead"} 0.0' in text
    assert "motcua_oldest_transaction_seconds" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.9", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 404),
        ("", {}, 404),
        ("203.0.113.9", {"Authorization": "Bearer right"}, 200),
        ("203.0.113.9", {"Authorization": "Bearer wrong"}, 404),
        ("203.0.113.9", {"Authorization": "Basic right"}, 404),
        ("127.0.0.1", {"Authorization": "Bearer wrong"}, 404),
    ],
)
@override_settings(METRICS_TOKEN="right")
def test_metrics_are_for_this_machine_or_the_token(
    client: Client, address: str, headers: dict[str, str], status: int
) -> None:
    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status


@pytest.mark.django_db
def test_metrics_without_a_token_in_the_settings_take_no_token(client: Client) -> None:
    response = client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": "Bearer "})

    assert response.status_code == 404


@pytest.mark.django_db(transaction=True)
def test_server_when_it_shuts_the_connection_between_requests_costs_nothing(client: Client) -> None:
    client.get("/track/x")
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
    connection.close_if_unusable_or_obsolete()  # as every request begins; the test client leaves it out

    assert client.get("/track/x").status_code == 200
