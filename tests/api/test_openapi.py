"""The description of the API is kept, is true, and nothing that follows it meets a server fault."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import schemathesis
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from motcua.api.description import openapi
from motcua.cli.openapi import command
from motcua.core import clock
from motcua.figures.feeds.services import SourceTerms, register_source
from motcua.people.actors import SYSTEM

from .caller import Caller, checked

KEPT = Path(__file__).parents[2] / "docs/api/openapi-v1.json"
EXAMPLES = 25
FEED = SourceTerms("dem-xe", "Đếm xe cầu An Hòa", "traffic", "xe qua cầu", "xe", "sum", True, None, None, "TS", 15, 60)
ANSWERS = {"GET": {200, 304, 400, 404, 409, 429}, "POST": {200, 201, 400, 403, 404, 409, 413, 415, 422}}


def test_kept_description_when_compared_then_up_to_date() -> None:
    result = CliRunner().invoke(command, [str(KEPT), "--check"])

    assert result.exit_code == 0, "run: motcua openapi docs/api/openapi-v1.json"


def test_command_when_the_file_is_old_then_says_so(tmp_path: Path) -> None:
    old = tmp_path / "api.json"
    old.write_text("{}")

    refused = CliRunner().invoke(command, [str(old), "--check"])
    written = CliRunner().invoke(command, [str(old)])

    assert (refused.exit_code, written.exit_code) == (1, 0)
    assert old.read_text() == CliRunner().invoke(command, []).output == KEPT.read_text()


SCHEMA = schemathesis.openapi.from_dict(openapi())
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]


@pytest.mark.django_db
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_operation_when_fed_what_its_description_allows_and_forbids_then_never_a_server_fault(
    call: Caller, operation: schemathesis.APIOperation
) -> None:
    dossier = str(call.world.submit().uid)
    modes = schemathesis.GenerationMode
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in (modes.POSITIVE, modes.NEGATIVE)))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def feed(case: schemathesis.Case) -> None:
        ask(call, case, dossier)

    feed()


def feed_key(call: Caller) -> str:
    """A source of readings speaks with a key of its own."""
    if "feed" not in call.tokens:
        terms = replace(FEED, unit=call.world.province.code)
        call.tokens["feed"] = register_source(terms, actor=SYSTEM, now=clock.now())[1]
    return call.tokens["feed"]


def ask(call: Caller, case: schemathesis.Case, dossier: str) -> None:
    path = case.formatted_path.replace(str((case.path_parameters or {}).get("dossier", "-")), dossier)
    sent = {str(name): str(value) for name, value in (case.headers or {}).items() if str(value).isascii()}
    token = call.token("citizen")
    if "source" in (case.path_parameters or {}):
        path, token = path.rpartition("/")[0] + "/" + FEED.code, feed_key(call)
    headers = {**sent, "Authorization": f"Bearer {token}"}
    method = case.operation.method.upper()
    if method == "GET":
        answer = call.client.get(path, {k: str(v) for k, v in (case.query or {}).items()}, headers=headers)
    elif case.media_type == "multipart/form-data":
        fields = case.body if isinstance(case.body, dict) else {}
        answer = call.client.post(path, {str(k): str(v) for k, v in fields.items()}, headers=headers)
    else:
        raw = json.dumps(case.body, default=str).encode()
        answer = call.client.post(path, raw, content_type="application/json", headers=headers)
    checked(answer)
    assert answer.status_code in ANSWERS[method]
