"""The files of ``deploy/`` agree with the program and with one another. Pure: they are only read."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from motcua.cli.fitness.database import SPARE
from motcua.documents.limits import limits_on, most_for_one_file, most_in_a_form
from motcua.settings import base

from .places import DEPLOY

NGINX = (DEPLOY / "nginx/motcua.conf").read_text("utf-8")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TODAY = dt.date(2026, 11, 23)


def bodies(location: str) -> int:
    """``client_max_body_size`` of a location, or of the whole server."""
    text = NGINX if location == "" else NGINX[NGINX.index(f"location {location} {{") :]
    found = re.search(r"client_max_body_size (\d+);", text)
    assert found is not None
    return int(found[1])


def test_nginx_when_a_form_is_as_large_as_the_program_takes_then_it_passes_and_hardly_more() -> None:
    limits = limits_on(TODAY)

    for location, wanted in (
        ("", most_in_a_form(limits)),
        (r"~ ^/api/v1/dossiers/[^/]+/documents$", most_for_one_file(limits)),
        ("/api/", settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
    ):
        assert wanted <= bodies(location) <= wanted * 1.05, location


def test_nginx_when_it_says_who_the_client_is_then_in_the_one_header_the_program_believes() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in NGINX
    assert "$proxy_add_x_forwarded_for" not in NGINX
    assert "$request_uri" not in NGINX[NGINX.index("log_format") : NGINX.index("map $request_uri")]
    assert "keepalive " not in NGINX[: NGINX.index("limit_req_zone")].replace("keepalive:", "")


@pytest.mark.parametrize("name", ["413", "429", "503"])
def test_page_of_nginx_when_shown_then_in_both_languages_and_without_script_or_style(name: str) -> None:
    page = (DEPLOY / f"nginx/motcua-said/{name}.html").read_text("utf-8")
    problem = json.loads((DEPLOY / f"nginx/motcua-said/{name}.json").read_text("utf-8"))

    assert '<html lang="vi">' in page
    assert 'lang="en"' in page
    assert not re.search(r"<script|<style|style=|http", page)
    assert {"type", "title", "status", "code", "detail", "errors"} == problem.keys()
    assert problem["status"] == int(name)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_unit_when_read_then_hardened_and_without_secrets(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()

    wanted = {
        "User=motcua",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "CapabilityBoundingSet=",
        "UMask=0077",
        "SystemCallFilter=@system-service",
    }
    assert wanted <= set(lines)
    assert any(line.startswith("LoadCredential=MOTCUA_FILE_KEY:") for line in lines)
    assert not any(line.startswith("Environment=") and "KEY" in line for line in lines)
    only_migrating = path.name in {"motcua-migrate.service", "motcua-backup.service"}
    assert any("OWNER_DATABASE_URL" in line for line in lines) is only_migrating


def test_environment_when_read_then_every_variable_is_known_and_none_is_secret() -> None:
    source = Path(base.__file__).read_text("utf-8")
    text = (DEPLOY / "env/motcua.env.example").read_text("utf-8")
    names = re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)

    assert len(names) > 15
    assert [name for name in names if name != "DJANGO_SETTINGS_MODULE" and f'"{name}"' not in source] == []
    assert not {"MOTCUA_SECRET_KEY", "MOTCUA_FILE_KEY", "DATABASE_URL", "MOTCUA_EMAIL_PASSWORD"} & set(names)


def connections(text: str) -> int:
    found = re.search(r"^max_connections = (\d+)", text, re.MULTILINE)
    assert found is not None
    return int(found[1])


def test_postgresql_when_of_the_smallest_size_then_room_for_the_sample_environment() -> None:
    values = dict(
        re.findall(r"^(MOTCUA_\w+)=(\d+)$", (DEPLOY / "env/motcua.env.example").read_text("utf-8"), re.MULTILINE)
    )
    web = int(values["MOTCUA_WEB_INSTANCES"]) * int(values["MOTCUA_WEB_WORKERS"]) * int(values["MOTCUA_WEB_THREADS"])
    worker = int(values["MOTCUA_WORKER_INSTANCES"]) * (int(values["MOTCUA_WORKER_CONCURRENCY"]) + 6)
    sizes = [connections((DEPLOY / f"postgresql/{cores}-cores.conf").read_text("utf-8")) for cores in (2, 8, 32)]

    assert web + worker + SPARE + 3 <= sizes[0] <= sizes[1] <= sizes[2]


def test_compose_when_read_then_two_of_each_hardened_and_every_secret_there() -> None:
    compose = yaml.safe_load((DEPLOY / "container/compose.yaml").read_text("utf-8"))
    services = compose["services"]

    assert {"database", "migrate", "web1", "web2", "worker1", "worker2", "nginx"} == services.keys()
    for name in ("migrate", "web1", "web2", "worker1", "worker2"):
        one = services[name]
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert set(one["secrets"]) <= compose["secrets"].keys()
        files = {Path(value).name for key, value in one["environment"].items() if key.endswith("_FILE")}
        assert files == set(one["secrets"])
        assert "ports" not in one
    assert "MOTCUA_OWNER_DATABASE_URL_FILE" not in services["web1"]["environment"]
    named = {volume.split(":")[0] for one in services.values() for volume in one.get("volumes", ())}
    assert {name for name in named if not name.startswith(".")} <= compose["volumes"].keys()
    for volume in (volume.split(":")[0] for one in services.values() for volume in one.get("volumes", ())):
        if volume.startswith("../") or volume == "./postgresql.conf":
            assert (DEPLOY / "container" / volume).exists(), volume


def test_container_when_built_then_nothing_runs_as_root() -> None:
    lines = (DEPLOY / "container/Containerfile").read_text("utf-8").splitlines()
    last = "\n".join(lines[max(number for number, line in enumerate(lines) if line.startswith("FROM")) :])

    assert re.search(r"^USER 10001$", last, re.MULTILINE)
    assert "pip install" not in last
    assert "--require-hashes" in "\n".join(lines)


def test_alarms_when_read_then_each_figure_is_one_the_program_or_patroni_tells() -> None:
    alarms = yaml.safe_load((DEPLOY / "prometheus/alarms.yml").read_text("utf-8"))
    guide = (DEPLOY.parent / "docs/guides/operations.md").read_text("utf-8")
    told = set(re.findall(r"`(motcua_\w+)", guide))
    rules = alarms["groups"][0]["rules"]

    for rule in rules:
        for name in re.findall(r"motcua_\w+", rule["expr"]):
            assert name.removesuffix("_bucket") in told, rule["alert"]
        assert rule["annotations"]["summary"]
    assert len(rules) >= 9
