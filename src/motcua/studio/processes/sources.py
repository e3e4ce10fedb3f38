"""Where a process being written comes from: nothing, the usual pattern, one in force, a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.errors import Invalid, NotFound
from motcua.core.texts import say
from motcua.procedures import process_json
from motcua.procedures.bpmn import read_bpmn
from motcua.procedures.process_content import Content, content_of
from motcua.procedures.process_csv import read_process
from motcua.procedures.process_patterns import usual_process
from motcua.procedures.selectors.process_drafts import bindings_of, process_in_force
from motcua.procedures.services.process_drafts import ProcessPlace

MOST_BYTES = 1024 * 1024
JSON_DEEPEST = 60


class Source(StrEnum):
    IN_FORCE = "in_force"
    PATTERN = "pattern"
    OTHER = "other"
    FILE = "file"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Fault:
    """``line`` and ``column`` where the file says where; empty for the file as a whole."""

    line: str
    column: str
    text: str


@dataclass(slots=True)
class Taken:
    """``content`` is None exactly when there are ``faults``; ``notes`` tell what could not be taken over."""

    content: Content | None
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def of_place(place: ProcessPlace, on: dt.date) -> Content:
    """The process in force at the place. Raises NotFound ``process_not_found``."""
    version = process_in_force(place.procedure, place.case, place.unit, on)
    if version is None:
        raise NotFound("process_not_found")
    return content_of(process_json.from_json(version.steps), name=version.name)


def of_procedure(key: str, on: dt.date) -> Content:
    """A process in force of another procedure, that for the whole province first."""
    rows = [row for row in bindings_of(key) if row.valid_from <= on and (row.valid_to is None or row.valid_to > on)]
    if not rows:
        raise NotFound("process_not_found")
    version = min(rows, key=lambda row: (row.case_key, row.unit_code)).process_version
    return content_of(process_json.from_json(version.steps), name=version.name)


def pattern() -> Content:
    return content_of(usual_process(), name="")


def empty() -> Content:
    return {"schema_version": 1, "name": "", "steps": []}


def of_file(upload: object) -> Taken:
    """The process of a CSV table, our JSON or BPMN 2.0, by what the file holds. Raises Invalid ``upload_missing``,
    ``upload_too_large``."""
    if not isinstance(upload, UploadedFile):
        raise Invalid("upload_missing", errors=[{"field": "file", "code": "upload_missing"}])
    if (upload.size or 0) > MOST_BYTES:
        raise Invalid("upload_too_large", params={"most": 1}, errors=[{"field": "file", "code": "upload_too_large"}])
    data = upload.read()
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _bpmn(data)
    return _json(data) if start == b"{" else _csv(data)


def _csv(data: bytes) -> Taken:
    read = read_process(data)
    if read.faults:
        return Taken(None, [Fault(str(one.line or ""), one.column, say(one.code)) for one in read.faults])
    return Taken(content_of(read.process))


def _bpmn(data: bytes) -> Taken:
    read = read_bpmn(data)
    if read.process is None:
        return Taken(None, [Fault(one.element, "", say(one.code, one.params)) for one in read.faults])
    return Taken(
        content_of(read.process, name=read.name),
        [],
        [say(one.code, one.params) for one in (*read.dropped, *read.assumed)],
    )


def _json(data: bytes) -> Taken:
    try:
        found = orjson.loads(data)
        if not isinstance(found, Mapping) or _depth(found) > JSON_DEEPEST:
            return _unreadable("")
        body = found.get("process", found)
        process = process_json.from_json(body)
    except orjson.JSONDecodeError:
        return Taken(None, [Fault("", "", say("bundle_file_not_json"))])
    except (process_json.UnreadableProcessError, RecursionError) as error:
        return _unreadable(str(error)[:200])
    return Taken(content_of(process, name=str(found.get("name") or "")[:300]))


def _unreadable(detail: str) -> Taken:
    text = _("Không đọc được quy trình trong tệp này. {detail}").format(detail=detail)
    return Taken(None, [Fault("", "", text.strip())])


def _depth(value: object) -> int:
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        deepest = max(deepest, depth)
        parts = one.values() if isinstance(one, Mapping) else one if isinstance(one, list) else ()
        waiting += [(part, depth + 1) for part in parts]
    return deepest


def own_json(content: Mapping[str, Json], process: Mapping[str, Json]) -> bytes:
    """The file of our JSON: name and process."""
    body = {"format": "motcua.process", "name": content.get("name", ""), "process": cast("Json", dict(process))}
    return orjson.dumps(body, option=orjson.OPT_INDENT_2)
