"""The OpenAPI description: the framework's own, with what it does not know: the problem shape, the key of a write."""

from __future__ import annotations

import json
from typing import Any

from .auth import KEY_HEADER
from .v1.api import api

PREFIX = "/api/v1"
KEYED = frozenset({"submit_dossier", "add_document", "act_on_dossier"})
CREATING = frozenset({"submit_dossier", "add_document"})
TAGGED = frozenset({"read_dossier", "read_events", "read_clocks"})

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; the texts are not."},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            },
        },
        "params": {"type": "object"},
    },
}
KEY = {
    "in": "header",
    "name": KEY_HEADER,
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "description": "The same key with the same content gives the first answer again and no second effect.",
}
TAG = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": {"type": "string", "pattern": '^"[0-9a-f]+"$'},
}


def openapi() -> dict[str, Any]:
    """The description as JSON."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str))
    found["info"]["description"] = "Procedures, dossiers and working time."
    found.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for item in found["paths"].values():
        for operation in item.values():
            _complete(operation)
    return found


def _complete(operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    fault = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers: dict[str, Any] = {"4XX": {"description": "What is wrong, by a stable code", "content": fault}}
    whole = {"application/json": {"schema": {"type": "object"}}}
    answers["201" if name in CREATING else "200"] = {"description": "Done", "content": whole}
    parameters = operation.setdefault("parameters", [])
    if name in KEYED:
        parameters.append(KEY)
    if name in TAGGED:
        parameters.append(TAG)
        answers["304"] = {"description": "Unchanged"}
    operation["responses"] = answers


def openapi_text() -> str:
    """The description as it is kept in ``docs/api/openapi-v1.json``."""
    return json.dumps(openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
