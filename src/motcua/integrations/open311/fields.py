"""Every field of GeoReport v2 and of Service Discovery, as data. What is written, read, documented and tested goes by
this table (``docs/guides/open311.md`` holds the same, field by field).

Source: wiki.open311.org/GeoReport_v2 and wiki.open311.org/Service_Discovery (both frozen and final). The standard
gives no type to most fields; ``Kind`` is what its examples show, with one knowing exception: its JSON examples write
codes and ids as bare numbers (``001``), which is no JSON. Here they are strings everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

GEOREPORT = "http://wiki.open311.org/GeoReport_v2"


class Kind(StrEnum):
    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    INSTANT = "instant"
    LIST = "list"


class Presence(StrEnum):
    """``ALWAYS``: the field has a value. ``EMPTY``: it is there and may be empty. ``OMITTED``: the standard says "may
    not be returned"; we leave it out where there is nothing to say."""

    ALWAYS = "always"
    EMPTY = "empty"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind = Kind.TEXT
    presence: Presence = Presence.EMPTY
    item: Resource | None = None
    """Of a list: what its items are; None for a list of texts, whose XML element is ``item_name``."""
    item_name: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """``root`` is the XML element around all, ``item`` that of one; a resource without ``item`` is not a list."""

    name: str
    root: str
    item: str
    fields: tuple[Field, ...]


_ALWAYS, _OMITTED = Presence.ALWAYS, Presence.OMITTED
_TEXT, _BOOLEAN, _INSTANT, _LIST = Kind.TEXT, Kind.BOOLEAN, Kind.INSTANT, Kind.LIST

SERVICE = Resource(
    "GET services",
    "services",
    "service",
    (
        Field("service_code", presence=_ALWAYS),
        Field("service_name", presence=_ALWAYS),
        Field("description"),
        Field("metadata", _BOOLEAN, _ALWAYS),
        Field("type", presence=_ALWAYS),
        Field("keywords"),
        Field("group"),
    ),
)

VALUE = Resource(
    "GET services/{service_code}: value",
    "values",
    "value",
    (Field("key", presence=_ALWAYS), Field("name", presence=_ALWAYS)),
)

ATTRIBUTE = Resource(
    "GET services/{service_code}: attribute",
    "attributes",
    "attribute",
    (
        Field("variable", _BOOLEAN, _ALWAYS),
        Field("code", presence=_ALWAYS),
        Field("datatype", presence=_ALWAYS),
        Field("required", _BOOLEAN, _ALWAYS),
        Field("datatype_description"),
        Field("order", Kind.INTEGER, _ALWAYS),
        Field("description", presence=_ALWAYS),
        Field("values", _LIST, item=VALUE),
    ),
)

DEFINITION = Resource(
    "GET services/{service_code}",
    "service_definition",
    "",
    (Field("service_code", presence=_ALWAYS), Field("attributes", _LIST, item=ATTRIBUTE)),
)

CREATED = Resource(
    "POST requests",
    "service_requests",
    "request",
    (
        Field("service_request_id", presence=_OMITTED),
        Field("token", presence=_OMITTED),
        Field("service_notice", presence=_OMITTED),
        Field("account_id", presence=_OMITTED),
    ),
)

TOKEN = Resource(
    "GET tokens/{token_id}",
    "service_requests",
    "request",
    (Field("service_request_id"), Field("token", presence=_ALWAYS)),
)

REQUEST = Resource(
    "GET requests, GET requests/{service_request_id}",
    "service_requests",
    "request",
    (
        Field("service_request_id", presence=_ALWAYS),
        Field("status", presence=_ALWAYS),
        Field("status_notes", presence=_OMITTED),
        Field("service_name", presence=_ALWAYS),
        Field("service_code", presence=_ALWAYS),
        Field("description"),
        Field("agency_responsible", presence=_OMITTED),
        Field("service_notice", presence=_OMITTED),
        Field("requested_datetime", _INSTANT, _ALWAYS),
        Field("updated_datetime", _INSTANT, _ALWAYS),
        Field("expected_datetime", _INSTANT, _OMITTED),
        Field("address"),
        Field("address_id"),
        Field("zipcode"),
        Field("lat", Kind.NUMBER),
        Field("long", Kind.NUMBER),
        Field("media_url"),
    ),
)

ERROR = Resource(
    "errors", "errors", "error", (Field("code", Kind.INTEGER, _ALWAYS), Field("description", presence=_ALWAYS))
)

ENDPOINT = Resource(
    "discovery: endpoint",
    "endpoints",
    "endpoint",
    (
        Field("specification", presence=_ALWAYS),
        Field("url", presence=_ALWAYS),
        Field("changeset", presence=_ALWAYS),
        Field("type", presence=_ALWAYS),
        Field("formats", _LIST, _ALWAYS, item_name="format"),
    ),
)

DISCOVERY = Resource(
    "discovery",
    "discovery",
    "",
    (
        Field("changeset", presence=_ALWAYS),
        Field("contact", presence=_ALWAYS),
        Field("key_service", presence=_ALWAYS),
        Field("endpoints", _LIST, _ALWAYS, item=ENDPOINT),
    ),
)

RESOURCES = (SERVICE, DEFINITION, ATTRIBUTE, VALUE, CREATED, TOKEN, REQUEST, ERROR, DISCOVERY, ENDPOINT)


class Need(StrEnum):
    """How the standard wants an argument. ``LOCATION``: one full location of the three kinds is needed.
    ``ONE_JURISDICTION``: only needed where a server serves several; ours serves one."""

    REQUIRED = "required"
    LOCATION = "location"
    OPTIONAL = "optional"
    ONE_JURISDICTION = "one jurisdiction"
    EXTENSION = "extension"


@dataclass(frozen=True, slots=True)
class Argument:
    name: str
    need: Need = Need.OPTIONAL
    longest: int = 200


POSTED = (
    Argument("api_key", Need.REQUIRED, 500),
    Argument("jurisdiction_id", Need.ONE_JURISDICTION),
    Argument("service_code", Need.REQUIRED, 100),
    Argument("lat", Need.LOCATION, 40),
    Argument("long", Need.LOCATION, 40),
    Argument("address_string", Need.LOCATION, 500),
    Argument("address_id", Need.LOCATION, 100),
    Argument("attribute"),
    Argument("email", longest=254),
    Argument("device_id"),
    Argument("account_id"),
    Argument("first_name", longest=100),
    Argument("last_name", longest=100),
    Argument("phone", longest=40),
    Argument("description", longest=4000),
    Argument("media_url", longest=2000),
)
"""POST requests. ``attribute`` comes as ``attribute[code]`` or, several times, ``attribute[code][]``."""

ASKED = (
    Argument("jurisdiction_id", Need.ONE_JURISDICTION),
    Argument("service_request_id", longest=2000),
    Argument("service_code", longest=2000),
    Argument("start_date", longest=40),
    Argument("end_date", longest=40),
    Argument("status", longest=40),
    Argument("page", Need.EXTENSION, 6),
    Argument("page_size", Need.EXTENSION, 6),
)
"""GET requests. The last two are the most widely kept extension (GeoReport_v2/Extensions, Pagination)."""

DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
SERVICE_TYPES = ("realtime", "batch", "blackbox")
STATUSES = ("open", "closed")
MOST_DAYS = 90
MOST_REQUESTS = 1000
